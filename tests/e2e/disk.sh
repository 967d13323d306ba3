#!/bin/bash
# An output folder that cannot be written: read-only, full, a file, a path that does not exist.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

{
	printf -- '---\ntitle: Disk\n---\n\n'
	quick fast
} | note disk

# world NAME: the last command failed because of the world, and said so in words.
world()
{
	status 3 "$1: the world is at fault"
	like "$ERR" '^lectern: |error: ' "$1: it says so"
	unlike "$ERR" 'CRITICAL|assert|core dumped' "$1: in a clean message"
}

touch file
run "$LECTERN" build --notes notes --out file --formats html
world 'out is a file'
like "$ERR" 'file' 'out is a file: it is named'

run "$LECTERN" build --notes nowhere --out out --formats html
status 3 'no notes: the world is at fault'
like "$ERR" 'nowhere' 'no notes: the folder is named'

mkdir empty
run "$LECTERN" build --notes empty --out out --formats html
is "$((STATUS < 4))" 1 'no note in the folder: no crash'
like "$ERR" 'empty' 'no note in the folder: the folder is named'

mkdir readonly
chmod a-w readonly
if [ "$(id -u)" != 0 ]; then
	run "$LECTERN" build --notes notes --out readonly/out --formats html
	world 'read-only out'
elif unshare -m true 2>/dev/null; then
	# Permissions do not stop root; a read-only mount does.
	run unshare -m sh -c 'mount -t tmpfs -o ro none readonly &&
		exec "$0" build --notes notes --out readonly/out --formats html' "$LECTERN"
	world 'read-only out'
else
	skip 'read-only out' 'needs a user other than root, or the right to mount'
fi
nok 'read-only out: nothing was written' test -e readonly/out

# full SIZE: build into a file system of so many KiB that is kept afterwards in ./kept.
full()
{
	mkdir -p disk
	run unshare ${USERNS-} -m sh -c 'mount -t tmpfs -o size="$1"k none disk || exit 99
		"$0" build --notes notes --out disk/out --formats html
		status=$?
		rm -rf kept && cp -r disk kept
		exit $status' "$LECTERN" "$1"
}

if unshare -m true 2>/dev/null; then
	USERNS=
elif unshare -rm true 2>/dev/null; then
	USERNS=-r
else
	USERNS=no
fi
if [ "$USERNS" = no ]; then
	skip 'full disk' 'needs the right to mount'
else
	for size in 4 16 32 64 128 256; do
		full $size
		is "$((STATUS == 0 || STATUS == 3))" 1 "full disk, $size KiB: good or the world at fault"
		unlike "$ERR" 'CRITICAL|assert|core dumped' "full disk, $size KiB: a clean message"
		[ "$STATUS" = 0 ] || like "$ERR" 'No space left' "full disk, $size KiB: the reason is told"
		for file in kept/out/data/*.json; do
			[ -e "$file" ] || continue
			ok "full disk, $size KiB: a stored result is whole" python3 -m json.tool "$file"
		done
		for file in kept/out/site/*.html; do
			[ -e "$file" ] || continue
			like "$file" '</html>' "full disk, $size KiB: a page is whole"
		done
	done
fi

finish
