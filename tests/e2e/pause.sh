#!/bin/bash
# pause.sh - measuring pauses between two runs, so that a page can be made, and loses nothing.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# fact NAME: print what the stored result says of it.
fact()
{
	python3 -c 'import json, sys
result = json.load(open(sys.argv[1]))
facts = dict(fact.split(" ", 1) for fact in result["facts"])
print(facts.get(sys.argv[2], result.get(sys.argv[2])))' out/data/slow-*.json "$1"
}

course=(--notes notes --out out)
measure=("$LECTERN" run slow "${course[@]}")
preview="$LECTERN build --preview --notes notes --out out --formats html"
running="$PWD/out/build/run[s]/"

# It takes more than 2.5 s, so that something comes between.
{
	printf -- '---\ntitle: Slow\n---\n\n'
	quick slow | sed 's/rounds: 10/rounds: 250/; s/(void)self/usleep(5000)/; s/#include.*/&\n#include <unistd.h>/'
	printf '\n[It runs](claim:slow "serial.wall >= 0 s").\n'
} | note 01-slow
printf -- '---\ntitle: Prose\n---\n\nBefore.\n' | note 02-prose
run "$LECTERN" build --preview "${course[@]}" --formats html
status 0 'a preview comes first'

edit='sed -i s/Before/After/ notes/02-prose.md'
drive progress=sh:true progress=pause "paused=sh:$edit; $preview" then=resume -- "${measure[@]}"
status 0 'a measurement that was paused is good'
is "$(told '[e["event"] for e in E if e.get("event") not in (None, "progress")]')" \
	"['paused', 'resumed', 'findings', 'end']" 'it says when it pauses and goes on'
is "$(told '[e["status"] for e in E if "driver" in e]')" '[0, 0]' 'meanwhile another build is made'
like out/site/02-prose.html 'After' 'which shows what was written'
like out/site/01-slow.html 'class="claim pending measuring"' 'and what is being measured'
is "$(told 'any(e["round"] > 0 for e in E if e.get("event") == "progress")')" True 'progress is told in rounds'
unlike "$OUT" 'condition' 'there is no table'
# Disturbed rounds are made once more: there can be more than were asked for.
is "$(python3 -c 'import json, sys
rounds = sorted(set(json.load(open(sys.argv[1]))["runs"]["round"]))
print(len(rounds) >= 250 and rounds == list(range(len(rounds))))' out/data/slow-*)" True 'no round is lost'
is "$(fact pauses)" 1 'the result knows of the pause'
watch "$LECTERN" build --dry-run "${course[@]}"
like "$OUT" '^slow +the stored result holds' 'and holds for builds'
build
like out/site/01-slow.html '<dt>Pauses</dt><dd>1 between runs, .* in all' 'the page tells of it'

rm -r out/data
drive progress=pause paused=sh:'sleep 1.5' then=resume -- "${measure[@]}" --rounds 20
is "$(python3 -c 'import sys; print(float(sys.argv[1]) >= 1.5)' "$(fact paused)")" True 'a pause has its length'
is "$(python3 -c 'import json, sys
runs = json.load(open(sys.argv[1]))["runs"]
print(max(b - a for a, b in zip(runs["started"], runs["started"][1:])) < 1)' out/data/slow-*)" True \
	'which is part of no time'

rm -r out/data
before=$(pgrep -fc "$running")
drive progress=pause paused=TERM -- "${measure[@]}"
status 143 'a measurement that pauses ends when it is told to'
is "$(told 'E[-1]["status"]')" 143 'and says so'
drive progress=pause paused=close -- "${measure[@]}"
status 129 'or when its driver goes away'
drive progress=sh:true progress=TERM -- "${measure[@]}"
status 143 'so does one that runs'
drive progress=sh:true progress=close -- "${measure[@]}"
status 129 'or whose driver goes away'
is "$(compgen -G 'out/data/*' | wc -l)" 0 'nothing of it is stored'
is "$(pgrep -fc "$running")" "$before" 'and no process is left'

# While it pauses another may measure; it waits until that one is done.
exec 9>out/build/lock
drive progress=pause paused=sh:'flock 9' then=resume then=sh:'sleep 0.3; flock -u 9' resumed=TERM -- "${measure[@]}"
is "$(told '[e.get("event", "driver") for e in E if e.get("event") != "progress"]')" \
	"['paused', 'driver', 'driver', 'resumed', 'findings', 'end']" 'it goes on when no other build is at work'
exec 9>&-

finish
