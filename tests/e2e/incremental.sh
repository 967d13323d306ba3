#!/bin/bash
# Edits of all kinds: which pages are made, which figures drawn, which experiments measured; and after
# each of them the site is, byte for byte, that of a build from nothing with the same results.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A program of our own, whose templates can be edited.
mkdir -p program/out/bin program/gen/runner program/node_modules
cp "$(dirname "$LECTERN")"/lectern* program/out/bin/
cp -r "$SRC/templates" program/
cp -r "$SRC/experiments" program/
cp "$SRC/gen/runner/boot.py" program/gen/runner/
[ -d "$SRC/node_modules/minisearch" ] && cp -r "$SRC/node_modules/minisearch" program/node_modules/
LECTERN=$PWD/program/out/bin/lectern
templates=program/templates

# given ID [OPTION...]: print an experiment whose samples are given.
given()
{
	local id=$1
	shift
	printf '``` {.c .experiment #%s}\n' "$id"
	printf '//| %s\n' "fig-cap: Figure of $id" 'executors: [mock]' 'metric: wall' 'rounds: 10' "$@"
	cat <<'END'
#include <lectern.h>

void
work(struct worker *self)
{
	int round = (int)worker_number(self, "round", -1);

	worker_record(self, "wall", 1 + round % 7 / 1000.0);
	worker_record(self, "start", 0.5 + round % 5 / 1000.0);
}
```
END
}

# remembered FOLDER: names of what is kept for later builds.
remembered()
{
	(cd "$1" && ls handouts slides build/pages build/figures) 2>/dev/null
}

# whole NAME [FORMATS]: what is there is what a build from nothing makes of the same results.
whole()
{
	rm -rf fresh
	mkdir fresh
	cp -a out/data fresh/
	"$LECTERN" build --notes notes --out fresh --formats "${2-html}" >/dev/null 2>fresh.said
	diff -r out/site fresh/site >difference &&
		diff -r -x '.*' out/md fresh/md >>difference &&
		diff <(remembered out) <(remembered fresh) >>difference
	result $? "$1: the site of a build from nothing" || head -n 20 difference fresh.said | sed 's/^/# /'
}

# step NAME MADE: build; no more and no less than MADE is made, and the site is what it should be.
step()
{
	stamps >before
	build
	stamps >after
	is "$(comm -13 before after | sed 's/ .*//' | xargs)" "$(xargs -n 1 <<<"$2" | sort | xargs)" "$1"
	whole "$1"
}

# in_note NAME FROM TO: replace text in a note.
in_note()
{
	python3 - "$@" <<'END'
import sys
name, old, new = sys.argv[1:]
text = open(f"notes/{name}.md").read()
assert old in text, old
open(f"notes/{name}.md", "w").write(text.replace(old, new))
END
}

mkdir -p notes/pictures experiments
cat >notes/course.yaml <<'END'
title: Increments
author: An author
language: en
bibliography: all.bib
order: [index, 01-one, 02-two, 03-three, 04-four]
statements:
  S1: It takes time
defaults:
  budget: 9 s
END
printf '@book{knuth, author={Knuth, A.}, title={A Book}, year={1999}, publisher={P}}\n' >notes/all.bib
printf '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\n' >notes/pictures/dot.svg
printf 'from weights import BASE\n\n\ndef work(worker):\n' >experiments/shared.py
printf '    worker.record("wall", BASE + worker.params["round"] %% 7 / 1000)\n' >>experiments/shared.py
printf 'BASE = 1\n' >experiments/weights.py
note index <<'END'
# Start

Words.
END
{
	printf '# One\n\nText of one.\n\n## Part {#sec-part}\n\n'
	given one
	printf '\n[It takes time](claim:one#S1 "mock.wall > 0.5 s").\n'
} | note 01-one
{
	printf '# Two\n\nText of two, [@knuth], see @fig-one and [](#sec-part).\n\n'
	printf '![A dot](pictures/dot.svg)\n\n'
	given two
	printf '\nNeeds [some](value:two "mock.wall") and [as much](value:one "mock.wall").\n'
} | note 02-two
{
	printf '# Three\n\nText of three.\n\n[](course:statements)\n\n'
	printf '``` {.experiment #three}\nworkload: shared\nfig-cap: Shared\nexecutors: [mock]\n'
	printf 'metric: wall\nrounds: 10\n```\n\n[It does](claim:three "mock.wall > 0.5 s").\n'
	# shellcheck disable=SC2016
	printf '\n``` {.python .run}\nprint("a snippet")\n```\n'
} | note 03-three
printf '# Four\n\nText of four.\n' | note 04-four
cp -r notes notes.first

all='page:01-one page:02-two page:03-three page:04-four page:index page:ledger'
step 'the first build' "figure:one figure:three figure:two measured:one measured:three measured:two $all"
step 'nothing' ''

# Prose, headings and titles.
in_note 04-four 'Text of four' 'New text of four'
step 'prose' 'page:04-four'
in_note 01-one 'Text of one' 'New text of one'
step 'prose of a note that others refer to' 'page:01-one'
in_note 04-four 'New text' $'## A heading\n\nNew text'
step 'a new heading' 'page:04-four'
in_note 01-one '## Part' '## The part'
step 'a heading that is referred to' 'page:01-one page:02-two'
in_note 04-four '# Four' '# The fourth'
step 'a title' "$all"
in_note index 'Words.' 'Other words.'
step 'prose of the start page' 'page:index'
printf '\n' >>notes/04-four.md
touch notes/*.md
step 'a blank line at the end' 'page:04-four'
touch notes/*.md notes/*.bib notes/pictures/* "$templates"/*
step 'new times, no new bytes' ''

# Claims and values.
in_note 01-one '> 0.5 s' '> 0.6 s'
step 'the formula of a claim' 'page:01-one page:ledger'
in_note 01-one '[It takes time]' '[It takes some time]'
step 'the sentence of a claim that backs a statement' 'page:01-one page:03-three page:ledger'
in_note 01-one '> 0.6 s' '> 9 s'
step 'a claim that is refuted now' 'page:01-one page:03-three page:index page:ledger'
in_note 02-two '"mock.wall"' '"mock.wall / 2"'
step 'the formulas of values' 'page:02-two'
in_note 04-four 'New text' 'New [text](value:one "mock.start")'
step 'a metric that another note asks for, and the same samples' 'figure:one measured:one page:01-one page:04-four'

# Experiments.
in_note 01-one 'Figure of one' 'The figure of one'
step 'a caption' 'page:01-one'
in_note 01-one '//| rounds: 10' $'//| rounds: 10\n//| log: y'
step 'an option of the plot' 'figure:one page:01-one'
in_note 01-one '//| rounds: 10' $'//| rounds: 10\n//| gnuplot: set key bottom'
step 'commands for gnuplot' 'figure:one page:01-one'
in_note 01-one '//| rounds: 10' $'//| rounds: 10\n//| reduce: mean'
step 'how samples are reduced, which are the same' 'figure:one'
in_note 01-one 'rounds: 10' 'rounds: 11'
step 'a number of rounds' 'figure:one measured:one page:01-one page:02-two page:04-four page:ledger'
in_note 01-one 'rounds: 11' 'rounds: 10'
step 'the earlier number: measures nothing' 'figure:one page:01-one page:02-two page:04-four page:ledger'
in_note 02-two 'round % 7' 'round % 6'
step 'code' 'figure:two measured:two page:02-two'
sed -i 's/% 7/% 6/' experiments/shared.py
step 'a shared workload' 'figure:three measured:three page:03-three page:ledger'
sed -i 's/1/1.5/' experiments/weights.py
step 'what a shared workload imports' 'figure:three measured:three page:03-three page:ledger'
sed -i 's/a snippet/the snippet/' notes/03-three.md
step 'a snippet' 'page:03-three'

# Files beside notes.
sed -i 's/A Book/The Book/' notes/all.bib
step 'the bibliography' 'page:02-two page:03-three'
sed -i 's/="9"/="8"/' notes/pictures/dot.svg
step 'a picture' ''
cp -p notes/pictures/dot.svg kept.svg
sed -i 's/="8"/="7"/' notes/pictures/dot.svg
touch -r kept.svg notes/pictures/dot.svg
step 'a picture of the same size and time' ''
cp -p notes/all.bib kept.bib
sed -i 's/1999/1998/' notes/all.bib
touch -r kept.bib notes/all.bib
step 'a bibliography of the same size and time' 'page:02-two page:03-three'

# course.yaml.
sed -i 's/^title: .*/title: Other increments/' notes/course.yaml
step 'the title of the course' "$all"
sed -i 's/S1: .*/S1: It takes some time/' notes/course.yaml
step 'a statement' 'page:03-three'
sed -i 's/01-one, 02-two/02-two, 01-one/' notes/course.yaml
step 'the order' "$all"
sed -i 's/budget: 9 s/budget: 8 s/' notes/course.yaml
step 'defaults that measuring goes by' ''
printf '  code-fold: true\n' >>notes/course.yaml
step 'defaults of what is shown' 'page:01-one page:02-two page:03-three'
printf 'base-url: https://example.org/\n' >>notes/course.yaml
step 'where it is published' "$all"

# Notes come and go.
printf '# Five\n\nText.\n' | note 05-five
step 'a new note' "${all/page:index/page:05-five page:index}"
mv notes/05-five.md notes/06-six.md
step 'a note that is renamed' "${all/page:index/page:06-six page:index}"
sed -i '1i---\ndraft: true\n---' notes/06-six.md
step 'a draft' "$all"
sed -i '1,3d' notes/06-six.md
step 'no draft any more' "${all/page:index/page:06-six page:index}"
rm notes/06-six.md
step 'a note that is deleted' "$all"
in_note 02-two '#two}' '#second}'
in_note 02-two 'value:two' 'value:second'
step 'an experiment that is renamed' 'figure:second measured:second page:02-two'
in_note 02-two 'pictures/dot.svg' 'pictures/other.svg'
mv notes/pictures/dot.svg notes/pictures/other.svg
step 'a picture that is moved' 'page:02-two'
given moved >>notes/01-one.md
step 'a new experiment' 'figure:moved measured:moved page:01-one'
given moved >block
cp notes.first/02-two.md notes/02-two.md
mv notes/pictures/other.svg notes/pictures/dot.svg
step 'an earlier note: measures nothing' 'figure:two page:02-two'
cp notes/04-four.md four.md
cat block >>notes/04-four.md
python3 - <<'END'
text = open("notes/01-one.md").read()
open("notes/01-one.md", "w").write(text.replace(open("block").read(), ""))
END
step 'an experiment that moves to another note' 'page:01-one page:04-four'
cp four.md notes/04-four.md
step 'an experiment that is deleted' 'page:04-four'

# Templates.
printf '/* */\n' >>"$templates/style.css"
step 'the style sheet' ''
printf '<!-- -->\n' >>"$templates/page.html"
step 'the template of pages' "$all"
printf '\n-- \n' >>"$templates/kit.lua"
step 'a part of the filter' "$all"
for name in handout.tex slides.tex latex.lua slides.lua volume.lua print.tex; do
	printf '\n' >>"$templates/$name"
done
step 'templates of handouts' ''
sed -i 's/^c_grey = .*/c_grey = 0x707070/' "$templates/plot.gp"
step 'how figures look' 'figure:one figure:three figure:two page:01-one page:02-two page:03-three'

# All of it back.
rm -rf notes
mv notes.first notes
step 'the first text of all: measures nothing' "figure:one $all"

finish
