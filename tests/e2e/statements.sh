#!/bin/bash
# statements.sh LECTERN - the statements of a course and the claims that back them.
. "$(dirname "$0")/lib.sh"

mkdir notes
cat >notes/course.yaml <<'END'
title: Statements
statements:
  S1: Starting takes *time*
  S2: Two things hold
END
cat >notes/01-a.md <<'END'
# First

``` {.python .experiment #start}
#| fig-cap: Start
#| executors: [mock]
#| rounds: 10
def work(worker):
    worker.record("wall", 1 + int(worker.params["round"]) * 7 % 10 / 100)
```

[It takes time](claim:start#S1 "mock.wall > 0 s"), and [not too
much][little].

[little]: claim:start#S2 "mock.wall < 9 s"
END
cat >notes/02-b.md <<'END'
# Second

[Still, it takes time](claim:start#S1 "mock.wall > 0.5 s").

[](course:statements)

Text after.
END

run "$LECTERN" build --formats html
is "$STATUS" 0 'a course with statements is built'
page=out/site/02-b.html
like "$page" '<strong>S1</strong> Starting takes <em>time</em>' 'the list has the statement'
like "$page" 'href="01-a.html#claim-start-1">It takes time</a>' 'its claim in another note'
like "$page" '#claim-start-1">Still, it takes' 'its claim in this note'
like "$page" 'href="01-a.html#claim-start-2">not too much</a>' 'a claim in the reference form'
like "$page" 'Text after' 'what follows it'
run "$LECTERN" list statements
like "$OUT" '^S1 +2 claims Starting' 'list counts claims'
like "$OUT" '^S2 +1 claim ' 'list counts one claim'

run "$LECTERN" build --formats html
like "$ERR" 'written +0 pages' 'nothing new, nothing made'
sed -i 's/It takes time/It takes some time/' notes/01-a.md
run "$LECTERN" build --formats html
like "$page" 'It takes some time' 'a claim of another note that changes is seen'

finish
