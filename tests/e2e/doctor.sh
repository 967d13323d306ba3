#!/bin/bash
# lectern doctor: it works anywhere, sees who is busy and what is missing, and leaves nothing behind.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# row NAME: print sign, name and what was found of a check; with `set -o pipefail` fails without.
row()
{
	grep -E "^(✓|!|✗) $1 " "$OUT"
}

# health NAME WANT TEXT: the check has this health in the JSON.
health()
{
	is "$(python3 -c 'import json, sys
print(*{c["health"] for c in json.load(sys.stdin)["checks"] if c["name"] == sys.argv[1]})' "$1" <"$OUT")" "$2" "$3"
}

watch "$LECTERN" doctor
status 0 'the machine of the tests is fit'
for name in cores affinity 'CPU quota' governor turbo virtualisation clock resolution counters \
	'other programs' 'load average' pressure steal memory swap environment \
	lectern pandoc gnuplot handouts python compiler; do
	ok "there is a row: $name" row "$name"
done
like "$OUT" '^Fit to build and to measure\.' 'it says so'
unlike "$OUT" '^.{81}' 'no line is longer than 80 columns'
unlike "$OUT" $'\033' 'no escape sequences in a file'
is "$LEFT" '' 'no process is left'
is "$(ls -A)" '' 'no file is left'
like "$OUT" "python .* $(python3 -c 'import platform; print(platform.python_version())')t? \(python3\)" \
	'the python3 on PATH is named'

run "$LECTERN" doctor --json
status 0 'JSON: the same status'
is "$(python3 -c 'import json, sys
d = json.load(sys.stdin)
print(d["fit"], all(c["advice"] or c["health"] != "missing" for c in d["checks"]), len(d["checks"]) > 20)' \
	<"$OUT")" 'True True True' 'JSON: it is sound'
health lectern good 'JSON: the program is complete'

run "$LECTERN" doctor now
status 2 'an argument is a usage error'

# What builds cannot do without.
for tool in pandoc gnuplot; do
	run env PATH="$(without $tool)" "$LECTERN" doctor
	status 3 "no $tool: not fit"
	like "$OUT" "^✗ $tool " "no $tool: it is marked"
	tr -s '\n ' ' ' <"$OUT" >"$HOME_DIR/flat"
	like "$HOME_DIR/flat" "apt-get install $tool" "no $tool: the way out is told"
	like "$OUT" '^Not fit: 1 missing' "no $tool: the last line says so"
done
mapfile -t pythons < <(compgen -c python3 | sort -u)
run env PATH="$(without python "${pythons[@]}")" PYENV_ROOT=/nowhere "$LECTERN" doctor
status 3 'no python3: not fit'
like "$OUT" '^✗ python  .*no python3' 'no python3: it is marked'

# What they can.
run env PATH="$(without lualatex)" "$LECTERN" doctor
status 0 'no lualatex: fit'
like "$OUT" '^! handouts .*lualatex' 'no lualatex: a remark'
run env PATH="$(without cc gcc clang)" CC='' "$LECTERN" doctor
status 0 'no C compiler: fit'
like "$OUT" '^! compiler' 'no C compiler: a remark'

# A copied executable lacks the rest of the program.
mkdir alone && cp "$LECTERN" alone/lectern
run alone/lectern doctor
status 3 'a copied executable: not fit'
like "$OUT" '^✗ lectern' 'a copied executable: it is marked'

# Of the machine.
run env OMP_NUM_THREADS=3 "$LECTERN" doctor
like "$OUT" '^! environment .*OMP_NUM_THREADS: 3' 'variables of the shell are seen'
if [ "$(nproc)" -gt 1 ]; then
	cpu=$(taskset -cp $$ | sed 's/.*: \([0-9]*\).*/\1/')
	run taskset -c "$cpu" "$LECTERN" doctor
	like "$OUT" '^! affinity' 'a narrow affinity is seen'
	like "$OUT" '^! cores +1$' 'and that nothing can run in parallel'
else
	skip 'a narrow affinity is seen' 'there is one core'
fi

# busy: the doctor names the program that keeps a CPU busy.
busy()
{
	"$LECTERN" doctor >"$OUT" && grep -A 1 '^[✓!] other programs' "$OUT" | grep -q 'busy-test'
}
printf '#!/bin/bash\nwhile :; do :; done\n' >busy-test
chmod +x busy-test
./busy-test &
spinner=$!
ok 'who keeps a CPU busy is named' await busy
kill "$spinner"
wait "$spinner" 2>/dev/null

finish
