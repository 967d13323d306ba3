#!/bin/bash
# Ctrl-C in the middle: finished experiments are kept, the earlier site stays whole, no process is
# left behind, and the next build goes on where this one stopped.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# course TEXT: a note whose second experiment never ends by itself.
course()
{
	{
		printf -- '---\ntitle: Long\n---\n\n%s\n\n' "$1"
		quick first
		printf '\n``` {.python .experiment #second}\n'
		printf '#| fig-cap: Endless\n#| executors: [%s]\n#| workers: [2]\n#| timeout: 500 s\n' "$2"
		printf '#| rounds: 3\n#| iterations: 1\nimport os, time\ndef work(worker):\n'
		printf '    open(os.environ["MARK"], "w").close()\n    time.sleep(400)\n```\n'
	} | note long
}

# An earlier site, of the first experiment only.
{
	printf -- '---\ntitle: Long\n---\n\nThe earlier text.\n\n'
	quick first
} | note long
build
status 0 'the earlier build is good'
cp -r out/site earlier
rm -f out/data/*

# ended PID: wait for it to end; a build that does not hear the signal is killed.
ended()
{
	if ! await gone "$1"; then
		say "it did not end; killed"
		kill -KILL -- "-$1"
	fi
	wait "$1"
	STATUS=$?
}

# gone PID: has it ended?
gone()
{
	[ "$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null || echo Z)" = Z ]
}

# reached PID COMMAND...: wait until the command succeeds, or the build has ended before its time.
reached()
{
	local pid=$1
	shift
	await reached_or_gone "$pid" "$@"
	"$@" >/dev/null 2>&1
}

reached_or_gone()
{
	local pid=$1
	shift
	"$@" || gone "$pid"
}

# interrupt SIGNAL EXECUTOR TARGET: build, and once the second experiment runs send the signal to
# the driver (or, as a terminal does, to its whole group).
interrupt()
{
	local name="SIG$1 to the $3 ($2)" number pid
	number=$(kill -l "$1")
	course 'The new text.' "$2"
	rm -f mark out/data/*
	LAST="lectern build, $name"
	setsid env MARK="$PWD/mark" "$TEST_BIN/watch" report \
		"$LECTERN" build --notes notes --out out --formats html >"$OUT" 2>"$ERR" </dev/null &
	pid=$!
	if ! reached "$pid" test -e mark; then
		result 1 "$name: the second experiment is reached"
		kill -KILL -- "-$pid"
		return
	fi
	if [ "$3" = group ]; then
		kill -s "$1" -- "-$pid"
	else
		kill -s "$1" "$pid"
	fi
	ended "$pid"
	status $((128 + number)) "$name: the status tells the signal"
	is "$(sed -n 's/^left //p' report)" '' "$name: no process is left behind"
	ok "$name: the finished experiment is kept" compgen -G 'out/data/first-*.json'
	nok "$name: the other one is not" compgen -G 'out/data/second-*.json'
	is "$(find out -name '*.tmp*' -o -name '*~' -o -name '.*XXXXXX')" '' "$name: no scraps"
	ok "$name: the earlier site is whole" diff -r out/site earlier
}

interrupt INT process driver
interrupt INT gil group
interrupt TERM process driver
interrupt HUP gil driver

# The next build takes up what is there.
kept=$(echo out/data/first-*.json)
cp "$kept" first.json
{
	printf -- '---\ntitle: Long\n---\n\nThe new text.\n\n'
	quick first
} | note long
build
status 0 'the next build is good'
same "$kept" first.json 'the finished experiment is not measured again'
like out/site/long.html 'The new text' 'the page is new'

# While pages are rendered.
rm -f out/site/long.html
PATH=$(fake hang pandoc) setsid "$TEST_BIN/watch" report \
	"$LECTERN" build --notes notes --out out --formats html >"$OUT" 2>"$ERR" </dev/null &
pid=$!
if reached "$pid" pgrep -s "$pid" -f 'sleep 100000'; then
	kill -INT "$pid"
	ended "$pid"
	status 130 'interrupted while rendering: the status tells the signal'
	is "$(sed -n 's/^left //p' report)" '' 'interrupted while rendering: no process is left behind'
else
	result 1 'interrupted while rendering: pandoc is started'
	kill -KILL -- "-$pid"
fi

finish
