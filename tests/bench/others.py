"""others.py LECTERN - see others.sh.

A round measures ours and theirs twice each, A B B A, next B A A B.  Of each visit there is one
figure, the statistic over its repetitions; of a round the ratio of the geometric means of ours and
theirs, and how far apart two visits of the same kind are: that is the noise.

Starts are bounded on one core.  On several it is up to the scheduler whether a new worker runs
beside its starter or has to wake another core, which takes twice as long on a virtual machine; the
choice sticks for a whole visit and differs from visit to visit.  Those figures are shown only.

What fork() costs grows with the number of mappings.  "with a library" is the plain loop in a
program that has loaded one more shared object, as the runner has to for the workload.
"""
import json
import math
import os
import shlex
import shutil
import statistics
import subprocess
import sys

from bench import HERE, block, compile_c, course, machine_line, median_interval, one_core
from bench import quantile, setting

ROUNDS = setting("ROUNDS", 30)
COMMAND_ROUNDS = setting("COMMAND_ROUNDS", 10)
STARTS = {"c": 100, "python": 40}  # that count, of one visit
RUNS = 5  # of a command, of one visit
START_BOUND, COMMAND_BOUND = 0.15, 0.05

# What is sampled, the statistic that the driver takes by default, and whether it is bounded.
C_METRICS = {"call": 0.25, "start": 0.25, "life": 0.5}
PYTHON_METRICS = {"start": 0.25}

C_WORK = """
#include <lectern.h>

void
work(struct worker *self)
{
	(void)self;
}
"""

PYTHON_WORK = """
def work(worker):
    pass
"""

# A command a level; what it prints goes nowhere, as with hyperfine.
C_COMMAND = """
#include <fcntl.h>
#include <lectern.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char *const commands[][8] = {
%s
};

void
work(struct worker *self)
{
	char *const *argv = commands[(int)worker_number(self, "command", 0)];
	posix_spawn_file_actions_t actions;
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&pid, argv[0], &actions, NULL, argv, environ) != 0)
		abort();
	if (waitpid(pid, &status, 0) != pid || status != 0)
		abort();
	posix_spawn_file_actions_destroy(&actions);
}
"""


def interleave(rounds, ours, theirs):
    """Do the rounds; both give a dict of figures.  Return two lists of pairs of dicts."""
    mine, other = [], []
    for i in range(rounds):
        visits = {ours: [], theirs: []}
        first, second = (ours, theirs) if i % 2 == 0 else (theirs, ours)
        for visit in (first, second, second, first):
            visits[visit].append(visit())
        mine.append(visits[ours])
        other.append(visits[theirs])
    return mine, other


def compare(what, mine, other, key, bound, bounded=True):
    """Print a line of the table; tell whether the ratio is within the bound, if there is one."""
    ratios, own_noise, other_noise = [], [], []
    for (a, b), (c, d) in zip(mine, other):
        ratios.append(math.sqrt(a[key] * b[key] / (c[key] * d[key])))
        own_noise.append(abs(math.log(a[key] / b[key])))
        other_noise.append(abs(math.log(c[key] / d[key])))
    ours = statistics.median(visit[key] for pair in mine for visit in pair)
    theirs = statistics.median(visit[key] for pair in other for visit in pair)
    ratio, low, high = median_interval(ratios)
    good = not bounded or abs(ratio - 1) <= bound
    word = f"{'within' if good else 'NOT WITHIN'} {bound:.0%}" if bounded else "shown only"
    noise = [math.expm1(statistics.median(series)) for series in (own_noise, other_noise)]
    print(
        f"{what:21} {ours * 1e6:11.2f} {theirs * 1e6:11.2f}  {ratio:6.3f}"
        f"  {low:6.3f} to {high:6.3f}  {min(ratios):6.3f} to {max(ratios):6.3f}"
        f"  {noise[0]:7.1%} {noise[1]:7.1%}  {word}",
        flush=True,
    )
    return good


def head(title):
    print(f"\n{title}")
    print(
        f"{'':21} {'ours, us':>11} {'theirs, us':>11}   ratio  {'99 % interval':16}"
        f"  {'of all rounds':16}  noise of ours, theirs"
    )


def plain_starts(command, kinds, n, metrics):
    """Run a plain loop for each kind of worker; the first start is a warm-up, as it is for ours."""
    figures = {}
    for kind in kinds:
        done = subprocess.run(
            [*command[:-1], kind, str(n + 1), *command[-1]],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        rows = [[int(word) / 1e9 for word in line.split()] for line in done.stdout.splitlines()[1:]]
        for column, metric in enumerate(("call", "start", "life")):
            if metric in metrics:
                figures[kind, metric] = quantile([row[column] for row in rows], metrics[metric])
    return figures


def start_note(language, kinds, work):
    options = [
        f"executors: [{', '.join(kinds)}]",
        "metric: start",
        "metrics: [call, start, life]",
        f"iterations: {STARTS[language]}",
        "warmup: 1",
    ]
    return block(language, "starts", options, work)


def compare_starts(lessons, language, kinds, metrics, command, title, bounded):
    """Compare starts with those of a command: words before and words after the kind and number."""
    n = STARTS[language]

    def ours():
        measured = lessons.run("starts", 1)
        return {
            (kind, metric): quantile(measured.samples(metric, kind), metrics[metric])
            for kind in kinds
            for metric in metrics
        }

    def theirs():
        return plain_starts(command, kinds, n, metrics)

    mine, other = interleave(ROUNDS, ours, theirs)
    head(f"{title}: {ROUNDS} rounds of 2 x {n} starts")
    good = True
    for kind in kinds:
        for metric in metrics:
            statistic = "median" if metrics[metric] == 0.5 else f"p{metrics[metric] * 100:.0f}"
            what = f"{kind}.{metric}, {statistic}"
            row = compare(what, mine, other, (kind, metric), START_BOUND, bounded)
            good = row and good
    return good


def compare_c(lessons):
    plain, library = (os.path.join(lessons.folder, name) for name in ("plain", "library.so"))
    compile_c("plain.c", plain)
    compile_c("plain.c", library, "-shared", "-fPIC")
    lessons.note(start_note("c", ["thread", "process"], C_WORK))
    lessons.run("starts", 1)

    def rows(kinds, after, title, bounded):
        return compare_starts(lessons, "c", kinds, C_METRICS, [plain, after], title, bounded)

    both = ["thread", "process"]
    with one_core():
        good = rows(both, [], "C, on one core", True)
        rows(["process"], [library], "C, on one core, theirs with a library", False)
    rows(both, [], "C, on all cores", False)
    return good


def compare_python(lessons):
    kinds = ["gil", "process"]
    lessons.note(start_note("python", kinds, PYTHON_WORK))
    interpreter = lessons.run("starts", 1).interpreter()
    command = [interpreter, os.path.join(HERE, "plain.py"), []]
    with one_core():
        good = compare_starts(
            lessons, "python", kinds, PYTHON_METRICS, command, "Python, on one core", True
        )
    compare_starts(lessons, "python", kinds, PYTHON_METRICS, command, "Python, on all cores", False)
    return good


def quoted(argv):
    return "\t{" + ", ".join('"' + word.replace('"', '\\"') + '"' for word in argv) + "},"


def hyperfine(argv, report):
    options = ["-N", "--warmup", "1", "--runs", str(RUNS), "--style", "none"]
    subprocess.run(
        ["hyperfine", *options, "--export-json", report, shlex.join(argv)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with open(report, encoding="utf-8") as file:
        return statistics.median(json.load(file)["results"][0]["times"])


def compare_commands(lessons):
    plain = os.path.join(lessons.folder, "plain")
    if not shutil.which("hyperfine"):
        print("\nwhole commands: skipped, hyperfine is not installed")
        return True
    commands = {
        "sleep 0.05": [shutil.which("sleep"), "0.05"],
        "a loop": [plain, "spin", "40000000"],
        "an interpreter": [os.path.realpath(sys.executable), "-I", "-S", "-c", "pass"],
    }
    options = [
        f"params: {{command: [{', '.join(str(i) for i in range(len(commands)))}]}}",
        "metric: elapsed",
        f"iterations: {RUNS}",
        "warmup: 1",
    ]
    work = C_COMMAND % "\n".join(quoted(argv) for argv in commands.values())
    lessons.note(block("c", "commands", options, work))
    report = os.path.join(lessons.folder, "hyperfine.json")

    def ours():
        measured = lessons.run("commands", 1)
        return {
            name: statistics.median(measured.samples("elapsed", "serial", str(i)))
            for i, name in enumerate(commands)
        }

    def theirs():
        return {name: hyperfine(argv, report) for name, argv in commands.items()}

    ours()
    mine, other = interleave(COMMAND_ROUNDS, ours, theirs)
    head(f"whole commands, {COMMAND_ROUNDS} rounds of 2 x {RUNS} runs, beside hyperfine")
    good = True
    for name in commands:
        good = compare(name, mine, other, name, COMMAND_BOUND) and good
    return good


def main():
    print(machine_line())
    with course() as lessons:
        results = [compare_c(lessons), compare_python(lessons), compare_commands(lessons)]
    good = all(results)
    print(f"\n{'others get the same figures' if good else 'OTHERS GET OTHER FIGURES'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
