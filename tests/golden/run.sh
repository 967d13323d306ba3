#!/bin/sh
# run.sh LECTERN [--rewrite] - what `lectern check` finds in the notes of each folder beside this file.
#
# CASE/notes is checked from within CASE; findings and exit status must be CASE/expected-findings.txt.
# With --rewrite, or UPDATE=1, the expected files are written anew: git shows what changed.
set -u

here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 1 ]; then
	echo "usage: $0 LECTERN [--rewrite]" >&2
	exit 2
fi
lectern=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
rewrite=${UPDATE:-}
[ "${2:-}" = --rewrite ] && rewrite=1

scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
export NO_COLOR=1 LC_ALL=C.UTF-8

n=0
failed=0
for notes in "$here"/*/notes; do
	case=$(basename "$(dirname "$notes")")
	expected=$here/$case/expected-findings.txt
	n=$((n + 1))
	status=0
	(cd "$here/$case" && "$lectern" check --notes notes --out "$scratch/out") \
		>"$scratch/found" 2>&1 </dev/null || status=$?
	echo "exit status $status" >>"$scratch/found"
	if [ -n "$rewrite" ]; then
		cp "$scratch/found" "$expected"
	fi
	if diff -u "$expected" "$scratch/found" >"$scratch/diff" 2>&1; then
		echo "ok $n - $case"
	else
		echo "not ok $n - $case"
		sed 's/^/# /' "$scratch/diff"
		failed=$((failed + 1))
	fi
done
echo "1..$n"
[ "$failed" -eq 0 ]
