#!/usr/bin/env bash
# judge.sh - `lectern judge` and `lectern summary` on CSV from anywhere: JSON, statuses, bad input.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# json EXPRESSION: what a Python expression makes of the array `v` that was printed.
json()
{
	python3 -c 'import json,sys; v = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' \
		"$OUT" "$@"
}

# valid WHAT NAME: the array that was printed is as docs/WHAT.schema.json says.  The validator is
# Debian's: the first python3 on PATH may be another one.
valid()
{
	/usr/bin/python3 - "$SRC/docs/$1.schema.json" "$OUT" 2>"$ERR" <<-'EOF'
	import json, sys
	from jsonschema import Draft202012Validator as Validator
	schema, instance = (json.load(open(path)) for path in sys.argv[1:])
	Validator.check_schema(schema)
	for error in Validator(schema).iter_errors(instance):
	    sys.exit(f"{list(error.absolute_path)}: {error.message}")
	EOF
	result $? "$2"
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
valid judge 'as the schema says'
cp "$OUT" first
judge s.csv 'process.work > 1.5 * gil.work' 'process.work < gil.work expect refuted' \
	'always(gil.observed == 2000) and process.observed == 0' 'gil.work < 1 s when cores >= 8'
same first "$OUT" 'the same seed gives the same bytes'
judge --cores 8 --confidence 0.9 --seed 3 s.csv 'gil.work < 1 s when cores >= 8'
is "$(json 'v[0]["verdict"], v[0]["confidence"]')" "('supported', 0.9)" 'options'

run "$LECTERN" summary s.csv
status 0 'summary'
valid summary 'as the schema says'
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

valid summary 'as the schema says, of one round, too'

# Every kind of claim and verdict is what the schema says.
kinds=(
	'median(process.work / gil.work) > 1.5' 'mean(process.work) / mean(gil.work) > 1'
	'mean(process.work) - mean(gil.work) > 0 s' 'p75(gil.work) < 1 s' 'p95(gil.work) < 1 s'
	'process.observed - gil.observed < 0' 'process.work / process.observed > 1 s'
	'gil.work ~= 1 ms within 10%' 'gil.work == process.work expect refuted'
	'gil.work > 1 ms' 'rate(gil.work > 1 ms) > 0.1' '0.2 > rate(gil.work > 1 ms)'
	'rate(gil.work > 1 ms) + rate(process.work > 1 ms) > 1' 'always(gil.observed == 2000)'
	'always(gil.observed == 0)' 'sometimes(gil.observed == 0) expect inconclusive'
	'sometimes(gil.work > 1 ms)' 'spread(gil.work) < 1 s' 'fairness(process.work) > 0.9'
	'gil.work < 1 s and gil.work > 1 s and always(gil.work > 0 s)'
	'gil.work < 1 s and process.work / process.observed > 1 s'
	'gil.work < 1 s when cores >= 64' 'gil.work < 1 s and gil.work > 1 us when cores >= 64'
	'gil.work < 1 s when python >= 3.12' 'log(gil.work / process.work) < 0' 'abs(gil.work) < 1 s'
)
judge s.csv "${kinds[@]}"
status 0 'claims of all kinds'
valid judge 'of all kinds'
is "$(json 'len(v), sorted({str(x["scale"]) for x in v}), sorted({x["verdict"] for x in v})')" \
	"(${#kinds[@]}, ['None', 'difference', 'fact', 'log', 'rate'], ['inconclusive', 'refuted', 'supported', 'untestable'])" \
	'all scales and verdicts are among them'
is "$(json '[x["claim"] for x in v] == sys.argv[3:]' "${kinds[@]}")" True 'claims are as given'
judge one.csv "${kinds[@]}"
valid judge 'of one round'
is "$(json 'v[0]["estimate"] is not None, v[0]["low"], v[0]["high"]')" '(True, None, None)' \
	'an interval without end has null there'
sed 's/,0,4,/,9,4,/; s/,0\.01,4,/,9,4,/' s.csv >loud.csv
judge loud.csv "${kinds[@]}"
valid judge 'of disturbed rounds only'
judge --confidence 0.999 --seed 18446744073709551615 s.csv "${kinds[@]}"
valid judge 'of other confidence'

# No verdict hangs on what else is judged.
judge s.csv "${kinds[@]}"
cp "$OUT" together
for claim in "${kinds[@]}"; do
	"$LECTERN" judge s.csv "$claim" 2>/dev/null
done | python3 -c 'import json, sys
text, at, alone = sys.stdin.read(), 0, []
while text[at:].strip():
    value, end = json.JSONDecoder().raw_decode(text[at:].lstrip())
    at = len(text) - len(text[at:].lstrip()) + end
    alone += value
sys.exit(alone != json.load(open(sys.argv[1])))' together
result $? 'one by one the verdicts are the same'

# Files with any line end, and standard input, are the same samples.
judge s.csv 'process.work > gil.work'
cp "$OUT" plain
sed 's/$/\r/' s.csv >crlf.csv
{ printf '\357\273\277'; cat s.csv; } >bom.csv
for file in crlf.csv bom.csv; do
	judge $file 'process.work > gil.work'
	same plain "$OUT" "$file is the same"
done
"$LECTERN" judge - 'process.work > gil.work' <s.csv >"$OUT" 2>"$ERR"
same plain "$OUT" 'standard input'
# shellcheck disable=SC2002
cat s.csv | "$LECTERN" judge - 'process.work > gil.work' >"$OUT" 2>"$ERR"
same plain "$OUT" 'a pipe'
printf 'a,b\n' | "$LECTERN" summary - >"$OUT" 2>"$ERR"
like "$ERR" "^standard input:1:1: error: " 'findings about standard input'

# bad NAME LINE:COLUMN TEXT: the samples of standard input are a finding there that says TEXT, and
# nothing is printed; both commands say the same.
bad()
{
	cat >bad.csv
	run "$LECTERN" summary bad.csv
	status 1 "$1: status of summary"
	is "$(wc -c <"$OUT")" 0 "$1: no silent number"
	like "$ERR" "^bad.csv:$2: error: .*$3" "$1: its place"
	like "$ERR" '^ +\|.*\^' "$1: a caret"
	like "$ERR" '^ +=? ?help: .' "$1: the way out"
	cp "$ERR" said
	judge bad.csv 'gil.wall > 1 ms'
	status 1 "$1: status of judge"
	same said "$ERR" "$1: judge says the same"
}
HEAD=executor,round,metric,value
for word in nan NaN inf -inf Infinity NA null '∞' '' 1e400 1e-400; do
	bad "value '$word'" 2:12 "column 'value'" < <(printf '%s\ngil,0,wall,%s\n' $HEAD "$word")
done
bad 'a decimal comma' 2:12 "'1,5'" < <(printf '%s\ngil,0,wall,"1,5"\n' $HEAD)
bad 'a bare decimal comma' 2:14 'more cells' < <(printf '%s\ngil,0,wall,1,5\n' $HEAD)
bad 'a negative round' 2:5 "'-1'" < <(printf '%s\ngil,-1,wall,1\n' $HEAD)
bad 'a short row' 2:7 '3 cells' < <(printf '%s\ngil,0,wall\n' $HEAD)
bad 'an open quote' 2:7 'never closed' < <(printf '%s\ngil,0,"wall,1\n' $HEAD)
bad 'a NUL' 2:8 'NUL' < <(printf '%s\ngil,0,w\0ll,1\n' $HEAD)
bad 'Latin-1' 2:8 'UTF-8' < <(printf '%s\ngil,0,w\344ll,1\n' $HEAD)
bad 'an empty file' 1:1 'empty' < <(printf '')
bad 'a header alone' 1:1 'no rows' < <(printf '%s\n' $HEAD)
bad 'a missing column' 1:1 "'metric' is missing" < <(printf 'executor,round,value\ngil,0,1\n')
bad 'a header twice' 2:1 'once more' < <(printf '%s\n%s\ngil,0,wall,1\n' $HEAD $HEAD)
bad 'a column twice' 1:29 'twice' < <(printf '%s,round\ngil,0,wall,1,1\n' $HEAD)
bad semicolons 1:1 semicolons < <(printf 'executor;round;metric;value\ngil;0;wall;1,5\n')
bad tabs 1:1 tabs < <(printf 'executor\tround\tmetric\tvalue\ngil\t0\twall\t1\n')
bad 'a sample twice' 3:1 'first on line 2' < <(printf '%s\ngil,0,wall,1\ngil,0,wall,2\n' $HEAD)
bad 'a factor of a reserved name' 2:7 "'sugar'" \
	< <(printf 'executor,round,control,metric,value\ngil,0,sugar,wall,1\n')

# Bad expressions.
# unsound NAME PLACE TEXT EXPRESSION...: one of them is a finding there.
unsound()
{
	local name=$1 place=$2 text=$3
	shift 3
	judge s.csv "$@"
	status 1 "$name: status"
	is "$(wc -c <"$OUT")" 0 "$name: nothing on standard output"
	like "$ERR" "^expression $place: error: .*$text" "$name: its place"
}
unsound 'a syntax error' 1:1:15 formula-syntax 'process.work >> gil.work'
unsound 'one of two' 2:1:5 "no metric is called 'wrk'" 'gil.work > 1 ms' 'gil.wrk > 1 ms'
like "$ERR" "help: did you mean 'work'" 'the nearest metric'
unsound 'an executor' 1:1:1 "no conditions on 'proces'" 'proces.work > 1 ms'
like "$ERR" "help: did you mean 'process'" 'the nearest executor'
unsound 'other units' 1:1:1 formula-units 'gil.work > 5 MiB'
sed '2s/observed/memory/' s.csv | sed '4,6s/observed/memory/' >units.csv
judge units.csv 'gil.work > gil.memory'
like "$ERR" '^expression 1:1:1: error: a time is compared with an amount of memory' \
	'metrics of other units'
unsound 'no expression' 1:1:1 formula-syntax ''

# Sound, but to be known.
printf '%s\ngil,0,wall,1\ngil,1,wall,1\n' $HEAD >odd.csv
run "$LECTERN" summary odd.csv
status 0 'a constant series'
like "$ERR" '^odd.csv:2:1: warning: .*csv-constant' 'is a warning'
printf '%s\ngil,0,wall,1\ngil,1,wall,2\nthread,0,wall,1\n' $HEAD >odd.csv
run "$LECTERN" summary odd.csv
like "$ERR" '^odd.csv:4:1: warning: thread has 1 of 2 rounds.*csv-rounds' 'unequal rounds'

# The world, and the command line.
judge no-such.csv 'gil.work > 1 ms'
status 3 'a file that is not there'
like "$ERR" 'no-such.csv: No such file' 'is told'
run "$LECTERN" summary .
status 3 'a folder'
like "$ERR" 'directory' 'is told'
if [ "$(id -u)" = 0 ]; then
	skip 'a file that must not be read' 'root may'
else
	cp s.csv closed.csv
	chmod 0 closed.csv
	run "$LECTERN" summary closed.csv
	status 3 'a file that must not be read'
fi
"$LECTERN" summary s.csv >/dev/full 2>"$ERR"
is $? 3 'a full disk'
judge s.csv
status 2 'no expression'
judge
status 2 'no file'
run "$LECTERN" summary s.csv s.csv
status 2 'two files'
for option in --confidence=1 --confidence=99 --confidence=nan --confidence=0,99 --confidence=x \
	--confidence=0.4 --seed=-1 --seed=1.5 --seed=x --cores=0 --cores=-2 --cores=two; do
	judge $option s.csv 'gil.work > 1 ms'
	status 2 "$option"
	like "$ERR" "^lectern judge: --.* is a .*, not '${option#*=}'" "$option is told"
done

finish
