#!/bin/bash
# rendering.sh - a spliced note becomes a page and a handout that hold all of it.
#
# The note is written by hand and stands in tests/fixtures/spliced, so this tests the templates and
# the pandoc filter alone, with the real pandoc, LaTeX and gnuplot.
# shellcheck source=tests/e2e/lib.sh disable=SC2016,SC2086,SC2317
. "$(dirname "$0")/lib.sh"

NOTE=04-gil
T=$SRC/templates

page()
{
	pandoc --from markdown-implicit_figures --to html5 --data-dir "$T" --standalone \
		--template "$T/page.html" --mathml --section-divs --citeproc \
		--lua-filter "$T/lectern.lua" --metadata=lectern-evidence:md/$1.lua \
		--resource-path=.:md --output "site/$1.html" "md/$1.md"
}

latex()
{
	pandoc --from markdown-implicit_figures --to latex --data-dir "$T" --standalone \
		--template "$T/handout.tex" --citeproc --lua-filter "$T/lectern.lua" \
		--metadata=lectern-evidence:md/$1.lua --resource-path=.:md \
		--output tex/handout.tex "md/$1.md" || return
	for _ in 1 2; do
		SOURCE_DATE_EPOCH=0 FORCE_SOURCE_DATE=1 max_print_line=100000 TEXINPUTS=.:md: \
			lualatex -interaction=nonstopmode -halt-on-error -file-line-error \
			-output-directory=tex tex/handout.tex || return
	done
}

# once ID: the page has exactly one element with this id.
once()
{
	is "$(grep -o " id=\"$1\"" site/$NOTE.html | wc -l)" 1 "$1 is on the page once"
}

mkdir -p md site/assets site/figures tex
cp -r "$SRC/tests/fixtures/spliced/." md
cp "$T/style.css" "$T/lectern.js" "$T/favicon.svg" site/assets
(cd md/figures && gnuplot -e "out='startup.svg'" startup.gp && gnuplot -e "out='startup.pdf'" startup.gp &&
	gnuplot -e "set terminal pngcairo size 300,120; set output 'switch.png'; plot sin(x)") 2>"$ERR"
cp md/figures/switch.png site/figures
echo '<svg viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>' >md/figures/second.svg
cp md/figures/startup.pdf md/figures/second.pdf
touch site/pic.svg site/x.gif

# The page
run page $NOTE
status 0 'pandoc makes the page'
is "$(cat "$ERR")" '' 'without warnings'
run "$SRC/tests/e2e/page.py" site/$NOTE.html
status 0 'the page is well formed, complete and keeps to the site'
for id in $(grep -o '#\(claim\|value\|fig\|tbl\|result\)-[a-z0-9-]*[ }]' md/$NOTE.md | tr -d '# }' | sort -u); do
	once "$id"
done
like site/$NOTE.html '<figcaption><span class="label">Figure 1.</span>' 'the figure has its number'
like site/$NOTE.html '<span class="label">Table 1.</span>' 'the table has its number'
like site/$NOTE.html '<span class="marks">Medians;' 'its caption says what the numbers are'
is "$(grep -o '<span class="number">52 µs</span> <span class="interval">(49 to 56 µs)</span>' site/$NOTE.html | wc -l)" 2 \
	'numbers and intervals have lines of their own, in the table and in the provenance'
like site/$NOTE.html 'their &lt;99 %&gt; intervals' 'the provenance says so, too'
like site/$NOTE.html '<svg[^>]*role="img"' 'the drawing stands in the page'
like site/$NOTE.html '<summary>33 rounds \(2 dropped\)' 'the figure tells where it comes from'
like site/$NOTE.html '<math' 'maths is MathML'
like site/$NOTE.html '<span class="word">refuted</span>' 'a refuted claim says so in words'
like site/$NOTE.html 'Refuted, expected: supported' 'a surprise says what was expected'
like site/$NOTE.html '<span class="ev-key">Left side</span> <span class="ev-val">process.start: 1.056 ms \(' \
	'both sides of a claim stand with their intervals'
like site/$NOTE.html '<span class="ev-key">Formula</span> <span class="ev-val"><code>process.start &gt; 5' \
	'and the formula as the author wrote it'
like site/$NOTE.html '&lt;1 µs&gt;' 'texts of the side file are escaped'
like site/$NOTE.html 'href="data/startup.csv"' 'samples are linked'
unlike site/$NOTE.html 'claim:|value:' 'no address of ours is left'
# In captions, headings, tables and footnotes evidence is an endnote, elsewhere it unfolds.
is "$(grep -o 'class="mark" href=' site/$NOTE.html | wc -l)" 4 'four claims lead to endnotes'
is "$(grep -o '<button [^>]*class="mark"' site/$NOTE.html | wc -l)" 7 'the others unfold'
is "$(grep -c '<li id="note-' site/$NOTE.html)" 17 'all evidence is listed'
is "$(grep -o 'popovertarget="\([^"]*\)" aria-describedby="\1"' site/$NOTE.html | wc -l)" 7 \
	'evidence that unfolds is read aloud'
like site/$NOTE.html '</sup>,</span><span class="evidence' 'a comma does not part from the mark before it'
sed -n '/<nav class="toc/,/<\/nav>/p' site/$NOTE.html >contents.html
like contents.html 'Scaling is bounded' 'the contents list the headings'
unlike contents.html 'claim|value|mark' 'without their evidence'
cp site/$NOTE.html first.html
run page $NOTE
same first.html site/$NOTE.html 'the same input gives the same page'

run "$SRC/tests/e2e/contrast.py" "$T/style.css"
status 0 'all text can be read, in light and dark'

# A note with nothing of ours, without a title but with a heading
printf '# Plain\n\nText with $x^2$ and a picture:\n\n![A caption](figures/switch.png)\n' >md/plain.md
echo 'return {}' >md/plain.lua
run page plain
status 0 'a plain note becomes a page'
run "$SRC/tests/e2e/page.py" site/plain.html
status 0 'that is as sound'
like site/plain.html '<h1 id="plain">Plain</h1>' 'its first heading is its title'

# The handout
run latex $NOTE
status 0 'LaTeX makes the handout'
unlike tex/handout.log 'Missing character' 'no character is missing'
unlike tex/handout.log 'Overfull .hbox \(([2-9]|[0-9]{2,})' 'nothing juts out into the margin'
unlike tex/handout.log 'undefined references|multiply defined' 'all references are there'
run pdftotext -layout tex/handout.pdf -
cp "$OUT" handout.txt
like handout.txt 'Threads under the GIL' 'it has the title'
like handout.txt 'Chapter 4' 'and the number of the chapter'
like handout.txt 'Figure 1\. Time from the start call' 'its figure is numbered'
like handout.txt 'Table 1\. Start latency' 'its table is numbered'
like handout.txt 'Start latency.*Medians; in parentheses' 'and says what its numbers are'
like handout.txt '✓' 'its claims have marks'
like handout.txt '✗ refuted' 'a refuted one says so in words'
like handout.txt 'Refuted, expected: supported' 'its evidence is in footnotes'
like handout.txt '20\.3 \(p\. 1\)' 'and that of values at the end'
like handout.txt 'µ × ≥ → ✓ ✗ α β γ Ω' 'letters of all kinds are printed'
like handout.txt '^ *([a-z]+ )*broken somewhere' 'long lines of code are broken'
run pdfinfo tex/handout.pdf
like "$OUT" 'Title: *4\. Threads under the GIL' 'its title is in the metadata'
like "$OUT" 'Author: *A\. Lecturer' 'so is its author'
unlike "$OUT" '^CreationDate' 'it has no date'
run pdffonts tex/handout.pdf
ok 'all fonts are embedded' awk 'NR > 2 && $(NF - 4) != "yes" { bad = 1 } END { exit bad || NR < 3 }' "$OUT"
cp tex/handout.pdf first.pdf
rm -f tex/handout.aux tex/handout.out
run latex $NOTE
same first.pdf tex/handout.pdf 'the same input gives the same bytes'
printf '# Characters\n\nNot in any font of ours: 漢字.\n' >md/cjk.md
echo 'return {}' >md/cjk.lua
run latex cjk
like tex/handout.log 'Missing character: There is no 漢' 'a character that cannot be printed is in the log'

# Objects of ours in every odd place, and texts full of what HTML and LaTeX take for markup
run page odd
status 0 'odd places become a page'
run "$SRC/tests/e2e/page.py" site/odd.html
status 0 'that is sound'
is "$(grep -o ' id="claim-a-[0-9]"' site/odd.html | sort | uniq -c | grep -c ' 1 ')" 8 'and has every claim once'
like site/odd.html '<title>7\. Stress whole heading claim with code' 'the title of the window is plain'
run latex odd
status 0 'odd places become a handout'
unlike tex/handout.log 'Missing character' 'without missing characters'
unlike tex/handout.log 'Overfull .hbox \(([2-9]|[0-9]{2,})' 'or anything in the margin'
unlike tex/handout.log 'undefined references|multiply defined' 'with all references'
like tex/handout.log '^Lectern: no picture pic\.svg' 'a picture that cannot be printed is in the log'
finish
