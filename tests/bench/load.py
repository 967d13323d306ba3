"""load.py LECTERN - see load.sh.

A load of 30 % is switched on and off at random times, on for 0.6 s and off for 1.4 s in the mean:
that is longer than a round, so some rounds are disturbed and others are not.
"""
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter, defaultdict

from bench import block, claim, course, machine_line, setting

REPEATS = setting("REPEATS", 3)
LOADS = [int(word) for word in setting("LOADS", "0 1 2 4").split()]
BUDGET = setting("BUDGET", 10000)
SEED = setting("SEED", 1)
ON, OFF = 0.6, 1.4  # s, in the mean

# Ends by itself when the one that started it is gone.
BUSY = "while kill -0 $1; do i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; done 2>/dev/null"

C_SPIN = """
#include <lectern.h>

void
work(struct worker *self)
{
	unsigned long x = (unsigned long)self->index;

	for (long i = 0; i < 30000000; i++)
		x = x * 6364136223846793005UL + 1442695040888963407UL;
	worker_keep(x);
}
"""

PYTHON_SPIN = """
def work(worker):
    x = worker.index
    for _ in range(400_000):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
"""

PYTHON_EMPTY = """
def work(worker):
    pass
"""

C_COUNTER = """
#include <lectern.h>
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_long counter;

void
setup(void)
{
	counter = 0;
}

static void
increment(void)
{
	long value = atomic_load_explicit(&counter, memory_order_relaxed);

	atomic_store_explicit(&counter, value + 1, memory_order_relaxed);
}

void
work(struct worker *self)
{
	bool locked = *worker_text(self, "lock", "no") == 'y';

	for (int i = 0; i < 1000000; i++) {
		if (locked)
			pthread_mutex_lock(&mutex);
		increment();
		if (locked)
			pthread_mutex_unlock(&mutex);
	}
}

double
observe(void)
{
	return 2000000.0 - (double)counter;
}
"""

# Experiment: language, its own options, workload, what is claimed.
EXPERIMENTS = {
    "cores": (
        "c",
        ["executors: [serial, thread, process]", "workers: [2]", "metric: elapsed",
         "metrics: [elapsed, parallelism]"],
        C_SPIN,
        [
            "median(serial.elapsed / process.elapsed) > 1.5 when cores >= 2",
            "median(serial.elapsed / thread.elapsed) > 1.5 when cores >= 2",
            "process.parallelism > 1.5 when cores >= 2",
            "thread.parallelism > 1.5 when cores >= 2",
        ],
    ),
    "lock": (
        "python",
        ["executors: [gil, process]", "workers: [2]", "metric: parallelism",
         "metrics: [parallelism, elapsed]"],
        PYTHON_SPIN,
        [
            "gil.parallelism <= 1.1",
            "process.parallelism > 1.5 when cores >= 2",
            "median(gil.elapsed / process.elapsed) > 1.3 when cores >= 2",
        ],
    ),
    "starts": (
        "python",
        ["executors: [gil, process]", "metric: start", "metrics: [call, start, life]",
         "iterations: 30"],
        PYTHON_EMPTY,
        ["process.start > 2 * gil.start", "process.life > 2 * gil.life"],
    ),
    "counter": (
        "c",
        ["executors: [thread]", "workers: [2]", "params: {lock: [no, yes]}", "metric: observed",
         "rounds: 15"],
        C_COUNTER,
        [
            "always(thread(lock=yes).observed == 0)",
            "sometimes(thread(lock=no).observed > 0) when cores >= 2",
        ],
    ),
}


class Load:
    """Busy loops, there for the whole time or switched on and off."""

    def __init__(self, loops, whole, dice):
        self.loops, self.whole, self.dice = loops, whole, dice
        self.running = []
        self.over = threading.Event()
        self.switch = threading.Thread(target=self.alternate)

    def __str__(self):
        if not self.loops:
            return "none"
        return f"{self.loops}, {'all of the time' if self.whole else '30 % of it'}"

    def send(self, number):
        for process in self.running:
            process.send_signal(number)

    def alternate(self):
        """Begin anywhere in a period."""
        on = self.dice.random() < ON / (ON + OFF)
        while not self.over.is_set():
            self.send(signal.SIGCONT if on else signal.SIGSTOP)
            self.over.wait((ON if on else OFF) * self.dice.uniform(0.5, 1.5))
            on = not on

    def __enter__(self):
        self.running = [
            subprocess.Popen(["sh", "-c", BUSY, "sh", str(os.getpid())]) for _ in range(self.loops)
        ]
        if not self.whole:
            self.switch.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        if not self.whole:
            self.switch.join()
        self.send(signal.SIGKILL)
        for process in self.running:
            process.wait()


def note():
    """The whole course: one page."""
    text = ""
    for name, (language, options, work, claims) in EXPERIMENTS.items():
        text += block(language, name, [*options, f"budget: {BUDGET} ms"], work)
        text += "".join(claim(name, formula) for formula in claims)
    return text


def loads():
    dice = random.Random(SEED)
    for loops in LOADS:
        yield loops, True, dice
        if loops:
            yield loops, False, dice


def measure(lessons, load, verdicts, rounds):
    """Measure all experiments once; tell of what was refuted."""
    for name in EXPERIMENTS:
        measured = lessons.run(name)
        if measured is None:
            continue
        rounds[str(load), name].append((measured.rounds, measured.dropped))
        for formula, (kind, why) in measured.verdicts.items():
            verdicts[str(load), name, formula][kind] += 1
            if kind == "refuted":
                print(f"  load {load}: {formula} refuted: {why}", flush=True)


def report(verdicts, rounds):
    """Print the table; tell how many verdicts were wrong, and which claims nothing was shown of."""
    wrong, unshown = 0, []
    print("\nload; verdicts: supported/inconclusive/refuted; claim; rounds measured (and dropped)")
    for (load, name, formula), counts in verdicts.items():
        if counts["untestable"]:
            continue
        some = ", ".join(f"{n} ({dropped})" for n, dropped in rounds[load, name])
        kinds = [counts[kind] for kind in ("supported", "inconclusive", "refuted")]
        wrong += counts["refuted"]
        if load == "none" and not kinds[0]:
            unshown.append(f"{name}: {formula}")
        print(f"{load:19} {'/'.join(map(str, kinds)):8} {name + ': ' + formula:78} {some}")
    return wrong, unshown


def main():
    print(f"{machine_line()}; every load {REPEATS} times, at most {BUDGET} ms an experiment")
    verdicts, rounds = defaultdict(Counter), defaultdict(list)
    with course() as lessons:
        lessons.note(note())
        for _ in range(REPEATS):
            for loops, whole, dice in loads():
                with Load(loops, whole, dice) as load:
                    measure(lessons, load, verdicts, rounds)
    wrong, unshown = report(verdicts, rounds)
    print()
    for what in unshown:
        print(f"{what}: not supported without load, so nothing is shown of it")
    print(f"{wrong} true claims refuted" if wrong else "no true claim was refuted")
    return 1 if wrong or unshown else 0


if __name__ == "__main__":
    sys.exit(main())
