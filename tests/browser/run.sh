#!/bin/bash
# run.sh LECTERN - a real browser looks at a course that has one of everything, and finds nothing;
# then it finds each of the faults that are planted in the same pages.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

# take COMMAND...: run it, and take the TAP lines that it prints for our own.
take()
{
	run "$@"
	grep -v '^1\.\.' "$OUT"
	COUNT=$((COUNT + $(grep -cE '^(not )?ok ' "$OUT")))
	FAILED=$((FAILED + $(grep -c '^not ok ' "$OUT")))
	: >"$OUT"
	[ "$STATUS" -le 1 ]
	result $? "$(basename "$2") went through the site"
}

cp -r "$SRC/tests/browser/course" notes
mv notes/experiments experiments
run "$LECTERN" build --formats html
status 0 'a course that has one of everything is built'
for word in supported refuted inconclusive untestable; do
	like out/site/02-evidence.html "class=\"claim $word" "with a claim that is $word"
done
like out/site/02-evidence.html 'class="warning"' 'and a warning'

if ! command -v chromium >/dev/null || ! [ -d "$SRC/node_modules/playwright-core" ]; then
	result 1 'there is a browser: make setup test installs it'
	finish
fi
take node "$SRC/tests/browser/check.mjs" out/site
take node "$SRC/tests/browser/search.mjs" out/site
take node "$SRC/tests/browser/faults.mjs" out/site
finish
