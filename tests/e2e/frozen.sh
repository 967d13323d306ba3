#!/bin/bash
# --frozen measures nothing; freeze keeps results in the repository.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

{
	printf -- '---\ntitle: Frozen\n---\n\n'
	quick cold
	printf '\n[It takes time](claim:cold "serial.wall > 0 ns").\n'
} | note frozen
mkdir -p notes
printf 'title: A course\ndata: kept\n' >notes/course.yaml

build --frozen
status 1 'without a result: the build fails'
like "$ERR" 'notes/frozen\.md:5:.*\[result-missing\]' 'without a result: a finding at the block'
nok 'without a result: nothing is measured' compgen -G 'out/data/cold-*.json'

build
status 0 'measured'
run "$LECTERN" freeze --notes notes --out out
status 0 'freeze is good'
kept=$(find . -path '*/kept/cold-*.json' -print -quit)
ok 'the result is kept' test -s "$kept"
same "$kept" "$(find out/data -name 'cold-*')" 'as it was'

rm -rf out
build --frozen
status 0 'frozen with a kept result: the build is good'
nok 'frozen: nothing is measured' compgen -G 'out/data/cold-*.json'
like out/site/frozen.html '20[0-9][0-9]' 'frozen: the page says when it was measured'

# The host half of the key does not matter to a frozen build.
other=$(printf '%s' "$kept" | sed 's/-[0-9a-f]*\.json$/-0123456789abcdef.json/')
mv "$kept" "$other"
rm -rf out
build --frozen
status 0 'frozen: a result of another machine will do'

# Its content does.
sed -i 's/(void)self;/(void)self; (void)0;/' notes/frozen.md
build --frozen
status 1 'frozen: a result of another workload will not do'
like "$ERR" '\[result-missing\]' 'frozen: it says so'

finish
