#!/bin/bash
# Edits, and what they cost where there are handouts; new versions of tools, and what those cost.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

if ! command -v lualatex >/dev/null; then
	skip 'handouts' 'there is no lualatex'
	finish
fi

# step NAME MADE: build; no more and no less than MADE is made.
step()
{
	stamps >before
	run "$LECTERN" build --notes notes --out out --formats html,pdf
	status 0 "$1: the build is good"
	stamps >after
	is "$(comm -13 before after | sed 's/ .*//' | xargs)" "$2" "$1"
}

mkdir -p notes/pictures out/site out/md/figures out/data out/handouts
printf '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\n' >notes/pictures/dot.svg
printf 'title: Print\n' >notes/course.yaml
{
	printf '# One\n\nText.\n\n'
	quick one
} | note 01-one
printf '# Two\n\nText, a [file](pictures/dot.svg).\n' | note 02-two

pages='page:01-one page:02-two page:index page:ledger'
step 'the first build' "figure:one handout:01-one handout:02-two measured:one $pages"
step 'nothing' ''
sed -i 's/# One/# The one/' notes/01-one.md
step 'a title' "handout:01-one $pages"
sed -i 's/Text, a/A/' notes/02-two.md
step 'prose' 'handout:02-two page:02-two'
cp -r out/handouts earlier
sed -i 's/A \[file/The [file/' notes/02-two.md
build
is "$(cd out/site/handouts && echo *)" '01-one.pdf' 'a handout of an earlier text is in no site'
sed -i 's/The \[file/A [file/' notes/02-two.md
build
is "$(cd out/site/handouts && echo *)" '01-one.pdf 02-two.pdf' 'it is again with the earlier text'
ok 'for which nothing was printed' diff -r out/handouts earlier

# newer TOOL: print a PATH on which the tool says that it is of another version.
newer()
{
	local folder
	folder=$(mktemp -d "$HOME_DIR/newer.XXXXXX")
	cat >"$folder/$1" <<END
#!/bin/sh
[ "\$1" != --version ] || { echo '$1 99.9'; exit; }
exec '$(command -v "$1")' "\$@"
END
	chmod +x "$folder/$1"
	printf '%s:%s\n' "$folder" "$PATH"
}

tools=$PATH
PATH=$(newer gnuplot) step 'a new gnuplot that draws the same' 'figure:one'
PATH=$tools
step 'the earlier gnuplot' 'figure:one'
PATH=$(newer lualatex) step 'a new lualatex' 'handout:01-one handout:02-two'
PATH=$tools
step 'the earlier lualatex' 'handout:01-one handout:02-two'
CC=gcc PATH=$(newer gcc) step 'another compiler' 'figure:one handout:01-one measured:one page:01-one'
PATH=$tools
step 'the earlier compiler: measures nothing' 'figure:one handout:01-one page:01-one'

finish
