#!/bin/bash
# build.sh LECTERN - what a build costs, each figure beside its yardstick in the same run: a build
# with nothing to do beside make, an edit and a cold build beside pandoc, measuring beside the runs
# themselves; and the driver's own time between two runs, and what tick() costs.  The course is that
# of the checkout and as many generated notes as make twenty; samples are those of the checkout where
# they are there, or else quick ones.  Nothing is compared with a constant.
#
#	REPEATS	of every figure but the last two, of which the median is taken, 9
set -eu
exec python3 -B "$(dirname "$0")/build.py" "$(realpath "$1")"
