#!/bin/bash
# furniture.sh LECTERN - callouts, tabs, numbered lines, notes and sources, on pages and on paper.
# shellcheck source=tests/e2e/lib.sh disable=SC2016,SC2086
. "$(dirname "$0")/lib.sh"

PAGE=page.html # in one line: where pandoc breaks lines is its own business

mkdir notes
printf 'title: Furniture\nbibliography: all.bib\n' >notes/course.yaml
printf '@book{knuth, author={Knuth, D.}, title={A Book}, year={1999}, publisher={P}}\n' >notes/all.bib
cat >notes/01-all.md <<'NOTE'
# Everything

A footnote,[^n] and a source [@knuth].

[^n]: The text of the footnote.

## Callouts

::: {.callout-note}
No title.
:::

::: {.callout-tip #look}
### Look [closely](claim:m "serial.wall < 10 s") {#closer}

First.

#### A heading inside

Second, with a [claim](claim:m "serial.wall < 10 s").
:::

::: {.callout-important title="Three < four"}
Text.
:::

::: {.callout-warning collapse="true"}
## Folded

    indented code

After code.
:::

::: {.callout-caution collapse="false" title="Can be folded"}
Text with a footnote.[^c]

::: {.callout-note}
Nested.
:::
:::

[^c]: From within.

## Tabs

::: {.panel-tabset group="ways"}
Above the tabs.

### One way {#one}

First panel.

#### A part of it

### The [other](claim:m "serial.wall < 10 s") way

Second panel.

#### A deep part {#deep}
:::

## Lines {#m}

``` {.python .numberLines startFrom="7"}
first = 1
second = 2
```

``` {.numberLines}
no language
```

``` {.python .run}
#| code-line-numbers: true
print("numbered")
```

``` {.python code-fold="true"}
folded = True
```

``` {.python code-fold="show" code-summary="All < of it" filename="all.py"}
shown = True
```

``` {.python filename="named.py" code-fold="false"}
named = True
```

- [ ] to do
- [x] done

## Claims

So [it is](claim:m "serial.wall < 10 s"), "as [some say](claim:m "serial.wall < 10 s")". (Or [so](claim:m
"serial.wall < 10 s")); [noted](claim:m "serial.wall < 10 s").[^x] And [alone](claim:m "serial.wall < 10 s")
it stands.

[^x]: A note at a mark.

NOTE
quick m >>notes/01-all.md
printf '\n## References\n' >>notes/01-all.md
printf '%s\n' --- 'title: Furniture' 'subtitle: All of it' --- 'Welcome.' '' '## Before the chapters' >notes/index.md

run "$LECTERN" build --notes notes --out out --formats html,pdf
status 0 'a course with all of it is built'
unlike "$ERR" '\[(render|pdf)-' 'without complaints of pandoc and LaTeX'
run "$SRC/tests/e2e/page.py" out/site/01-all.html
status 0 'the page is sound'
tr '\n' ' ' <out/site/01-all.html >$PAGE

# Callouts
is "$(grep -o '<aside [^>]*role="note"' $PAGE | wc -l)" 4 'callouts are notes'
is "$(grep -o '<details class="callout callout-[a-z]*"[^>]*>' $PAGE | wc -l)" 2 'two of them fold'
like $PAGE '<details class="callout callout-caution" open>' 'one of these is open'
like $PAGE '<aside class="callout callout-note" role="note" aria-label="Note">' 'without a title the kind is the name'
like $PAGE '<p class="callout-title"><span class="callout-kind">Note</span></p>' 'and stands there in words'
like $PAGE '<aside class="callout callout-tip" id="look" role="note" aria-label="Tip: Look closely">' 'a heading is the title'
like $PAGE '<p class="callout-title" id="closer"><span class="callout-kind">Tip: </span>Look' 'with its id'
like $PAGE 'aria-label="Important: Three &lt; four"' 'an attribute is one, too'
like $PAGE '<summary class="callout-title" id="folded"><span class="callout-kind">Warning: </span>Folded</summary>' \
	'a folded one shows its title'
unlike $PAGE '<h[1-6][^>]*>(Look|Folded)' 'titles are no headings'
grep -o '<nav class="toc wide.*<details class="toc narrow' $PAGE >contents.html
like contents.html 'Claims' 'headings are in the contents'
unlike contents.html 'Look|Folded|inside|way' 'those of callouts and tabs are not'

# Tabs
like $PAGE '<section id="one" class="[^"]*\<tab\>' 'a tab is a section with the id of its heading'
is "$(grep -o '<section [^>]*class="[^"]*\<tab\>' $PAGE | wc -l)" 2 'there are two'
like $PAGE 'panel-tabset"[^>]*>.*Above the tabs.*One way.*First panel.*A part of it.*Second panel' \
	'what stands in them stands one below the other'
like $PAGE '<div class="panel-tabset" data-group="ways">' 'a set can be one of a group'
unlike $PAGE 'role="tab| hidden[ >=]' 'all of it is readable without scripts'

# Lines
is "$(grep -o '<div class="numbered"' $PAGE | wc -l)" 3 'three listings have numbered lines'
like $PAGE '<div class="numbered" style="--before: 6">' 'one begins at its own number'
unlike $PAGE 'numberSource|href="#cb|href="#code' 'their numbers are no links, nor are lines'
like $PAGE 'sourceCode default"><span>no language' 'code without a language has lines, too'

# Code
is "$(grep -o ' id="m"' $PAGE | wc -l)" 1 'an experiment may have the name of a heading'
like $PAGE '<details class="listing"><summary>Code <span class="aside">1 line</span>' 'any code can be folded'
like $PAGE '<details class="listing" open><summary>All &lt; of it <span class="aside">all.py, 1 line</span>' \
	'or open, with words and a name of its own'
like $PAGE '<div class="listing"><p class="code-head">named.py</p>' 'or just have a name'
unlike $PAGE 'data-(code-|filename)' 'and its attributes are used up'

# Captions
like $PAGE '</span> Idleness\. <span class="marks">' 'a caption ends before what the marks mean'

# Notes and sources
like $PAGE '<a href="#fn1" class="footnote-ref"' 'a footnote is a link'
like $PAGE '<span class="citation" data-cites="knuth">\(?<a href="#ref-knuth"' 'so is a source'

# What follows a mark: its span holds both on one line
like $PAGE '</sup>,</span>' 'a comma stays with the mark before it'
like $PAGE '</sup>”\.</span>' 'so do a quotation mark and a full stop'
like $PAGE '</sup>\);</span>' 'a parenthesis and a semicolon'
like $PAGE '</sup>\.<a [^>]*class="footnote-ref"[^>]*><sup>[0-9]*</sup></a></span>' 'the number of a footnote'
is "$(grep -o '<span class="held">.<\(button\|a\)' $PAGE | wc -l)" 8 'no mark is without such a span'

# The switch
like $PAGE 'localStorage.getItem\("lectern-theme"\)' 'the colours that were chosen are set'
unlike $PAGE '<link rel="stylesheet".*lectern-theme' 'before anything is shown'

# The start page
tr '\n' ' ' <out/site/index.html >start.html
like start.html '<p class="subtitle">All of it</p>' 'the start page has its subtitle'
like start.html '<h2[^>]*>Before the chapters' 'its headings are as high'
like start.html '<h2[^>]*>Chapters' 'as that of the chapters'

# Scripts
if command -v chromium >/dev/null; then
	profile=$(mktemp -d "$HOME_DIR/profile.XXXXXX")
	run timeout 60 chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-sync \
		--disable-background-networking --disable-component-update --user-data-dir="$profile" \
		--virtual-time-budget=2000 --dump-dom "file://$PWD/out/site/01-all.html#deep"
	tr '\n' ' ' <"$OUT" >dom.html
	like dom.html '<label class="theme">' 'a browser gets a switch'
	is "$(grep -o '<button[^>]*role="tab"' dom.html | wc -l)" 2 'and tabs'
	like dom.html '<button[^>]*aria-controls="one"[^>]*aria-selected="false"[^>]*>One way</button>' \
		'that have their names'
	like dom.html 'aria-selected="true"[^>]*>The other way</button>' 'without marks'
	is "$(grep -o '<section[^>]*role="tabpanel"[^>]* hidden' dom.html | wc -l)" 1 \
		'of which the one is open that the address leads into'
	like dom.html '<span class="peek"><a href="#ref-knuth"' 'sources unfold'
	is "$(grep -o '<button[^>]*class="copy"' dom.html | wc -l)" \
		"$(($(grep -o '<pre' dom.html | wc -l) - $(grep -o 'class="program-output"' dom.html | wc -l)))" \
		'listings can be copied, output not'
else
	skip 'what scripts add' 'there is no chromium'
fi

# Paper
run pdftotext -layout out/handouts/01-all.pdf handout.txt
status 0 'there is a handout'
like handout.txt '^ *Note$' 'it has callouts'
like handout.txt 'Tip: Look closely' 'with titles'
like handout.txt 'Warning: Folded' 'that do not fold'
like handout.txt 'After code\.' 'and all of their text'
like handout.txt 'One way' 'tabs are sections'
like handout.txt 'Second panel' 'one below the other'
like handout.txt '^ *all\.py$' 'code has its name'
like handout.txt '☐ *to do' 'what is to do has a box'
like handout.txt '☒ *done' 'so has what is done'
like handout.txt '^ *7 +first = 1' 'lines have numbers'
like handout.txt '^ *8 +second = 2' 'from the one that was said'
finish
