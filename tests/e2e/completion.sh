#!/bin/bash
# completion.sh - what bash, zsh and fish offer where a command line ends, from the real shells.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$(dirname "$LECTERN"):$PATH
HOME=$PWD
export PATH HOME

quick first | note 01-one
quick second | note 02-two
touch samples.csv other.txt
mkdir sums

run "$LECTERN" completion
status 2 'a shell must be named'
like "$ERR" 'zsh' 'and these are known'
for shell in bash zsh fish; do
	run "$LECTERN" completion $shell
	status 0 "there is a script for $shell"
	cp "$OUT" "lectern.$shell"
done
run "$LECTERN" completion --words -- lectern ''
"$LECTERN" --help | sed -n 's/^  \([a-z]*\) .*/\1/p' | sort >commands
is "$(grep -v '^-' "$OUT" | cut -f 1 | sort | cmp - commands && echo same)" same \
	'all commands are offered'

# options_of COMMAND: what --help says, but for the short ones.
options_of()
{
	"$LECTERN" "$1" --help | grep -Eo -- '--[a-z-]+' | sort -u
}
while read -r command; do
	run "$LECTERN" completion --words -- lectern "$command" -
	is "$(cut -f 1 "$OUT" | sort)" "$(options_of "$command")" "all options of $command are offered"
	is "$(grep -cv $'\t.' "$OUT")" 0 'each with what it means'
done <commands

# Each answers with what it offers, a word a line.
bash_offers()
{
	bash --norc -c '. ./lectern.bash
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lectern lectern
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

fish_offers()
{
	fish --no-config -c '. ./lectern.fish; complete -C "$argv"' -- "$(printf '%s ' "${@:1:$#-1}")${*: -1}" |
		cut -f 1
}

# cases SHELL: the same for all; = stands alone because bash takes it for a word.
cases()
{
	local offers=$1_offers
	is "$("$offers" lectern bu)" build "$1: a command"
	is "$("$offers" lectern build --str)" $'--strict\n--strict-stats' "$1: options"
	is "$("$offers" lectern build -j 4 --quiet 02)" 02-two "$1: notes, after options"
	is "$("$offers" lectern run '')" $'first\nsecond' "$1: experiments"
	is "$("$offers" lectern run first '' | grep -c '^[a-z]')" 0 "$1: one of them only"
	is "$("$offers" lectern list exe)" executors "$1: what can be listed"
	is "$("$offers" lectern build --formats html,s)" html,slides "$1: a list of formats"
	is "$("$offers" lectern completion zs)" zsh "$1: shells"
	is "$("$offers" lectern new no)" note "$1: words of an argument"
	is "$("$offers" lectern new course su | tr -d /)" sums "$1: folders"
	is "$("$offers" lectern build --notes no | tr -d /)" notes "$1: folders, for an option"
	is "$("$offers" lectern judge sa)" samples.csv "$1: files"
	is "$("$offers" lectern run --notes nowhere f)" '' "$1: no experiments without notes"
}

cases bash
is "$(bash_offers lectern build --formats = html,s)" html,slides 'bash: a value after ='
is "$(COLUMNS=40 COMP_TYPE=63 bash_offers lectern build --str | sed 's/ *$//')" \
	$'--strict        Fail when a testable ve\n--strict-stats  Bonferroni over all cla' \
	'bash: a list says what the words mean'
bash --norc -c '. ./lectern.bash; complete -p lectern' >registered
like registered '-F _lectern lectern' 'bash: it is registered'

if command -v fish >/dev/null; then
	cases fish
	is "$(fish_offers lectern build --formats=html,s)" --formats=html,slides 'fish: a value after ='
	is "$(fish --no-config -c '. ./lectern.fish; complete -C "lectern build --fre"')" \
		$'--fresh\tMeasure everything anew' 'fish: with what it means'
else
	skip 'fish' 'it is not here'
fi

# zsh_types MARK TEXT...: type into a zsh in which `lectern ...` is shown instead of being run.
zsh_types()
{
	run "$SRC/tests/e2e/terminal.py" "$@" env ZDOTDIR="$PWD" zsh -i
}

if command -v zsh >/dev/null; then
	cp lectern.zsh _lectern
	cat >.zshrc <<'END'
fpath=($PWD $fpath)
autoload -Uz compinit && compinit -u -D
lectern() { if [[ $1 == completion ]]; then command lectern "$@"; else print -r -- "<$*>"; fi }
unsetopt prompt_sp
bindkey -e
PS1='> '
END
	ok 'zsh: the script is sound' zsh -n lectern.zsh
	zsh_types -x '> ' 'lectern bu\t02\t--fre\t--formats=html,s\t\n' \
		-x '<' 'exit\n'
	like "$OUT" '<build 02-two --fresh --formats=html,slides *>' \
		'zsh: a command, a note, an option, a value after ='
	zsh_types -x '> ' 'lectern run --notes no\t fi\t\n' -x '<' 'exit\n'
	like "$OUT" '<run --notes notes/? first *>' 'zsh: a folder, an experiment'
	zsh_types -x '> ' 'lectern judge sa\t\n' -x '<' 'exit\n'
	like "$OUT" '<judge samples.csv *>' 'zsh: files'
	# Ctrl-U takes the line back; a signal could throw away what is typed after it.
	zsh_types -x '> ' 'lectern build --str\t\t' -x 'Bonferroni' '\025exit\n'
	like "$OUT" '--strict +-- Fail when' 'zsh: a list says what the words mean'
else
	skip 'zsh' 'it is not here'
fi

finish
