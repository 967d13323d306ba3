#!/usr/bin/env python3
"""Check the rules of the house that no compiler knows.

usage: rules.py, in the top folder of the checkout

- A file of gen/ includes its own header and headers of lower floors (gen/FLOORS) only.
- The runner is libc only: it includes its own headers and the ones it shares with the driver.
- Some functions are banned; exit() belongs to main and to forked children.
- Functions stay under 60 lines, files under 600.
- A switch over our own enums has no default.
- Every finding of gen/findings.def is named by a test.
- No file names a path of the machine it was written on.

A line may be excused by a comment that names the rule and says why: /* lint: exit, forked child */
"""

import os
import re
import subprocess
import sys

LONGEST_FUNCTION = 60
LONGEST_FILE = 600
BANNED = "sprintf vsprintf strcpy strcat strtok atoi atol atof strtod system popen".split()
SHARED = {"protocol.h"}  # what the runner may include of the driver's

found = 0


def complain(path, line, rule, text):
    global found
    found += 1
    print(f"{path}:{line}: {text} [{rule}]")


def excused(lines, number, rule):
    return f"lint: {rule}" in lines[number - 1]


def blank(text):
    """Replace comments, strings and characters by blanks; lines and columns stay."""
    token = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
    return token.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def read_floors():
    """Return a dict from module to floor, lowest 0."""
    floors = {}
    with open("gen/FLOORS", encoding="utf-8") as file:
        rows = [line.split("#")[0].split() for line in file]
    for floor, names in enumerate(row for row in rows if row):
        for name in names:
            if name in floors:
                complain("gen/FLOORS", 1, "floors", f"'{name}' stands twice")
            floors[name] = floor
    return floors


def check_includes(path, lines, floors):
    module = os.path.splitext(os.path.basename(path))[0]
    if module not in floors:
        complain(path, 1, "floors", f"'{module}' is missing in gen/FLOORS")
        return
    for number, line in enumerate(lines, 1):
        included = re.match(r'#\s*include "([^"]+)"', line)
        if not included or included[1].endswith(".def"):
            continue
        other = os.path.splitext(included[1])[0]
        if other == module:
            continue
        if other not in floors:
            complain(path, number, "floors", f"'{other}' is missing in gen/FLOORS")
        elif floors[other] >= floors[module]:
            complain(path, number, "floors", f"'{other}' is not on a floor below '{module}'")


def check_runner_includes(path, lines):
    own = set(os.listdir("gen/runner"))
    for number, line in enumerate(lines, 1):
        included = re.match(r'#\s*include [<"]([^>"]+)[>"]', line)
        if not included:
            continue
        name = os.path.basename(included[1])
        if '"' in line and name not in own | SHARED | {"lectern.h"}:
            complain(path, number, "floors", f"the runner does not know '{name}'")
        if re.match(r"(glib|gio|cmark|yaml|jansson|Python)", included[1]):
            complain(path, number, "floors", f"the runner is libc only, not '{included[1]}'")


def check_functions(path, lines, code):
    """A function's body begins and ends with a brace in the first column."""
    name, start, where = "", 0, 0
    for number, line in enumerate(code, 1):
        head = re.match(r"(\w+)\(", line)
        if head:
            name, where = head[1], number
        if line.startswith("{"):
            start = where
        elif line.startswith("}") and start:
            if number - start + 1 >= LONGEST_FUNCTION:
                complain(path, start, "length", f"{name}() has {number - start + 1} lines")
            start = 0
        if start:
            check_calls(path, lines, number, line, name)


def check_calls(path, lines, number, line, function):
    for call in re.finditer(r"(?<![\w.>])(\w+)\s*\(", line):
        if call[1] in BANNED and not excused(lines, number, "banned"):
            complain(path, number, "banned", f"{call[1]}()")
    if re.search(r"(?<![\w.>])exit\s*\(", line) and function != "main":
        if not excused(lines, number, "exit"):
            complain(path, number, "exit", f"exit() in {function}()")
    if re.search(r"\bwaitpid\s*\(\s*-1", line) and not excused(lines, number, "waitpid"):
        complain(path, number, "waitpid", "waits for children that others own")


def check_switches(path, lines, code):
    """A switch that names constants of our enums lists them all, so that the compiler can tell."""
    stack = []
    for number, line in enumerate(code, 1):
        indent = len(line) - len(line.lstrip("\t"))
        while stack and line.strip() and indent < stack[-1][0]:
            stack.pop()
        if re.match(r"\s*switch\b", line):
            stack.append([indent, False])
        if not stack:
            continue
        if re.match(r"\s*case [A-Z]+_[A-Z]", line) and not re.match(r"\s*case (YAML|CMARK|JSON|G)_", line):
            stack[-1][1] = True
        if re.match(r"\s*default\s*:", line) and stack[-1][1] and not excused(lines, number, "default"):
            complain(path, number, "default", "default in a switch over an enum of ours")
        if line.strip() == "}" and indent == stack[-1][0]:
            stack.pop()


def check_c(path, text, floors):
    lines, code = text.splitlines(), blank(text).splitlines()
    folder = os.path.dirname(path)
    if folder == "gen" and path != "gen/main.c":
        check_includes(path, lines, floors)
    elif folder == "gen/runner":
        check_runner_includes(path, lines)
    check_functions(path, lines, code)
    check_switches(path, lines, code)


def check_text(path, text, places):
    for number, line in enumerate(text.splitlines(), 1):
        for place in places:
            if place in line:
                complain(path, number, "path", f"names '{place}', a path of this machine")


def check_findings(tests):
    """A finding that no test names by slug or constant may be found no more, and nobody sees it."""
    if not os.path.exists("gen/findings.def"):
        return
    with open("gen/findings.def", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            row = re.match(r'FINDING\((\w+), "([a-z0-9-]+)"', line)
            if row and not re.search(rf"FINDING_{row[1]}\b|(?<![\w-]){row[2]}(?![\w-])", tests):
                complain("gen/findings.def", number, "untested", f"no test provokes '{row[2]}'")


def machine_paths():
    """Paths that only this machine has; short ones are words of every machine."""
    top, home = os.getcwd(), os.path.expanduser("~")
    common = {"/", "/tmp/", "/home/", "/usr/", "/var/tmp/"}
    places = {top + "/", os.path.dirname(top) + "/", home + "/"}
    return sorted(p for p in places if p not in common and len(p) > 4)


def main():
    floors, places, tests = read_floors(), machine_paths(), []
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
    ).stdout.decode()
    for path in sorted(filter(None, listed.split("\0"))):
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # binary, or just removed
        check_text(path, text, places)
        if path.startswith("tests/"):
            tests.append(text)
        if not path.endswith((".c", ".h", ".py", ".lua", ".sh", ".js", ".css")):
            continue
        count = text.count("\n")
        if count >= LONGEST_FILE:
            complain(path, 1, "length", f"{count} lines")
        if path.endswith((".c", ".h")):
            check_c(path, text, floors)
    check_findings("\n".join(tests))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
