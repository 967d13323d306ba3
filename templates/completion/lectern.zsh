#compdef lectern
# lectern.zsh - completion for zsh.  What can stand where, the program is asked.

_lectern()
{
	local line word
	local -a offers

	for line in "${(@f)$("${(Q)words[1]}" completion --words -- "${(@Q)words[1,CURRENT-1]}" \
		"${(Q)PREFIX}" 2>/dev/null)}"; do
		word=${line%%$'\t'*}
		case $word in
		(:folders)
			compset -P '--*='
			_path_files -/
			return ;;
		(:files)
			_files -g "*${line#*$'\t'}"
			return ;;
		esac
		[[ -n $word ]] && offers+=("${${word#--*=}//:/\\:}:${line#*$'\t'}")
	done
	compset -P '--*='
	_describe -V -t words 'word' offers
}

if [[ ${funcstack[1]} == _lectern ]]; then
	_lectern "$@"
else
	compdef _lectern lectern
fi
