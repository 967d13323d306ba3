#!/bin/bash
# What the manuals say is so: every row of a table is named, and the examples work.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

tr -c 'a-z0-9-' '\n' <"$SRC/docs/lectern.1" | sort -u >words

# named WHAT: the first words of `lectern list WHAT` stand in the manual page.
named()
{
	run "$LECTERN" list "$1"
	status 0 "list $1 is good"
	sed -n 's/^ *\([a-z][a-z0-9-]*\) .*/\1/p' "$OUT" | sort -u >rows
	is "$(($(wc -l <rows) > 0))" 1 "$1: there are rows"
	is "$(comm -23 rows words | xargs)" '' "$1: the manual page names them all"
}

named options
named executors
named services

run "$LECTERN" --help
sed -n 's/^ *\(lectern \)\{0,1\}\([a-z][a-z-]*\)  .*/\2/p' "$OUT" | sort -u >rows
is "$(($(wc -l <rows) > 3))" 1 'commands: there are rows'
is "$(comm -23 rows words | xargs)" '' 'commands: the manual page names them all'

# The options of `build` on the manual page are those of the program.
run "$LECTERN" build --help
grep -o -- '--[a-z][a-z-]*' "$OUT" | grep -v -e '--help' | sed 's/^--//' | sort -u >rows
sed -n 's/^\.It Fl -*\([a-z][a-z-]*\).*/\1/p' "$SRC/docs/lectern.1" | sort -u >options
is "$(($(wc -l <rows) > 3))" 1 'build: there are options'
is "$(comm -23 rows options | xargs)" '' 'build: the manual page names its options'

# The first experiment of the README is a note that can be built as it stands.
awk '/^````/ { inside = !inside; next } inside' "$SRC/README.md" | note first
like notes/first.md 'claim:' 'README: the example is found'
build
status 0 'README: the example is built'
like out/site/first.html '<figure' 'README: there is a figure'
unlike out/site/first.html 'claim:|value:' 'README: claims and values are replaced'

# Files that the documents name are there.
for file in README.md ARCHITECTURE.md CONTRIBUTING.md; do
	missing=$(grep -oE '`(gen|tests|templates|notes|experiments|docs|\.ci)/[A-Za-z0-9_./-]*`|\]\([A-Za-z][A-Za-z0-9_./-]*\)' \
		"$SRC/$file" | tr -d '`()]' | grep -v -e NAME -e CASE -e notes/13-first.md |
		while read -r path; do [ -e "$SRC/${path%%#*}" ] || echo "$path"; done)
	is "$missing" '' "$file: what it names is there"
done

# The map of the program shows all of it.
sed -n '/^## Floors/,/^## Inv/s/^| .* | `\([a-z *-]*\)` |$/\1/p' "$SRC/ARCHITECTURE.md" | tr ' ' '\n' | sort -u >drawn
grep -v '^#' "$SRC/gen/FLOORS" | tr ' ' '\n' | grep -v '^cmd-' | sort -u >modules
is "$(($(wc -l <drawn) > 20))" 1 'ARCHITECTURE.md: there are modules'
is "$(comm -13 drawn modules | xargs)" '' 'ARCHITECTURE.md names every module'
is "$(comm -23 drawn modules | grep -v '^cmd-' | xargs)" '' 'ARCHITECTURE.md names no other'

finish
