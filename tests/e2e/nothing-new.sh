#!/bin/bash
# What is not new is not done: no measuring, no rendering, no child process.  A changed text costs
# one page; a changed caption measures nothing; an earlier text costs no measuring.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

page()
{
	{
		printf -- '---\ntitle: %s\n---\n\n%s\n\n' "$1" "$2"
		quick "$1-one" "${@:3}"
		printf '\n[It takes time](claim:%s-one "serial.wall > 0 ns") and needs ' "$1"
		printf '[some](value:%s-one "serial.wall").\n' "$1"
	} | note "$1"
}

# stamps FOLDER: names, times and inodes of what is there.
stamps()
{
	find "$1" -type f -printf '%p %T@ %i\n' | sort
}

page alpha 'Alpha text.'
page beta 'Beta text.'
# again FORMATS [new]: the second of two builds has nothing to do, nor has one of a touched note.
again()
{
	watch "$LECTERN" build --notes notes --out out --formats "$1"
	status 0 "$1: the first build is good"
	[ -z "${2-}" ] || is "$STARTED" yes "$1: it starts processes"
	stamps out >before
	watch "$LECTERN" build --notes notes --out out --formats "$1"
	status 0 "$1: the second build is good"
	is "$STARTED" no "$1: it starts no process"
	stamps out >after
	same before after "$1: it writes nothing"
	touch notes/alpha.md
	watch "$LECTERN" build --notes notes --out out --formats "$1"
	is "$STARTED" no "$1: a touched note is not a changed one"
}

again html,pdf new
ok 'there is a page' test -s out/site/alpha.html
ok 'there is a handout' test -s out/handouts/alpha.pdf
again html

stamps out/data >data.before
cp -p out/site/alpha.html alpha.before
cp -p out/site/beta.html beta.before
stamps out/site >site.before
page alpha 'Alpha text, edited.'
export CALLS=$PWD/calls
run env PATH="$(fake count pandoc gnuplot cc gcc)" "$LECTERN" build --notes notes --out out \
	--formats html
status 0 'an edited text: the build is good'
# Tools that stand elsewhere are asked for their version, once.
grep -v -e ' --version$' calls >work
is "$(grep -c '^pandoc.*alpha\.md' work)" 1 'an edited text: pandoc makes its page'
is "$(grep -c '^pandoc.*start\.md' work)" 1 'an edited text: and the start page'
nok 'which no longer links to the earlier handout' test -e out/site/handouts/alpha.pdf
is "$(grep -c '^pandoc' work)" 2 'an edited text: pandoc makes nothing else'
nok 'an edited text: no gnuplot, no compiler' grep -v '^pandoc' work
stamps out/data >data.after
same data.before data.after 'an edited text: nothing is measured'
like out/site/alpha.html 'Alpha text, edited' 'an edited text: its page is new'
same out/site/beta.html beta.before 'an edited text: the other page is what it was'

page alpha 'Alpha text.'
run "$LECTERN" build --notes notes --out out --formats html
same out/site/alpha.html alpha.before 'the earlier text makes the earlier page, byte for byte'

page alpha 'Alpha text.' 'fig-alt: Other words'
run "$LECTERN" build --notes notes --out out --formats html
stamps out/data >data.after
same data.before data.after 'other words for the figure: nothing is measured'

page alpha 'Alpha text.' 'warmup: 1'
run "$LECTERN" build --notes notes --out out --formats html
status 0 'another sampling option: the build is good'
is "$(find out/data -name 'alpha-one-*' | wc -l)" 2 'another sampling option: measured anew'
stamps out/data >data.both
page alpha 'Alpha text.'
run "$LECTERN" build --notes notes --out out --formats html
stamps out/data >data.after
same data.both data.after 'going back: nothing is measured'

run "$LECTERN" explain alpha-one --notes notes --out out
status 0 'explain: there is a reason'
like "$OUT" 'alpha-one' 'explain: it names the experiment'

run "$LECTERN" build --notes notes --out out --formats html --dry-run
status 0 'a dry run of nothing is good'
page alpha 'Alpha text.' 'warmup: 2'
stamps out >before
watch "$LECTERN" build --notes notes --out out --formats html --dry-run
status 0 'a dry run is good'
cat "$OUT" "$ERR" >said
like said 'alpha-one' 'a dry run says what would be measured'
unlike said 'beta-one.*measure' 'and not what would not'
stamps out | grep -v '/build/' >after
grep -v '/build/' before >before.told
same before.told after 'a dry run changes nothing'
page alpha 'Alpha text.'

# A result that is broken is a miss, not an error.
build
kept=$(find out/data -name 'beta-one-*')
head -c 100 "$kept" >torn && cp torn "$kept"
build
status 0 'a torn result: the build is good'
ok 'a torn result: measured anew' python3 -m json.tool "$kept"

run "$LECTERN" build --notes notes --out out --formats html --fresh
status 0 'a fresh build is good'
nok 'a fresh build measures anew' cmp -s "$kept" torn

finish
