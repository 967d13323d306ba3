#!/bin/bash
# volume.sh LECTERN - one PDF of all chapters, made when one of them has changed.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# chapter NAME TITLE ID: a chapter with a figure, a claim and a citation, from standard input's text.
chapter()
{
	{
		printf -- '---\ntitle: %s\n---\n\n# Same heading\n\n' "$2"
		cat
		printf '\n\n'
		quick "$3"
		printf '\n[It takes some time](claim:%s "serial.wall > 0 ns"), see [](#fig-%s).\n' "$3" "$3"
		printf '\n# Sources\n\n::: {#refs}\n:::\n'
	} | note "$1"
}

mkdir notes
printf '%s\n' 'title: All & Everything' 'author: A. Lecturer' 'licence: CC0' 'bibliography: b.bib' \
	'statements:' '  S1: Time passes.' >notes/course.yaml
printf '@book{knuth, author={Knuth, D.}, title={A Book}, year={1999}, publisher={P}}\n' >notes/b.bib
printf '@book{hoare, author={Hoare, T.}, title={Another}, year={1985}, publisher={P}}\n' >>notes/b.bib
chapter 01-a 'First matter' one <<<'As in [@knuth]; [the other](02-b.md), its figure [](#fig-two).'
chapter 02-b 'Second matter' two <<<'As in [@hoare], and [back](01-a.md#same-heading).'
printf -- '---\ntitle: Welcome\nsubtitle: A sub-title\n---\n\nRead on.\n\n%s\n\n%s\n' \
	'[Nothing takes time](claim:one#S1 "serial.wall < 0 ns expect refuted").' \
	'[](course:statements)' >notes/index.md

run "$LECTERN" build
status 0 'a course is built'
like "$ERR" 'written +5 pages, 3 handouts|written +[0-9]+ pages, 3 handouts' 'with a handout of all'
like out/site/index.html 'href="handouts/course.pdf"' 'the start page leads to it'
same out/handouts/course.pdf out/site/handouts/course.pdf 'the site has it'
run pdfinfo out/handouts/course.pdf
like "$OUT" '^Title: +All & Everything$' 'its title is in the metadata'
like "$OUT" '^Author: +A\. Lecturer$' 'so is its author'
unlike "$OUT" '^CreationDate' 'it has no date'
pdftotext -layout out/handouts/course.pdf - | tr -d "\f" >course.txt
pdftotext -f 1 -l 1 out/handouts/course.pdf first.txt
like first.txt 'A sub-title' 'the title page has the sub-title'
like first.txt '^Licence: CC0' 'and the licence'
like first.txt '^Measured: [0-9]+ [A-Z][a-z]+ 20' 'and when it was measured'
like course.txt '^ *2 +Second matter .*[0-9]$' 'the contents have numbers as on the site'
like course.txt 'Chapter 2$' 'a chapter has its number'
like course.txt 'Figure 2\.1\. Idleness' 'figures are numbered through the chapters'
like course.txt 'its figure Figure 2\.1' 'a reference to another chapter has the same number'
is "$(grep -c '^ *References$' course.txt)" 1 'there is one list of sources'
unlike course.txt '^ *Sources$' 'and none in the chapters'
like course.txt 'Knuth, D\. 1999' 'with what one chapter cites'
like course.txt 'Hoare, T\. 1985' 'and another'
like course.txt 'Time passes' 'the statements are there'
sed -n '/^ *All claims$/,$p' course.txt >claims.txt
like claims.txt '✓ +It takes some time +[0-9]+$' 'all claims are listed with sign and page'
like claims.txt '✗ +Nothing takes time \(refuted, as expected\) +[0-9]+$' 'and with words'
tr '\n' ' ' <out/build/handouts/course/handout.tex >course.tex
like course.tex 'LecternProvenance\{[^}]*\} *.end\{LecternFigure\}' 'where a figure comes from floats with it'
unlike out/build/handouts/course/handout.log 'undefined|multiply' 'all links lead somewhere'
unlike out/build/handouts/course/handout.log 'Overfull .hbox' 'nothing juts out'
run pdftohtml -i -xml -stdout out/handouts/course.pdf
sed -n '/<outline>/,$p' "$OUT" >outline.xml
like outline.xml '>2 *Second matter</item>' 'chapters are bookmarks'
like outline.xml '>Same heading</item>' 'so are their parts'
like outline.xml '>All claims</item>' 'and the list of claims'

# stamp: what tells that the file was not written again.
stamp()
{
	stat -c '%y %i' out/handouts/course.pdf
}

before=$(stamp)
watch "$LECTERN" build
is "$STARTED" no 'nothing new: no process'
run "$LECTERN" build --fresh --formats html,pdf
is "$(stamp)" "$before" 'without its format it is not made'
sed -i 's/As in/As told in/' notes/02-b.md
run "$LECTERN" build 02-b
is "$(stamp)" "$before" 'nor when a note is named'
run "$LECTERN" build --formats html
run "$LECTERN" build
nok 'a changed chapter: it is made anew' test "$(stamp)" = "$before"
pdftotext out/handouts/course.pdf course.txt
like course.txt 'As told in' 'with the change'
pdftotext out/handouts/02-b.pdf chapter.txt
like chapter.txt 'As told in' 'so is the handout, though the page was made before it'


# Where nothing is printed figures are drawn for the screen only, and for paper when they are wanted.
rm -rf out/md out/site out/handouts out/build/figures out/build/pages out/build/volume.key
run "$LECTERN" build --formats html
status 0 'pages alone are built'
is "$(find out/md/figures -name '*.pdf')" '' 'no figure is drawn for paper'
is "$(find out/md/figures -name '*.svg' | wc -l)" 2 'those of the pages are there'
svg=$(stat -c '%y %i' out/site/01-a.html)
run "$LECTERN" build --formats html,course
status 0 'then the handout of all is'
is "$(find out/md/figures -name '*.pdf' | wc -l)" 2 'its figures are drawn'
is "$(stat -c '%y %i' out/site/01-a.html)" "$svg" 'the pages stay as they are'
pdftotext out/handouts/course.pdf again.txt
same again.txt course.txt 'it is the same handout'

finish
