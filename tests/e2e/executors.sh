#!/bin/bash
# executors.sh - executors through the whole program: given samples come out, losses are exact.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# values FILE EXECUTOR METRIC: the samples in a CSV file, by rounds and workers, without the control.
values()
{
	python3 - "$@" <<-'EOF'
	import csv, sys
	rows = [r for r in csv.DictReader(open(sys.argv[1]))
	        if r["executor"] == sys.argv[2] and r["metric"] == sys.argv[3]
	        and r.get("control", "0") == "0"]
	rows.sort(key=lambda r: (r.get("size", ""), int(r["round"]), r["worker"]))
	print(" ".join(f'{float(r["value"]):g}' for r in rows))
	EOF
}

# Given samples: both languages record the same, for two workers and two sizes.
note mock <<'END'
---
title: Mock
---

``` {.c .experiment #native}
//| fig-cap: Given in C
//| executors: [mock]
//| workers: 2
//| params: {size: [1, 2]}
//| metric: wall
//| rounds: 10
#include <lectern.h>

void
work(struct worker *self)
{
	int round = (int)worker_number(self, "round", -1);
	int size = (int)worker_number(self, "size", 0);
	double noise = (3 * round + 5 * size) % 7 / 1000.0;

	worker_record(self, "work", self->index + 10 * round);
	if (self->index > 0)
		return;
	worker_record(self, "wall", size + noise);
	worker_record(self, "speedup", 1.6 + noise);
	worker_record(self, "start", 0.25 + noise / 10);
	worker_record(self, "lost", round == 3);
}
```

``` {.python .experiment #script}
#| fig-cap: Given in Python
#| executors: [mock]
#| workers: 2
#| params: {size: [1, 2]}
#| metric: wall
#| rounds: 10
def work(worker):
    round, size = worker.params["round"], worker.params["size"]
    noise = (3 * round + 5 * size) % 7 / 1000
    worker.record("work", worker.index + 10 * round)
    if worker.index > 0:
        return
    worker.record("wall", size + noise)
    worker.record("speedup", 1.6 + noise)
    worker.record("start", 0.25 + noise / 10)
    worker.record("lost", round == 3)
```

- [Twice the size](claim:native "median(mock(size=2).wall / mock(size=1).wall) > 1.9").
- [Faster](claim:native "mock(size=1).speedup > 1.5").
- [Three times](claim:native "mock(size=2).wall > 3 * mock(size=1).wall expect refuted").
- [A quarter](claim:native "mock(size=1).start ~= 0.25 s within 1%").
- [Once](claim:native "sometimes(mock(size=2).lost == 1)").
- [Never](claim:native "always(mock(size=2).lost == 0) expect refuted").
- [Twice the size](claim:script "median(mock(size=2).wall / mock(size=1).wall) > 1.9").
- [Faster](claim:script "mock(size=1).speedup > 1.5").
- [The same](claim:native "mock(size=2).wall ~= script:mock(size=2).wall within 1%").
- The longest takes [?](value:native "max(mock(size=2).wall) - median(mock(size=2).wall)") more.
END
build --strict
status 0 'given samples: claims have the expected verdicts'
like "$ERR" 'supported' 'given samples: they are judged'
like out/site/mock.html 'value-native.*>3\.0.ms<' 'given samples: what the largest one has more is on the page'
ok 'given samples: there are figures' test -s out/md/figures/native.svg -a -s out/md/figures/script.svg

walls=$(python3 -c 'print(*(f"{s + (3 * r + 5 * s) % 7 / 1000:g}" for s in (1, 2) for r in range(10)))')
works=$(python3 -c 'print(*(f"{w + 10 * r:g}" for s in (1, 2) for r in range(10) for w in range(2)))')
for id in native script; do
	csv=$(find out/site -name "$id*.csv")
	is "$(values "$csv" mock wall)" "$walls" "$id: the samples are those given, round by round"
	is "$(values "$csv" mock work)" "$works" "$id: and worker by worker"
	is "$(cut -d , -f 2 "$csv" | sort -u | xargs)" 'executor mock' "$id: nothing is added for speedup"
	is "$(values "$csv" mock elapsed)" '' "$id: nothing is measured"
done

# Only mock takes them: elsewhere the names are Lectern's own.
note mock <<'END'
---
title: Mock
---

``` {.c .experiment #native}
//| fig-cap: Given
//| executors: [serial]
#include <lectern.h>

void
work(struct worker *self)
{
	worker_record(self, "wall", 1);
}
```
END
build
status 1 'a metric of the table, not on mock: a finding'
like "$ERR" "'wall'.*always there" 'which names it'
rm notes/mock.md

gil=$(python3 -c 'import sys; print(int(getattr(sys, "_is_gil_enabled", lambda: True)()))')

# Real executors: of each three updates two are lost where memory is shared and workers meet.
note lost <<'END'
---
title: Lost
---

``` {.c .experiment #native}
//| fig-cap: Lost in C
//| executors: [serial, thread, process, gil]
//| workers: 3
//| metric: observed
//| rounds: 10
#include <lectern.h>

static int counter;

double
observe(void)
{
	return __atomic_load_n(&counter, __ATOMIC_RELAXED);
}

void
work(struct worker *self)
{
	for (int i = 0; i < 50; i++) {
		int seen = __atomic_load_n(&counter, __ATOMIC_RELAXED);

		worker_barrier(self);
		__atomic_store_n(&counter, seen + 1, __ATOMIC_RELAXED);
		worker_barrier(self);
	}
}
```

``` {.python .experiment #script}
#| fig-cap: Lost in Python
#| executors: [serial, gil, process]
#| workers: 3
#| metric: observed
#| rounds: 10
counter = 0


def observe():
    return counter


def work(worker):
    global counter
    for _ in range(50):
        seen = counter
        worker.barrier()
        counter = seen + 1
        worker.barrier()
```

END
# A busy machine may drop rounds, but what was counted stands.
build
status 0 'real executors are measured'
for row in native:serial:150 native:thread:50 native:process:0 native:gil:50 \
	script:serial:150 script:process:0 script:gil:50; do
	IFS=: read -r id executor left <<<"$row"
	csv=$(find out/site -name "$id*.csv")
	if [ "$executor" = gil ] && [ "$gil" = 0 ]; then
		skip "$id on $executor" 'this interpreter has no GIL'
	else
		is "$(values "$csv" "$executor" observed | tr ' ' '\n' | sort -u | xargs)" "$left" \
			"$id on $executor: what is lost is exact in every round"
	fi
done

finish
