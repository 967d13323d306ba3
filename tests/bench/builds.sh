#!/bin/bash
# builds.sh LECTERN - does the course hold?  Builds it afresh again and again, and prints the verdict
# of every claim in every build.  Fails when a testable claim had another verdict than the expected
# one in more than one build of twenty.  A build takes some minutes; nothing else should run.
#
#	BUILDS	how many, 20
#	COURSE	folder that holds notes/ and experiments/, this checkout
#	KEEP	folder of the verdicts of each build, so that an interrupted series goes on
#	OPTIONS	of `lectern build`, "--fresh --formats html"; "--quick" for hurried ones
set -eu
exec python3 -B "$(dirname "$0")/builds.py" "$(realpath "$1")"
