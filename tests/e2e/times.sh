#!/bin/bash
# times.sh - what a build says of time: each experiment's, and at the end the slowest ones.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# given ID ROUNDS SLEEP: an experiment whose rounds do nothing but wait.
given()
{
	cat <<END
\`\`\` {.python .experiment #$1}
#| executors: [mock]
#| rounds: $2
import time

def work(worker):
    time.sleep($3)
    worker.record("wall", 1 + int(worker.params["round"]))
\`\`\`

END
}

{
	printf -- '---\ntitle: Times\n---\n\n'
	for id in one two; do
		given "$id" 1 0
	done
	given slow 4 0.1
	for id in three four; do
		given "$id" 1 0
	done
	given slower 8 0.1
} | note times

build
status 0 'the build is good'
like "$ERR" '^1/6  one +1 rounds in [0-9.]+.s' 'a line an experiment has its time'
like "$ERR" '^time +[0-9.]+.s measuring, [0-9.]+.s rendering$' 'the end has the times'
like "$ERR" '^slowest +slower [0-9.]+.s, slow [0-9.]+.s, ' 'and the slowest first'
is "$(sed -n 's/^slowest//p' "$ERR" | tr ',' '\n' | wc -l)" 5 'five of them'

build
status 0 'a build of nothing new is good'
unlike "$ERR" '^(time|slowest) ' 'nothing measured, no times'

build --fresh --quiet
status 0 'a quiet build is good'
unlike "$ERR" '^(time|slowest| *[0-9]/[0-9]) ' 'and says nothing of time'

given broken 1 0 | sed 's/time.sleep(0)/raise ValueError/' | note broken
build
status 1 'an experiment that fails is no good'
like "$ERR" ' broken +failed in ' 'its line has its time'
like "$ERR" '^slowest +broken ' 'and so has the end'

finish
