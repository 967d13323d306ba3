#!/bin/bash
# asyncio.sh - coroutines through the whole program, compared with threads by one block.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

note waiting <<'END_NOTE'
---
title: Waiting
---

``` {.python .experiment #waiting}
#| fig-cap: Who waits
#| executors: [serial, gil, thread, asyncio]
#| workers: 6
#| metric: wall
#| rounds: 10
import asyncio
import time

counter = 0


def setup():
    global counter
    counter = 0


def observe():
    return counter


def work(worker):
    global counter
    seen = counter
    worker.barrier()
    time.sleep(0.01)
    counter = seen + 1
    worker.tick()
    worker.record("async", 0)


async def work_async(worker):
    global counter
    seen = counter
    await worker.barrier()
    await asyncio.sleep(0.01)
    counter = seen + 1
    worker.tick()
    worker.record("async", 1)
```

``` {.c .experiment #native}
//| fig-cap: In C
//| executors: [serial, asyncio]
//| rounds: 10
#include <lectern.h>

void
work(struct worker *self)
{
	worker_keep(self->index);
}
```

- [One thread is enough](claim:waiting "asyncio.wall < serial.wall / 2").
- [C has none](claim:native "asyncio.wall < serial.wall").
END_NOTE
# A busy machine may drop rounds, but what was counted stands.
build
status 0 'coroutines are measured beside threads'
csv=$(find out/site -name 'waiting*.csv')
page=out/site/waiting.html

# column EXECUTOR METRIC EXPRESSION: what Python makes of the samples, as the list `v`.
column()
{
	python3 - "$csv" "$@" <<-'EOF'
	import csv, sys
	rows = list(csv.DictReader(open(sys.argv[1])))
	v = [float(r["value"]) for r in rows if r["executor"] == sys.argv[2] and r["metric"] == sys.argv[3]]
	print(eval(sys.argv[4]))
	EOF
}

is "$(column serial async 'set(v)')" '{0.0}' 'serial runs work'
gil=$(python3 -c 'import sys; print(int(getattr(sys, "_is_gil_enabled", lambda: True)()))')
threads=$([ "$gil" = 1 ] && echo gil || echo thread)
is "$(column "$threads" async 'set(v)')" '{0.0}' 'threads run work'
is "$(column asyncio async 'set(v)')" '{1.0}' 'coroutines run work_async'
is "$(column serial observed 'set(v)')" '{6.0}' 'serial: no update is lost'
is "$(column asyncio observed 'set(v)')" '{1.0}' 'coroutines: all but one are, for all meet'
is "$(column asyncio throughput 'min(v) > 0')" True 'coroutines tick'
ok 'they wait at the same time' test "$(python3 -c "print(int(
	$(column asyncio wall 'min(v)') < $(column serial wall 'min(v)') / 2))")" = 1
like "$page" 'does not run workloads in C' 'in C the condition is absent, with its reason'

run "$LECTERN" list executors
like "$OUT" 'coroutines on one thread' 'asyncio is in the table of executors'
finish
