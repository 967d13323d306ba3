"""builds.py LECTERN - see builds.sh."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from bench import HERE, machine_line, setting

BUILDS = setting("BUILDS", 20)
COURSE = os.path.realpath(setting("COURSE", os.path.join(HERE, "..", "..")))
KEEP = setting("KEEP", "")
OPTIONS = setting("OPTIONS", "--fresh --formats html").split()

# A claim is right in 19 of 20 builds at least, and in all but one of fewer.
WRONG = max(1, BUILDS // 20)
SIGNS = {"supported": "✓", "refuted": "✗", "inconclusive": "?", "untestable": "–", "not": "!"}
LINE = re.compile(r"^(\S+:\d+) . (" + "|".join(SIGNS) + r") (?:measured)? *(\S+) +(.*)$")


def run(lectern, folder, *arguments):
    return subprocess.run([lectern, *arguments], cwd=folder, capture_output=True, text=True)


def build(lectern, kept):
    """Build the course in a folder that is gone afterwards; keep what `list claims` says."""
    with tempfile.TemporaryDirectory(prefix="lectern-builds.") as folder:
        for part in ("notes", "experiments"):
            shutil.copytree(os.path.join(COURSE, part), os.path.join(folder, part))
        begin = time.monotonic()
        done = run(lectern, folder, "build", *OPTIONS)
        took = time.monotonic() - begin
        if done.returncode not in (0, 1):
            raise SystemExit(f"lectern build: status {done.returncode}\n{done.stderr}")
        listed = run(lectern, folder, "list", "claims").stdout
    with open(kept + ".new", "w", encoding="utf-8") as file:
        file.write(f"took {took:.1f} s\n{listed}")
    with open(kept + ".log", "w", encoding="utf-8") as file:
        file.write(done.stderr)
    os.rename(kept + ".new", kept)


def read(kept):
    """The verdicts of a build by claim, and how long it took in s."""
    with open(kept, encoding="utf-8") as file:
        first, *lines = file.read().splitlines()
    verdicts = {}
    for line in lines:
        match = LINE.match(line)
        if not match:
            raise SystemExit(f"{kept}: cannot read {line!r}")
        verdicts[match[1], match[3], match[4]] = match[2]
    return verdicts, float(first.split()[1])


def expected(formula):
    match = re.search(r"\bexpect (refuted|inconclusive)\s*$", formula)
    return match[1] if match else "supported"


def tabulate(builds):
    """Print verdict by claim by build; return how many claims were wrong too often."""
    failed = 0
    for claim in builds[0][0]:
        got = [verdicts.get(claim, "not") for verdicts, _ in builds]
        wrong = sum(verdict not in (expected(claim[2]), "untestable") for verdict in got)
        failed += wrong > WRONG
        row = "".join(SIGNS[verdict] for verdict in got)
        mark = "FAIL" if wrong > WRONG else f"{len(got) - wrong:4d}"
        print(f"{row} {mark} {claim[0]:18} {claim[1]:16} {claim[2]}")
    return failed


def main():
    with tempfile.TemporaryDirectory(prefix="lectern-builds.") as own:
        folder = KEEP or own
        os.makedirs(folder, exist_ok=True)
        print(f"# {BUILDS} builds with {' '.join(OPTIONS)}; {machine_line()}")
        builds = []
        for number in range(1, BUILDS + 1):
            kept = os.path.join(folder, f"build-{number:02d}")
            if not os.path.exists(kept):
                build(sys.argv[1], kept)
            builds.append(read(kept))
            verdicts, took = builds[-1]
            wrong = [c for c, v in verdicts.items() if v not in (expected(c[2]), "untestable")]
            print(f"# build {number}: {took:.0f} s, {len(verdicts)} claims", flush=True)
            for claim in wrong:
                print(f"#   {verdicts[claim]}: {' '.join(claim)}", flush=True)
        failed = tabulate(builds)
        times = sorted(took for _, took in builds)
        print(f"# {times[0]:.0f} to {times[-1]:.0f} s a build")
        print(f"# {failed} of {len(builds[0][0])} claims were wrong in more than {WRONG} builds")
    return 1 if failed else 0


sys.exit(main())
