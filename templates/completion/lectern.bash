# lectern.bash - completion for bash.  What can stand where, the program is asked; where there are
# several words, their list says what they mean.
# shellcheck shell=bash

_lectern()
{
	local word what line i cur width=0
	local -a words=() meanings=()

	# bash takes "--notes=course" for three words.
	for ((i = 0; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ ${#words[@]} -gt 0 && (${words[-1]} == --*= || $word == =* && ${words[-1]} == --*) ]]; then
			words[-1]+=$word
		else
			words+=("$word")
		fi
	done
	cur=${words[-1]}
	[[ $cur == --*=* ]] && cur=${cur#*=}
	COMPREPLY=()
	while IFS=$'\t' read -r word what; do
		case $word in
		:folders)
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -d -- "$cur")
			return ;;
		:files)
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -d -- "$cur"; compgen -f -X "!*$what" -- "$cur")
			return ;;
		esac
		[[ $word == --*=* ]] && word=${word#*=}
		[[ $word == "$cur"* ]] || continue
		COMPREPLY+=("$word")
		meanings+=("$what")
		((${#word} > width)) && width=${#word}
	done < <("$1" completion --words -- "${words[@]}" 2>/dev/null)
	# 63 is "?": what is returned is shown and not inserted.
	[[ ${COMP_TYPE-} == 63 && ${#COMPREPLY[@]} -gt 1 ]] || return 0
	for i in "${!COMPREPLY[@]}"; do
		printf -v line '%-*s  %s' "$width" "${COMPREPLY[i]}" "${meanings[i]}"
		printf -v 'COMPREPLY[i]' '%-*s' "$((COLUMNS - 1))" "${line:0:COLUMNS-1}"
	done
}

complete -o nosort -F _lectern lectern
