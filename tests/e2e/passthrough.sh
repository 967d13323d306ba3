#!/bin/bash
# A note with nothing of ours goes to pandoc byte for byte.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

mkdir notes
printf -- '---\ntitle: "All kinds"\nkeywords: [a, b]\n---\n\n# Head {#sec-head .unnumbered}\n
Text with $x^2$, $$\\int_0^1 x\\,dx$$, a footnote[^1], *emphasis*,\\\na break, `code`, <b>raw</b>,
a trailing blank \na tab\there, "quotes" -- and --- dashes...\n\n[^1]: The note,\n\n    in two paragraphs.\n
| a | b |\n|---|:-:|\n| 1 | 2 |\n\n+---+---+\n| x | y |\n+===+===+\n| 1 | 2 |\n+---+---+\n
``` {.python #not-ours .numberLines}\n#| this is no option\nprint("hello")\n```\n
~~~\nplain [claim](claim-not-ours)\n~~~\n\n> a quote\n>\n> - with a list\n\nTerm\n\n:   Definition\n
<div class="x">\n\nInside.\n\n</div>\n\n::: {.note}\nFenced div.\n:::\n\n1. one\n\n   two\n2. three\n
Line block:\n\n| The one\n| and two\n\nSetext\n======\n\n[ref]: https://example.org "Title"\n
See [ref] and <https://example.org>.\n\nNo newline at the end' >notes/kinds.md
printf '# DOS\r\n\r\nLines that\r\nend so.\r\n\r\n```\r\ncode\r\n```\r\n' >notes/dos.md
printf '\357\273\277# Mark\n\nA byte order mark.\n' >notes/mark.md
printf '# Unicode\n\n\303\244\303\266\303\274 \342\202\254 \360\237\230\200 e\314\201 \342\200\217\n' >notes/unicode.md
printf '# No end' >notes/noend.md
printf '\n\n\n# Blanks\n\n\n\n\n' >notes/blanks.md

build --formats md,html
status 0 'the build is good'
for note in kinds dos mark unicode noend blanks; do
	same "notes/$note.md" "out/md/$note.md" "$note: byte for byte"
	ok "$note: there is a page" test -s "out/site/$note.html"
done

finish
