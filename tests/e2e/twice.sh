#!/bin/bash
# Two builds at once into one folder: both end, nothing is torn.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

{
	printf -- '---\ntitle: Twice\n---\n\n'
	quick one
	printf '\n'
	quick two
} | note twice

"$LECTERN" build --notes notes --out out --formats html >first.out 2>first.err </dev/null &
first=$!
"$LECTERN" build --notes notes --out out --formats html >second.out 2>second.err </dev/null &
second=$!
wait $first
first_status=$?
wait $second
second_status=$?
cat first.err second.err >"$ERR"
LAST='two builds at once'
# One may be told to wait or to go away, but only in words.
is "$((first_status == 0 || second_status == 0))" 1 'at least one is good'
is "$((first_status == 0 || first_status == 3))" 1 'the first is good or says that it cannot'
is "$((second_status == 0 || second_status == 3))" 1 'the second is good or says that it cannot'
[ $((first_status + second_status)) = 0 ] || like "$ERR" 'another|lock' 'the refusal has a reason'
is "$(find out/data -name '*.json' | wc -l)" 2 'there are two results'
for file in out/data/*.json; do
	ok "$(basename "${file%%-*}") is whole" python3 -m json.tool "$file"
done
like out/site/twice.html '</html>' 'the page is whole'
watch "$LECTERN" build --notes notes --out out --formats html
status 0 'a third build is good'
is "$STARTED" no 'and has nothing to do'

finish
