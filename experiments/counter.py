"""Workers add to one counter, an increment at a time.

The factor `increment` says how:

    plain   x += 1
    call    x += int(1), with a call between the load of x and the store
    lock    the same, under a lock

The factor `times` says how often each worker does it, 200 000 unless the
experiment varies it; that takes a worker about 10 ms (plain) to 60 ms
(lock) on a core of 3 GHz, and longer where workers wait for the lock.
The metric `observed` is what the counter holds in the end.
"""
import threading

lock = threading.Lock()
x = 0


def setup():
    global x
    x = 0


def plain(times):
    global x
    for _ in range(times):
        x += 1


def call(times):
    global x
    for _ in range(times):
        x += int(1)


def locked(times):
    global x
    for _ in range(times):
        with lock:
            x += int(1)


def work(worker):
    increment = {"plain": plain, "call": call, "lock": locked}
    times = int(worker.params.get("times", 200_000))
    increment[worker.params.get("increment", "plain")](times)


def observe():
    return x
