#!/bin/bash
# Workloads that misbehave but do their work: much output, children that outlive them, children that
# ignore signals, open pipes.  The build is good and nothing is left of them.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# untidy NAME OPTION CODE: a Python block that does its work.
untidy()
{
	rm -rf notes out
	{
		printf -- '---\ntitle: Untidy\n---\n\n``` {.python .experiment #untidy}\n'
		printf '#| fig-cap: Untidy\n#| rounds: 3\n#| iterations: 1\n#| %s\n' "$2"
		printf '%s\n```\n' "$3"
	} | note untidy
	watch "$LECTERN" build --notes notes --out out --formats html
	status 0 "$1: the build is good"
	ok "$1: the experiment is stored" compgen -G 'out/data/untidy-*.json'
	is "$LEFT" '' "$1: no process is left behind"
}

untidy 'a child that outlives the run' 'output: false' 'import subprocess
def work(worker):
    subprocess.Popen(["sleep", "100000"])'

untidy 'a daemon' 'output: false' 'import os, time
def work(worker):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(100000)
        os._exit(0)'

untidy 'a child that ignores signals' 'output: false' 'import os, signal, time
def work(worker):
    if os.fork() == 0:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        time.sleep(100000)'

untidy 'a megabyte of output' 'output: true' 'import sys
def work(worker):
    print("first line of many")
    for _ in range(1 << 14):
        print("x" * 63)
    print("last line of many", file=sys.stderr)'
like out/site/untidy.html 'first line of many' 'what it printed is shown'
is "$(($(wc -c <out/site/untidy.html) < 600000))" 1 'but not all of it'
is "$(($(cat out/data/untidy-*.json | wc -c) < 300000))" 1 'nor is all of it stored'

untidy 'output that is not UTF-8' 'output: true' 'import os
def work(worker):
    os.write(1, b"before \xff\xfe\x00 after\n")'
ok 'the page is UTF-8' iconv -f UTF-8 -t UTF-8 out/site/untidy.html
like out/site/untidy.html 'before' 'what can be shown is shown'

untidy 'output that is HTML' 'output: true' 'def work(worker):
    print("```\n<script>alert(1)</script>\n```")'
unlike out/site/untidy.html '<script>alert' 'what it printed is text, not markup'

untidy 'standard input' 'output: true' 'import sys
def work(worker):
    print("read", repr(sys.stdin.read()))'

finish
