#!/bin/bash
# statements.sh LECTERN - the statements of a course and the claims that back them.
. "$(dirname "$0")/lib.sh"

mkdir notes
cat >notes/course.yaml <<'END'
title: Statements
statements:
  S1: Starting takes *time*
  S2: Two things hold
  S3: This is nowhere
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

[It takes *time*[^1], @fig-start,](claim:start#S1 "mock.wall > 0 s"), and [not too
much][little].

[^1]: A footnote.

[little]: claim:start#S2 "mock.wall > 9 s"
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
python3 "$SRC/tests/e2e/statements.py" "$page" >table
diff - table >table.diff <<'END'
Id|Statement|Claims
S1|Starting takes time|✓ supported It takes time, Figure 1, (chapter 1) ✓ supported Still, it takes time (chapter 2)
S2|Two things hold|✗ refuted, expected: supported not too much (chapter 1)
S3|This is nowhere|no claim backs it
END
result $? 'the list is a table' || cat table.diff
tr '\n' ' ' <"$page" >line
like line 'class="verdict supported"><span class="glyph" aria-hidden="true">✓</span> supported' 'a mark is a sign and a word'
like line 'class="verdict refuted unexpected"' 'the unexpected stands out'
like line 'href="01-a.html#claim-start-1">It takes <em>time</em>, Figure.1,</a>' 'its claim in another note'
like line 'href="#claim-start-1">Still, it takes' 'its claim in this note'
like line 'href="01-a.html#claim-start-2">not too much</a>' 'a claim in the reference form'
like "$page" 'Text after' 'what follows it'
run "$LECTERN" list statements
like "$OUT" '^S1 +2 claims Starting' 'list counts claims'
like "$OUT" '^S2 +1 claim ' 'list counts one claim'
like "$OUT" '^S3 +0 claims ' 'list counts none'

run "$LECTERN" build --formats html
like "$ERR" 'written +0 pages' 'nothing new, nothing made'
sed -i 's/It takes \*time/It takes some *time/' notes/01-a.md
run "$LECTERN" build --formats html
python3 "$SRC/tests/e2e/statements.py" "$page" >table
like table 'It takes some time' 'a claim of another note that changes is seen'

sed -i 's/mock.wall > 9 s/mock.wall < 9 s/' notes/01-a.md
run "$LECTERN" build --formats html 02-b
python3 "$SRC/tests/e2e/statements.py" "$page" >table
like table '✓ supported not too much' 'its verdict is seen, also where its own page is not made'
like out/site/01-a.html 'claim refuted unexpected' 'which it was not'
run "$LECTERN" build --formats html
like "$ERR" 'written +[1-3] pages' 'it is made by the next build'
python3 "$SRC/tests/e2e/statements.py" "$page" >table.again
same table table.again 'and the list stays'

before=$(stat -c '%i %y' out/build/pages/01-a)
run "$LECTERN" build --fresh --formats html 02-b
like "$ERR" '^experiments +1 measured' 'what the list shows is measured'
is "$(stat -c '%i %y' out/build/pages/01-a)" "$before" 'no other note is made for it'
run "$LECTERN" build --quick --fresh --formats html
like "$page" 'class="notice"[^<]*Quick' 'a list of hasty verdicts says so'

# A table with long sentences fits the handout; the signs are in it.
run "$LECTERN" build --formats pdf
pdftotext -layout out/handouts/02-b.pdf text
like text '^ *S1 +Starting takes time +. supported +It takes' 'the handout has the table'
like text 'S3 +This is nowhere +no claim backs it' 'with the unclaimed'

finish
