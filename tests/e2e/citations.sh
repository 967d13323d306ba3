#!/bin/bash
# citations.sh LECTERN - bibliographies of the course and of a note, and what changes with them.
. "$(dirname "$0")/lib.sh"

# book FILE KEY NAME: a bibliography of one book.
book()
{
	printf '@book{%s, author={%s, A.}, title={A Book}, year={1999}, publisher={P}}\n' \
		"$2" "$3" >"notes/$1"
}

mkdir notes
printf 'title: Citations\nbibliography: all.bib\n' >notes/course.yaml
book all.bib knuth Knuth
book own.bib dijkstra Dijkstra
printf '# First\n\nAs in [@knuth].\n' >notes/01-a.md
printf -- '---\ntitle: Second\nbibliography: own.bib\n---\n\nAs in [@dijkstra].\n' >notes/02-b.md
printf '# Start\n\nAll of [@knuth].\n' >notes/index.md

run "$LECTERN" build --formats html
is "$STATUS" 0 'a course with bibliographies is built'
like out/site/01-a.html 'Knuth' 'a note cites from that of the course'
like out/site/index.html 'Knuth' 'so does the start page'
like out/site/02-b.html 'Dijkstra' 'a note cites from its own'
run "$LECTERN" build --formats html
like "$ERR" 'written +0 pages' 'nothing new, nothing made'

book all.bib knuth Lamport
run "$LECTERN" build --formats html
like out/site/01-a.html 'Lamport' 'a new bibliography is seen'
unlike out/site/02-b.html 'Lamport' 'and only where it is used'

finish
