#!/bin/sh
# cppcheck.sh FOLDER FILE...: analyze the files; what is known is kept in the folder.
if ! command -v cppcheck >/dev/null; then
	echo "cppcheck: not run, it is not here" >&2
	exit 0
fi
folder=$1
shift
exec cppcheck --quiet --enable=warning,performance,portability --std=c11 --library=gtk \
	--error-exitcode=1 --inline-suppr --suppressions-list=tests/lint/cppcheck.txt \
	--cppcheck-build-dir="$folder" -D_GNU_SOURCE '-DRUNNER_HASH=""' -Igen -Igen/runner -Iexperiments "$@"
