#!/bin/bash
# preview-failed.sh - what has failed is said by previews, and not asked for until it is changed.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

asked='[[x["id"] for x in e["experiments"]] for e in E if e["event"] == "measure"]'
found='[(f["slug"], f["line"], f["text"][f["column"] - 1:][:f["length"]]) for e in E if e["event"] == "findings" for f in e["findings"] if f["severity"] == "error"]'

preview()
{
	drive -- "$LECTERN" build --preview --notes notes --out out --formats html
}

measure()
{
	drive -- "$LECTERN" run "$1" --notes notes --out out
}

# wrong CODE [OPTION...]: a note whose experiments are no good, one in C and one in Python.
wrong()
{
	local code=$1
	shift
	{
		printf -- '---\ntitle: Wrong\n---\n\n'
		quick bad "$@" | sed "s/(void)self/$code/"
		printf '\n[It runs](claim:bad "serial.wall >= 0 s").\n\n'
		printf '``` {.python .experiment #worse}\n#| fig-cap: None\n#| rounds: 10\n'
		printf 'def work(worker):\n    raise ValueError("by design")\n```\n'
	} | note 01-wrong
}

wrong 'no_such_name'
preview
is "$(told "$asked")" "[['bad', 'worse']]" 'at first it is to be measured'
measure bad
status 1 'then it fails'
is "$(told "$found")" "[('compile-failed', 14, 'no_such_name')]" 'for a reason that has its line'
preview
status 1 'the next preview has an error'
is "$(told "$found")" "[('compile-failed', 14, 'no_such_name')]" 'the same'
is "$(told "$asked")" "[['worse']]" 'and asks for the other one only'
like out/site/01-wrong.html 'id="result-bad" class="failed"' 'a box says that it failed'
like out/site/01-wrong.html 'class="claim inconclusive' 'so does its claim'
like out/site/01-wrong.html 'id="result-worse" class="pending"' 'the other waits'

measure worse
preview
is "$(told "$asked")" '[[]]' 'when both have failed nothing is asked for'
is "$(told "$found")" "[('compile-failed', 14, 'no_such_name'), ('workload-failed', 24, 'raise ValueError(\"by design\")')]" \
	'both are said'
watch "$LECTERN" build --preview --notes notes --out out --formats html
is "$STARTED" no 'and no page is made anew'

wrong 'no_such_name' 'table: true'
preview
is "$(told "$asked")" '[[]]' 'another option changes nothing'
is "$(told "$found")" "[('compile-failed', 15, 'no_such_name'), ('workload-failed', 25, 'raise ValueError(\"by design\")')]" \
	'but the lines'
wrong 'no_such_name' 'table: true' 'timeout: 9 s'
preview
is "$(told "$asked")" "[['bad']]" 'what has another limit is tried again'
wrong '(void)self'
preview
is "$(told "$asked")" "[['bad']]" 'so is what was mended'
measure bad
status 0 'it can be measured now'
preview
is "$(told "$found")" "[('workload-failed', 24, 'raise ValueError(\"by design\")')]" 'and is forgotten'
like out/site/01-wrong.html 'id="result-bad" class="result"' 'its figure is there'

build
like "$ERR" 'workload-failed' 'a build that measures tries again'
cp -r out/site built
preview
ok 'and makes the same pages as the preview' diff -r built out/site
wrong 'no_such_name'
rm -r out/data
mkdir out/build/failed/bad.json
build
status 3 'what cannot be remembered is an error of the world'
like "$ERR" 'failed/bad.json' 'which names the file'
rmdir out/build/failed/bad.json
echo '{"key":1,"findings":3}' >out/build/failed/bad.json
preview
is "$(told "$asked")" "[['bad']]" 'what cannot be read is forgotten'

finish
