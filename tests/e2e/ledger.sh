#!/bin/bash
# ledger.sh LECTERN - all claims of a course: the ledger, claims.json and badges; and the files of a
# site that is published: sitemap, canonical links, the page for the lost.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# experiment ID: an experiment whose samples are given.
experiment()
{
	cat <<-END
	\`\`\` {.python .experiment #$1}
	#| fig-cap: Given
	#| executors: [mock]
	#| rounds: 10
	def work(worker):
	    worker.record("wall", 1 + int(worker.params["round"]) * 7 % 10 / 100)
	\`\`\`

	END
}

# json EXPRESSION: what a Python expression makes of `v`, the claims for programs.
json()
{
	python3 -c 'import json,sys; v = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' \
		out/site/claims.json "$@"
}

# valid NAME: claims.json is as its schema says, which refers to that of judge beside it.  The
# validator is Debian's: the first python3 on PATH may be another one.
valid()
{
	/usr/bin/python3 -W ignore - "$SRC/docs" out/site/claims.json 2>"$ERR" <<-'EOF'
	import json, pathlib, sys
	from jsonschema import Draft202012Validator as Validator, RefResolver
	path = pathlib.Path(sys.argv[1], "claims.schema.json")
	schema, instance = json.load(open(path)), json.load(open(sys.argv[2]))
	Validator.check_schema(schema)
	for error in Validator(schema, resolver=RefResolver(path.as_uri(), schema)).iter_errors(instance):
	    sys.exit(f"{list(error.absolute_path)}: {error.message}")
	EOF
	result $? "$1"
}

stamps()
{
	find out/site -type f -printf '%p %T@ %i\n' | sort
}

mkdir notes
printf 'title: All & more\nstatements:\n  S1: Time passes\n' >notes/course.yaml
{
	printf '# First\n\nHow "it" begins.\n\n'
	experiment start
	cat <<-'END'
	[It takes *time*, @fig-start,](claim:start#S1 "mock.wall > 0 s"),
	[much](claim:start "mock.wall > 9 s expect refuted"),
	[this `or` that](claim:start "mock.wall > 0 s and mock.wall > other:mock.wall"), and
	[more cores](claim:start "mock.wall > 0 s when cores >= 4096").
	END
} >notes/01-a.md
{
	printf -- '---\ntitle: Second\ndescription: What *it* is about\n---\n\n'
	experiment other
	printf '[It is too long](claim:other "mock.wall > 9 s").\n'
} >notes/02-b.md
printf '# Third\n\nNothing is claimed.\n' >notes/03-c.md

build
status 0 'a course with claims is built'
valid 'claims.json is as its schema says'
is "$(json 'len(v), [x["verdict"] for x in v]')" \
	"(5, ['supported', 'refuted', 'inconclusive', 'untestable', 'refuted'])" 'it has all claims'
is "$(json '[v[0][k] for k in "id note chapter line href sentence statement experiment".split()]')" \
	"['claim-start-1', '01-a', 1, 13, '01-a.html#claim-start-1', 'It takes time, Figure 1,', 'S1', 'start']" \
	'where a claim stands, and its words'
is "$(json 'v[1]["expected"], v[2]["sentence"], len(v[2]["parts"])')" \
	"('refuted', 'this or that', 2)" 'a claim with parts'
is "$(json '[s["experiment"] for s in v[2]["samples"]]')" "['start', 'other']" \
	'the samples of every experiment that it is about'
is "$(json 'v[0]["samples"][0]["machine"]["cores"] >= 1')" True 'and the machine'
run "$LECTERN" judge out/site/data/start.csv "$(json 'v[0]["claim"]')" "$(json 'v[1]["claim"]')"
is "$(python3 - out/site/claims.json "$OUT" <<-'END'
	import json, sys
	claims, verdicts = (json.load(open(path)) for path in sys.argv[1:])
	print([{key: claim[key] for key in verdict} == verdict for claim, verdict in zip(claims, verdicts)])
END
)" '[True, True]' 'judge says the same of the samples'

page=out/site/ledger.html
tr '\n' ' ' <$page >line
like line 'value="unexpected"> 2 not as expected' 'the ledger can show what is not as expected'
like line 'In the text</a> · <a href="01-a.html#fig-start">Figure 1.1</a> · experiment start · backs S1' \
	'a claim names its experiment and its statement'
like line '<h2 [^>]*has-supported has-refuted has-inconclusive has-untestable has-unexpected' \
	'a heading tells the filter what it has'
like $page '<a href="claims.json">' 'programs are told where to look'
like $page '<p class="shown" role="status"></p>' 'the script can say how many are shown'
while read -r id; do
	like $page "id=\"$id\"" "the start page links to $id"
done < <(grep -o 'href="ledger.html#show-[a-z]*"' out/site/index.html | cut -d '"' -f 2 | cut -d '#' -f 2)
is "$(grep -c 'href="ledger.html#show-' out/site/index.html)" 5 'and to every verdict'
like out/site/badges/course.svg '<title>claims: 2 of 5 as expected, 1 not testable</title>' 'a badge of the course'
like out/site/badges/01-a.svg '<title>claims: 2 of 4 as expected, 1 not testable</title>' 'one of a note'
nok 'none of a note without claims' test -e out/site/badges/03-c.svg

# Without an address there is nothing that needs one.
nok 'no sitemap' test -e out/site/sitemap.xml
nok 'no canonical link' grep -rq 'rel="canonical"\|og:url\|og:image' out/site --include=*.html
like out/site/01-a.html '<meta property="og:title" content="First">' 'previews have a title'
like out/site/01-a.html '<meta property="og:type" content="article">' 'and a type'
like out/site/01-a.html '<meta name="description" content="How .*it.* begins\.">' 'the text says what it is about'
like out/site/02-b.html '<meta property="og:description" content="What it is about">' 'or the author does'
like out/site/index.html '<meta property="og:site_name" content="All &amp; more">' 'and a site'
like out/site/404.html 'href="index.html">All &amp; more<' 'the lost find the start'
while read -r name; do
	ok "$name is there" test -s "out/site/$name"
done < <(grep -oh 'href="assets/[^"]*"' out/site/01-a.html | cut -d '"' -f 2)
like out/site/01-a.html 'rel="icon" href="assets/favicon.svg"' 'there is an icon'

stamps >before
build
stamps >after
same before after 'nothing new, nothing written'
printf '\nMore text.\n' >>notes/03-c.md
build
stamps | grep -E '^out/site/(claims.json|badges|404.html)' >after
grep -E '^out/site/(claims.json|badges|404.html)' before >before.kept
same before.kept after 'what stays the same is left alone'

sed -i 's/> 9 s")/< 9 s")/' notes/02-b.md
build
is "$(json '[x["verdict"] for x in v][4]')" supported 'a new verdict is seen'
like out/site/badges/02-b.svg '>1 of 1 as expected<' 'by its badge'
like out/site/badges/course.svg '>3 of 5 as expected, 1 not testable<' 'and that of the course'

echo 'base-url: https://example.org/course' >>notes/course.yaml
build
status 0 'a course with an address is built'
like out/site/sitemap.xml '<loc>https://example.org/course/01-a.html</loc>' 'there is a sitemap'
is "$(grep -c '<loc>' out/site/sitemap.xml)" 5 'of all pages'
ok 'it is XML' python3 -c 'import xml.dom.minidom as m; m.parse("out/site/sitemap.xml")'
like out/site/01-a.html '<link rel="canonical" href="https://example.org/course/01-a.html">' 'a page knows its place'
like out/site/index.html '<link rel="canonical" href="https://example.org/course/">' 'the start page is the folder'
like out/site/404.html 'href="/course/">All' 'links of the lost hold at any depth'
like out/site/01-a.html '<meta property="og:image" content="https://example.org/course/assets/card.png">' \
	'previews have a picture'
is "$(python3 -c 'import struct; print(struct.unpack(">II", open("out/site/assets/card.png", "rb").read()[16:24]))')" \
	'(1200, 630)' 'that is as large as they ask for'
cp -p out/site/assets/card.png card.png
printf '\nStill more text.\n' >>notes/03-c.md
build
ok 'that stays when its words do' test ! out/site/assets/card.png -nt card.png
sed -i 's/^title: .*/title: None \& more/' notes/course.yaml
build
nok 'and changes with them' cmp -s out/site/assets/card.png card.png
sed -i 's/^title: .*/title: All \& more/' notes/course.yaml
build
same card.png out/site/assets/card.png 'the same words are the same picture'

sed -i '/base-url/d' notes/course.yaml
sed -i 's/ and mock.wall > other:mock.wall//' notes/01-a.md
rm notes/02-b.md
build
status 0 'a course without it, and without a note, is built'
nok 'the sitemap is gone' test -e out/site/sitemap.xml
nok 'the picture for previews, too' test -e out/site/assets/card.png
nok 'the badge of the note is gone' test -e out/site/badges/02-b.svg
is "$(json 'len(v)')" 4 'its claims are gone'
sed -i 's/    worker.record.*/    raise ValueError("no")/' notes/01-a.md
build
is "$(json 'v[0]["verdict"], v[0]["reason"], v[0]["samples"]')" \
	"('inconclusive', 'the experiment failed', [])" 'an experiment that fails'
valid 'its claims are as the schema says, too'
rm notes/01-a.md
build
valid 'no claims are an empty list'
like out/site/badges/course.svg '<title>claims: none yet</title>' 'and a badge that says so'

echo 'base-url: example.org/course' >>notes/course.yaml
run "$LECTERN" check
status 1 'an address without a scheme is a finding'
cat "$OUT" "$ERR" >said
like said "'base-url' takes the address of a site, not 'example.org/course'" 'that says what it takes'

finish
