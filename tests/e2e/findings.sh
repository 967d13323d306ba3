#!/bin/bash
# Findings that only a build makes, for they come from what is run, drawn or rendered; those of
# `check` are in tests/golden.  Each has its slug, its place and no effect on the rest.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# found STATUS PLACE SLUG NAME: the build ended so, with the finding at LINE:COLUMN of the note.
found()
{
	status "$1" "$4: status"
	like "$ERR" "^notes/found\.md:$2: (error|warning): .*\[$3\]" "$4: the finding"
	like out/site/found.html 'The rest of the note' "$4: the page is made"
}

# start TEXT...: a note whose first line of text is line 5.
start()
{
	rm -rf out
	{
		printf -- '---\ntitle: Found\n---\n\n'
		cat
		printf '\nThe rest of the note.\n'
	} | note found
}

start <<'END'
``` {.python .run}
print("before")
raise SystemExit(3)
```
END
build
found 1 '[56]:[0-9]+' snippet-failed 'a snippet that fails'
like out/site/found.html 'before' 'a snippet that fails: its output is shown'

start <<'END'
``` {.python .experiment #costly}
#| fig-cap: Costly
#| budget: 100 ms
#| iterations: 1
import time
def work(worker):
    time.sleep(0.05)
```
END
build
found 0 '5:26' measure-warning 'far over its budget'
like "$ERR" 'budget' 'far over its budget: the reason'
like out/site/found.html 'budget' 'far over its budget: readers see it'

start <<'END'
``` {.python .experiment #elsewhere}
#| fig-cap: Elsewhere
#| python: 3.99
def work(worker):
    pass
```

[It takes time](claim:elsewhere "serial.wall > 0 ns").
END
build
found 0 '5:26' experiment-absent 'an interpreter that is not here'
like "$ERR" '3\.99' 'an interpreter that is not here: it is named'
like "$ERR" '^experiments .* 0 stored, 0 failed, 1 not testable' 'an interpreter that is not here: counted'
like "$ERR" '^claims .* 1 not testable' 'an interpreter that is not here: its claim is not testable'

start <<'END'
``` {.c .experiment #fast}
//| fig-cap: Fast
//| executors: [mock]
//| rounds: 10
#include <lectern.h>
void work(struct worker *self) { worker_record(self, "wall", 1 + worker_number(self, "round", 0)); }
```

[It takes an hour](claim:fast "mock.wall > 3600 s").
END
build
found 0 '13:1' claim-verdict 'a claim that is refuted'
like out/site/found.html 'refuted' 'a claim that is refuted: the page says so'
build --strict
found 1 '13:1' claim-verdict 'a claim that is refuted, strictly'

start <<'END'
``` {.c .experiment #fast}
//| fig-cap: Fast
//| rounds: 10
//| gnuplot: set no such thing
#include <lectern.h>
void work(struct worker *self) { (void)self; }
```
END
build
found 1 '8:[0-9]+' figure-failed 'gnuplot commands that are none'
ok 'gnuplot commands that are none: the samples are kept' compgen -G 'out/data/fast-*.json'

start <<'END'
A formula that LaTeX does not know: $\nosuchcommand{x}$.
END
run "$LECTERN" build --notes notes --out out --formats html,pdf
found 1 '[0-9]+:[0-9]+' pdf-failed 'LaTeX that is none'
like "$ERR" 'nosuchcommand|Undefined' 'LaTeX that is none: the reason'
nok 'LaTeX that is none: no handout' test -e out/handouts/found.pdf

finish
