#!/bin/bash
# explain says which input of an experiment or of a page has changed since it was measured or made,
# and what it was and is where that can be said.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# page NAME TITLE TEXT [OPTION...]: a note with an experiment.
page()
{
	{
		printf -- '---\ntitle: %s\n---\n\n%s\n\n' "$2" "$3"
		quick "$1-one" "${@:4}"
		printf '\n[It takes time](claim:%s-one "serial.wall > 0 ns")\n' "$1"
	} | note "$1"
}

# explains NAME LINE WHAT: a line of what is said of it.
explains()
{
	run "$LECTERN" explain "$1" --notes notes --out out
	status 0 "$3: explained"
	is "$(grep -Fx -- "$2" "$OUT")" "$2" "$3" || sed 's/^/# /' "$OUT"
}

page alpha 'Alpha' 'Text, [@knuth].'
page beta 'Beta' 'Text, see @fig-alpha-one.'
printf 'bibliography: all.bib\n' >notes/course.yaml
printf '@book{knuth, author={Knuth, A.}, title={A Book}, year={1999}, publisher={P}}\n' >notes/all.bib
explains alpha 'alpha: the page has not been made' 'before the first build'
explains alpha-one '  it was never measured here' 'an experiment before the first build'
build
status 0 'the build is good'
cp -r notes notes.first
explains alpha 'alpha: the page stands' 'after the build'
explains alpha-one 'alpha-one: the stored result holds' 'an experiment after the build'

# changed NAME CHANGES WHAT: what changed since the page was made; then the first text again.
changed()
{
	explains "$1" "  changed since it was made: $2" "$3"
	rm -rf notes
	cp -r notes.first notes
}

page alpha 'Alpha' 'Other text, [@knuth].'
changed alpha 'note' 'the text of a note'
page alpha 'Aleph' 'Text, [@knuth].'
changed beta 'title of alpha: Alpha -> Aleph' 'the title of another note'
printf '# Gamma\n' | note gamma
changed beta 'title of gamma: none -> Gamma' 'a new note'
rm notes/alpha.md
sed -i 's/, see @fig-alpha-one//' notes/beta.md
run "$LECTERN" explain beta --notes notes --out out
like "$OUT" ' note, reference to fig-alpha-one: Figure.1.1 .* -> none, .*title of alpha: Alpha -> none$' \
	'a note that is gone'
rm -rf notes
cp -r notes.first notes
printf 'order: [beta, alpha]\n' >>notes/course.yaml
changed alpha 'order' 'the order of notes'
sed -i 's/1999/1998/' notes/all.bib
changed alpha 'bibliography all.bib' 'a bibliography'
page alpha 'Alpha' 'Text, [@knuth].' 'warmup: 1'
changed alpha 'note, result of alpha-one' 'an experiment that must be measured'
rm out/site/alpha.html
explains alpha '  changed since it was made: out/site/alpha.html' 'a page that is gone'
build
explains alpha 'alpha: the page stands' 'it is there again'

page alpha 'Alpha' 'Text, [@knuth].' 'seed: 7'
explains alpha-one '  changed since the newest result: seed: none -> 7' \
	'options of an experiment'

run "$LECTERN" explain --notes notes --out out
like "$OUT" '^beta-one: the stored result holds' 'without a name: all experiments'
like "$OUT" '^beta: the page stands' 'without a name: all pages'
like "$OUT" '^alpha: the page must be made anew' 'without a name: those that do not stand'
run "$LECTERN" explain gamma --notes notes --out out
status 2 'an unknown name'
like "$ERR" "no experiment 'gamma', and no note" 'an unknown name is told'

finish
