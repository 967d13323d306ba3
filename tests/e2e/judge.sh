#!/usr/bin/env bash
# judge.sh - `lectern judge` and `lectern summary` on CSV from anywhere: JSON, statuses, bad input.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# json EXPRESSION: what a Python expression makes of the array `v` that was printed.
json()
{
	python3 -c 'import json,sys; v = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' \
		"$OUT" "$1"
}

judge()
{
	run "$LECTERN" judge "$@"
}

# samples ROUNDS: two executors, the second twice as slow; integers, and a foreign load at the end.
samples()
{
	python3 - "$1" <<-'EOF'
	import sys
	n = int(sys.argv[1])
	print("executor,workers,round,worker,foreign,cores,metric,value")
	for r in range(n):
	    for name, base in (("gil", 1e-3), ("process", 2e-3)):
	        for w in range(2):
	            wall = base * (1 + ((r * 13 + w * 5 + len(name) * r) % 29 - 14) / 100)
	            print(f"{name},2,{r},{w},{0.4 if r >= n - 2 else 0.01},4,work,{wall:.9f}")
	        print(f"{name},2,{r},,0,4,observed,{2000 if name == 'gil' else 0}")
	EOF
}

samples 22 >s.csv

judge s.csv 'process.work > 1.5 * gil.work' 'process.work < gil.work expect refuted' \
	'always(gil.observed == 2000) and process.observed == 0' 'gil.work < 1 s when cores >= 8'
status 0 'verdicts are not errors'
is "$(json '[x["verdict"] for x in v]')" "['supported', 'refuted', 'supported', 'untestable']" \
	'four verdicts'
is "$(json 'v[0]["rounds"], v[0]["dropped"]')" '(20, 2)' 'rounds with foreign load are dropped'
is "$(json 'v[0]["scale"], v[0]["confidence"], v[0]["reason"], v[0]["warnings"]')" \
	"('log', 0.99, None, [])" 'scale, confidence, no reason, no warnings'
is "$(json 'v[0]["low"] <= v[0]["estimate"] <= v[0]["high"]')" True 'the interval holds the estimate'
is "$(json 'sorted(v[0]) == sorted("claim verdict expected scale estimate low high lhs rhs confidence rounds dropped reason warnings".split())')" \
	True 'the keys of the manual'
is "$(json 'v[1]["expected"], len(v[2]["parts"]), v[2]["estimate"], "parts" in v[0]')" \
	"('refuted', 2, None, False)" 'parts of a claim with and'
is "$(json 'v[3]["reason"]')" 'needs cores >= 8, has 4' 'why it cannot be tested'
cp "$OUT" first
judge s.csv 'process.work > 1.5 * gil.work' 'process.work < gil.work expect refuted' \
	'always(gil.observed == 2000) and process.observed == 0' 'gil.work < 1 s when cores >= 8'
same first "$OUT" 'the same seed gives the same bytes'
judge --cores 8 --confidence 0.9 --seed 3 s.csv 'gil.work < 1 s when cores >= 8'
is "$(json 'v[0]["verdict"], v[0]["confidence"]')" "('supported', 0.9)" 'options'

run "$LECTERN" summary s.csv
status 0 'summary'
is "$(json 'len(v), v[0]["executor"], v[0]["factors"], v[0]["metric"], v[0]["n"]')" \
	"(4, 'gil', {'workers': '2'}, 'work', 20)" 'a row a condition and metric'
is "$(json 'all(isinstance(x[k], (int, float)) for x in v for k in "n mean sd median median_low median_high mad min max q1 q3 r1".split())')" \
	True 'no number is null'
is "$(json 'v[1]["sd"], v[1]["mad"], v[1]["r1"], v[1]["median_low"]')" '(0.0, 0.0, 0.0, 2000.0)' \
	'a constant series'

head -n 7 s.csv >one.csv
judge one.csv 'process.work > gil.work'
is "$(json 'v[0]["verdict"], v[0]["reason"][:7]')" "('inconclusive', '1 round')" 'one round decides nothing'
run "$LECTERN" summary one.csv
status 0 'the summary of one round'
is "$(json 'v[0]["n"], v[0]["sd"], v[0]["median_low"] == v[0]["min"]')" '(1, 0.0, True)' 'is of 1'

# Bad input: findings with their place, status 1, and no JSON.
judge s.csv 'process.work >> gil.work'
status 1 'a syntax error'
like "$ERR" '^expression 1:1:15: error: .*\[formula-syntax\]' 'its place'
is "$(wc -c <"$OUT")" 0 'nothing on standard output'
judge s.csv 'gil.work > 1 ms' 'gil.wrk > 1 ms'
status 1 'one bad expression of two'
like "$ERR" "^expression 2:1:5: error: no metric is called 'wrk'" 'which one'
judge s.csv 'gil.work > 5 MiB'
like "$ERR" 'formula-units' 'other units in one comparison'
printf 'executor,round,metric,value\ngil,0,work,nan\n' >bad.csv
judge bad.csv 'gil.work > 1 ms'
status 1 'NaN'
like "$ERR" "^bad.csv:2:12: error: 'nan' in column 'value' is not a finite number" 'its place'
run "$LECTERN" summary bad.csv
status 1 'NaN in a summary'
is "$(wc -c <"$OUT")" 0 'no silent number'
printf 'executor,round,value\ngil,0,1\n' >bad.csv
run "$LECTERN" summary bad.csv
like "$ERR" "the column 'metric' is missing" 'a missing column'

judge no-such.csv 'gil.work > 1 ms'
status 3 'a file that is not there'
judge s.csv
status 2 'no expression'
judge
status 2 'no file'
judge --confidence 1 s.csv 'gil.work > 1 ms'
status 2 'a confidence that is none'
run "$LECTERN" summary s.csv s.csv
status 2 'two files'

finish
