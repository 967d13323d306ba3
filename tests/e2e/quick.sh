#!/bin/bash
# quick.sh - a build in a hurry: few rounds, marked on every page, measured anew by the next build.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

note hasty <<'END'
---
title: In a hurry
---

``` {.c .experiment #fast}
//| fig-cap: Idleness
//| rounds: 12
#include <lectern.h>

void
work(struct worker *self)
{
	worker_keep(self);
}
```

[It runs](claim:fast "always(serial.wall >= 0 s)").
END
{
	printf -- '---\ntitle: Elsewhere\n---\n\nIt takes [?](value:fast "serial.wall").\n'
} | note names
printf -- '---\ntitle: Plain\n---\n\nNothing is measured here.\n' | note plain

# rounds_of FILE...: how many rounds of the experiment are in the stored results.
rounds_of()
{
	python3 -c 'import json, sys
for path in sys.argv[1:]:
    result = json.load(open(path))
    print(max(result["runs"]["round"]) + 1, result.get("quick", False))' "$@"
}

run "$LECTERN" build --dry-run --notes notes --out out
like "$OUT" '^1 experiments, about 5.s' 'a build has an estimate'
run "$LECTERN" build --dry-run --quick --notes notes --out out
like "$OUT" '^1 experiments, about 3.s' 'a quick build has another'
run "$LECTERN" explain fast --notes notes --out out
like "$OUT" 'takes about 5.s' 'explain tells the one'
run "$LECTERN" explain fast --quick --notes notes --out out
like "$OUT" 'takes about 3.s' 'or the other'

build --quick
status 0 'a quick build is good'
is "$(echo out/data/fast-*.json | wc -w)" 1 'it has one result'
is "$(compgen -G 'out/data/fast-*-quick.json' | wc -l)" 1 'which is called quick'
like <(rounds_of out/data/fast-*) '^([1-9]|10) True$' 'and has 10 rounds at most'
tr '\n' ' ' <out/site/hasty.html >line
like line 'class="notice"[^<]*Quick: samples on this page were taken in a hurry' 'its page says so on top'
like out/site/hasty.html '<summary>quick: [0-9]+ rounds' 'and beside the samples'
like out/site/names.html 'class="notice"' 'so does a page with values of it'
like out/site/ledger.html 'class="notice"' 'and the ledger'
unlike out/site/plain.html 'class="notice"' 'but no other page'
like out/site/hasty.html 'inconclusive' 'so few rounds decide nothing for good'
unlike "$ERR" 'claim-verdict' 'of which nobody is warned'
like "$ERR" '^claims .* 1 inconclusive' 'but the summary counts it'

watch "$LECTERN" build --notes notes --out out --formats html --quick
is "$STATUS $STARTED" '0 no' 'a second quick build has nothing to do'

run "$LECTERN" explain fast --notes notes --out out
like "$OUT" 'measured in a hurry' 'explain tells why a build measures'
run "$LECTERN" explain fast --quick --notes notes --out out
unlike "$OUT" 'takes about' 'and that a quick one does not'
printf 'data: kept\n' >notes/course.yaml
run "$LECTERN" freeze --notes notes --out out
status 1 'nothing is kept of it'
like "$OUT" 'measured in a hurry' 'and freeze tells why'
rm notes/course.yaml

build
status 0 'a build without it is good'
like "$ERR" '^experiments +1 measured' 'and measures anew'
is "$(compgen -G 'out/data/fast-*-quick.json' | wc -l)" 0 'the quick result is gone'
like <(rounds_of out/data/fast-*) '^([0-9]{2}) False$' 'the other one is there'
for page in hasty names ledger; do
	unlike "out/site/$page.html" 'class="notice"|quick:' "$page: the mark is gone"
done
cp out/data/fast-*.json full.json
build --quick
same out/data/fast-*.json full.json 'a quick build takes a full result'
unlike out/site/hasty.html 'class="notice"' 'and marks nothing'

build --quick --frozen
status 2 '--quick and --frozen exclude each other'
build --quick --rounds 5
status 2 'so do --quick and --rounds'
run "$LECTERN" run fast --quick --notes notes --out out
status 0 'run takes --quick, too'
is "$(compgen -G 'out/data/fast-*-quick.json' | wc -l)" 1 'and marks what it measures'

finish
