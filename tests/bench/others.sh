#!/bin/bash
# others.sh LECTERN - do others get the same figures?  Start latencies of C and Python workers
# beside plain loops that do nothing else, whole commands beside hyperfine; interleaved, the same
# clock and statistic.  Fails when a ratio is off by more than its bound: 15 % of starts, 5 % of
# commands.
#
#	ROUNDS		rounds of starts, 30
#	COMMAND_ROUNDS	rounds of commands, 10
set -eu
exec python3 -B "$(dirname "$0")/others.py" "$(realpath "$1")"
