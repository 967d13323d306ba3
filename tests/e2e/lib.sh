# lib.sh - what the end-to-end tests share.  Source it, test, and end with `finish`.
#
# Each script runs in an empty temporary folder of its own, which is removed at the end.  It speaks
# TAP: every check is a numbered line, and what failed is followed by what the last command said.
#
#	LECTERN		the driver under test
#	SRC		the checkout
#	STATUS		of the last `run` or `watch`; its output is in the files $OUT and $ERR
#	STARTED		after `watch`: "yes" if the command started processes, else "no"
#	LEFT		after `watch`: names of the processes that it left behind
# shellcheck shell=bash disable=SC2034
set -u
LC_ALL=C.UTF-8
export LC_ALL NO_COLOR=1

SRC=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LECTERN=$(realpath "${LECTERN:-${1:-$SRC/out/bin/lectern}}")
TEST_BIN=$SRC/tests/bin
HOME_DIR=$(mktemp -d "${TMPDIR:-/tmp}/lectern-e2e.XXXXXX")
OUT=$HOME_DIR/.out ERR=$HOME_DIR/.err
COUNT=0 FAILED=0 STATUS=0 STARTED='' LEFT='' LAST=''
export LECTERN SRC

clean_up()
{
	# What a failed test left must not keep the folder busy, nor spoil the next test.
	chmod -R u+w "$HOME_DIR" 2>/dev/null
	rm -rf "$HOME_DIR"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir "$HOME_DIR/work" && cd "$HOME_DIR/work" || exit 1
: >"$OUT"
: >"$ERR"

# say TEXT...: a remark that no test counts.
say()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

# result BOOLEAN NAME: one TAP line; what went on before is shown when it failed.
result()
{
	COUNT=$((COUNT + 1))
	if [ "$1" = 0 ]; then
		printf 'ok %d - %s\n' "$COUNT" "$2"
		return 0
	fi
	FAILED=$((FAILED + 1))
	printf 'not ok %d - %s\n' "$COUNT" "$2"
	say "after: $LAST (status $STATUS)"
	tail -n 25 "$OUT" | cut -c 1-300 | sed 's/^/#   out: /'
	tail -n 25 "$ERR" | cut -c 1-300 | sed 's/^/#   err: /'
	return 1
}

# ok NAME COMMAND...: the command succeeds.
ok()
{
	local name=$1
	shift
	"$@" >/dev/null 2>&1
	result $? "$name"
}

# nok NAME COMMAND...: the command fails.
nok()
{
	local name=$1
	shift
	! "$@" >/dev/null 2>&1
	result $? "$name"
}

# is GOT WANT NAME: two words are equal.
is()
{
	[ "$1" = "$2" ]
	result $? "$3" || say "got '$1', wanted '$2'"
}

# like FILE REGEX NAME: a line of the file matches.
like()
{
	grep -Eq -- "$2" "$1"
	result $? "$3" || say "no line of $1 matches '$2'"
}

# unlike FILE REGEX NAME: the file is there and none of its lines matches.
unlike()
{
	[ -f "$1" ] && ! grep -Eq -- "$2" "$1"
	result $? "$3" || say "a line of $1 matches '$2'"
}

# same FILE FILE NAME: two files are equal byte for byte.
same()
{
	cmp -s "$1" "$2"
	result $? "$3" || diff -u "$1" "$2" 2>&1 | head -n 20 | sed 's/^/# /'
}

# skip NAME REASON: a test that this machine cannot do.
skip()
{
	COUNT=$((COUNT + 1))
	printf 'ok %d - %s # SKIP %s\n' "$COUNT" "$1" "$2"
}

# run COMMAND...: keep its status and output.
run()
{
	LAST=$*
	"$@" >"$OUT" 2>"$ERR" </dev/null
	STATUS=$?
}

# watch COMMAND...: like run; also tell whether it started processes and which it left behind.
watch()
{
	LAST=$*
	# To look for leaks a sanitizer starts a process of its own.
	ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 "$TEST_BIN/watch" "$HOME_DIR/.watch" "$@" >"$OUT" 2>"$ERR" </dev/null
	STATUS=$?
	STARTED=$(sed -n 's/^started //p' "$HOME_DIR/.watch")
	LEFT=$(sed -n 's/^left //p' "$HOME_DIR/.watch")
}

# status WANT NAME: the last command ended with this status.
status()
{
	is "$STATUS" "$1" "$2"
}

# build ARGUMENT...: build the pages of ./notes into ./out.
build()
{
	run "$LECTERN" build --notes notes --out out --formats html "$@"
}

# note NAME: write standard input to the note.
note()
{
	mkdir -p notes
	cat >"notes/$1.md"
}

# quick ID [OPTION...]: print a C experiment that is measured in no time.
quick()
{
	local id=$1
	shift
	printf '``` {.c .experiment #%s}\n' "$id"
	printf '//| %s\n' 'fig-cap: Idleness' 'rounds: 10' 'iterations: 1' "$@"
	printf '#include <lectern.h>\n\nvoid\nwork(struct worker *self)\n{\n\t(void)self;\n}\n```\n'
}

# await COMMAND...: wait until the command succeeds; give up when hope is lost.
await()
{
	local left=1200
	until "$@" >/dev/null 2>&1; do
		left=$((left - 1))
		[ $left -gt 0 ] || return 1
		sleep 0.1
	done
}

# drive [EVENT=ACTION ...] -- COMMAND...: run it as one end of a pair of sockets, see drive.py.
drive()
{
	run python3 "$SRC/tests/e2e/drive.py" "$@"
}

# told PYTHON: print what the expression makes of the list E of all events.
told()
{
	python3 -c 'import json, sys
E = [json.loads(line) for line in open(sys.argv[1])]
print('"$1"')' "$OUT"
}

# stamps: what was made, and when, a line each.
stamps()
{
	(
		cd out || exit
		find site -maxdepth 1 -name '*.html' ! -name 404.html -printf 'page:%f %T@ %i\n'
		find md/figures -name '*.svg' -printf 'figure:%f %T@ %i\n'
		find data -name '*.json' -printf 'measured:%f %T@ %i\n'
		find handouts -name '*.pdf' -printf 'handout:%f %T@ %i\n'
		find slides -name '*.pdf' -printf 'slides:%f %T@ %i\n'
	) 2>/dev/null | sed -E 's/(-[0-9a-f]+)*\.[a-z]+ / /' | sort
}

# without TOOL...: print a PATH on which everything is found but these tools.
without()
{
	local folder tool path
	folder=$(mktemp -d "$HOME_DIR/path.XXXXXX")
	# The first one on PATH wins, as in the shell's own search: ln does not replace.
	IFS=: read -ra path <<<"$PATH"
	for from in "${path[@]}"; do
		find -L "$from" -maxdepth 1 -type f -perm /111 -print0 2>/dev/null |
			xargs -0 -r ln -s -t "$folder" 2>/dev/null
	done
	for tool; do
		rm -f "$folder/$tool"
	done
	printf '%s\n' "$folder"
}

# fake HOW TOOL...: print a PATH on which the tools behave like tests/bin/HOW.
fake()
{
	local folder how=$1 tool
	shift
	folder=$(mktemp -d "$HOME_DIR/fake.XXXXXX")
	for tool; do
		ln -s "$TEST_BIN/$how" "$folder/$tool"
	done
	printf '%s:%s\n' "$folder" "$PATH"
}

# finish: the plan, and a status that tells whether all went well.
finish()
{
	printf '1..%d\n' "$COUNT"
	[ "$FAILED" = 0 ]
	exit
}
