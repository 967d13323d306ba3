#!/bin/bash
# scale.sh LECTERN - what a course costs by its size: generated courses of 10, 100 and 1000 notes,
# each beside what has to be done at least, with the cost a note, so that it is seen how it grows.
# The experiments are on `mock` and all of the same code: one is measured, and the others get copies
# of its result.  Nothing is compared with a constant.
#
#	SIZES	numbers of notes, "10 100 1000"; the largest takes some minutes
set -eu
export LC_ALL=C.UTF-8
exec python3 -B "$(dirname "$0")/scale.py" "$(realpath "$1")"
