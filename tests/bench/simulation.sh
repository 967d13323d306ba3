#!/bin/bash
# simulation.sh LECTERN - the proof of the statistics: on noise of many shapes, how often verdicts
# err, how often intervals cover the truth, how often effects are found.  Prints a table; fails when
# a figure is not what is asked for.
#
#	SIMULATION	the test program (default: the one beside LECTERN's folder, out/build/...)
#	LECTERN_SIMULATIONS	experiments a figure (default 2000)
#	J		processes at a time (default: one a CPU)
set -eu
export LC_ALL=C.UTF-8
program=${SIMULATION:-$(dirname "$1")/../build/tests/unit/t-simulation}
program=$(realpath "$program")
export LECTERN_SIMULATIONS=${LECTERN_SIMULATIONS:-2000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The longest first, so that no CPU is idle at the end.
"$program" -l | grep '^/' >"$work/all"
{
	grep /ratio/ "$work/all"
	grep -v /ratio/ "$work/all"
} >"$work/order"
echo "$LECTERN_SIMULATIONS experiments a figure, $(wc -l <"$work/all") questions"
begun=$SECONDS
mkdir "$work/out"
# shellcheck disable=SC2016
xargs -d '\n' -P "${J:-$(nproc)}" -n 1 sh -c '
	"$1" --tap -p "$3" >"$2/$(echo "$3" | tr / :)" 2>&1' _ "$program" "$work/out" \
	<"$work/order" || true

failed=0
while read -r path; do
	file="$work/out/$(echo "$path" | tr / :)"
	sed -n 's/^# figure: //p' "$file"
	if ! grep -q '^ok ' "$file" || grep -Eq '^not ok|^Bail out' "$file"; then
		failed=$((failed + 1))
		echo "failed: $path" >&2
		grep -E '^Bail out|ERROR' "$file" >&2 || true
	fi
done <"$work/all" >"$work/figures" 2>"$work/failed"

awk -F '|' '
	{ for (i = 1; i <= NF; i++) { cell[NR, i] = $i
		if (length($i) > width[i]) width[i] = length($i) }
	  cells[NR] = NF }
	END { for (r = 1; r <= NR; r++) { line = ""
		for (i = 1; i <= cells[r]; i++)
			line = line sprintf("%-" width[i] "s  ", cell[r, i])
		sub(/ +$/, "", line); print line } }' "$work/figures"
cat "$work/failed"
echo "$((SECONDS - begun)) s, $(wc -l <"$work/figures") figures, $failed questions failed"
[ "$failed" = 0 ]
