#!/bin/bash
# Scaffolds: a new course and its notes are sound and can be built; nothing is overwritten.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# sound NAME: nothing is wrong with the course in this folder, not even a little.
sound()
{
	run "$LECTERN" check
	is "$STATUS $(cat "$OUT" "$ERR")" '0 ' "$1"
}

# refused STATUS WORDS NAME: the last command ended so, said why, and nothing crashed.
refused()
{
	status "$1" "$3"
	like "$ERR" "^lectern( new)?: .*$2" "$3: it says why"
	unlike "$ERR" 'CRITICAL|assert|core dumped' "$3: in a clean message"
}

# front GOAL...: make, as if nobody had called it from another one: that would hand its T down.
front()
{
	run env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u T make "$@"
}

# A course.
run "$LECTERN" new course my-course
status 0 'a course is made'
like "$OUT" '^made my-course/notes/01-first\.md$' 'its files are named'
like "$OUT" '^next: .*my-course.*make notes' 'and what to do next'
for file in Makefile README.md .gitignore notes/course.yaml notes/index.md notes/01-first.md; do
	ok "there is $file" test -s "my-course/$file"
done
nok 'no placeholder is left' grep -rqE '@[A-Z]+@' my-course
like my-course/notes/course.yaml '^title: My course$' 'its title is the name of the folder'

cp -r my-course before
run "$LECTERN" new course my-course
refused 3 'Makefile.*notes/index\.md.* there already' 'a second one in the same folder'
ok 'nothing was changed' diff -r before my-course
rm -r before/notes before/Makefile
cp -r before begun
run "$LECTERN" new course begun
refused 3 'README\.md' 'one file is in the way'
ok 'nothing was written' diff -r before begun

touch file
run "$LECTERN" new course file
refused 3 'file: ' 'a file instead of a folder'
run "$LECTERN" new course file/below
refused 3 'file/below: ' 'a folder below a file'
mkdir half && touch half/experiments
run "$LECTERN" new course half
refused 3 'experiments' 'a file in the way of a folder'
is "$(find half -type f)" half/experiments 'what was begun is taken back'
run "$LECTERN" new course ''
refused 2 'DIR' 'a folder without a name'
run "$LECTERN" new course
refused 2 'DIR' 'a course without a folder'
run "$LECTERN" new course one two
refused 2 'one argument' 'a course in two folders'
run "$LECTERN" new course --notes x y
refused 2 '--notes' 'a course with --notes'
run "$LECTERN" new
refused 2 'new note' 'new without anything'
run "$LECTERN" new notes x
refused 2 "did you mean 'note'" 'new something else'

mkdir -p 'it'\''s: a "folder"'
cd 'it'\''s: a "folder"' || exit 1
run "$LECTERN" new course .
status 0 'a course in this folder'
sound 'a course whose folder has an odd name is sound'
cd ..

cd my-course || exit 1
front notes
status 0 'make notes builds the course'
like out/site/01-first.html '<figure' 'there is a figure'
unlike out/site/01-first.html '"(claim|value):' 'claims and values are replaced'
ok 'there is a handout' compgen -G 'out/handouts/01-first*.pdf'
front clean
nok 'make clean removes what was made' test -e out
sound 'make check: nothing is wrong in a new course'
front check
is "$STATUS $(cat "$ERR")" '0 ' 'make check says so, too'
front notes LECTERN=no/such/program
is "$((STATUS != 0))" 1 'make notes without Lectern fails'
like "$ERR" "'no/such/program'.*LECTERN=" 'and says what to do'
front help
like "$OUT" '^ +make new' 'make help lists the targets'

# Notes.
run "$LECTERN" new note 'Sorting, measured'
status 0 'a note is made'
like "$OUT" '^made notes/02-sorting-measured\.md' 'it has the next number'
like "$OUT" '^added 02-sorting-measured to the order' 'it is in the order'
like "$OUT" '^next: ' 'and what to do is said'
like notes/course.yaml '^  - 02-sorting-measured$' 'the order has it'
like notes/course.yaml '^# author' 'comments are kept'
run "$LECTERN" new note 'Sorting, measured'
status 0 'the same title again'
like "$OUT" '^made notes/03-sorting-measured\.md.* sorting-measured-2$' 'is another file and another id'
sound 'all of it is sound'
run "$LECTERN" build --quick --formats html
status 0 'a quick build of the course is good'
unlike "$ERR" 'error:' 'without an error'
like out/site/02-sorting-measured.html '<figure' 'a new note has a figure'
unlike out/site/02-sorting-measured.html '"(claim|value):' 'and measured numbers'

# titled TITLE SLUG: a note of this title is made, is called so and has the title.
titled()
{
	run "$LECTERN" new note -- "$1"
	status 0 "odd title: $2"
	like "$OUT" "^made notes/[0-9]+-$2\.md " "odd title: $2 is the name of its file"
}

titled 'The "best" way: a [guess]' the-best-way-a-guess
titled "It's 100 % {#sure}" its-100-sure
titled 'Über Fäden & Größe' uber-faden-grosse
titled 'A title that is rather long, so that its file cannot be called by all of it' \
	a-title-that-is-rather-long-so-that-its
titled '--fresh' fresh
titled '2026' 2026
titled '中文' note
titled 'no' no
sound 'odd titles are sound'
sed -i '/^```/,/^```/d; /^\[/,/ shows\.$/d' notes/0[4-9]-* notes/1*-*
sound 'and so they are without their experiments'
run "$LECTERN" build --quick --formats html
status 0 'they can be built'
like out/site/index.html 'Über Fäden &amp; Größe' 'titles are shown'
sed -i 's/^language: en/language: de/' notes/course.yaml
titled 'Über Größe' ueber-groesse

front new T='Costs of $5 and a "quote"'
status 0 'make new makes a note'
like <(cat notes/*-costs-of-5-and-a-quote.md) '^title: .Costs of \$5 and a "quote"' 'its title is as given'
front new
is "$((STATUS != 0))" 1 'make new without a title fails'
like "$ERR" '^lectern new: the title is empty' 'and says why'

# nothing_new WORDS TITLE NAME: the title is refused, and no file is made or changed.
nothing_new()
{
	find . -type f -exec sha256sum {} + | sort >../before-files
	run "$LECTERN" new note "$2"
	refused 2 "$1" "$3"
	find . -type f -exec sha256sum {} + | sort >../after-files
	same ../before-files ../after-files "$3: nothing is made"
}

nothing_new 'empty' '' 'an empty title'
nothing_new 'empty' '   ' 'a blank title'
nothing_new 'line' $'a\nb' 'a title of two lines'
nothing_new 'control' $'a\033b' 'a title with an escape'
nothing_new 'UTF-8' $'a\377b' 'a title that is no text'
nothing_new '[0-9]+ characters.*200' "$(printf 'word %.0s' {1..100})" 'a title without end'
run "$LECTERN" new note Two words
refused 2 'in quotes' 'a title without quotes'
run "$LECTERN" new note
refused 2 'note' 'a note without title'

# The order in other forms.
sed -i '/^order:/,$d' notes/course.yaml
run "$LECTERN" new note 'Without order'
status 0 'a course without order'
unlike "$OUT" 'added' 'gets none'
sed -i 's/$/\r/' notes/course.yaml
printf 'order: [index, 01-first] # flow\r\n' >>notes/course.yaml
cp notes/course.yaml ../flow.yaml
run "$LECTERN" new note 'In flow'
name=$(sed -n 's/^added \([^ ]*\) .*/\1/p' "$OUT")
sed -i "s/01-first\]/01-first, $name]/" ../flow.yaml
same ../flow.yaml notes/course.yaml 'flow style: no other byte is changed'
sed -i '/^order:/d' notes/course.yaml
printf 'order: index\n' >>notes/course.yaml
cp notes/course.yaml ../word.yaml
run "$LECTERN" new note 'By hand'
status 0 'an order that cannot be edited: the note is made'
like "$ERR" '^  - [0-9]+-by-hand$' 'and the line to add is said'
same ../word.yaml notes/course.yaml 'and the file is left alone'
rm notes/course.yaml
run "$LECTERN" new note 'No settings'
status 0 'a course without course.yaml'
cd ..

# Other folders.
mkdir elsewhere && cd elsewhere || exit 1
run "$LECTERN" new note 'Lost'
refused 3 "'notes'.*new course" 'no folder of notes'
nok 'none is made' test -e notes
touch notes
run "$LECTERN" new note 'Lost'
refused 3 "'notes'" 'a file instead of the folder'
mkdir text && touch text/intro.md text/2026-07-01.md
run "$LECTERN" new note --notes text 'Numbered'
like "$OUT" '^made text/01-numbered\.md' 'dates are no numbers'
like "$OUT" 'lectern check --notes text' 'the folder is named in what is next'
touch text/120-more.md
run "$LECTERN" new note --notes text 'Many'
like "$OUT" '^made text/121-many\.md' 'numbers may be long'

mkdir readonly
touch readonly/01-a.md
chmod a-w readonly
if [ "$(id -u)" != 0 ]; then
	run "$LECTERN" new note --notes readonly 'Lost'
	refused 3 'readonly/02-lost\.md: ' 'a read-only folder'
	run "$LECTERN" new course readonly/course
	refused 3 'readonly/course: ' 'a course in it'
elif unshare -m true 2>/dev/null; then
	# Permissions do not stop root; a read-only mount does.
	run unshare -m sh -c 'mount -t tmpfs -o ro none readonly &&
		exec "$0" new note --notes readonly Lost' "$LECTERN"
	refused 3 'readonly/01-lost\.md: ' 'a read-only folder'
	run unshare -m sh -c 'mount -t tmpfs -o ro none readonly &&
		exec "$0" new course readonly/course' "$LECTERN"
	refused 3 'readonly/course: ' 'a course in it'
else
	skip 'a read-only folder' 'needs a user other than root, or the right to mount'
fi

finish
