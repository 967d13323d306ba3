void work(struct worker *self) { (void)self; }
