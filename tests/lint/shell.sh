#!/bin/sh
# shell.sh FILE...: shellcheck those of the files that are shell scripts.
if ! command -v shellcheck >/dev/null; then
	echo "shellcheck: not run, it is not here" >&2
	exit 0
fi
for file; do
	shift
	if head -n 1 "$file" | grep -Eq '^#!.*[ /](ba|da)?sh( |$)' ||
		grep -q '^# shellcheck shell=' "$file"; then
		set -- "$@" "$file"
	fi
done
# Markdown's backquotes in single quotes and functions called without arguments are what they seem.
exec shellcheck -x -P SCRIPTDIR -e SC2016,SC2119,SC2317 "$@"
