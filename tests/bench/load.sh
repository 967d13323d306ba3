#!/bin/bash
# load.sh LECTERN - what does a busy machine do to true claims?  Builds a small course whose claims
# are true, with 0, 1, 2 and 4 busy loops beside it, for all of the time or for 30 % of it.
# Supported may become inconclusive; fails when a claim is refuted, or when one is never supported
# without load, for then nothing is shown.
#
#	REPEATS	of every load, 3
#	LOADS	busy loops, "0 1 2 4"
#	BUDGET	of each experiment in ms, 10000
#	SEED	of the times at which loops are switched on and off, 1
set -eu
exec python3 -B "$(dirname "$0")/load.py" "$(realpath "$1")"
