#!/bin/bash
# interpreter.sh - the executor `interpreter` through the whole program: where it is, and where not.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# newest LOW HIGH: the path of an interpreter with a GIL from 3.LOW to 3.HIGH, or nothing.
newest()
{
	local minor path
	for minor in $(seq "$2" -1 "$1"); do
		for path in "python3.$minor" python3 /usr/bin/python3 \
			"$HOME/.pyenv/versions/3.$minor".*/bin/python3; do
			"$path" - "$minor" 2>/dev/null <<-'END' && return
			import sys
			gil = getattr(sys, "_is_gil_enabled", lambda: True)()
			if not gil or sys.version_info[1] != int(sys.argv[1]): sys.exit(1)
			print(sys.executable)
			END
		done
	done
}

# values FILE EXECUTOR METRIC: the different samples in a CSV file.
values()
{
	python3 - "$@" <<-'END'
	import csv, sys
	rows = csv.DictReader(open(sys.argv[1]))
	found = {float(r["value"]) for r in rows if (r["executor"], r["metric"]) == tuple(sys.argv[2:])}
	print(*(f"{value:g}" for value in sorted(found)))
	END
}

old=$(newest 8 11)
new=$(newest 12 20)

# In C there is none, and before 3.12 there is none: only claims that name it are not testable.
{
	printf -- '---\ntitle: Where there are none\n---\n\n'
	cat <<-'END'
	``` {.c .experiment #native}
	//| fig-cap: In C
	//| executors: [serial, interpreter]
	//| rounds: 10
	//| iterations: 1
	#include <lectern.h>

	void
	work(struct worker *self)
	{
		(void)self;
	}
	```

	[It is counted](claim:native "always(serial.threads == 1)") and
	[it is not](claim:native "always(interpreter.threads == 3)").

	END
	[ -n "$old" ] && cat <<-END

	\`\`\` {.python .experiment #early}
	#| fig-cap: Too early
	#| python: $old
	#| executors: [gil, interpreter]
	#| workers: 2
	#| rounds: 10
	counter = 0


	def observe():
	    return counter


	def work(worker):
	    global counter
	    counter += 1
	\`\`\`

	[All is shared](claim:early "always(gil.observed == 2)"), and
	[nothing is](claim:early "always(interpreter.observed == 0)").
	END
} | note none
build
status 0 'where there are none: the build is good'
like out/site/none.html 'the executor interpreter does not run workloads in C' 'C: the reason is on the page'
if [ -n "$old" ]; then
	like "$ERR" '^claims .* 0 refuted, .* 2 not testable' 'only claims that name it are not testable'
	like out/site/none.html 'sub-interpreters with a GIL of their own need CPython 3\.12; this is 3\.' \
		'before 3.12: the reason is on the page'
	nok 'before 3.12: it has no samples' grep -rq ',interpreter,' out/site --include=early.csv
	like "$(find out/site -name early.csv)" 'gil' 'before 3.12: the others have'
else
	like "$ERR" '^claims .* 0 refuted, .* 1 not testable' 'only claims that name it are not testable'
	skip 'before 3.12' 'there is no such interpreter here'
fi

if [ -z "$new" ]; then
	skip 'where there are some' 'no interpreter here is 3.12 or later'
	finish
fi

# Where there are: one process, as many threads as workers, nothing shared; a module that cannot be
# imported there is named before anything runs.
{
	printf -- '---\ntitle: Where there are some\n---\n\n'
	cat <<-END
	\`\`\` {.python .experiment #late}
	#| fig-cap: Late enough
	#| python: $new
	#| executors: [gil, interpreter]
	#| workers: 2
	#| rounds: 10
	#| metric: observed
	counter = 0


	def observe():
	    return counter


	def work(worker):
	    global counter
	    counter += 1
	    worker.record("seen", counter)
	\`\`\`

	- [All is shared](claim:late "always(gil.observed == 2)").
	- [Nothing is](claim:late "always(interpreter.observed == 0)").
	- [Each has its own](claim:late "always(interpreter.seen == 1)").
	- [In one process](claim:late "always(distinct(interpreter.pid) == 1)").
	- [With a thread each](claim:late "always(distinct(interpreter.tid) == 2)").
	END
} | note some
rm notes/none.md
# A busy machine may drop rounds, but what was counted stands.
build
status 0 'where there are some: the build is good'
like "$ERR" '^claims .* 0 refuted, .* 0 not testable' 'where there are some: no claim is refuted'
csv=$(find out/site -name late.csv)
is "$(values "$csv" gil observed)" 2 'where all is shared, all workers count in one place'
is "$(values "$csv" interpreter observed)" 0 'what workers count in their interpreters is not in the first'
is "$(values "$csv" interpreter seen)" 1 'nor in those of other workers and iterations'

# The first module of the standard library that such an interpreter refuses, if any does.
refused=$("$new" 2>/dev/null - <<-'END'
	import os
	try:
	    import _interpreters as them
	except ImportError:
	    import _xxsubinterpreters as them
	for name in "faulthandler", "ctypes", "readline":
	    try:
	        __import__(name)
	    except ImportError:
	        continue
	    code = f"try: import {name}\nexcept ImportError: print('{name}', flush=True)"
	    them.run_string(them.create(), code)
	os._exit(0)
	END
)
refused=${refused%%$'\n'*}
if [ -z "$refused" ]; then
	skip 'a module that is refused' 'none is'
	finish
fi

# refusing OPTION: a course of a block that imports the module.
refusing()
{
	{
		printf -- '---\ntitle: Refused\n---\n\n'
		cat <<-END
		\`\`\` {.python .experiment #refused}
		#| fig-cap: Refused
		#| python: $new
		#| executors: [gil, interpreter]
		#| rounds: 10
		#| iterations: 1
		#| $1
		import $refused


		def work(worker):
		    pass
		\`\`\`

		[It is there](claim:refused "always(gil.threads == 2)"), and
		[here not](claim:refused "always(interpreter.threads == 2)").
		END
	} | note refused
	rm -f notes/some.md
	build
}

refusing "requires: [$refused]"
status 0 'a module that is required and refused: the build is good'
like "$ERR" '^claims .* 0 refuted, .* 1 not testable' 'a module that is required and refused: claims'
like out/site/refused.html "not testable here.*$refused cannot be imported in a sub-interpreter of Python 3" \
	'a module that is required and refused: the reason is on the page'
build
status 0 'a module that is required and refused: nothing new'

refusing 'warmup: 0'
status 1 'a module that is refused: the build fails'
like "$ERR" 'notes/refused\.md:12:[0-9]+: error: .*does not support loading in subinterpreters.*\[workload-failed\]' \
	'a module that is refused: finding at the line of the import'

finish
