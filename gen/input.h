/*
 * input.h - what `lectern judge` and `lectern summary` share: their options and their CSV file.
 *
 * Knows of CSV, findings and option parsing; nothing of formulas or statistics.
 */
#ifndef LECTERN_INPUT_H
#define LECTERN_INPUT_H

#include "csv.h"
#include <jansson.h>

typedef struct Input {
	double confidence; /* a fraction */
	guint64 seed;
	guint cores;    /* of the machine that measured; 0: as the file says */
	Source *source; /* of the file */
	Table *table;   /* NULL when the file has error findings */
	Diag *diag;
} Input;

/*
 * Parse options, and read the file that the first argument names, of @least to @most arguments;
 * findings are printed later.  Returns STATUS_GOOD, or the exit status: it says what is wrong.  The
 * table may still be NULL.
 */
int input_open(Input *input, int *argc, char ***argv, int least, int most);
void input_close(Input *input);

/* Print findings to standard error; returns STATUS_FINDINGS if one is an error. */
int input_report(const Input *input);

/*
 * Print @array (transfer full) to standard output; numbers read back as themselves.  Returns
 * STATUS_WORLD if that fails.
 */
int input_print(json_t *array);

#endif
