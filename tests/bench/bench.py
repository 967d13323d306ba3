"""bench.py - what the proofs of this folder share: a course of one's own, the driver, its samples.

A course lives in a temporary folder that is gone afterwards.  Its experiments are measured one at a
time with `lectern run`; verdicts are read from what that prints, samples from the stored result.
"""
import contextlib
import glob
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Measured:
    """One experiment, measured: the driver's words and the stored result."""

    def __init__(self, text, result):
        self.text = text
        self.result = result
        verdict = r"^\S+ (supported|refuted|inconclusive|untestable)\s+(.*)\n    (.*)$"
        self.verdicts = {claim: (kind, why) for kind, claim, why in re.findall(verdict, text, re.M)}

        self.rounds = len(result["rounds"]["dropped"])
        self.dropped = sum(map(bool, result["rounds"]["dropped"]))

    def interpreter(self):
        """The path of the Python that ran it."""
        for tool in self.result["tools"]:
            if tool.startswith("Python "):
                return tool.split(": ", 1)[1]
        raise SystemExit("the result names no interpreter")

    def samples(self, metric, executor, level=None):
        """Samples under a condition, without warm-ups and control runs."""
        conditions = self.result["design"]["conditions"]
        runs, table = self.result["runs"], self.result["samples"]
        wanted = {
            c
            for c, condition in enumerate(conditions)
            if condition["executor"] == executor and (level is None or level in condition["levels"])
        }
        number = self.result["metrics"].index(metric)
        return [
            value
            for run, name, warmup, value in zip(
                table["run"], table["metric"], table["warmup"], table["value"]
            )
            if name == number
            and not warmup
            and runs["condition"][run] in wanted
            and not runs["control"][run]
        ]


class Course:
    """A small course, and the driver that measures it."""

    def __init__(self, lectern, folder):
        self.lectern = lectern
        self.folder = folder
        os.mkdir(os.path.join(folder, "notes"))

    def note(self, text):
        """Make the course consist of this note."""
        with open(os.path.join(self.folder, "notes", "proof.md"), "w", encoding="utf-8") as file:
            file.write("---\ntitle: A proof\n---\n\n" + text)

    def run(self, name, rounds=0):
        """Measure an experiment; None when this machine cannot, and the driver says why."""
        shutil.rmtree(os.path.join(self.folder, "out", "data"), ignore_errors=True)
        command = [self.lectern, "run", name] + (["--rounds", str(rounds)] if rounds else [])
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        stored = glob.glob(os.path.join(self.folder, "out", "data", f"{name}-*.json"))
        if done.returncode == 0 and not stored and "not testable here" in done.stdout:
            return None
        if done.returncode != 0 or len(stored) != 1:
            said = f"status {done.returncode}\n{done.stdout}{done.stderr}"
            raise SystemExit(f"lectern run {name}: {said}")
        with open(stored[0], encoding="utf-8") as file:
            return Measured(done.stdout, json.load(file))


@contextlib.contextmanager
def course():
    """Open a course that the driver of the first argument measures."""
    os.environ["LC_ALL"] = "C.UTF-8"
    with tempfile.TemporaryDirectory(prefix="lectern-bench.") as folder:
        yield Course(sys.argv[1], folder)


@contextlib.contextmanager
def one_core():
    """Stay on one core, with all that is started meanwhile."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def compile_c(source, program, *flags):
    """Compile a program of this folder, or a library."""
    source = os.path.join(HERE, source)
    subprocess.run(["cc", "-O2", "-pthread", *flags, "-o", program, source], check=True)


def block(language, name, options, code):
    """An experiment as a note holds it."""
    mark = "//|" if language == "c" else "#|"
    lines = [f"``` {{.{language} .experiment #{name}}}", f"{mark} figure: false"]
    lines += [f"{mark} {option}" for option in options]
    return "\n".join(lines) + f"\n{code.strip()}\n```\n\n"


def claim(name, formula):
    return f'[A claim](claim:{name} "{formula}").\n\n'


def setting(name, fallback):
    """A number that the environment may set."""
    return type(fallback)(os.environ.get(name, fallback))


def quantile(values, p):
    """Type 7 of Hyndman and Fan (1996), which is the driver's."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * p
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def median_interval(values):
    """The median and its exact 99 % interval: order statistics; infinite ends below 8 values."""
    ordered, n = sorted(values), len(values)
    tail, rank = 0.0, 0
    for k in range(n // 2):
        tail += math.comb(n, k) / 2**n
        if tail > 0.005:
            break
        rank = k + 1
    if rank == 0:
        return statistics.median(ordered), -math.inf, math.inf
    return statistics.median(ordered), ordered[rank - 1], ordered[n - rank]


def machine_line():
    """What else runs here, in a line: figures of a busy machine prove little."""
    with open("/proc/loadavg", encoding="utf-8") as file:
        load = file.read().split()[0]
    return f"{os.cpu_count()} cores, load average {load} before the first run"
