#!/bin/bash
# What an edit costs: what is made of nothing that changed is neither made nor read again, what is
# missing comes back, and what was remembered gives the same site as what is found anew.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# page TEXT [CLAIM [OPTION...]]
page()
{
	{
		printf '# Page\n\n%s\n\n' "$1"
		quick idle "${@:3}" | sed 's/iterations: 1/iterations: 5/'
		printf '\n[It takes time](claim:idle "%s") and ' "${2:-serial.wall > 0 ns}"
		printf 'needs [some](value:idle "serial.wall").\n'
	} | note page
}

# files: names, times and inodes of what is in the site.
files()
{
	find out/site -type f -printf '%P %T@ %i\n' | sort
}

# copy: what is in the site, to compare it with later.
copy()
{
	rm -rf "$1" && cp -a out/site "$1"
}

# alike NAME: a build that remembers nothing but the samples makes the same site.
alike()
{
	rm -rf again && mkdir again && cp -a out/data again
	run "$LECTERN" build --notes notes --out again --formats html
	ok "$1: the site is what it is without memory" diff -r again/site out/site
}

note other <<<$'# Other\n\nText.'
page 'Text.'
build
status 0 'a course is built'
copy first

files >before
page 'Text. An edit.'
build
files | comm -13 before - | cut -d ' ' -f 1 | grep -v search-index >changed
is "$(cat changed)" page.html 'an edit: one page, and nothing beside it'
like out/site/page.html 'An edit' 'with the new text'
page 'Text.'
build
ok 'an edit undone: the site is what it was' diff -r first out/site

# What is missing, emptied or somebody else's comes back, though no page changed.
rm -r out/site/data out/site/404.html out/site/assets
: >out/site/claims.json
echo '<svg/>' >out/site/badges/course.svg
build
status 0 'a damaged site: the build is good'
like "$ERR" '^written +0 pages' 'no page is made'
ok 'the site is what it was' diff -r first out/site

# An interrupted build has written a file, but not what it was made from; the edit is undone.
rm -f out/build/stamp
sed 's/0/1/' first/data/idle.csv >out/site/data/idle.csv
build
same first/data/idle.csv out/site/data/idle.csv 'what an interrupted build wrote is made again'

# Other options that are none of what is measured are seen in the samples that are published.
page 'Text.' '' 'reduce: mean'
run "$LECTERN" build --notes notes --out out --formats html
page 'Text.' '' 'reduce: min'
build
like out/site/data/idle.csv ',min,' 'another reduction: the samples tell it'
alike 'another reduction'
page 'Text.'
build
ok 'and back' diff -r first out/site

# Another formula is judged from the samples that there are.
page 'Text.' 'serial.wall < 0 ns expect refuted'
find out/data -type f -printf '%p %T@ %i\n' >before
build
status 0 'another formula: the build is good'
like out/site/page.html 'class="claim refuted' 'it is judged anew'
find out/data -type f -printf '%p %T@ %i\n' >after
same before after 'from the samples that there are'
alike 'another formula'
: >out/build/evidence/page
page 'Text. Another edit.' 'serial.wall < 0 ns expect refuted'
build
status 0 'a memory that is broken: the build is good'
alike 'a memory that is broken'
run "$LECTERN" build --notes notes --out out --formats html --fresh
alike 'new samples'

# What has another name leaves nothing behind.
sed -i 's/idle/still/g' notes/page.md
mv notes/page.md notes/sheet.md
build
is "$(find out/site -name "page*" -o -name "idle*")" "" "renamed: nothing of the old name is left"
ok 'renamed: all of the new one is there' test -s out/site/sheet.html -a -s out/site/data/still.csv \
	-a -s out/site/data/still.json -a -s out/site/badges/sheet.svg

finish
