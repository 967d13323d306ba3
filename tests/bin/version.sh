# For fake tools to source: sets `name`, and lets the real tool tell its version, so that what asks
# for it goes on to the work that is to fail.
# shellcheck shell=sh
name=${0##*/}
case ${1-} in
--version | -dumpfullversion | -dumpmachine)
	PATH=${PATH#*:} exec "$name" "$@"
	;;
esac
