"""See scale.sh."""
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import generated
from bench import machine_line, setting

LECTERN = sys.argv[1]
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SAMPLE = 10  # pages on which bare pandoc is timed


def run(command):
    """Run a command; return its time in s."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def watch(command):
    """Run a command; return its time in s and its own peak memory in MB, that of its helpers left out."""
    peak = [0]

    def look(pid):
        try:
            while True:
                with open(f"/proc/{pid}/status", encoding="utf-8") as file:
                    peak[0] = next((int(l.split()[1]) for l in file if l.startswith("VmHWM")), peak[0])
                time.sleep(0.002)
        except (FileNotFoundError, ProcessLookupError):
            pass

    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    thread = threading.Thread(target=look, args=(process.pid,))
    thread.start()
    status = process.wait()
    took = time.perf_counter() - begun
    thread.join()
    if status != 0:
        raise SystemExit(f"{' '.join(command)}: status {status}")
    return took, peak[0] / 1024


def build(*options):
    return [LECTERN, "build", "--quiet", "--formats", "html", *options]


def pandoc(name):
    """pandoc alone on the page @name, as builds call it."""
    return ["pandoc", "--from", "markdown-implicit_figures", "--to", "html5", "--mathml", "--section-divs",
            "--data-dir", f"{SOURCE}/templates", "--template", f"{SOURCE}/templates/page.html",
            "--lua-filter", f"{SOURCE}/templates/lectern.lua", f"--metadata=lectern-evidence:out/md/{name}.lua",
            "--output", "out/bare.html", f"out/md/{name}.md"]


def interleaved(ours, theirs, n):
    """Medians of two actions that take turns."""
    pairs = [(ours(), theirs()) for _ in range(n)]
    return [statistics.median(times) for times in zip(*pairs)]


def row(n, what, ours, yardstick, theirs, memory=0.0):
    """One line: seconds of ours and of the yardstick, their ratio, ours for each note."""
    print(f"{n:5}  {what:22} {ours * 1e3:9.1f} ms {ours / n * 1e6:9.0f} us a note   "
          f"{yardstick:34} {theirs * 1e3:9.1f} ms  {ours / theirs:6.2f} times"
          + (f"  {memory:5.0f} MB" if memory else ""), flush=True)


def measure(n):
    """Build a course of @n notes, for the first time and measuring all."""
    generated.write(".", n)
    took, memory = watch(build())
    runs = generated.run_time(".")
    row(n, "cold, all measured", took, "sum of the runs themselves", runs, memory)


def scale(n):
    generated.write(".", n)
    run([LECTERN, "run", generated.identity(0, 0)])
    generated.copy_results(".", n)
    cold, memory = watch(build())
    names = [f"n{i * max(1, n // SAMPLE):04}" for i in range(min(n, SAMPLE))]
    bare = statistics.mean(run(pandoc(name)) for name in names)
    row(n, "cold, nothing measured", cold, f"pandoc, {len(names)} pages, for {n}", bare * n, memory)

    inputs = ["sh", "-c", "cat notes/* experiments/* | sha256sum"]
    repeats = 21 if n < 1000 else 11
    idle, read = interleaved(lambda: run(build()), lambda: run(inputs), repeats)
    row(n, "nothing to do", idle, "cat and sha256sum of the inputs", read, watch(build())[1])

    count = [0]

    def edit():
        count[0] += 1
        generated.write_note(".", n // 2, n, f"One more sentence, number {count[0]}.\n")
        return run(build())

    edited, page = interleaved(edit, lambda: run(pandoc(f"n{n // 2:04}")), 5)
    generated.write_note(".", n // 2, n, "The last sentence.\n")
    row(n, "edit of prose", edited, "pandoc on the page", page, watch(build())[1])


def inside(folder, action, n):
    """Do @action on a course in a folder of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as course:
        os.chdir(course)
        action(n)
        os.chdir(folder)


def main():
    sizes = [int(word) for word in setting("SIZES", "10 100 1000").split()]
    print(f"generated courses, three experiments a note; {machine_line()}")
    with tempfile.TemporaryDirectory(prefix="lectern-bench.") as folder:
        inside(folder, measure, min(10, *sizes))
        for n in sizes:
            inside(folder, scale, n)


main()
