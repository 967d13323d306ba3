#!/bin/bash
# progress.sh - the live line of a build on a terminal: drawn over and over, never wider than the
# terminal, gone at the end; and what is seen where there is no terminal.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
esc=$'\033'
export TERM=xterm

# given ID SLEEP: an experiment of three rounds that wait.
given()
{
	cat <<END
\`\`\` {.python .experiment #$1}
#| executors: [mock]
#| fig-cap: Nothing
#| rounds: 3
import time

def work(worker):
    time.sleep($2)
    worker.record("wall", 1 + int(worker.params["round"]))
\`\`\`

END
}

# on_terminal ARGUMENT... -- OPTION...: build on a terminal; its lines are in $OUT, one a drawing.
on_terminal()
{
	local -a terminal=()
	while [ "$1" != -- ]; do
		terminal+=("$1")
		shift
	done
	shift
	run "$SRC/tests/e2e/terminal.py" "${terminal[@]}" "$LECTERN" build --formats html "$@"
	cp "$OUT" raw
	tr -s '\r' '\n' <raw >"$OUT"
}

# widest: print how wide the widest drawing of the live line is.
widest()
{
	python3 -c 'import re, sys
text = open("raw", encoding="utf-8", newline="").read()
print(max(map(len, re.findall(r"\r\033\[K([^\r\n\033]*)(?=\r\033)", text)), default=0))'
}

{
	printf -- '---\ntitle: Progress\n---\n\n'
	given one 0.25
	given two 0
} | note progress

on_terminal --
status 0 'a build on a terminal is good'
like "$OUT" "^${esc}\[K1/2 [━─]+ one  setting up  .* left, .* for all$" 'what is set up'
like "$OUT" "^${esc}\[K1/2 [━─]+ one  round [12] of 3 " 'and measured'
like "$OUT" "^${esc}\[K1/2  one  +3 rounds in " 'a line stays, in the place of the live one'
like "$OUT" "^${esc}\[Kdrawing [━─]+ 0 of 2 figures  gnuplot$" 'what is drawn'
like "$OUT" "^${esc}\[Krendering [━─]+ [0-9] of [0-9] files?  [a-z]+.html$" 'what is rendered'
like "$OUT" "^${esc}\[Kexperiments  2 measured" 'nothing is left when the summary is printed'
unlike "$OUT" "${esc}\[\?25" 'the cursor is left alone'
is "$(($(widest) < 80))" 1 'no line reaches the edge'

on_terminal --
status 0 'a build of nothing new is good'
unlike "$OUT" "$esc" 'and draws no line'

on_terminal -c 40 -- --fresh
like "$OUT" "^${esc}\[K1/2 [━─]* ?one  .* left, .* for all$" 'a narrow terminal: less is said'
is "$(($(widest) < 40))" 1 'and nothing is wider'

on_terminal -c 79 -x 'setting up' resize:30 -- --fresh
like "$OUT" "^${esc}\[[12]A${esc}\[J" 'a window made narrower: the lines that were one go'

on_terminal -x 'setting up' '\3' -- --fresh
status 130 'an interrupted build'
like "$OUT" "^${esc}\[Klectern: interrupted" 'leaves no live line'

LC_ALL=C on_terminal -- --fresh
like "$OUT" "^${esc}\[K1/2 [#-]+ one " 'without Unicode: other bars'

TERM=dumb on_terminal -- --fresh
unlike "$OUT" "$esc" 'a dumb terminal gets no sequences'
like "$OUT" '^1/2  one  +3 rounds in ' 'but lines'

on_terminal -- --fresh --quiet
is "$(cat raw)" '' 'a quiet build says nothing'

sed -i '/fig-cap/d' notes/progress.md
on_terminal --
like "$OUT" "^(${esc}\[[0-9;]*m)*notes/progress.md:5:5: " 'a finding begins its line'

build --fresh
status 0 'a build without a terminal is good'
unlike "$ERR" "$esc" 'no sequences in a file'
is "$(grep -c '^[12]/2  [a-z]* .* in ' "$ERR")" 2 'a line an experiment'

finish
