#!/bin/bash
# The search: an index of what the pages say, with the library where that is installed.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A place to be installed at, so that the library can come and go.
share=$PWD/prefix/share/lectern
mkdir -p prefix/bin prefix/libexec/lectern "$share/experiments"
cp "$LECTERN" prefix/bin
cp "$(dirname "$LECTERN")"/lectern-runner* "$SRC"/gen/runner/*.py prefix/libexec/lectern
cp -r "$SRC/templates" "$share"
cp "$SRC/experiments/lectern.h" "$share/experiments"
LECTERN=$PWD/prefix/bin/lectern

note index <<'NOTE'
---
title: A course
---

The first page.
NOTE
{
	cat <<'NOTE'
---
title: 'Größe & "Sense"'
---

Before all sections.

## The *first* section

Here is [nothing quick](claim:idle "serial.wall > 1 s expect refuted"), with `sys.argv` and </script>.

- a list[^n]

[^n]: A footnote.

NOTE
	quick idle
} | note 01-page

build
status 0 'a site is built without the library'
like "$ERR" '^search +none: ' 'and it is said that there is no search'
unlike out/site/01-page.html 'data-search' 'pages know'
nok 'there is no index' test -e out/site/assets/search-index.js
run "$LECTERN" doctor
like "$OUT" 'search .*MiniSearch is not installed' 'the doctor knows'

mkdir -p "$share/minisearch/dist/umd"
echo 'the library' >"$share/minisearch/dist/umd/index.js"
build
like "$ERR" '^search +none: ' 'a library without its licence is none'
echo 'the licence' >"$share/minisearch/LICENSE.txt"
build
status 0 'a site is built with the library'
unlike "$ERR" '^search' 'of which nothing needs to be said'
for page in index 01-page ledger; do
	like "out/site/$page.html" '<nav [^>]*data-search' "$page.html can be searched"
done
unlike out/site/01-page.html '<script[^>]*search' 'and loads nothing for it'
same "$share/minisearch/dist/umd/index.js" out/site/assets/minisearch.js 'the library is there'
same "$share/minisearch/LICENSE.txt" out/site/assets/minisearch-licence.txt 'with its licence'
ok 'and the script that uses it' test -s out/site/assets/search.js

cat >see.py <<'PY'
import json, re, sys
rows = json.loads(re.sub(r",\n\];$", "]", open(sys.argv[1]).read().split("=", 1)[1].strip()))
for row in rows:
    if "href" in row:
        page = open("out/site/" + row["href"]).read()
        print("page", row["href"], row["number"], row["title"])
        continue
    for name in [row["id"]] + [claim["id"] for claim in row["claims"]]:
        assert not name or f'id="{name}"' in page, name
    print("passage", json.dumps(list(row.values()), ensure_ascii=False))
PY
index=out/site/assets/search-index.js
run python3 see.py $index
status 0 'the index can be read, and its places are there'
like "$OUT" '^page index\.html 0 A course$' 'it has the start page'
like "$OUT" '^page 01-page\.html 1 Größe & "Sense"$' 'and the chapter'
like "$OUT" '^passage \["", "Größe .*"Before all sections\."' 'what stands before the sections'
like "$OUT" '^passage \["the-first-section", "The first section", "Here is nothing quick, with sys\.argv and' 'a section'
like "$OUT" '"id": "claim-idle-1", "verdict": "refuted", "text": "nothing quick' 'its claim'
like "$OUT" 'A footnote' 'footnotes'
unlike "$OUT" 'rounds on|Measured|median' 'and nothing of figures and evidence'

cp $index first.js
touch -d 2000-01-01 $index
build
is "$(stat -c %Y $index)" "$(date -d 2000-01-01 +%s)" 'a build with nothing to do leaves it alone'
sed -i 's/a list/a longer list/' notes/01-page.md
build
like $index 'a longer list' 'what is changed is found'
sed -i 's/a longer list/a list/' notes/01-page.md
build
same first.js $index 'the same pages make the same index'

rm -r "$share/minisearch"
build
status 0 'the library is gone'
unlike out/site/01-page.html 'data-search' 'and so is the search'
nok 'with its files' compgen -G 'out/site/assets/*search-*'

finish
