"""generated.py - a course of any size: notes with prose, three experiments each on `mock`, claims, values,
links and references from note to note.  Their workload is shared, so what is measured once holds for all.
"""
import glob
import json
import os

WORDS = ("a process that waits gives its core to another one and takes it back when it may go on while "
         "threads of one interpreter share what they know and wait for the lock that keeps it whole").split()

WORKLOAD = """#include <lectern.h>

void
work(struct worker *self)
{
	int round = (int)worker_number(self, "round", -1);
	int size = (int)worker_number(self, "size", 0);

	worker_record(self, "wall", 1e-3 * size + (3 * round + 5 * size) % 7 * 1e-6);
}
"""

EXPERIMENT = """``` {{.experiment #{id}}}
workload: given
fig-cap: What {id} takes for sizes of one to three
executors: [mock]
params: {{size: [1, 2, 3]}}
metric: wall
rounds: 10
```

[Three times the size takes longer](claim:{id} "mock(size=3).wall > mock(size=1).wall"), namely
[some](value:{id} "median(mock(size=3).wall)"), as @fig-{id} shows, and
[as much](claim:{id} "mock(size=2).wall ~= 2 ms within 5%") for two.

"""


def prose(seed, sentences):
    """Sentences that differ from note to note."""
    text, n = [], len(WORDS)
    for i in range(sentences):
        start = (seed * 7 + i * 11) % n
        words = [WORDS[(start + k * (1 + (seed + i) % 5)) % n] for k in range(9 + (seed + i) % 7)]
        text.append(" ".join(words).capitalize() + ".")
    return "\n".join(text) + "\n\n"


def identity(note, k):
    return f"e{note:04}-{'abc'[k]}"


def write_note(folder, i, n, extra=""):
    after = (i + 1) % n
    parts = [f"---\ntitle: Chapter {i} of the generated course\n---\n\n", prose(i, 6)]
    for k in range(3):
        parts.append(f"# Section {k} of chapter {i} {{#s{i:04}-{k}}}\n\n" + prose(i + k, 8))
        parts.append(EXPERIMENT.format(id=identity(i, k)))
        parts.append(f"It goes on [there](n{after:04}.md#s{after:04}-{k}), with @fig-{identity(after, k)} of "
                     f"@sec-s{after:04}-{k}.\n\n" + prose(i * k, 4))
    with open(f"{folder}/notes/n{i:04}.md", "w", encoding="utf-8") as file:
        file.write("".join(parts) + extra)


def write(folder, n):
    """Make the course of @n notes in @folder."""
    os.makedirs(f"{folder}/notes", exist_ok=True)
    os.makedirs(f"{folder}/experiments", exist_ok=True)
    with open(f"{folder}/experiments/given.c", "w", encoding="utf-8") as file:
        file.write(WORKLOAD)
    with open(f"{folder}/notes/course.yaml", "w", encoding="utf-8") as file:
        file.write("title: A generated course\n")
    for i in range(n):
        write_note(folder, i, n)


def copy_results(folder, n):
    """Give all experiments the result of the first: the same code was measured on the same machine."""
    (path,) = glob.glob(f"{folder}/out/data/{identity(0, 0)}-*.json")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    keys = os.path.basename(path)[len(identity(0, 0)):]
    assert json.loads(text)["id"] == identity(0, 0)
    for i in range(n):
        for k in range(3):
            with open(f"{folder}/out/data/{identity(i, k)}{keys}", "w", encoding="utf-8") as file:
                file.write(text.replace(f'"id":"{identity(0, 0)}"', f'"id":"{identity(i, k)}"'))


def run_time(folder):
    """The sum of all runs of all stored results, in s."""
    total = 0.0
    for path in glob.glob(f"{folder}/out/data/*.json"):
        with open(path, encoding="utf-8") as file:
            total += sum(json.load(file)["runs"]["took"])
    return total
