#!/bin/bash
# executors.sh LECTERN - does every executor agree with itself?  Small experiments with two equal
# conditions, measured as any other, with the looks and the stopping; a claim that the one takes
# longer must stay undecided.  Fails when more than 5 of 100 are decided for an executor.  Fails as
# well when nothing is shown: half of the experiments found the machine too noisy, or conditions
# that do differ were told apart in fewer than half of the cases.
#
#	EXPERIMENTS	of each executor, 100
#	BUDGET		of each experiment in ms, 1500: C gets to the last look, Python to the first two;
#			20000 is the budget of the notes
#	ONLY		"c", "python" or an executor's name: those alone
set -eu
exec python3 -B "$(dirname "$0")/executors.py" "$(realpath "$1")"
