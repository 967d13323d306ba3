#!/bin/bash
# Tools that are missing, or fail at their work: the build says so and makes what it can.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

{
	printf -- '---\ntitle: Tools\n---\n\nText before.\n\n'
	quick fast
	printf '\n[It takes time](claim:fast "serial.wall > 0 ns").\n'
} | note tools
{
	printf -- '---\ntitle: Python\n---\n\nText before.\n\n``` {.python .experiment #snake}\n'
	printf '#| fig-cap: Nothing\n#| rounds: 3\n#| iterations: 1\ndef work(worker):\n    pass\n```\n'
} | note python

# clear: forget what was made.
clear_out()
{
	rm -rf out
}

run env PATH="$(without python3 python)" "$LECTERN" build --notes notes --out out --formats html
like "$ERR" 'python3' 'no python3: it is named'
like out/site/tools.html 'Text before' 'no python3: pages are made'
ok 'no python3: C experiments are measured' compgen -G 'out/data/fast-*.json'
is "$((STATUS == 0 || STATUS == 1))" 1 'no python3: no trouble with the world'

clear_out
run env PATH="$(without cc gcc c99 clang)" "$LECTERN" build --notes notes --out out --formats html
like "$ERR" "compiler|\bcc\b" 'no C compiler: it is named'
unlike "$ERR" 'Segmentation|CRITICAL|assert' 'no C compiler: a clean message'
status 0 'no C compiler: the rest of the course is built'
like out/site/tools.html 'not testable here' 'no C compiler: the page says so'

clear_out
run env PATH="$(without gnuplot)" "$LECTERN" build --notes notes --out out --formats html
like "$ERR" 'gnuplot' 'no gnuplot: it is named'
like "$ERR" 'apt|install' 'no gnuplot: the way out is told'
is "$((STATUS > 0 && STATUS < 4))" 1 'no gnuplot: the build fails'
ok 'no gnuplot: what was measured is kept' compgen -G 'out/data/fast-*.json'

clear_out
run env PATH="$(without pandoc)" "$LECTERN" build --notes notes --out out --formats html
status 3 'no pandoc: the world is at fault'
like "$ERR" 'pandoc' 'no pandoc: it is named'
like "$ERR" 'apt|install' 'no pandoc: the way out is told'

clear_out
run env PATH="$(without lualatex luahbtex xelatex pdflatex)" "$LECTERN" build --notes notes --out out \
	--formats html,pdf
like out/site/tools.html 'Text before' 'no PDF engine: HTML is made'
nok 'no PDF engine: no handout' test -e out/handouts/tools.pdf
like "$ERR" 'lualatex' 'no PDF engine: it is named'
is "$(grep -c lualatex "$ERR")" 1 'no PDF engine: said once'

clear_out
run env PATH="$(fake fail gnuplot)" "$LECTERN" build --notes notes --out out --formats html
like "$ERR" 'this tool fails on purpose' 'gnuplot fails: what it says is passed on'
is "$((STATUS > 0 && STATUS < 4))" 1 'gnuplot fails: the build fails'

clear_out
run env PATH="$(fake fail pandoc)" "$LECTERN" build --notes notes --out out --formats html
like "$ERR" 'this tool fails on purpose' 'pandoc fails: what it says is passed on'
is "$((STATUS > 0 && STATUS < 4))" 1 'pandoc fails: the build fails'
nok 'pandoc fails: no half page' test -e out/site/tools.html
ok 'pandoc fails: what was measured is kept' compgen -G 'out/data/fast-*.json'

# An earlier page survives a pandoc that dies.
build
status 0 'with its tools the build is good'
cp out/site/tools.html before.html
printf '\nA new sentence.\n' >>notes/tools.md
run env PATH="$(fake crash pandoc)" "$LECTERN" build --notes notes --out out --formats html
is "$((STATUS > 0 && STATUS < 4))" 1 'pandoc dies: the build fails'
same out/site/tools.html before.html 'pandoc dies: the earlier page is whole'
build
status 0 'afterwards the build is good'
like out/site/tools.html 'A new sentence' 'and the page is new'

finish
