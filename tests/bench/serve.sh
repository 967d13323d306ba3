#!/bin/bash
# serve.sh LECTERN - how long it takes until what is saved is seen: from the write to the change of the
# page in headless Chromium, beside pandoc alone on the same page, in turns.  The course is that of
# the checkout; samples are its own where they are there, or else quick ones.
#
#	REPEATS	of every figure, of which the median is taken, 11
set -eu
lectern=$(realpath "$1")
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$source/notes" "$source/experiments" "$work/"
mkdir -p "$work/out"
[ ! -d "$source/out/data" ] || cp -rp "$source/out/data" "$work/out/"
cd "$work"
echo "building once ..."
"$lectern" build --quick --quiet --formats html 2>/dev/null || true
node "$source/tests/bench/serve.mjs" "$lectern"
