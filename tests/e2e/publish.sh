#!/bin/bash
# Publishing to a branch and by rsync: what is published, what is refused, and that nothing else
# changes.  Everything is local.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

if ! command -v git >/dev/null; then
	skip 'publishing' 'git is not here'
	finish
fi
# Handouts would take seconds each.  Nothing of this user's own is to be read.
ALL=$PATH
PATH=$(without lualatex)
export PATH HOME=$HOME_DIR GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES=$HOME_DIR
unset XDG_CONFIG_HOME GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
git config --global user.name 'A Teacher'
git config --global user.email 'teacher@example.org'
git config --global init.defaultBranch main
git config --global protocol.file.allow always
REMOTE=$HOME_DIR/remote.git

# chapter NAME TEXT [CLAIM]: a note with an experiment that takes no time.
chapter()
{
	note "$1" <<END
---
title: Chapter $1
---

$2

\`\`\` {.c .experiment #x$1}
//| fig-cap: Counting
//| executors: [mock]
//| rounds: 10
#include <lectern.h>
void work(struct worker *self)
{
	int round = (int)worker_number(self, "round", 0);
	worker_record(self, "wall", 1 + 0.01 * (round * 7 % 10));
}
\`\`\`

[It takes time](claim:x$1 "${3:-mock.wall > 0 s}").  See [the data](data.txt).
END
}

# to PLACE: publish there from now on.
to()
{
	printf 'title: A course\ndata: kept\n%s\n' "${1:+publish: $1}" >notes/course.yaml
}

# publish OPTION...
publish()
{
	run "$LECTERN" publish --notes notes --out out "$@"
}

# tip: the commit that the remote branch is at.
tip()
{
	git -C "$REMOTE" rev-parse -q --verify refs/heads/gh-pages || echo none
}

# commits: how many the remote branch has.
commits()
{
	git -C "$REMOTE" rev-list --count refs/heads/gh-pages
}

# published_is_site NAME: the branch holds out/site, byte for byte (and the name that it is given).
published_is_site()
{
	rm -rf got && mkdir got
	git -C "$REMOTE" archive gh-pages | tar -x -C got
	ok "$1" diff -r -x CNAME got out/site
	rm -rf got
}

# foreign FILE...: somebody else adds files to the remote branch.
foreign()
{
	rm -rf "$HOME_DIR/other"
	git clone -q -b gh-pages "$REMOTE" "$HOME_DIR/other"
	for file; do
		echo theirs >"$HOME_DIR/other/$file"
	done
	git -C "$HOME_DIR/other" add -A
	git -C "$HOME_DIR/other" commit -q -m Foreign
	git -C "$HOME_DIR/other" push -q
}

# state: all that publishing must leave alone.
state()
{
	git status --porcelain
	git for-each-ref refs/heads refs/tags
	git symbolic-ref HEAD
	git ls-files --stage
	cksum .git/config
	find . \( -path ./.git -o -path ./out \) -prune -o -type f -exec cksum {} + | sort
}

chapter a 'First text.'
chapter b 'Second text.'
printf 'one\r\ntwo\r\n' >notes/data.txt

# Where to --------------------------------------------------------------------------------------

publish
status 2 'no terminal and no --yes: a usage error'
like "$ERR" '--yes' 'no terminal and no --yes: it is named'
publish --yes a
status 2 'arguments are a usage error'
publish --yes
status 2 'no place: a usage error'
like "$ERR" 'publish: \{branch' 'no place: the ways out'
nok 'no place: nothing is built' test -e out/site

to '{branch: x, rsync: y}'
publish --yes
status 1 'two places are a finding'
like "$ERR" 'course\.yaml:3:.*\[option-conflict\]' 'two places are a finding, with its place'
is "$(tail -n 1 "$ERR")" 'lectern publish: the course has errors; nothing was published' \
	'two places: that nothing was published comes last'

to '{branch: gh-pages}'
publish --yes
status 3 'no repository: the world is at fault'
like "$ERR" 'not a git repository' 'no repository: it says so'
nok 'no repository: nothing is built' test -e out/site
git init -q
git init -q --bare "$REMOTE"
printf '/out/\n' >.gitignore
git add -A 2>/dev/null && git commit -q -m Start 2>/dev/null
publish --yes
status 3 'no remote: the world is at fault'
like "$ERR" 'git remote get-url origin' 'no remote: the command line is shown'
# An address that is relative, settings that change bytes, files that are ignored.
git remote add origin ../remote.git
git config core.autocrlf true
printf '*.csv\n*.txt\n' >.git/info/exclude
git push -q origin main
# A working tree with something of each kind.
printf 'staged\n' >staged && git add staged 2>/dev/null
printf '\nAn edited line.\n' >>notes/b.md
printf 'new\n' >untracked
git update-index -q --refresh
state >"$HOME_DIR/before"

# A branch --------------------------------------------------------------------------------------

publish --dry-run
status 0 'a dry run is good'
like "$OUT" '^added +[1-9] pages, [1-9]' 'a dry run counts'
like "$OUT" '^  \+ a\.html' 'a dry run names files'
like "$OUT" "gh-pages.*origin" 'a dry run says where to'
is "$(tip)" none 'a dry run publishes nothing'

publish --yes
status 0 'the first publication is good'
is "$(commits)" 1 'the first publication is one commit'
published_is_site 'the first publication is the site, byte for byte'
ok 'a site is not taken for sources' git -C "$REMOTE" cat-file -e gh-pages:.nojekyll
git -C "$REMOTE" log -1 --format=%B gh-pages >message
like message '^Publish' 'the commit says what it is'
like message "$(git rev-parse HEAD)-dirty" 'the commit says what it was made from'
rm message
first=$(tip)
publish --yes
status 0 'nothing new: good'
like "$OUT" 'nothing has changed' 'nothing new: it says so'
is "$(tip)" "$first" 'nothing new: no commit'
state >"$HOME_DIR/after"
same "$HOME_DIR/before" "$HOME_DIR/after" 'tree, index and branches here are what they were'

chapter a 'First text, edited.'
chapter c 'Third text.'
rm notes/b.md
publish --yes
status 0 'a change is published'
like "$OUT" '^  ~ a\.html' 'a changed page is named'
like "$OUT" '^  \+ c\.html' 'a new page is named'
like "$OUT" '^  - b\.html' 'a removed page is named'
published_is_site 'a change: the branch is the site'
is "$(git -C "$REMOTE" rev-parse gh-pages~1)" "$first" 'a change: history is kept'

# Verdicts --------------------------------------------------------------------------------------

before=$(tip)
chapter a 'First text.' 'mock.wall > 3600 s'
publish --yes
status 1 'a verdict that is not the expected one: refused'
like "$ERR" 'notes/a\.md:.*\[claim-verdict\]' 'refused: the claim is listed'
like "$ERR" '^lectern publish: 1 claim has .*`expect`.*; nothing was published' 'refused: the way out'
is "$(tail -n 1 "$ERR" | cut -c 1-16)" 'lectern publish:' 'refused: that comes last'
publish --yes
status 1 'refused: again'
like "$ERR" 'notes/a\.md:.*\[claim-verdict\]' 'refused: listed again'
publish --dry-run
status 1 'refused: a dry run tells, too'
is "$(tip)" "$before" 'refused: nothing is published'
chapter a 'First text.' 'mock.wall > 3600 s expect refuted'
publish --yes
status 0 'an expected refutation is no obstacle'

before=$(tip)
printf '[x](claim:nothing "mock.wall > 0 s")\n' >>notes/a.md
publish --yes
status 1 'an error in the notes: refused'
like "$ERR" 'experiment-unknown' 'an error in the notes: shown'
is "$(tip)" "$before" 'an error in the notes: nothing is published'
chapter a 'First text.'

# Others on the branch --------------------------------------------------------------------------

publish --yes
foreign theirs.html CNAME
theirs=$(tip)
publish --yes
status 0 'a foreign commit: published'
like "$OUT" '^  - theirs\.html' 'a foreign commit: its file is shown as removed'
is "$(git -C "$REMOTE" rev-parse gh-pages~1)" "$theirs" 'a foreign commit: it is the parent'
is "$(git -C "$REMOTE" show gh-pages:CNAME)" theirs 'a foreign commit: the name of the site stays'
nok 'a foreign commit: no other file does' git -C "$REMOTE" cat-file -e gh-pages:theirs.html
publish --yes
like "$OUT" 'nothing has changed' 'a foreign commit: nothing is new afterwards'

# Somebody is faster: a git that lets another one push first.
mkdir "$HOME_DIR/racing"
cat >"$HOME_DIR/racing/git" <<END
#!/bin/bash
[ "\$1" != push ] || (PATH=$PATH; cd "$HOME_DIR/other" && git pull -q && echo >faster &&
	git add faster && git commit -q -m Faster && git push -q) >/dev/null 2>&1
PATH=$PATH exec git "\$@"
END
chmod +x "$HOME_DIR/racing/git"
chapter a 'First text, edited again.'
before=$(tip)
run env PATH="$HOME_DIR/racing:$PATH" "$LECTERN" publish --notes notes --out out --yes
status 3 'somebody is faster: the world is at fault'
like "$ERR" 'published there meanwhile' 'somebody is faster: it says so'
like "$ERR" 'nothing was published' 'somebody is faster: nothing was published'
like "$ERR" 'git push .*gh-pages' 'somebody is faster: the command line is shown'
is "$(git -C "$REMOTE" log -1 --format=%s gh-pages)" Faster 'somebody is faster: nothing is forced'
is "$(git -C "$REMOTE" rev-parse gh-pages~1)" "$before" 'somebody is faster: the branch is theirs'
publish --yes
status 0 'somebody was faster: the next time is good'
published=$(tip)

# What cannot work ------------------------------------------------------------------------------

to '{branch: main}'
publish --yes
status 3 'the branch of the notes: refused'
like "$ERR" "'main' of 'origin' holds the notes" 'the branch of the notes: named'
is "$(git -C "$REMOTE" rev-parse main)" "$(git rev-parse main)" 'the branch of the notes is as it was'
to '{remote: nowhere}'
publish --yes
status 3 'an unknown remote: the world is at fault'
like "$ERR" 'git remote get-url nowhere' 'an unknown remote: the command line is shown'
to "{remote: '$HOME_DIR/nowhere.git'}"
publish --yes
status 3 'a remote that is not there: the world is at fault'
like "$ERR" 'git ls-remote .*nowhere' 'a remote that is not there: the command line is shown'
to '{branch: gh-pages}'
run env PATH="$(without git)" "$LECTERN" publish --notes notes --out out --yes
status 3 'no git: the world is at fault'
like "$ERR" 'git.*install' 'no git: the way out'
is "$(tip)" "$published" 'what cannot work changes nothing'

# A remote that refuses.
printf '#!/bin/sh\necho "only on Mondays" >&2\nexit 1\n' >"$REMOTE/hooks/pre-receive"
chmod +x "$REMOTE/hooks/pre-receive"
chapter a 'A text that is refused.'
publish --yes
status 3 'a remote that refuses: the world is at fault'
like "$ERR" 'only on Mondays' 'a remote that refuses: its words are shown'
like "$ERR" 'nothing was published; the site stays in out/site' 'a remote that refuses: nothing is lost'
is "$(tip)" "$published" 'a remote that refuses: the branch is as it was'
rm "$REMOTE/hooks/pre-receive"
publish --yes
status 0 'once it accepts, the next time is good'
published_is_site 'once it accepts: the branch is the site'

# The question ----------------------------------------------------------------------------------

# answer WORD: publish from a terminal.
answer()
{
	LAST="publish, answering '$1'"
	printf '%s\n' "$1" | script -qec "$LECTERN publish --notes notes --out out" /dev/null >"$OUT" 2>"$ERR"
	STATUS=$?
}

if command -v script >/dev/null; then
	chapter a 'A text to ask about.'
	before=$(tip)
	answer n
	status 0 'a no is good'
	like "$OUT" 'publish this\? \[y/N\]' 'on a terminal it asks'
	like "$OUT" 'nothing was published' 'a no: it says so'
	is "$(tip)" "$before" 'a no: nothing is published'
	answer y
	status 0 'a yes is good'
	published_is_site 'a yes: the branch is the site'
else
	skip 'the question' 'script is not here'
fi

# rsync -----------------------------------------------------------------------------------------

to '{rsync: www}'
run env PATH="$(without rsync)" "$LECTERN" publish --notes notes --out out --yes
status 3 'no rsync: the world is at fault'
like "$ERR" 'rsync.*install' 'no rsync: the way out'
if command -v rsync >/dev/null; then
	publish --dry-run
	status 0 'rsync: a dry run is good'
	like "$OUT" '^  \+ a\.html' 'rsync: a dry run names files'
	nok 'rsync: a dry run makes nothing' test -e www
	mkdir -p www/data
	echo theirs >www/theirs.html
	echo theirs >www/data/theirs.csv
	publish --yes
	status 0 'rsync: the first publication is good'
	ok 'rsync: the site is there' diff -r -x 'theirs.*' -x .lectern-files out/site www
	find out/site -exec touch -d '2020-01-01' {} +
	publish --yes
	like "$OUT" 'nothing has changed' 'rsync: new times are nothing new'
	chapter a 'Text for rsync.'
	rm notes/c.md
	publish --dry-run
	like "$OUT" '^  - c\.html' 'rsync: what would be removed is shown'
	ok 'rsync: a dry run removes nothing' test -e www/c.html
	publish --yes
	status 0 'rsync: a change is published'
	like "$OUT" '^  ~ a\.html' 'rsync: the changed page is named'
	nok 'rsync: a removed page is removed' test -e www/c.html
	ok 'rsync: the site is there again' diff -r -x 'theirs.*' -x .lectern-files out/site www
	is "$(cat www/theirs.html www/data/theirs.csv)" "$(printf 'theirs\ntheirs')" \
		'rsync: files of others stay'
	run env PATH="$(without git)" "$LECTERN" publish --notes notes --out out --yes
	status 0 'rsync: needs no git'
	to '{rsync: out/site/copy}'
	publish --yes
	status 3 'rsync: not into the site itself'
	nok 'rsync: the site stays as it is' test -e out/site/copy
	# Another machine, by something that takes the place of ssh.
	mkdir "$HOME_DIR/far"
	printf '#!/bin/sh\nshift 3 # -l me far\ncd "%s" && exec sh -c "$*"\n' "$HOME_DIR/far" >"$HOME_DIR/ssh"
	chmod +x "$HOME_DIR/ssh"
	to "{rsync: 'me@far:'}"
	RSYNC_RSH=$HOME_DIR/ssh publish --yes
	status 0 'rsync: another machine'
	ok 'rsync: the site is on the other machine' diff -r -x .lectern-files out/site "$HOME_DIR/far"
	RSYNC_RSH=false publish --yes
	status 3 'rsync: a machine that does not answer: the world is at fault'
	like "$ERR" 'rsync me@far:' 'rsync: a machine that does not answer: the command line is shown'
else
	skip 'rsync' 'rsync is not here'
fi
to '{rsync: mirror}'
run env PATH="$(fake fail rsync)" "$LECTERN" publish --notes notes --out out --yes
status 3 'rsync fails: the world is at fault'
like "$ERR" 'rsync .*mirror' 'rsync fails: the command line is shown'
like "$ERR" 'this tool fails on purpose' 'rsync fails: what it said is shown'

# What is published is what a build makes by itself.
if PATH=$ALL command -v lualatex >/dev/null; then
	to '{branch: gh-pages}'
	run env PATH="$ALL" "$LECTERN" publish --notes notes --out out --yes
	status 0 'with handouts: published'
	run env PATH="$ALL" "$LECTERN" build --notes notes --out out
	publish --dry-run
	like "$OUT" 'nothing has changed' 'with handouts: a build adds nothing'
	ok 'with handouts: they are published' git -C "$REMOTE" cat-file -e gh-pages:handouts/course.pdf
else
	skip 'handouts' 'lualatex is not here'
fi

# Recipes ---------------------------------------------------------------------------------------

# What the recipes do is done in a fresh copy, by somebody who must not measure.  Of the tools that
# need a network or root there are others: apt-get does nothing, make looks whether there is such a
# target and puts the program where it would.
mkdir "$HOME_DIR/tools"
printf '#!/bin/sh\n' >"$HOME_DIR/tools/apt-get"
cat >"$HOME_DIR/tools/make" <<END
#!/bin/sh
for target; do
	grep -q "^\$target:" "$SRC/Makefile" || exit 2
done
mkdir -p out/bin && ln -sf "$LECTERN" out/bin/lectern
END
chmod +x "$HOME_DIR/tools/apt-get" "$HOME_DIR/tools/make"

# recipe NAME JOB: do what it says, in a fresh copy.
recipe()
{
	rm -rf "$HOME_DIR/ci" && mkdir -p "$HOME_DIR/ci-home"
	git clone -q "$REMOTE" "$HOME_DIR/ci"
	run /usr/bin/python3 "$SRC/tests/e2e/recipe.py" "$SRC/templates/ci/$1.yml" "$2"
	status 0 "$1: the recipe of '$2' is one"
	cp "$OUT" commands
	like commands '^lectern build .*--strict' "$1: '$2' checks the claims"
	# In each step what the last one put on PATH is there.
	run env -C "$HOME_DIR/ci" HOME="$HOME_DIR/ci-home" GITHUB_ACTOR=somebody GITHUB_PATH=/dev/null \
		PATH="$HOME_DIR/tools:$HOME_DIR/ci/out/bin:$PATH" bash -e "$PWD/commands"
	status 0 "$1: what '$2' says works"
	nok "$1: '$2' measures nothing" compgen -G "$HOME_DIR/ci/out/data/*.json"
}

to '{branch: gh-pages}'
chapter a 'Text for the recipes.'
run "$LECTERN" build --notes notes --out out --formats html
run "$LECTERN" freeze --notes notes --out out
status 0 'results are kept'
git add notes kept 2>/dev/null && git commit -q -m Kept && git push -q origin main
before=$(tip)
recipe gitlab check
recipe gitlab pages
ok 'gitlab: the folder of the pages is the site' test -e "$HOME_DIR/ci/public/index.html"
is "$(tip)" "$before" 'gitlab: no branch is touched'
recipe github notes
is "$(git -C "$REMOTE" rev-parse gh-pages~1)" "$before" 'github: the site is published'
is "$(git -C "$REMOTE" log -1 --format=%an gh-pages)" somebody 'github: by who has pushed'

finish
