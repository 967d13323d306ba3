#!/bin/bash
# build.sh LECTERN - what a build costs, as ratios within this run: a build with nothing to do beside
# reading and hashing the notes, an edit of the text beside pandoc alone on that page, the driver's
# own time between two runs, and the cost of tick().  Nothing is compared with a constant.
set -eu
lectern=$(realpath "$1")
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$source/notes" "$source/experiments" "$work/"
cd "$work"

echo "building once ..."
"$lectern" build --quiet --rounds 10 --formats html 2>/dev/null || true

exec python3 - "$lectern" "$source" <<'PYTHON'
import glob, hashlib, json, os, statistics, subprocess, sys, time

lectern, source = sys.argv[1:3]
BUILD = [lectern, "build", "--quiet", "--rounds", "10", "--formats", "html"]


def timed(action, n=9):
    """Median time of an action in seconds."""
    times = []
    for _ in range(n):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def build():
    subprocess.run(BUILD, check=True, stderr=subprocess.DEVNULL)


def read_and_hash():
    digest = hashlib.sha256()
    for name in sorted(glob.glob("notes/*") + glob.glob("experiments/*")):
        with open(name, "rb") as file:
            digest.update(file.read())
    digest.hexdigest()


def spawn():
    subprocess.run([lectern, "--version"], check=True, stdout=subprocess.DEVNULL)


page = sorted(glob.glob("notes/0*.md"))[0]
name = os.path.basename(page)[:-3]
count = 0


def edit():
    global count
    count += 1
    with open(page, "a", encoding="utf-8") as file:
        file.write(f"\nOne more sentence, number {count}.\n")
    build()


def pandoc():
    subprocess.run(
        ["pandoc", "-f", "markdown", "-t", "html5", "--mathml", "--toc", "--standalone", "--citeproc",
         "--template", f"{source}/templates/page.html", "--lua-filter", f"{source}/templates/lectern.lua",
         "-M", f"lectern-evidence=out/md/{name}.lua", "-o", "out/bare.html", f"out/md/{name}.md",
         "--resource-path", "notes:out/md"],
        check=True, stderr=subprocess.DEVNULL)


os.environ["LC_ALL"] = "C.UTF-8"
idle, floor, start = timed(build), timed(read_and_hash), timed(spawn)
print(f"nothing to do     {idle * 1e3:8.1f} ms   reading and hashing {floor * 1e3:.1f} ms, an empty "
      f"command {start * 1e3:.1f} ms: {idle / (floor + start):.1f} times both")
edited, bare = timed(edit), timed(pandoc)
print(f"text edit         {edited * 1e3:8.1f} ms   pandoc on the page {bare * 1e3:.1f} ms: "
      f"{edited / bare:.2f} times")
gaps, ticks = [], {}
for path in glob.glob("out/data/*.json"):
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    runs = result["runs"]
    for i in range(1, len(runs["started"])):
        gaps.append(runs["started"][i] - runs["started"][i - 1] - runs["took"][i - 1])
    python = any(tool.startswith("Python") for tool in result["tools"])
    for fact in result["facts"]:
        if fact.startswith("tick "):
            ticks.setdefault("Python" if python else "C", []).append(float(fact[5:]))
if gaps:
    print(f"between two runs  {statistics.median(gaps) * 1e3:8.2f} ms   of the driver, "
          f"95 % below {sorted(gaps)[int(len(gaps) * .95)] * 1e3:.2f} ms, {len(gaps)} runs")
for language, values in sorted(ticks.items()):
    print(f"tick() in {language:7} {statistics.median(values) * 1e9:8.0f} ns   {len(values)} experiments")
PYTHON
