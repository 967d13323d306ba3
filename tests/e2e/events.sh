#!/bin/bash
# events.sh - a program that drives builds is told what goes on, and may go away at any time.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

course=(--notes notes --out out)
{
	printf -- '---\ntitle: One\n---\n\n'
	quick idle
} | note 01-one
printf -- '---\ntitle: Two\n---\n\nSee [one](01-one.md).\n' | note 02-two

drive -- "$LECTERN" build "${course[@]}" --formats html
status 0 'a build that is driven is good, and tells what the schema says'
is "$(told '[e["event"] for e in E if e["event"] != "progress"]')" "['pages', 'findings', 'end']" \
	'pages come first, then findings, and the end last'
is "$(told 'sorted(E[-3]["written"])')" "['01-one.html', '02-two.html', 'index.html', 'ledger.html']" \
	'all pages are new'
is "$(told 'E[-1]')" "{'event': 'end', 'status': 0, 'busy': False, 'error': None}" 'all is well'

sed -i 's/See/Now see/' notes/02-two.md
drive -- "$LECTERN" build "${course[@]}" --formats html
is "$(told 'E[0]["written"]')" "['02-two.html']" 'after an edit one page is new'
drive -- "$LECTERN" build "${course[@]}" --formats html
is "$(told '[e for e in E if e["event"] == "pages" and e["written"]]')" '[]' 'after none, none is'

printf -- '---\ntitle: Two\n---\n\nDas ist für [jetzt](claim:idel "serial.wall > 0 s").\n' | note 02-two
drive -- "$LECTERN" build "${course[@]}" --formats html
status 1 'errors fail the build'
is "$(told '[e["event"] for e in E]')" "['findings', 'end']" 'no page is new then'
is "$(told '[E[0]["findings"][0][k] for k in ("severity", "slug", "file", "line", "text")]')" \
	"['error', 'experiment-unknown', 'notes/02-two.md', 5, 'Das ist für [jetzt](claim:idel \"serial.wall > 0 s\").']" \
	'a finding has its place and its line'
is "$(told 'E[0]["findings"][0]["text"][E[0]["findings"][0]["column"] - 1:][:E[0]["findings"][0]["length"]]')" \
	'[jetzt](claim:idel "serial.wall > 0 s")' 'column and length count characters of it'
like <(told 'E[0]["findings"][0]["help"]') "did you mean 'idle'" 'and there is help'
is "$(told 'E[-1]["status"]')" 1 'the end has the status'

printf -- '---\ntitle: Two\n---\n\nNothing.\n' | note 02-two
exec 9>out/build/lock
flock 9
drive -- "$LECTERN" build "${course[@]}" --formats html
status 3 'beside another build there is none'
is "$(told 'E[-1]["busy"]')" True 'which is told'
exec 9>&-

{
	printf -- '---\ntitle: Two\n---\n\n'
	quick slow 'seed: 1' | sed 's/rounds: 10/rounds: 400/'
} | note 02-two
drive progress=close -- "$LECTERN" build "${course[@]}" --formats html
status 129 'when the driver goes away, the build ends as by a hang-up'
is "$(compgen -G 'out/data/slow-*' | wc -l)" 0 'nothing half-done is stored'
nok 'and no process is left' pgrep -f "$PWD/out/build/run[s]"

for fd in 0 1 77 -1 x; do
	run "$LECTERN" build "${course[@]}" --events "$fd"
	status 2 "--events $fd is none"
done
run "$LECTERN" build "${course[@]}" --events 8 8>file
status 2 'nor is a file'
like "$ERR" '^lectern build: --events is the descriptor of a socket or pipe, from 3, not .8' \
	'which is said'
printf -- '---\ntitle: Two\n---\n\nNothing.\n' | note 02-two
run bash -c '"$@" --events 8 8> >(cat >piped)' - "$LECTERN" build "${course[@]}" --formats html
status 0 'a pipe is'
ok 'and gets the same' await grep -q '"event":"end"' piped

finish
