#!/bin/bash
# live.sh LECTERN - pages in a real browser follow what is saved.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

if ! command -v chromium >/dev/null || ! [ -d "$SRC/node_modules/playwright-core" ]; then
	result 1 'there is a browser: make setup test installs it'
	finish
fi
run node "$SRC/tests/browser/live.mjs" "$LECTERN"
grep -v '^1\.\.' "$OUT"
COUNT=$((COUNT + $(grep -cE '^(not )?ok ' "$OUT")))
FAILED=$((FAILED + $(grep -c '^not ok ' "$OUT")))
: >"$OUT"
[ "$STATUS" -le 1 ]
result $? 'it went through all of it'
finish
