#!/bin/bash
# tasks.sh - workers that serve tasks, through the whole program: each task is served once in a round.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# served FILE EXECUTOR: "once" if every run of the executor in a CSV file has served 0 .. 19 once.
served()
{
	python3 - "$@" <<-'EOF'
	import collections, csv, sys
	runs = collections.defaultdict(list)
	for r in csv.DictReader(open(sys.argv[1])):
	    if r["executor"] == sys.argv[2] and r["metric"] == "task":
	        runs[r["round"], r.get("control"), r["iteration"]].append(float(r["value"]))
	good = runs and all(sorted(run) == list(range(20)) for run in runs.values())
	print("once" if good else dict(runs))
	EOF
}

# faster FILE EXECUTOR: "yes" if a pool of the executor takes less time than a loop, by the medians.
faster()
{
	python3 - "$@" <<-'EOF'
	import csv, statistics, sys
	def median(executor):
	    return statistics.median(float(r["value"]) for r in csv.DictReader(open(sys.argv[1]))
	                             if r["executor"] == executor and r["metric"] == "elapsed")
	print("yes" if median(sys.argv[2]) < median("serial") else "no")
	EOF
}

gil=$(python3 -c 'import sys; print(int(getattr(sys, "_is_gil_enabled", lambda: True)()))')

note tasks <<'END'
---
title: Tasks
---

``` {.python .experiment #script}
#| fig-cap: Tasks that sleep, in Python
#| executors: [serial, gil, process]
#| workers: 2
#| tasks: 20
#| pool: 1
#| metric: elapsed
#| metrics: [elapsed, task]
#| rounds: 10
import time


def work(worker):
    worker.record("task", worker.task)
    time.sleep(0.01)
```

``` {.c .experiment #native}
//| fig-cap: Tasks that sleep, in C
//| executors: [serial, thread, process]
//| workers: 2
//| tasks: 20
//| metric: elapsed
//| metrics: [elapsed, task]
//| rounds: 10
#include <lectern.h>
#include <unistd.h>

void
work(struct worker *self)
{
	worker_record(self, "task", worker_task(self));
	usleep(10000);
}
```

``` {.c .experiment #short}
//| fig-cap: Tasks that are shorter than a clock tells
//| executors: [serial, thread]
//| tasks: 2
//| rounds: 10
#include <lectern.h>

void
work(struct worker *self)
{
	worker_keep(worker_task(self));
}
```

``` {.python .experiment #alone}
#| fig-cap: Nobody serves
#| executors: [asyncio]
#| tasks: 20
async def work(worker):
    pass
```
END
# A busy machine may drop rounds, but what was served stands.
build
status 0 'tasks are measured'
for row in script:serial script:gil script:process native:serial native:thread native:process; do
	IFS=: read -r id executor <<<"$row"
	csv=$(find out/site -name "$id*.csv")
	if [ "$executor" = gil ] && [ "$gil" = 0 ]; then
		skip "$id on $executor" 'this interpreter has no GIL'
	else
		is "$(served "$csv" "$executor")" once "$id on $executor: each task is served once"
	fi
done
like "$(find out/data -name 'short*.json')" '"batch": ?1[,}]' 'short tasks are not batched, as short calls are'
for row in script:process native:thread; do
	IFS=: read -r id executor <<<"$row"
	is "$(faster "$(find out/site -name "$id*.csv")" "$executor")" yes "$id: two of $executor sleep at a time"
done
like "$ERR" "'alone' is not testable here: workers of .asyncio. serve no" 'who has no pool is absent'

# A task that fails: its line in the note, and the run does not hang.
note tasks <<'END'
---
title: Tasks
---

``` {.python .experiment #script}
#| fig-cap: A task that fails
#| executors: [process]
#| workers: 2
#| tasks: 20
#| timeout: 50 s
def work(worker):
    if worker.task == 7:
        raise ValueError("seven")
```
END
build
status 1 'a task that raises fails the run'
like "$ERR" 'tasks.md:13:.*ValueError: seven' 'at its line'

sed -i 's/raise ValueError.*/__import__("os")._exit(3)/' notes/tasks.md
watch "$LECTERN" build
status 1 'a worker that dies fails the run'
like "$ERR" 'exited with status 3' 'which says how'
is "$LEFT" '' 'and leaves nothing behind'

# Who never ends is ended with the pool around it.
sed -i 's/__import__.*/while True: pass/; s/timeout: .*/timeout: 2 s/' notes/tasks.md
sed -i '/timeout:/a #| start-method: forkserver' notes/tasks.md
watch "$LECTERN" build
status 1 'a task that never ends fails the run'
like "$ERR" 'workload-timeout' 'by its timeout'
is "$LEFT" '' 'and leaves nothing behind'

finish
