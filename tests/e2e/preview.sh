#!/bin/bash
# preview.sh - pages are made before their experiments are measured, and say so.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

preview=("$LECTERN" build --preview --notes notes --out out --formats html)
asked='[[x["id"] for x in e["experiments"]] for e in E if e["event"] == "measure"]'

# first CODE [OPTION...]: a note with an experiment, claims and a value.
first()
{
	local code=$1
	shift
	{
		printf -- '---\ntitle: First\n---\n\n'
		quick idle 'table: true' "$@" | sed "s/(void)self/(void)self$code/"
		printf '\n[It runs](claim:idle "serial.wall >= 0 s"), for [1 us](value:idle "serial.wall").\n'
	} | note 01-first
}

first ''
printf -- '---\ntitle: Second\n---\n\n[It ran](claim:idle "serial.wall >= 0 s").\n' | note 02-second
printf -- '---\ntitle: Third\n---\n\nNothing is measured here.\n' | note 03-third

drive -- "${preview[@]}"
status 0 'a preview of what was never measured is good'
is "$(told "$asked")" "[['idle']]" 'it tells what is to be measured'
is "$(told '[(x["note"], len(x["key"]), x["seconds"] > 0) for x in E[0]["experiments"]]')" \
	"[('01-first', 129, True)]" 'for which note, under which key, and how long that takes'
is "$(compgen -G 'out/data/*' | wc -l)" 0 'nothing is measured'
like out/site/01-first.html 'id="result-idle" class="pending"' 'a box stands for the figure'
like out/site/01-first.html 'This experiment is being measured' 'which says why'
like out/site/01-first.html 'class="claim pending measuring"' 'the claim has no verdict'
like out/site/01-first.html '<span class="word">not measured yet' 'which its mark says'
like out/site/01-first.html 'class="value measuring".*>…<' 'nor has the value a number'
like out/site/02-second.html 'class="claim pending measuring"' 'neither has a claim elsewhere'
unlike out/site/03-third.html 'measuring|pending' 'what is not concerned has no mark'
like out/site/ledger.html 'value="pending"> .* 2 not measured yet' 'the ledger counts and filters such claims'
like out/site/index.html '2 not$|2 not measured yet' 'the start page counts them'
like out/site/badges/course.svg '0 of 2 as expected, 2 not measured yet' 'so does the badge'
like "$ERR" '^experiments .* 1 to be measured$' 'and the summary'
run python3 - "$SRC/docs" out/site/claims.json <<'END'
import json, pathlib, sys
import jsonschema
folder = pathlib.Path(sys.argv[1])
schemas = {name: json.loads((folder / name).read_text()) for name in ("claims.schema.json", "judge.schema.json")}
claims = json.loads(pathlib.Path(sys.argv[2]).read_text())
resolver = jsonschema.RefResolver("", schemas["claims.schema.json"], store=schemas)
jsonschema.Draft202012Validator(schemas["claims.schema.json"], resolver=resolver).validate(claims)
assert [claim["verdict"] for claim in claims] == ["pending", "pending"]
END
status 0 'and claims.json, which keeps to its schema'

watch "${preview[@]}"
is "$STATUS $STARTED" '0 no' 'a second preview has nothing to do'

build
status 0 'a build after a preview is good'
like "$ERR" '^experiments +1 measured' 'it measures'
like "$ERR" '^written +4 pages' 'and makes the pages that had marks, ledger and start page, no other'
unlike out/site/01-first.html 'measuring|pending' 'the marks are gone'
cp -r out/site measured

rm -r out/site out/md out/build/pages
drive -- "${preview[@]}"
is "$(told "$asked")" '[[]]' 'with all measured a preview asks for nothing'
ok 'and is the same, byte for byte' diff -r measured out/site

first '; int more = 1; (void)more'
drive -- "${preview[@]}"
is "$(told "$asked")" "[['idle']]" 'after a change of the code it is to be measured'
like out/site/01-first.html 'class="plot measuring"' 'its last figure is marked'
like out/site/01-first.html 'measuring-note">Being measured: this is the figure of what stood here before' 'in words, too'
like out/site/01-first.html 'id="claim-idle-1"><span class="claim-text">It' 'the claim stands'
like out/site/01-first.html 'class="claim pending measuring"' 'without the verdict of the old samples'
unlike out/site/01-first.html 'class="provenance"' 'and without their provenance'
is "$(told 'sorted(E[1]["written"])')" "['01-first.html', '02-second.html', 'index.html', 'ledger.html']" \
	'the pages that show it are made anew'
first ''
drive -- "${preview[@]}"
is "$(told "$asked")" '[[]]' 'with the old code nothing is to be measured'
ok 'and all is as it was' diff -r measured out/site

touch -d '40 days ago' out/data/idle-*.json
drive -- "${preview[@]}"
is "$(told "$asked")" "[['idle']]" 'what is too old is to be measured'
like out/site/01-first.html 'class="claim supported measuring"' 'until then its verdict stands, marked'
like out/site/01-first.html 'Being measured again: what is shown is of the samples so far' 'so does the figure'
like out/site/01-first.html 'its experiment is being measured again' 'which the evidence says'
touch out/data/idle-*.json

{
	printf -- '---\ntitle: Third\n---\n\n'
	quick later
} | note 03-third
first '; int more = 2; (void)more'
touch -d '1 hour ago' notes/01-first.md
drive -- "${preview[@]}"
is "$(told "$asked")" "[['later', 'idle']]" 'what was changed last is to be measured first'
touch notes/01-first.md
drive -- "${preview[@]}"
is "$(told "$asked")" "[['idle', 'later']]" 'also when that comes first in the course'

# open FORMULA: a note with an experiment that is measured until this is decided.
open()
{
	{
		printf -- '---\ntitle: Open\n---\n\n'
		quick open | sed '/rounds: 10/d'
		printf '\n[So](claim:open "%s").\n' "$1"
	} | note 04-open
}

open 'serial.wall >= 0 s'
build
middle=$(python3 -c 'import csv, statistics, sys
values = [float(row["value"]) for row in csv.DictReader(open(sys.argv[1])) if row["metric"] == "wall"]
print("%.9f ns" % (statistics.median(values) * 1e9))' out/site/data/open.csv)
open "serial.wall > $middle"
drive -- "${preview[@]}"
is "$(told "$asked")" "[['open']]" 'what a changed claim leaves undecided is to be measured'
like out/site/04-open.html 'class="claim inconclusive.* measuring"' 'its verdict is that of the samples so far, marked'
open 'serial.wall >= 0 s'
drive -- "${preview[@]}"
is "$(told "$asked")" '[[]]' 'what a changed claim leaves decided is not'

for other in --fresh --frozen --strict --dry-run; do
	run "${preview[@]}" "$other"
	status 2 "--preview does not go with $other"
done
build
run "${preview[@]}" --quick
status 0 'but with --quick'
cp -r out/site after
rm -r out
build
ok 'a build after previews is the same as one from nothing, but for what was measured' \
	diff -rq --exclude=data --exclude='*.html' --exclude=claims.json --exclude='search-index.js' after out/site
is "$(cd after && find . -type f | sort | md5sum)" "$(cd out/site && find . -type f | sort | md5sum)" \
	'it has the same files'

finish
