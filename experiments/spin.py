"""A fixed amount of computing in pure Python that shares nothing and
waits for nothing.

The factor `steps` says how many passes the loop makes, a million unless
the experiment varies it; a million takes about 50 to 120 ms on a core of
3 GHz, depending on the interpreter.
"""


def work(worker):
    x = worker.index
    for _ in range(int(worker.params.get("steps", 1_000_000))):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
