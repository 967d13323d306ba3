#!/bin/bash
# slides.sh LECTERN - the slides of a chapter: what is on them, what the author leaves out.
# shellcheck source=tests/e2e/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"

# lines N TEXT: the text on N lines.
lines()
{
	local i
	for ((i = 1; i <= $1; i++)); do
		printf '%s %d\n' "$2" "$i"
	done
}

{
	printf -- '---\ntitle: A chapter\nsubtitle: and what it shows\n---\n\n'
	printf '# First part\n\nProse is said and not shown.\n\n> **Predict.** How long is nothing?\n\n'
	quick one
	printf '\n[it takes some time](claim:one "serial.wall > 0 ns"), as [](#fig-one) shows.\n'
	printf '[No time at all](claim:one "serial.wall < 0 ns expect refuted") is believed, too.\n\n'
	printf '::: notes\nAsk the audience first.\n:::\n\n'
	printf '# Only prose\n\nNobody projects this.\n\n'
	printf '# Hidden {.no-slide}\n\n> **Predict.** Is this seen?\n\n'
	printf '# Long code\n\n```python\n%s\n```\n\n' "$(lines 45 'x = ')"
	printf '```{.python .no-slide}\nsecret = 1\n```\n\n'
	printf '# Kept\n\n::: {.slide title="By hand"}\nA text that the author wants to see.\n:::\n'
} | note 01-a
printf 'title: All\nauthor: A. Lecturer\n' >notes/course.yaml

run "$LECTERN" build --formats html,slides
status 0 'slides are made'
unlike "$ERR" 'slide-full' 'none is too full'
nok 'and no handouts' test -e out/handouts
same out/slides/01-a.pdf out/site/slides/01-a.pdf 'the site has them'
like out/site/index.html 'href="slides/01-a.pdf"' 'the start page leads to them'
run pdfinfo out/slides/01-a.pdf
like "$OUT" '^Title: +1\. A chapter$' 'the title is in the metadata'
unlike "$OUT" '^CreationDate' 'there is no date'
like "$OUT" '^Page size: +45[0-9.]+ x 25[0-9.]+' 'they are 16 to 9'
is "$(sed -n 's/^Pages: *//p' "$OUT")" 10 'one a slide, and one for the notes'
pdftotext -layout out/slides/01-a.pdf - | tr -d '\f' >slides.txt
like slides.txt 'and what it shows' 'the first has the subtitle'
like slides.txt 'Predict\. How long is nothing' 'a question stands on one'
like slides.txt 'void' 'the code on the next'
like slides.txt 'Figure 1\. Idleness' 'the figure has its number'
like slides.txt '✓ +It takes some time' 'claims have their marks'
like slides.txt '✗ +No time at all \(refuted, as expected\)' 'and words'
like slides.txt '99 % interval' 'and what was measured'
like slides.txt 'Long code \(3/3\)' 'long code is divided'
like slides.txt 'x = +45' 'and nothing of it cut off'
like slides.txt 'By hand' 'a slide of the author has its title'
like slides.txt 'the author wants to see' 'and its text'
unlike slides.txt 'said and not shown|Only prose|Nobody projects' 'prose is left out'
unlike slides.txt 'Hidden|Is this seen|secret' 'so is what the author leaves out'
sed -n '/^ *Notes$/,$p' slides.txt >notes.txt
like notes.txt 'Ask the audience first' 'notes for the speaker stand behind the slides'

watch "$LECTERN" build --formats html,slides
is "$STARTED" no 'nothing new: no process'
printf '\nMore [time](value:one "serial.wall").\n' >>notes/01-a.md
run "$LECTERN" build --formats html
unlike out/site/index.html 'slides/' 'slides of an earlier text are not linked'
nok 'nor in the site' test -e out/site/slides/01-a.pdf

printf '\n# Too much {.slide}\n\n%s\n' "$(lines 30 '- A line')" >>notes/01-a.md
run "$LECTERN" build --formats slides
like "$ERR" 'slide 10 is too full.*\[slide-full\]' 'a slide that is too full is told'
pdftotext out/slides/01-a.pdf slides.txt
like slides.txt 'A line 30' 'and goes on'

finish
