#!/usr/bin/env python3
"""Run test programs that speak TAP, and sum up.

usage: tap.py [-j N] [-k WORD] COMMAND...

A command is one word of the shell's: a program and its arguments.  It passes when it ends with
status 0, has run as many tests as it planned, and none of them failed.  What a failing program
printed is shown whole.  The last line of the output is for machines:

    N passed, N failed[, N skipped]

A program that breaks its own promise (crash, no plan, plan not kept, time limit) counts as one
failed test beside those it reported.  The status is 0 only if something passed and nothing failed.
"""

import argparse
import concurrent.futures
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time

LIMIT = 900  # seconds after which a test program is taken to hang

PLAN = re.compile(r"1\.\.(\d+)(\s*#\s*skip\b.*)?", re.IGNORECASE)
TEST = re.compile(r"(not )?ok\b(?:\s+\d+)?(.*)")
DIRECTIVE = re.compile(r"#\s*(skip|todo)\b", re.IGNORECASE)


class Tally:
    """What one program reported."""

    def __init__(self, name, seconds):
        self.name = name
        self.seconds = seconds
        self.passed = self.failed = self.skipped = 0
        self.broken = []  # promises not kept
        self.output = ""

    def read(self, output, status):
        self.output = output
        planned = None
        for line in output.splitlines():
            plan, test = PLAN.fullmatch(line.strip()), TEST.match(line)
            if plan and not line[:1].isspace():
                planned = int(plan[1])
            elif test:
                directive = DIRECTIVE.search(test[2])
                kind = directive[1].lower() if directive else ""
                if kind == "skip":
                    self.skipped += 1
                elif test[1] and kind != "todo":
                    self.failed += 1
                else:
                    self.passed += 1
            elif line.startswith("Bail out!"):
                self.broken.append(line)
        ran = self.passed + self.failed + self.skipped
        if planned is None:
            self.broken.append("no plan (1..N)")
        elif planned != ran:
            self.broken.append(f"{planned} tests planned, {ran} run")
        if status < 0:
            self.broken.append(f"killed by {signal.Signals(-status).name}")
        elif status > 0 and not self.failed:
            self.broken.append(f"status {status}")

    def good(self):
        return not self.failed and not self.broken

    def line(self):
        parts = [f"{self.passed} passed"]
        if self.failed:
            parts.append(f"{self.failed} failed")
        if self.skipped:
            parts.append(f"{self.skipped} skipped")
        word = "ok  " if self.good() else "FAIL"
        return f"{word} {self.name:<28} {', '.join(parts + self.broken)} ({self.seconds:.1f} s)"


def name_of(command):
    return os.path.relpath(shlex.split(command)[0]).replace("out/build/", "")


LIVE = set()  # process groups of the programs that run


def end(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(command):
    """Run one program in a session of its own, so that all it leaves behind can be ended.

    Its output goes to a file: a pipe would be held open by what it left behind.
    """
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        LIVE.add(child.pid)
        broken = []
        try:
            status = child.wait(LIMIT)
        except subprocess.TimeoutExpired:
            status = 0
            broken.append(f"not finished after {LIMIT} s")
        end(child.pid)
        child.wait()
        LIVE.discard(child.pid)
        output.seek(0)
        text = output.read().decode(errors="replace")
    tally = Tally(name_of(command), time.monotonic() - began)
    tally.read(text, status)
    tally.broken += broken
    return tally


def stop(number, _frame):
    for group in list(LIVE):
        end(group)
    os._exit(128 + number)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-j", type=int, default=1, help="run this many programs at a time")
    parser.add_argument("-k", default="", help="only programs whose name holds this word")
    parser.add_argument("commands", nargs="*")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    commands = [c for c in options.commands if options.k in name_of(c)]
    tallies = []
    with concurrent.futures.ThreadPoolExecutor(max(1, options.j)) as pool:
        for tally in pool.map(run, commands):
            tallies.append(tally)
            if not tally.good():
                print(tally.output.rstrip("\n"))
            print(tally.line(), flush=True)
    passed = sum(t.passed for t in tallies)
    failed = sum(t.failed + len(t.broken) for t in tallies)
    skipped = sum(t.skipped for t in tallies)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
