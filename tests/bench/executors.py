"""executors.py LECTERN - see executors.sh.

The executors take turns, so that a bad minute of the machine is shared by all.  Every tenth
experiment comes with one whose second condition has ten times the work, and more time to be told
apart: without that, an executor whose claims are never decided would pass.
"""
import statistics
import sys
from collections import Counter

from bench import block, claim, course, machine_line, setting

EXPERIMENTS = setting("EXPERIMENTS", 100)
BUDGET = setting("BUDGET", 1500)
ONLY = setting("ONLY", "")
ALLOWED = 0.05
UNLIKE = 10  # times the work, where conditions differ
EXECUTORS = ("serial", "thread", "process", "gil")

C_WORK = """
#include <lectern.h>

void
work(struct worker *self)
{
	long steps = 200000 * (*worker_text(self, "side", "a") == 'b' ? %d : 1);
	unsigned long x = (unsigned long)self->index;

	for (long i = 0; i < steps; i++)
		x = x * 6364136223846793005UL + 1442695040888963407UL;
	worker_keep(x);
}
"""

PYTHON_WORK = """
def work(worker):
    for _ in range(40000 * (%d if worker.params["side"] == "b" else 1)):
        pass
"""


class Kind:
    """An executor of a language, and what its experiments came to."""

    def __init__(self, language, executor):
        self.language = language
        self.executor = executor
        self.verdicts = Counter()
        self.told_apart = Counter()
        self.rounds = []
        self.dropped = 0
        self.noisy = 0
        self.absent = False

    def note(self, seed, times):
        """An experiment whose side b does `times` the work of side a."""
        work = C_WORK if self.language == "c" else PYTHON_WORK
        options = [
            f"executors: [{self.executor}]",
            "workers: [2]",
            "params: {side: [a, b]}",
            "metric: elapsed",
            "iterations: 3",
            f"budget: {BUDGET if times == 1 else 4 * BUDGET} ms",
            f"seed: {seed}",
        ]
        a, b = (f"{self.executor}(side={side}).elapsed" for side in "ab")
        return block(self.language, "same", options, work % times) + claim(
            "same", f"median({b} / {a}) > 1"
        )

    def measure(self, lessons, seed, times):
        """Give the verdict of one experiment, or None when it is not testable here."""
        lessons.note(self.note(seed, times))
        measured = lessons.run("same")
        if measured is None:
            return None
        [(kind, why)] = measured.verdicts.values()
        if kind == "untestable":
            return None
        if times == 1:
            self.rounds.append(measured.rounds)
            self.dropped += measured.dropped
            self.noisy += why.startswith("noisy machine")
            if kind != "inconclusive":
                print(f"  {self.language} {self.executor}, seed {seed}: {kind}: {why}", flush=True)
        return kind

    def step(self, lessons, i):
        kind = self.measure(lessons, i + 1, 1)
        self.absent = kind is None
        if self.absent:
            return
        self.verdicts[kind] += 1
        if i % 10 == 0:
            self.told_apart[self.measure(lessons, i + 1, UNLIKE)] += 1

    def report(self):
        """Print a line of the table; tell whether the bounds hold."""
        what = f"{self.language:7} {self.executor:8}"
        if self.absent:
            print(f"{what} not testable here")
            return True
        n, apart = sum(self.verdicts.values()), sum(self.told_apart.values())
        decided = n - self.verdicts["inconclusive"]
        allowed = max(1, int(ALLOWED * n))
        shown = self.noisy * 2 <= n and self.told_apart["supported"] * 2 >= apart
        word = "BROKEN" if decided > allowed else "good" if shown else "NOT SHOWN"
        print(
            f"{what} {n:11} {decided:8} {allowed:8} {statistics.mean(self.rounds):7.1f}"
            f" {self.dropped:8} {self.noisy:6} {self.told_apart['supported']:7} of {apart:<3}"
            f" {word}"
        )
        return word == "good"


def main():
    kinds = [
        Kind(language, executor)
        for language in ("c", "python")
        for executor in EXECUTORS
        if ONLY in ("", language, executor)
    ]
    print(f"{machine_line()}; {EXPERIMENTS} experiments of each executor, at most {BUDGET} ms each")
    with course() as lessons:
        for i in range(EXPERIMENTS):
            for kind in kinds:
                if not kind.absent:
                    kind.step(lessons, i)
    print("\nlanguage executor experiments decided  allowed  rounds  dropped  noisy  told apart")
    good = all([kind.report() for kind in kinds])
    print(f"\n{'every executor agrees with itself' if good else 'NOT SHOWN: see above'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
