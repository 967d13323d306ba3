# lectern.fish - completion for fish.  What can stand where, the program is asked.

function __lectern_words
	set -l words (commandline -opc) (commandline -ct)
	set -l value (string replace -r -- '^--[^=]*=' '' $words[-1])
	set -l prefix (string replace -r -- '=.*' '=' $words[-1])
	string match -q -- '--*=' $prefix; or set prefix ''
	for line in ($words[1] completion --words -- $words 2>/dev/null)
		switch $line
			case ':folders'
				string replace -r -- '^' "$prefix" (__fish_complete_directories $value)
			case ':files*'
				__fish_complete_suffix (string split -f 2 -- \t $line)
			case '*'
				echo $line
		end
	end
end

complete -c lectern -k -f -a '(__lectern_words)'
