#!/bin/bash
# Workloads that fail: each ends its own experiment with a finding at its line; the rest goes on.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# bad NAME LANGUAGE FINDING LINE OPTION CODE: a course of a block that fails, with the finding at a
# line of the note, and a sound block below it.  `|` stands between several options.
bad()
{
	local name=$1 language=$2 finding=$3 line=$4 options code=$6 mark='#|'
	IFS='|' read -ra options <<<"$5"
	[ "$language" = c ] && mark='//|'
	rm -rf notes out
	{
		printf -- '---\ntitle: %s\n---\n\n' "$name"
		printf '``` {.%s .experiment #bad}\n' "$language"
		printf "$mark %s\n" 'fig-cap: Fails' 'rounds: 3' "${options[@]}"
		printf '%s\n```\n\n' "$code"
		quick good
		printf '\nThe value is [](value:good "serial.wall").\n'
	} | note bad
	LAST="watch lectern build ($name)"
	watch "$LECTERN" build --notes notes --out out --formats html
	status 1 "$name: the build fails"
	like "$ERR" "notes/bad\.md:$line:[0-9]+: error: .*\[$finding\]" "$name: finding at its line"
	ok "$name: the sound experiment is stored" compgen -G 'out/data/good-*.json'
	nok "$name: the failed experiment is not stored" compgen -G 'out/data/bad-*.json'
	like out/site/bad.html 'Idleness' "$name: the page is made"
	is "$LEFT" '' "$name: no process is left behind"
}

bad 'C that does not compile' c compile-failed 11 'iterations: 1' '#include <lectern.h>

void work(struct worker *self) { return undeclared; }'

bad 'C that segfaults' c workload-crashed '[0-9]+' 'iterations: 1' '#include <lectern.h>
void work(struct worker *self) { *(volatile int *)8 = self->index; }'

bad 'C that aborts' c workload-crashed '[0-9]+' 'iterations: 1' '#include <lectern.h>
#include <stdlib.h>
void work(struct worker *self) { (void)self; abort(); }'

bad 'C that lacks work' c workload-failed '[0-9]+' 'iterations: 1' '#include <lectern.h>
void wrok(struct worker *self) { (void)self; }'

bad 'C that never ends' c workload-timeout '[0-9]+' 'timeout: 1 s' '#include <lectern.h>
void work(struct worker *self) { for (;;) (void)self; }'

bad 'Python that is no Python' python workload-failed 9 'iterations: 1' 'def work(worker:
    pass'

bad 'Python that raises' python workload-failed 10 'iterations: 1' 'def work(worker):
    raise ValueError("on purpose")'
like "$ERR" 'on purpose' 'Python that raises: the exception is named'

bad 'Python that raises in setup' python workload-failed 10 'iterations: 1' 'def setup():
    raise ValueError("on purpose")
def work(worker):
    pass'

bad 'Python that leaves' python workload-crashed '[0-9]+' 'iterations: 1' 'import os
def work(worker):
    os._exit(7)'

bad 'Python that is killed' python workload-crashed '[0-9]+' 'iterations: 1' 'import os
def work(worker):
    os.kill(os.getpid(), 9)'

bad 'Python that never ends' python workload-timeout '[0-9]+' 'timeout: 2 s' 'import time
def work(worker):
    time.sleep(100000)'

bad 'a coroutine that raises' python workload-failed 13 'executors: [asyncio]|workers: [3]' \
	'import asyncio
async def work(worker):
    await asyncio.sleep(0 if worker.index else 100000)
    raise ValueError("on purpose")'
like "$ERR" 'on purpose' 'a coroutine that raises: the exception is named'

bad 'a coroutine that never ends' python workload-timeout '[0-9]+' 'timeout: 2 s|executors: [asyncio]' \
	'import asyncio
async def work(worker):
    await asyncio.sleep(100000)'

bad 'asyncio without a coroutine' python workload-failed '[0-9]+' 'executors: [asyncio]' 'def work(worker):
    pass'
like "$ERR" "asyncio needs 'async def work" 'asyncio without a coroutine: it says what it needs'

bad 'a coroutine without asyncio' python workload-failed '[0-9]+' 'executors: [serial, asyncio]' \
	'async def work(worker):
    pass'
like "$ERR" 'only asyncio runs' 'a coroutine without asyncio: it says what runs it'

bad 'Python that imports what is not there' python workload-failed 9 'iterations: 1' 'import nothing_of_this_name
def work(worker):
    pass'

# A worker process that dies must not leave the others waiting for it.
bad 'a worker process that dies' python 'workload-(failed|crashed)' '[0-9]+' \
	'executors: [process]|workers: [2]' 'import os
def work(worker):
    if worker.index == 1:
        os._exit(3)'

finish
