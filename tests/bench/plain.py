"""plain.py gil|process N - start and join a Python worker that does nothing, N times.

What Lectern's figures are compared with: threads of `threading` or forked processes of
`multiprocessing`, and nothing else.  For every start it prints a line, "call start life": ns of
CLOCK_MONOTONIC from before start() until that has returned, until the first line of the worker, and
until it was joined.
"""
import mmap
import multiprocessing
import sys
import threading
from time import monotonic_ns

begin = memoryview(mmap.mmap(-1, mmap.PAGESIZE)).cast("q")


def work():
    begin[0] = monotonic_ns()


def make(kind):
    if kind == "gil":
        return threading.Thread(target=work)
    return multiprocessing.get_context("fork").Process(target=work)


def main():
    starts = []
    for _ in range(int(sys.argv[2])):
        worker = make(sys.argv[1])
        create = monotonic_ns()
        worker.start()
        created = monotonic_ns()
        worker.join()
        joined = monotonic_ns()
        starts.append((created - create, begin[0] - create, joined - create))
    for start in starts:
        print(*start)


if __name__ == "__main__":
    main()
