#!/bin/bash
# A build with nothing to do believes the stamp that the last one left, and nothing else; whatever
# might have changed a page makes it look closer, also where times and sizes tell nothing.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A program of our own, with templates that can be changed.
mkdir -p tree/out/bin tree/gen
cp "$(dirname "$LECTERN")"/lectern* tree/out/bin
cp -r "$SRC/gen/runner" tree/gen
cp -r "$SRC/templates" "$SRC/experiments" tree
# What changed just before a build may have changed in it, by the clock of files.
sleep 0.1
LECTERN=$PWD/tree/out/bin/lectern

page()
{
	{
		printf -- '---\ntitle: Alpha\n---\n\n%s\n\n' "$1"
		quick one
		# shellcheck disable=SC2016
		printf '\n[It takes time](claim:one "serial.wall > 0 ns"), %s\n' \
			'[and none](claim:one "serial.wall < 0 ns").'
	} | note alpha
}

# left: names, times and inodes of what is there.
left()
{
	find out -type f -printf '%p %T@ %i\n' | sort
}

# still NAME [OPTION...]: a build that starts nothing, writes nothing and says what the last one
# with something to do has said.
still()
{
	local name=$1
	shift
	left >before
	watch "$LECTERN" build --notes notes --out out --formats html "$@"
	left >after
	is "$STARTED" no "$name: no process"
	same before after "$name: nothing is written"
}

# said: what the last build said of claims and of the site.
said()
{
	grep -e '^claims' -e '^site' "$ERR"
	grep -A 3 'claim-verdict' "$ERR"
}

page 'Alpha text.'
build
status 0 'the first build is good'
ok 'it leaves a stamp' test -s out/build/stamp
said >first
like first 'claim-verdict' 'there is a finding'
still 'nothing is new'
status 0 'nothing is new: that is good'
said >second
same first second 'nothing is new: the same is said'
like "$ERR" '0 measured, 1 stored' 'nothing is new: nothing is measured'

# Were anything but the stamp believed, a page without memory would be made again.
mv out/build/pages pages
still 'a memory that is gone'
mv pages out/build/pages

printf 'unrelated\n' >notes/README.txt
touch notes/alpha.md out/build/tools.json
still 'an unrelated file, and a note that was touched'

build --strict
status 1 'another option: it counts'
still 'the same option' --strict
status 1 'the same option: the same status'
still 'options that change nothing' --strict --jobs 3 --seed 7 --quiet
is "$(grep -vc -e '^notes/' -e '^ ' "$ERR")" 0 'quiet: findings alone'
build
status 0 'and back'

# Other bytes, with equal size and times.
cp -p notes/alpha.md time
page 'Gamma text.'
touch -r time notes/alpha.md
build
like out/site/alpha.html 'Gamma text' 'equal times: the page is new'
still 'equal times, built'

rm out/site/alpha.html
build
like out/site/alpha.html 'Gamma text' 'a page that was deleted: it is there again'

result=$(find out/data -name 'one-*')
cp -p "$result" time
touch -d '40 days ago' "$result"
build
like "$ERR" '1 measured' 'a result that is too old: measured anew'
ok 'a result that is too old: another one' test "$result" -nt time
still 'a result that is young'

printf '\n<!-- changed -->\n' >>tree/templates/page.html
sleep 0.1
build
like out/site/alpha.html '<!-- changed -->' 'another template: the page is new'
still 'another template, built'

page 'Delta text.'
build
like out/site/alpha.html 'Delta text' 'another text: the page is new'
printf -- '---\ntitle: Beta\n---\n\nBeta text.\n' | note beta
build
ok 'another note: there is a page' test -s out/site/beta.html
mv notes/beta.md notes/gamma.md
build
nok 'a note that was renamed: its page is gone' test -e out/site/beta.html
ok 'a note that was renamed: there is another page' test -s out/site/gamma.html
rm notes/gamma.md
build
nok 'a note that was deleted: its page is gone' test -e out/site/gamma.html

# A tool that is another one is asked for its version.
export CALLS=$PWD/calls
run env PATH="$(fake count pandoc)" "$LECTERN" build --notes notes --out out --formats html
like calls '^pandoc --version' 'another tool: it is asked'

# A stamp from another time, or in pieces, is none.
build
sed -i 's/^made .*/made 99999999999/' out/build/stamp
build
unlike out/build/stamp '^made 99999999999' 'a clock that was set back: a new stamp'
sed -i 's/^until .*/until 1/' out/build/stamp
build
unlike out/build/stamp '^until 1$' 'too old by the stamp: a new one'
still 'a stamp that was made anew'
cp out/build/stamp whole
for part in 0 1 100 $(($(stat -c %s whole) - 1)); do
	head -c "$part" whole >out/build/stamp
	build
	is "$(wc -l <out/build/stamp)" "$(wc -l <whole)" "$part bytes of a stamp: a whole one is left"
done

# What is saved while a build goes on is built by the next one.
real=$(command -v pandoc)
mkdir slow
cat >slow/pandoc <<END
#!/bin/sh
[ ! -e saved ] || cp saved notes/alpha.md
exec '$real' "\$@"
END
sleep 0.1
chmod +x slow/pandoc
page 'Saved later.'
mv notes/alpha.md saved
page 'Saved first.'
run env PATH="$PWD/slow:$PATH" "$LECTERN" build --notes notes --out out --formats html
like out/site/alpha.html 'Saved first' 'saved while it is built: the page is what was read'
rm saved
run env PATH="$PWD/slow:$PATH" "$LECTERN" build --notes notes --out out --formats html
like out/site/alpha.html 'Saved later' 'saved while it is built: the next build sees it'

# Builds that fail leave no stamp.
# shellcheck disable=SC2016
printf '#!/bin/sh\n[ "$1" != --from ] || exit 1\nexec %s "$@"\n' "$real" >slow/pandoc
page 'Not rendered.'
run env PATH="$PWD/slow:$PATH" "$LECTERN" build --notes notes --out out --formats html
status 1 'a build that fails'
nok 'a build that fails leaves no stamp' test -e out/build/stamp
build
like out/site/alpha.html 'Not rendered' 'and the next one makes up for it'

finish
