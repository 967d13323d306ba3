#!/bin/bash
# watch.sh LECTERN - lectern build --watch: what is saved is built, whatever it is.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# The program with templates of its own, which can be spoilt.
mkdir -p tree/gen/runner tree/out/bin
cp -r "$SRC/templates" "$SRC/experiments" tree
cp "$SRC/gen/runner/boot.py" tree/gen/runner
cp "$(dirname "$LECTERN")"/lectern* tree/out/bin
LECTERN=$PWD/tree/out/bin/lectern

# watching NAME ARGUMENT...: start it; it says on err-NAME what it does.
watching()
{
	local name=$1
	shift
	setsid "$TEST_BIN/watch" "report-$name" "$LECTERN" build --watch "$@" >"out-$name" 2>"err-$name" </dev/null &
	PID=$!
	LAST="lectern build --watch $*"
	SAID=err-$name
}

# says REGEX: a line that matches is printed; those up to the last one that was asked for do not count.
says()
{
	local seen=${SEEN:-0} line
	await sh -c "tail -n +$((seen + 1)) '$SAID' | grep -Eq -- '$1'" || return 1
	line=$(tail -n +$((seen + 1)) "$SAID" | grep -Enm1 -- "$1")
	SEEN=$((seen + ${line%%:*}))
}

# ended NAME: send Ctrl-C to all, and wait.
ended()
{
	kill -INT -- "-$PID"
	wait "$PID"
	STATUS=$?
	cp "err-$1" "$ERR"
	is "$(sed -n 's/^left //p' "report-$1")" '' 'no process is left'
}

text()
{
	printf -- '---\ntitle: One\n---\n\n%s\n' "$1" | note 01-one
}

has()
{
	grep -q -- "$2" "out/site/$1"
}

text 'The old text.'
printf 'title: Course\n' >notes/course.yaml
watching first
ok 'it says what it looks at' says '^looking at notes'
ok 'it builds' says '^[0-9]+ pages written in '
ok 'the page is there' has 01-one.html 'The old text'
nok 'and no handout' test -e out/handouts/01-one.pdf
text 'The new text.'
ok 'what is saved' says '^notes/01-one.md changed'
ok 'is built' says '^01-one.html written in '
ok 'as it was saved' has 01-one.html 'The new text'

# What is wrong, and mended.
text '[It is](claim:nothing "serial.wall > 1").'
ok 'an error is told' says '^notes/01-one.md:5:1: error: .*experiment-unknown'
ok 'and the page stays what it was' has 01-one.html 'The new text'
text 'The mended text.'
ok 'a mended note is built' says '^01-one.html written in '
ok 'as it was mended' has 01-one.html 'The mended text'
cp tree/templates/lectern.lua whole.lua
printf 'this is no Lua\n' >tree/templates/lectern.lua
ok 'a template that breaks is told' says 'lectern.lua'
text 'The text with a broken template.'
ok 'and told again' says 'lectern.lua:'
nok 'no page is made of it' has 01-one.html 'The text with a broken template'
cp whole.lua tree/templates/lectern.lua
ok 'a template that is mended' says 'pages? written|01-one.html written'
ok 'shows what was written meanwhile' await has 01-one.html 'The text with a broken template'
printf 'title: [\n' >notes/course.yaml
ok 'settings that are broken are told' says 'course.yaml:.*error'
printf 'title: Mended\n' >notes/course.yaml
ok 'and mended' says 'pages written in '

# Notes that come, go and vanish for a while.
printf -- '---\ntitle: Two\n---\n\nAnother.\n' | note 02-two
ok 'a new note is built' says 'pages written in '
mv notes away
ok 'a course that has gone is told' says 'lectern: notes: cannot read'
mv away notes
text 'After the return.'
ok 'one that is there again is built' says 'written in '
ok 'as it is now' await has 01-one.html 'After the return'
rm notes/02-two.md
ok 'of a note that was deleted' says '^notes/02-two.md changed'
ok 'the page goes, too' await sh -c '! test -e out/site/02-two.html'
touch -d '1 hour ago' notes/01-one.md
text 'Equal times, equal sizes: A'
await has 01-one.html 'sizes: A'
text 'Equal times, equal sizes: B'
touch -d '1 hour ago' notes/01-one.md
ok 'other bytes are seen whatever the times are' await has 01-one.html 'sizes: B'

# What is measured, and what fails.
{
	quick fine
	printf '\n``` {.python .experiment #broken}\n#| fig-cap: Broken\n#| rounds: 10\n#| iterations: 1\n'
	printf 'def work(worker):\n    raise ValueError("no good")\n```\n'
} | note 03-measured
ok 'a workload that fails is told' says 'no good'
ok 'what does not fail is measured' await compgen -G 'out/data/fine-*.json'
ok 'and shown' await has 03-measured.html '<figure class="plot" id="fig-fine"'
ended first
status 130 'Ctrl-C ends it'

watching second --formats md 01-one
ok 'formats and notes can be chosen' await test -e out/md/01-one.md
text 'Another format.'
ok 'and are kept to' await grep -q 'Another format' out/md/01-one.md
nok 'no page is made then' has 01-one.html 'Another format'
ended second
for other in --fresh --frozen --strict --dry-run; do
	run "$LECTERN" build --watch "$other"
	status 2 "--watch does not go with $other"
done
finish
