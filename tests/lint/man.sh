#!/bin/sh
# man.sh FILE...: does mandoc like the manual pages?
[ $# -gt 0 ] || exit 0
if ! command -v mandoc >/dev/null; then
	echo "mandoc: not run, it is not here" >&2
	exit 0
fi
exec mandoc -T lint -W warning "$@"
