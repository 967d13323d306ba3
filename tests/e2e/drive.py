"""Drive a command of lectern: drive.py [EVENT=ACTION ...] -- COMMAND...

The command gets one end of a pair of sockets as --events.  What it tells is checked against the
schema and printed.  Each EVENT is answered once, in the order given, by its ACTION; the event
`then` is that the action before is done:

    pause, resume   say so
    close           hang up
    TERM            end it by this signal
    sh:COMMAND      run the command; events that come meanwhile are read later

The exit status is that of the command, 128 + n after a signal; 99 when it told what it should not.
"""

import json
import os
import signal
import socket
import subprocess
import sys

import jsonschema

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
with open(os.path.join(TOP, "docs", "events.schema.json"), encoding="utf-8") as f:
    SCHEMA = jsonschema.Draft202012Validator(json.load(f))


def act(action, child, ours):
    """Do what the step says; return False when there is nobody to listen any more."""
    if action in ("pause", "resume"):
        ours.sendall(action.encode() + b"\n")
    elif action == "TERM":
        child.send_signal(signal.SIGTERM)
    elif action.startswith("sh:"):
        status = subprocess.run(action[3:], shell=True, check=False, close_fds=False).returncode
        print(json.dumps({"driver": action[3:], "status": status}), flush=True)
    elif action == "close":
        ours.shutdown(socket.SHUT_RDWR)
        return False
    else:
        sys.exit("drive.py: what is " + action + "?")
    return True


def main():
    """Run the command and go through the steps."""
    cut = sys.argv.index("--")
    steps = [step.split("=", 1) for step in sys.argv[1:cut]]
    ours, theirs = socket.socketpair()
    command = sys.argv[cut + 1:] + ["--events", str(theirs.fileno())]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()]) as child:
        theirs.close()
        bad = 0
        for line in ours.makefile(encoding="utf-8"):
            event = json.loads(line)
            print(line, end="", flush=True)
            for error in SCHEMA.iter_errors(event):
                print("drive.py:", error.message, file=sys.stderr)
                bad = 99
            listens = True
            if steps and event["event"] == steps[0][0]:
                listens = act(steps.pop(0)[1], child, ours)
                while steps and steps[0][0] == "then":
                    listens = act(steps.pop(0)[1], child, ours)
            if not listens:
                break
        status = child.wait()
    if steps:
        print("drive.py: never came:", steps, file=sys.stderr)
        bad = 99
    sys.exit(bad or (128 - status if status < 0 else status))


main()
