#!/bin/bash
# The house's own tools: what sums up the tests, what checks the rules, what sets a machine up.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# program NAME: a test program from standard input.
program()
{
	{
		echo '#!/bin/sh'
		cat
	} >"$1"
	chmod +x "$1"
}

# last: the last line that was printed.
last()
{
	tail -n 1 "$OUT"
}

program good <<<'printf "1..2\nok 1\nok 2 - x # SKIP no cake\n"'
program bad <<<'printf "1..2\nok 1\nnot ok 2 - on purpose\n"; exit 1'
program mute <<<'exit 0'
program short <<<'printf "1..3\nok 1\n"'
program killed <<<'printf "1..1\nok 1\n"; kill -9 $$'
program sour <<<'printf "1..1\nok 1\n"; exit 3'
program bail <<<'printf "1..1\nok 1\nBail out! no more\n"'
program orphan <<<'sleep 100000 & printf "1..1\nok 1\n"'
program todo <<<'printf "ok 1\nnot ok 2 # TODO later\n1..2\n"'

tap=$SRC/tests/tap.py
run "$tap" -j2 ./good ./todo
status 0 'tap: good programs are good'
is "$(last)" '3 passed, 0 failed, 1 skipped' 'tap: the last line counts'
run "$tap" ./todo
is "$(last)" '2 passed, 0 failed' 'tap: without skips'
run "$tap" ./good ./bad
status 1 'tap: a failed test fails all'
is "$(last)" '2 passed, 1 failed, 1 skipped' 'tap: it is counted'
like "$OUT" 'not ok 2 - on purpose' 'tap: it is shown'
for broken in mute short killed sour bail; do
	run "$tap" ./good "./$broken"
	status 1 "tap: a program that is $broken fails all"
	like "$OUT" ' 1 failed' "tap: a program that is $broken is counted"
done
run "$tap"
status 1 'tap: no test at all is a failure'
watch "$tap" ./orphan
is "$LEFT" '' 'tap: what a program leaves behind is ended'

# The rules: a small tree, sound at first, then wrong in one way each.
rules=$SRC/tests/lint/rules.py
tree()
{
	rm -rf tree
	mkdir -p tree/gen/runner
	cd tree || exit 1
	git init -q .
	printf 'low\nmiddle other\n' >gen/FLOORS
	printf '#include "low.h"\n\nint\nlow_one(void)\n{\n\treturn 1;\n}\n' >gen/low.c
	printf 'int low_one(void);\n' >gen/low.h
	printf 'int other_one(void);\n' >gen/other.h
	printf '#include "middle.h"\n#include "low.h"\n' >gen/middle.c
	printf 'int middle_one(void);\n' >gen/middle.h
	printf '#include "../protocol.h"\n#include <stdio.h>\n' >gen/runner/main.c
}

# broken RULE FILE NAME: the rules complain about this file by this rule.
broken()
{
	run "$rules"
	status 1 "rules: $3"
	like "$OUT" "^$2:[0-9]+: .*\[$1\]" "rules: $3: at its place"
	cd ..
}

tree
run "$rules"
status 0 'rules: a sound tree is sound'
is "$(cat "$OUT")" '' 'rules: and nothing is said'
cd ..
tree && echo '#include "middle.h"' >>gen/low.c
broken floors gen/low.c 'an include of a higher floor'
tree && echo '#include "other.h"' >>gen/middle.c
broken floors gen/middle.c 'an include of the same floor'
tree && touch gen/new.c
broken floors gen/new.c 'a module without a floor'
tree && echo '#include <glib.h>' >>gen/runner/main.c
broken floors gen/runner/main.c 'the runner with GLib'
tree && printf 'void\nf(void)\n{\n\tsprintf(a, b);\n}\n' >>gen/low.c
broken banned gen/low.c 'a banned function'
tree && printf 'void\nf(void)\n{\n\texit(1);\n}\n' >>gen/low.c
broken exit gen/low.c 'exit outside main'
tree && printf 'void\nf(void)\n{\n\twaitpid(-1, 0, 0);\n}\n' >>gen/low.c
broken waitpid gen/low.c 'waiting for any child'
tree && {
	printf 'void\nf(void)\n{\n'
	yes ';' | head -n 60
	printf '}\n'
} >>gen/low.c
broken length gen/low.c 'a long function'
tree && yes '/**/' | head -n 601 >>gen/low.h
broken length gen/low.h 'a long file'
tree && printf 'void\nf(void)\n{\n\tswitch (x) {\n\tcase UNIT_BYTE:\n\t\tbreak;\n\tdefault:\n\t\tbreak;\n\t}\n}\n' >>gen/low.c
broken default gen/low.c 'a default over an enum of ours'
tree && echo 'FINDING(NO_TEST, "no-test", SEVERITY_ERROR, "Nobody tries it.")' >gen/findings.def
broken untested gen/findings.def 'a finding without a test'
tree && mkdir tests && echo 'FINDING(A, "a-test", SEVERITY_ERROR, "Tried.")' >gen/findings.def &&
	echo '1:2: error: [a-test]' >tests/expected
run "$rules"
status 0 'rules: a finding with a test'
cd ..
tree && printf '/* see %s/gen */\n' "$PWD" >>gen/low.c
broken path gen/low.c 'a path of this machine'
tree && printf 'void\nf(void)\n{\n\tputs("sprintf()"); /* exit(1) */\n\tg->exit(1);\n\t_exit(1);\n}\nint\nmain(void)\n{\n\texit(1);\n}\n' >>gen/low.c
run "$rules"
status 0 'rules: words in strings and comments, _exit and main are not meant'
cd ..

# Setting up: silent and without apt when nothing is missing, plain words when it cannot.
mkdir fake
program fake/apt-get <<<'echo "apt-get $*" >>"$CALLS"; exit 100'
program fake/sudo <<<'echo "sudo $*" >>"$CALLS"; exit 1'
export CALLS=$PWD/calls
modules='minisearch axe-core playwright-core'
# listed VERSION: what is to come from npm; installed VERSION: what is there.
listed()
{
	for module in $modules; do echo "  \"$module\": \"$1\","; done >checkout/package.json
}
installed()
{
	for module in $modules; do
		mkdir -p "checkout/node_modules/$module"
		echo "  \"version\": \"$1\"," >"checkout/node_modules/$module/package.json"
	done
}
mkdir -p checkout/.ci && cp "$SRC/.ci/setup" checkout/.ci && listed 1.0.0 && installed 1.0.0
setup=$PWD/checkout/.ci/setup
run env PATH="$PWD/fake:$PATH" "$setup" build
status 0 'setup: nothing is missing'
is "$(cat "$OUT" "$ERR")" '' 'setup: nothing is said'
nok 'setup: apt is left alone' test -e calls

program fake/id <<<'echo 0'
run env PATH="$PWD/fake:$(without pandoc)" "$setup" notes
status 1 'setup: apt fails'
like "$ERR" 'pandoc' 'setup: what is missing is named'
like calls 'pandoc' 'setup: apt was asked for it'
unlike calls 'gnuplot' 'setup: and for nothing else'

program fake/id <<<'echo 1000'
rm -f calls
run setsid env PATH="$PWD/fake:$(without pandoc)" "$setup" notes
status 1 'setup: neither root nor sudo'
like "$ERR" 'apt-get install pandoc' 'setup: it says what an administrator can do'
unlike calls '^apt-get.* install pandoc$' 'setup: apt is not tried without rights'

program fake/sudo <<<'[ "$1" = -n ] && shift; exec "$@"'
program fake/apt-get <<<'echo "apt-get $*" >>"$CALLS"; case "$*" in *-s*) exit 0;; esac
ln -s /bin/true "$FAKE/pandoc"'
rm -f calls
run setsid env FAKE="$PWD/fake" PATH="$PWD/fake:$(without pandoc)" "$setup" notes
status 0 'setup: sudo installs what is missing'
like calls 'DPkg::Lock::Timeout=600 .*install pandoc$' 'setup: waiting for the lock'
unlike calls 'update' 'setup: without reading the lists when they are there'

# What comes from npm is installed when it is absent or of another version, and not otherwise.
rm -r checkout/node_modules
for tool in chromium node pdftotext pgrep; do program fake/$tool </dev/null; done
program fake/npm <<<'echo "npm $*" >>"$CALLS"; echo no network >&2; exit 1'
rm -f calls
run env PATH="$PWD/fake:$PATH" "$setup" notes
status 0 'setup: without a network there is no search'
like "$ERR" 'missing: minisearch$' 'setup: which is said'
like calls 'npm ci --omit=dev ' 'setup: and no tool of the tests was asked for'
program fake/npm <<<'echo "npm $*" >>"$CALLS"'
rm -f calls
run env PATH="$PWD/fake:$PATH" "$setup" test
status 0 'setup: modules are installed'
is "$(cut -d ' ' -f 1-3 calls)" 'npm ci --ignore-scripts' 'setup: those of the list'
installed 1.0.0
run env PATH="$PWD/fake:$PATH" "$setup" test
is "$(grep -c npm calls) $(cat "$ERR")" '1 ' 'setup: once'
listed 1.0.1
program fake/npm <<<'echo "npm $*" >>"$CALLS"; echo no network >&2; exit 1'
run env PATH="$PWD/fake:$PATH" "$setup" test
status 1 'setup: npm fails on a new list'
like "$ERR" 'no network' 'setup: what npm said'
like "$ERR" 'missing: axe-core minisearch playwright-core' 'setup: and what is missing'

finish
