#!/bin/bash
# The command line: statuses, help, usage errors, output that programs read.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

run "$LECTERN" --help
status 0 '--help is good'
for command in build check judge summary run freeze publish explain list doctor new; do
	like "$OUT" "^ +(lectern )?$command\b" "--help lists $command"
done
run "$LECTERN" --version
status 0 '--version is good'
like "$OUT" '^lectern [0-9]+\.[0-9]+' '--version tells it'

run "$LECTERN"
status 2 'no command is a usage error'
run "$LECTERN" biuld
status 2 'an unknown command is a usage error'
like "$ERR" "build" 'with the nearest one'
run "$LECTERN" build --frsh
status 2 'an unknown option is a usage error'
like "$ERR" "frsh" 'and it is named'
run "$LECTERN" build --formats odt
status 2 'an unknown format is a usage error'
run "$LECTERN" judge
status 2 'judge without a file is a usage error'
run "$LECTERN" judge nowhere.csv 'serial.wall > 0 s'
status 3 'judge of a missing file: the world is at fault'
run "$LECTERN" build --seed 0
status 2 'a seed of 0 is a usage error'
like "$ERR" "seed.*'0'" 'and it is named'
run "$LECTERN" run fine --seed later
status 2 'so is a word'
run "$LECTERN" list nonsense
status 2 'list of nonsense is a usage error'

for what in executors metrics plots findings options; do
	run "$LECTERN" list "$what"
	status 0 "list $what is good"
	is "$(($(wc -l <"$OUT") > 3))" 1 "list $what has rows"
done

printf '%s\n' 'executor,round,metric,value' >samples.csv
round=0
for digit in 3 1 4 1 5 9 2 6 5 3; do
	printf 'slow,%d,wall,5.%d\nfast,%d,wall,1.%d\n' $round $digit $round $digit >>samples.csv
	round=$((round + 1))
done
run "$LECTERN" judge samples.csv 'slow.wall > 2 * fast.wall' 'slow.wall < fast.wall'
status 0 'judge is good'
verdicts=$(python3 -c 'import json, sys
print(*(row["verdict"] for row in json.load(sys.stdin)))' <"$OUT")
is "$verdicts" 'supported refuted' 'judge prints JSON with the verdicts'
run "$LECTERN" judge samples.csv 'slow.wall >'
is "$((STATUS == 1 || STATUS == 2))" 1 'a syntax error fails'
like "$ERR" '\^' 'with a caret'
run "$LECTERN" summary samples.csv
status 0 'summary is good'
is "$(python3 -c 'import json, sys; print(len(json.load(sys.stdin)))' <"$OUT")" 2 \
	'summary prints a row a condition'

{
	printf -- '---\ntitle: Checked\n---\n\n'
	quick fine
} | note checked
run "$LECTERN" check --notes notes --out out
status 0 'check of a sound course is good'
watch "$LECTERN" check --notes notes --out out
is "$STARTED" no 'a second check starts no process'
nok 'check measures nothing' test -e out/data
sed -i 's/rounds: 10/ronds: 10/' notes/checked.md
run "$LECTERN" check --notes notes --out out
status 1 'check of a course with an error fails'
like "$ERR" "notes/checked\.md:7:5: error: .*ronds.*\[option-unknown\]" 'the finding has its place'
like "$ERR" "did you mean 'rounds'" 'and the way out'
build
status 1 'a build of it fails too'
nok 'and measures nothing' compgen -G 'out/data/*.json'

# Colours only where somebody looks.
unlike "$ERR" $'\033' 'no escape sequences in a file'

sed -i 's/ronds: 10/rounds: 10/' notes/checked.md
run "$LECTERN" run fine --notes notes --out out
status 0 'run of one experiment is good'
cat "$OUT" "$ERR" >said
like said 'serial' 'run prints its conditions'
# seed_of: print the seed in the newest result.
seed_of()
{
	# shellcheck disable=SC2012
	python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["seed"])' \
		"$(ls -t out/data/fine-*.json | head -n 1)"
}
run "$LECTERN" run fine --notes notes --out out --seed 7
first=$(seed_of)
run "$LECTERN" run fine --notes notes --out out --seed 8
nok 'another seed is another order' test "$(seed_of)" = "$first"
run "$LECTERN" run fine --notes notes --out out --seed 7
is "$(seed_of)" "$first" 'the same seed is the same order'
run "$LECTERN" run fnie --notes notes --out out
is "$((STATUS == 1 || STATUS == 2))" 1 'run of an unknown experiment fails'
like "$ERR" 'fine' 'with the nearest one'

# A fact: it is refuted on a machine that differs from itself, too.
printf '\n[It costs nothing](claim:fine "always(serial.wall < 0 ns)").\n' >>notes/checked.md
build
status 0 'a refuted claim does not fail the build'
build --strict
status 1 'but fails a strict one'
sed -i 's/ < 0 ns)/ < 0 ns) expect refuted/' notes/checked.md
build --strict
status 0 'unless it is expected'

finish
