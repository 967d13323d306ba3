#!/bin/bash
# serve.sh LECTERN - lectern serve as one uses it: saving, a second one, ports, Ctrl-C.  What browsers
# make of it is seen by tests/browser/live.mjs, what the server answers by server.sh.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# serve NAME ARGUMENT...: start it; PID is that of the process that watches it, URL where it serves.
# What it leaves behind is told in report-NAME.
serve()
{
	local name=$1
	shift
	setsid "$TEST_BIN/watch" "report-$name" "$LECTERN" serve "$@" >"out-$name" 2>"err-$name" </dev/null &
	PID=$!
	LAST="lectern serve $*"
	await grep -qs '^http' "err-$name"
	URL=$(sed -n 's/^\(http[^ ]*\).*/\1/p' "err-$name")
	PORT=${URL##*:} PORT=${PORT%/}
	cp "err-$name" "$ERR"
}

# page NAME: print it, as the server has it.
page()
{
	"$SRC/tests/e2e/ask.py" "$PORT" GET "/$1"
}

shows()
{
	page "$1" | grep -q -- "$2"
}

# ended NAME: wait until it has ended, by itself or by a signal that was sent.
ended()
{
	wait "$PID"
	STATUS=$?
	cp "err-$1" "$ERR"
}

left()
{
	sed -n 's/^left //p' "report-$1"
}

printf -- '---\ntitle: One\n---\n\nThe old text.\n' | note 01-one
printf -- '---\ntitle: Two\n---\n\nThe other text.\n' | note 02-two

serve first --port 0
like "$ERR" '^http://127\.0\.0\.1:[0-9]+/  \(Ctrl-C ends it\)$' 'it says where'
unlike "$ERR" 'warning' 'without a warning'
is "$(awk -v port=":$(printf '%04X' "$PORT")" '$4 == "0A" && $2 ~ port"$" { print $2 }' /proc/net/tcp /proc/net/tcp6)" \
	"0100007F:$(printf '%04X' "$PORT")" 'and listens on loopback only'
ok 'the pages are made' await grep -q '^4 pages written in' err-first
ok 'and shown' shows 01-one.html 'The old text'
unlike out/site/01-one.html 'live\.js' 'the files know nothing of it'

printf -- '---\ntitle: One\n---\n\nThe new text.\n' | note 01-one
ok 'what is saved shows' await shows 01-one.html 'The new text'
ok 'it says what has changed' await grep -q '^notes/01-one.md changed$' err-first
ok 'and what was made of it' await grep -Eq '^01-one.html written in [0-9.]+.+s$' err-first
printf -- '---\ntitle: One\n---\n\n[It is](claim:nothing "serial.wall > 1").\n' | note 01-one
ok 'findings stand on the terminal' await grep -q '01-one.md:5:1: error: .*experiment-unknown' err-first
"$SRC/tests/e2e/ask.py" "$PORT" GET /.lectern/events >events &
ok 'and are told to browsers' await grep -q '"slug":"experiment-unknown"' events
ok 'while the page stays what it was' shows 01-one.html 'The new text'
printf -- '---\ntitle: One\n---\n\nMended.\n' | note 01-one
ok 'a mended note shows' await shows 01-one.html 'Mended'
ok 'without findings' await sh -c 'grep "\"findings\"" events | tail -n 1 | grep -q "\[\]"'
mv notes/02-two.md notes/03-three.md
ok 'a renamed note has a new page' await shows 03-three.html 'The other text'
ok 'and the old page is gone' await sh -c '! test -e out/site/02-two.html'
printf 'title: Course\n' >notes/course.yaml
ok 'course.yaml counts, too' await shows 01-one.html 'Course'

run "$LECTERN" serve
status 3 'a second one on the same folder is an error'
like "$ERR" "out is served already, at $URL: look there" 'that says where the first one is'
run "$LECTERN" serve --out other --port "$PORT"
status 3 'so is a port that is taken'
like "$ERR" "port $PORT is taken: choose another with --port N" 'with the way out'
first=$PID
serve second --out other --port 0 --address 0.0.0.0
like "$ERR" '^warning: everyone who reaches this machine at 0.0.0.0 can read these pages' 'another address is warned of'
is "$(awk -v port=":$(printf '%04X' "$PORT")" '$4 == "0A" && $2 ~ port"$" { print $2 }' /proc/net/tcp)" \
	"00000000:$(printf '%04X' "$PORT")" 'and listened to'
kill -TERM "$PID"
ended second
status 143 'it ends by SIGTERM'
is "$(left second)" '' 'and leaves no process'
rm -r other

# Ctrl-C, as a terminal sends it: to everyone.
PID=$first
kill -INT -- "-$PID"
ended first
status 130 'Ctrl-C ends it'
is "$(left first)" '' 'and all its children'
is "$(cat out/build/serve)" '' 'the address is forgotten'
unlike err-first 'crash|signal|lectern:' 'without a word'

# While something is measured; then again, where it is paused.
{
	printf -- '---\ntitle: Long\n---\n\nText.\n\n``` {.python .experiment #endless}\n'
	printf '#| fig-cap: Endless\n#| executors: [process]\n#| timeout: 500 s\n#| rounds: 3\n#| iterations: 1\n'
	printf 'import os, time\ndef work(worker):\n    open(os.environ["MARK"], "w").close()\n    time.sleep(400)\n```\n'
} | note 04-long
MARK=$PWD/mark serve third --port 0
ok 'an experiment is measured' await test -e mark
ok 'after its page was made' shows 04-long.html 'being measured'
kill -INT -- "-$PID"
ended third
status 130 'Ctrl-C ends it while that goes on'
is "$(left third)" '' 'and leaves no process'
is "$(compgen -G 'out/data/endless-*')" '' 'nor half a result'

# A driver that is killed takes all with it.
rm mark notes/04-long.md
serve fourth --port 0
ok 'it starts again' await shows 01-one.html 'Mended'
driver=$(pgrep -f -P "$PID" 'lectern serve')
kill -KILL "$driver"
ended fourth
is "$(left fourth)" '' 'no process outlives it'
serve fifth --port 0
kill -KILL "$(pgrep -s "$PID" lectern-server)"
ended fifth
status 3 'and a server that is killed ends it'
like "$ERR" 'the server has ended' 'which it says'

# What cannot be.
run "$LECTERN" serve --port 70000
status 2 'a port that is none is a usage error'
run "$LECTERN" serve --address nowhere.invalid
status 3 'an address that is none is an error'
like "$ERR" "'nowhere.invalid' is no address of this machine" 'that says so'
finish
