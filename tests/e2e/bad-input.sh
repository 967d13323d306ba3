#!/bin/bash
# What is broken, gone or dated wrongly: a finding that says what, the earlier site left whole, and
# once it is mended the site of a build from nothing.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A program of our own, whose templates can be edited.
mkdir -p program/out/bin program/gen/runner
cp "$(dirname "$LECTERN")"/lectern* program/out/bin/
cp -r "$SRC/templates" "$SRC/experiments" program/
cp "$SRC/gen/runner/boot.py" program/gen/runner/
LECTERN=$PWD/program/out/bin/lectern
templates=program/templates

mkdir -p notes/pictures
printf 'title: Bad input\nbibliography: all.bib\n' >notes/course.yaml
printf '@book{knuth, author={Knuth, A.}, title={A Book}, year={1999}, publisher={P}}\n' >notes/all.bib
printf '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\n' >notes/pictures/dot.svg
{
	printf '# One\n\nText, [@knuth]. ![A dot](pictures/dot.svg)\n\n'
	quick one
	# shellcheck disable=SC2016
	printf '\n``` {.python .run}\nprint("a snippet")\n```\n'
} | note one
{
	printf '# Two\n\nText.\n\n'
	quick two
} | note two
build
status 0 'the first build is good'
cp -r out/site earlier
cp -r notes notes.first
cp -r "$templates" templates.first

# refused NAME WHAT: two builds say the same, with status 1, and the earlier pages stay.
refused()
{
	local n
	for n in first second; do
		build
		status 1 "$1: the $n build fails"
		like "$ERR" "$2" "$1: the $n build says why"
	done
}

# kept NAME: the earlier site is as it was.
kept()
{
	diff -r out/site earlier >"$OUT" 2>&1
	result $? "$1: the earlier site is whole"
}

# mended NAME: everything is as it was at first, and so is the site, which costs no measuring.
mended()
{
	local folder
	for folder in notes:notes.first "$templates:templates.first"; do
		rm -rf "${folder%:*}"
		cp -r "${folder#*:}" "${folder%:*}"
	done
	rm -rf fresh
	mkdir fresh
	cp -a out/data fresh/
	build
	status 0 "$1: mended, the build is good"
	like "$ERR" '^experiments +0 measured' "$1: mended, nothing is measured"
	run "$LECTERN" build --notes notes --out fresh --formats html
	diff -r out/site fresh/site >"$OUT" 2>&1
	result $? "$1: mended, the site of a build from nothing"
}

# Templates.
printf 'end end\n' >>"$templates/kit.lua"
refused 'a filter that breaks' 'kit\.lua.*\[render-failed\]'
kept 'a filter that breaks'
mended 'a filter that breaks'
# shellcheck disable=SC2016
printf '$if(x)$\n' >>"$templates/page.html"
refused 'a template that breaks' 'page\.html.*\[render-failed\]'
kept 'a template that breaks'
mended 'a template that breaks'
printf 'set nothing of the kind\n' >>"$templates/plot.gp"
refused 'a look of figures that breaks' '\[figure-failed\]'
mended 'a look of figures that breaks'

# Figures and snippets of a note.
sed -i '0,/fig-cap: Idleness/s//fig-cap: Idleness\n\/\/| gnuplot: set nothing of the kind/' notes/one.md
refused 'commands that gnuplot refuses' 'notes/one\.md:.*\[figure-failed\]'
mended 'commands that gnuplot refuses'
sed -i 's/print("a snippet")/raise SystemExit(3)/' notes/one.md
refused 'a snippet that fails' 'notes/one\.md:.*\[snippet-failed\]'
mended 'a snippet that fails'

# An error in one note keeps no other from being made, and from being done with.
sed -i 's/print("a snippet")/raise SystemExit(3)/' notes/one.md
printf '\nMore.\n' >>notes/two.md
build
status 1 'an error in one note: the build fails'
like out/site/two.html 'More\.' 'an error in one note: the other is made'
cp -p out/site/two.html two.html
build
status 1 'an error in one note: the next build fails, too'
is "$(find out/site/two.html -newer two.html)" '' 'an error in one note: the other is made once'
mended 'an error in one note'

# Files that are gone.
rm notes/all.bib
refused 'a bibliography that is gone' 'all\.bib'
kept 'a bibliography that is gone'
mended 'a bibliography that is gone'
rm notes/pictures/dot.svg
refused 'a picture that is gone' 'dot\.svg'
mended 'a picture that is gone'
rm out/data/two-*.json
build
status 0 'a result that is gone: the build is good'
like "$ERR" '^experiments +1 measured, 1 stored' 'a result that is gone is measured, and no other'
mended 'a result that is gone'
rm -r out/md out/site/assets
mended 'made files that are gone'
for path in out/md out/site/data out/build/pages; do
	printf '\nNot in %s.\n' "$path" >>notes/two.md # so that there is something to do
	rm -r "$path"
	: >"$path"
	build
	status 3 "a file where $path should be: the world is at fault"
	like "$ERR" "$path" "a file where $path should be: it is named"
	rm "$path"
	mended "a file where $path should be"
done

# Dates that are wrong.
touch -d '2099-01-01' notes/* notes/pictures/* "$templates"/*
build
like "$ERR" '^written +0 pages' 'files from the future are no new files'
for path in out/data/one-*.json; do
	touch -d '2099-01-01' "$path"
done
run "$LECTERN" explain one --notes notes --out out
like "$OUT" '^one: the stored result is later than the clock' 'a result from the future is not trusted'
build
status 0 'a result from the future: the build is good'
like "$ERR" '^experiments +1 measured, 1 stored' 'a result from the future is measured anew'
mended 'a result from the future'

finish
