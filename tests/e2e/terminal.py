#!/usr/bin/env python3
"""Run a command on a terminal of its own, type into it, and print what it wrote, byte for byte.

usage: terminal.py [-c COLUMNS] [-x MARK TEXT]... COMMAND...

Each TEXT is typed once its MARK has been written after the text before; "\\t", "\\n", "\\3" (Ctrl-C)
and the like stand for themselves.  "resize:COLUMNS" makes the terminal so wide instead.  The status
is the command's, 128 + n after signal n.
"""

import argparse
import fcntl
import os
import pty
import select
import struct
import sys
import termios

PATIENCE = 120  # s without a word after which hope is lost


def resize(terminal, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


def type_in(terminal, text):
    if text.startswith("resize:"):
        resize(terminal, int(text[len("resize:"):]))
    else:
        os.write(terminal, text.encode().decode("unicode_escape").encode())


def follow(terminal, script):
    """Read until the other side closes; return all of it."""
    said, seen = b"", 0
    while select.select([terminal], [], [], PATIENCE)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # Linux says so when nobody has the other side any more
            return said
        if not data:
            return said
        said += data
        while script and script[0][0].encode() in said[seen:]:
            mark, text = script.pop(0)
            seen = said.index(mark.encode(), seen) + len(mark.encode())
            type_in(terminal, text)
    sys.exit("terminal.py: it says nothing any more; it said:\n" + said.decode(errors="replace"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-c", type=int, default=80)
    parser.add_argument("-x", nargs=2, action="append", default=[])
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    ready, go = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        os.close(go)
        os.read(ready, 1)
        os.environ.setdefault("TERM", "xterm")
        os.execvp(args.command[0], args.command)
    resize(terminal, args.c)
    os.write(go, b"x")
    said = follow(terminal, args.x)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    sys.stdout.buffer.write(said)
    sys.exit(status if status >= 0 else 128 - status)


main()
