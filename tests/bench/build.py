"""build.py LECTERN - see build.sh.

Ours and theirs take turns, so that both meet the same machine; of each the median counts.
"""
import glob
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from bench import machine_line, setting

SOURCE = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
REPEATS = setting("REPEATS", 9)
NOTES = 20
FRESH = ("01-", "03-")  # notes whose experiments are measured anew

PROSE = """
A paragraph that is here to be read by a program, and by nobody else. It has *emphasis*, `code`,
a formula, $S(n) = 1 / (s + (1 - s) / n)$, and enough words to fill some lines of a page, so that
what is made of it takes about as long as a page of the course. ({n})

| what | how much |
|------|---------:|
| rows | {n}      |
| more | 42       |

```python
def answer(n):
    return [n * {n} for n in range(n)]
```
"""

EXPERIMENT = """
``` {{.c .experiment #generated-{n}-{i}}}
//| fig-cap: Nothing, measured
//| rounds: 10
//| iterations: 1
#include <lectern.h>

void
work(struct worker *self)
{{
	(void)self;
}}
```

[It takes time](claim:generated-{n}-{i} "serial.wall > 0 s").
"""


def make_course():
    """Copy the course of the checkout into the current folder, and add notes until there are NOTES."""
    for name in "notes", "experiments":
        shutil.copytree(os.path.join(SOURCE, name), name)
    if os.path.isdir(os.path.join(SOURCE, "out", "data")):
        shutil.copytree(os.path.join(SOURCE, "out", "data"), "out/data")
    real = len(glob.glob("notes/*.md"))
    for n in range(real, NOTES):
        with open(f"notes/generated-{n}.md", "w", encoding="utf-8") as file:
            file.write(f"---\ntitle: Generated {n}\n---\n")
            for section in range(8):
                file.write(f"\n## Section {n}.{section}\n" + PROSE.format(n=section) * 2)
                if section < 3:
                    file.write(EXPERIMENT.format(n=n, i=section))
    return real


def seconds(action):
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def medians(*actions, repeats=REPEATS):
    """The median times of actions that take turns."""
    times = [[seconds(action) for action in actions] for _ in range(repeats)]
    return [statistics.median(column) for column in zip(*times)]


def quietly(command, **options):
    return lambda: subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    )


def processes(command):
    """How many processes the command starts, by strace; None: it is not here."""
    if not shutil.which("strace"):
        return None
    quietly(["strace", "-f", "-qq", "-o", "strace.log", "-e", "trace=process"] + command)()
    with open("strace.log", encoding="utf-8", errors="replace") as file:
        return len(re.findall(r"\b(?:v?fork|clone3?)\((?!.*CLONE_THREAD).* = [1-9]", file.read()))


def make_makefile():
    """What make has to look at is what the build has to."""
    common = " ".join(
        path
        for path in glob.glob("notes/*.*[!d]") + glob.glob("experiments/*")
        + glob.glob(os.path.join(SOURCE, "templates", "*"))
        if os.path.isfile(path)
    )
    goals = {f"out/site/{os.path.basename(path)[:-3]}.html": path for path in glob.glob("notes/*.md")}
    for path in glob.glob("out/data/*.json"):
        name = re.sub(r"-[0-9a-f]+-[0-9a-f]+\.json$", "", os.path.basename(path))
        if os.path.exists(f"out/site/data/{name}.csv"):
            goals[f"out/site/data/{name}.csv"] = path
    with open("Makefile", "w", encoding="utf-8") as file:
        print("all:", *goals, file=file)
        for goal, path in goals.items():
            print(f"{goal}: {path} {common}\n\tfalse", file=file)
    subprocess.run(["touch"] + list(goals), check=True)
    quietly(["make", "-s"])()


class Table:
    """Figures beside their yardsticks."""

    HEAD = "what", "Lectern", "yardstick", "which is", "ratio", "goal", ""

    def __init__(self):
        self.rows = [self.HEAD]

    def add(self, what, ours, theirs, which, goal, difference=False):
        """A row; @goal is of the ratio, or of the @difference in s; None: shown only."""
        value = ours - theirs if difference else ours / theirs
        show = (lambda x: f"{x * 1e3:+.1f} ms") if difference else (lambda x: f"{x:.2f}")
        self.rows.append((
            what, f"{ours * 1e3:.1f} ms", f"{theirs * 1e3:.1f} ms", which, show(value),
            "" if goal is None else f"<= {show(goal)}",
            "" if goal is None else "met" if value <= goal else "missed",
        ))

    def show(self):
        widths = [max(map(len, column)) for column in zip(*self.rows)]
        for row in self.rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def no_op(table, build):
    make_makefile()
    build()
    ours, theirs = medians(build, quietly(["make", "-s"]))
    table.add(f"nothing to do, {NOTES} notes", ours, theirs, "make, nothing to do", 0.010, True)


def edit_of(note, build):
    """Return what changes a word in the middle of a note and builds."""
    count = 0
    with open(note, encoding="utf-8") as file:
        paragraphs = file.read().split("\n\n")
    at = next(
        i for i in range(len(paragraphs) // 2, len(paragraphs)) if re.match(r"[A-Z][a-z]", paragraphs[i])
    )

    def edit():
        nonlocal count
        count += 1
        changed = paragraphs[:at] + [f"{paragraphs[at]} Word{count}."] + paragraphs[at + 1 :]
        with open(note, "w", encoding="utf-8") as file:
            file.write("\n\n".join(changed))
        build()

    return edit


def edits(table, build, verbose):
    note = sorted(glob.glob("notes/[0-9]*.md"), key=os.path.getsize)[len(glob.glob("notes/[0-9]*.md")) // 2]
    edit = edit_of(note, build)
    edit_of(note, lambda: None)()  # a change that is none yet: the command line is seen
    said = subprocess.run(verbose, check=True, capture_output=True, text=True).stderr
    line = next(line for line in said.splitlines() if re.match(r"\S*pandoc ", line)).split()
    line[line.index("--output") + 1] = "bare.html"
    bare = ["pandoc", "-s", "--metadata", "title=T", "-o", "bare.html", note]
    with open(os.path.join(SOURCE, "gen", "render.c"), encoding="utf-8") as file:
        runtime = re.search(r'PANDOC_RUNTIME "(.*)"', file.read())[1]
    tuned = quietly(line, env=os.environ | {"GHCRTS": runtime})
    ours, same, tuned, plain = medians(edit, quietly(line), tuned, quietly(bare))
    name = os.path.basename(note)
    table.add(f"edit of prose in {name}", ours, same, "pandoc as the build calls it", 1.1)
    table.add("", ours, tuned, "the same, its runtime set as the build does", None)
    table.add("", ours, plain, "pandoc -s NOTE", 1.1)


def cold(table, build):
    """All but samples is made anew."""

    def ours():
        for name in os.listdir("out"):
            if name != "data":
                shutil.rmtree(os.path.join("out", name))
        build()

    def theirs(spliced):
        for note in sorted(glob.glob("notes/*.md")):
            name = f"out/md/{os.path.basename(note)}" if spliced else note
            quietly(["pandoc", "-s", "--metadata", "title=T", "-o", "bare.html", name])()

    cold, spliced, plain = medians(ours, lambda: theirs(True), lambda: theirs(False), repeats=3)
    table.add(f"cold build of {NOTES} notes", cold, spliced, "pandoc -s, page by page", 1)
    table.add("", cold, plain, "pandoc -s, note by note", 1)


def full_results():
    """The stored results that were not measured in a hurry."""
    return [path for path in glob.glob("fresh/data/*.json") if "quick" not in os.path.basename(path)]


def fresh(table, lectern):
    """Measure some experiments anew; return a sentence on where the time went."""
    notes = [
        os.path.basename(path) for path in glob.glob("notes/*.md")
        if os.path.basename(path).startswith(FRESH)
    ]
    command = [lectern, "build", "--out", "fresh", "--formats", "md"] + notes
    quietly(command + ["--quick"])()  # what is compiled and asked once, is
    wall = seconds(quietly(command + ["--fresh"]))
    told = dict.fromkeys(("trial", "probe", "calm", "discarded"), 0)
    runs = count = experiments = 0
    for path in full_results():
        with open(path, encoding="utf-8") as file:
            result = json.load(file)
        facts = dict(fact.split(" ", 1) for fact in result["facts"])
        for name in told:
            told[name] += float(facts.get(name, 0))
        runs += sum(result["runs"]["took"])
        count += len(result["runs"]["took"])
        experiments += 1
    all_told = runs + sum(told.values())
    table.add(f"fresh build, {experiments} experiments", wall, all_told, "all measuring", 1.03)
    table.add("", wall, runs + told["trial"], "runs of workloads alone", None)
    return (
        f"fresh build: {wall:.2f} s. Of it {runs:.2f} s are {count} runs of workloads, {told['trial']:.2f} s "
        f"such runs on trial, {told['probe']:.2f} s probes of the CPUs, {told['calm']:.2f} s pauses after "
        f"disturbed rounds, {told['discarded']:.2f} s experiments that were measured once more, and "
        f"{wall - all_told:.2f} s the driver and gnuplot"
    )


def between_runs():
    """The driver's own time between two runs of a round, and what a tick costs."""
    gaps, ticks = [], {}
    for path in full_results():
        with open(path, encoding="utf-8") as file:
            result = json.load(file)
        runs = result["runs"]
        for i in range(1, len(runs["started"])):
            if runs["round"][i] == runs["round"][i - 1]:
                gaps.append(runs["started"][i] - runs["started"][i - 1] - runs["took"][i - 1])
        python = any(tool.startswith("Python") for tool in result["tools"])
        for fact in result["facts"]:
            if fact.startswith("tick "):
                ticks.setdefault("Python" if python else "C", []).append(float(fact[5:]))
    gaps.sort()
    print(f"between two runs: {statistics.median(gaps) * 1e3:.2f} ms of the driver, 95 % below "
          f"{gaps[int(len(gaps) * 0.95)] * 1e3:.2f} ms, {len(gaps)} times")
    for language, values in sorted(ticks.items()):
        print(f"tick() in {language}: {statistics.median(values) * 1e9:.0f} ns, {len(values)} experiments")


def main():
    lectern = sys.argv[1]
    os.environ.update(LC_ALL="C.UTF-8", NO_COLOR="1")
    command = [lectern, "build", "--quick", "--formats", "html"]
    build = quietly(command)
    table = Table()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        real = make_course()
        print(f"{real} notes of the course and {NOTES - real} generated ones; building once ...", flush=True)
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        no_op(table, build)
        started = processes(command)
        edits(table, build, command + ["--verbose"])
        cold(table, build)
        where = fresh(table, lectern)
        print(machine_line())
        table.show()
        print("processes started by a build with nothing to do:", "not known: no strace" if started is None else started)
        print(where)
        between_runs()
        os.chdir("/")


main()
