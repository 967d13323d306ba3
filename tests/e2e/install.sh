#!/bin/bash
# make install puts everything below a prefix, from where it works in any folder, also when the
# prefix is moved; make uninstall takes all of it away again.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# The build under test may be one with sanitizers, which is not what is installed.
if [ "$LECTERN" != "$SRC/out/bin/lectern" ]; then
	skip 'install' 'not the build that is installed'
	finish
fi

run make -C "$SRC" -s install DESTDIR="$PWD/stage" PREFIX=/opt/lectern
status 0 'install is good'
for file in bin/lectern libexec/lectern/lectern-runner libexec/lectern/lectern-runner.so \
	libexec/lectern/lectern-server libexec/lectern/boot.py share/lectern/templates/lectern.lua \
	share/lectern/templates/scaffold/note.md share/lectern/templates/scaffold/course/Makefile \
	share/lectern/experiments/lectern.h share/man/man1/lectern.1; do
	ok "installed: $file" test -s "stage/opt/lectern/$file"
done
if [ -d "$SRC/node_modules/minisearch" ]; then
	ok 'installed: the library of searches' \
		test -s stage/opt/lectern/share/lectern/minisearch/dist/umd/index.js
else
	skip 'installed: the library of searches' 'it is not there: make setup'
fi
for shell in bash:bash-completion/completions/lectern zsh:zsh/site-functions/_lectern \
	fish:fish/vendor_completions.d/lectern.fish; do
	same "stage/opt/lectern/share/${shell#*:}" <("$LECTERN" completion "${shell%%:*}") \
		"installed: completion for ${shell%%:*}"
done
is "$(find stage ! -perm -u+r)" '' 'all of it can be read'

mv stage/opt/lectern moved
{
	printf -- '---\ntitle: Elsewhere\n---\n\n'
	quick here
	printf '\n``` {.python .experiment #snake}\n'
	printf '#| fig-cap: Nothing\n#| rounds: 3\n#| iterations: 1\ndef work(worker):\n    pass\n```\n'
} | note elsewhere
LECTERN=$PWD/moved/bin/lectern
build
status 0 'the installed program builds a course'
like out/site/elsewhere.html 'Idleness' 'there is a page'
ok 'C is measured' compgen -G 'out/data/here-*.json'
ok 'Python is measured' compgen -G 'out/data/snake-*.json'
nok 'nothing of the checkout is on the page' grep -rqF "$SRC" out/site
run "$LECTERN" new course mine
status 0 'it makes a course'
ok 'with a chapter in it' grep -q 'claim:' mine/notes/01-first.md

mkdir -p stage/opt && mv moved stage/opt/lectern
run make -C "$SRC" -s uninstall DESTDIR="$PWD/stage" PREFIX=/opt/lectern
status 0 'uninstall is good'
is "$(find stage -type f)" '' 'nothing is left'

finish
