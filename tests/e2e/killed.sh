#!/bin/bash
# A build that is killed at any stage, interrupted or full of errors: the one that follows makes
# exactly the site of a build from nothing, also when the author goes back to the earlier text.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# given NAME TITLE TEXT [OPTION...]: a note with an experiment whose samples are given.
given()
{
	{
		printf -- '---\ntitle: %s\n---\n\n%s\n\n' "$2" "$3"
		printf '``` {.c .experiment #%s}\n//| %s\n' "$1" "fig-cap: Figure of $1"
		printf '//| %s\n' 'executors: [mock]' 'metric: wall' 'rounds: 10' "${@:4}"
		cat <<'END'
#include <lectern.h>

void
work(struct worker *self)
{
	int round = (int)worker_number(self, "round", -1);

	worker_record(self, "wall", 1 + round % 7 / 1000.0);
}
```
END
		printf '\n[It takes time](claim:%s "mock.wall > 0.5 s").\n' "$1"
	} | note "$1"
}

# first: the text that was built well.  second: another one, of which everything is new.
first()
{
	rm -rf notes
	given one 'One' 'Text.'
	given two 'Two' 'Text.'
	printf '# Start\n\nText.\n' | note index
	printf 'title: First\nbase-url: https://example.org/\n' >notes/course.yaml
}
second()
{
	rm -rf notes
	given one 'The one' 'Other text.' 'log: y'
	given three 'Three' 'Text.'
	printf '# Start\n\nOther text. ![A dot](dot.svg)\n' | note index
	printf '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\n' >notes/dot.svg
	printf 'title: Second\nbase-url: https://example.com/\n' >notes/course.yaml
}


# A library for the driver that kills it in front of its n-th rename: all that it makes is put in
# place by one.
cat >kill.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
rename(const char *from, const char *to)
{
	static int calls;
	const char *at = getenv("KILL_AT");
	int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");

	if (at && strcmp(program_invocation_short_name, "lectern") == 0 && ++calls == atoi(at))
		kill(getpid(), SIGKILL);
	return real(from, to);
}

int
fsync(int fd)
{
	(void)fd; /* the machine stays up */
	return 0;
}
END
if ldd "$LECTERN" | grep -q san || ! cc -shared -fPIC -o kill.so kill.c -ldl 2>"$ERR"; then
	skip 'builds that are killed' 'the program cannot be made to end where it should'
	finish
fi

export LD_PRELOAD=$PWD/kill.so

# whole NAME TEXT: a build makes of the notes what one from nothing makes.
whole()
{
	build
	status 0 "$1: the next build is good"
	diff -r out/site "site.$2" >"$OUT" 2>&1
	result $? "$1: and makes what a build from nothing makes"
	is "$(find out/site out/md out/data -name '.*.??????' -o -name '*.part')" '' "$1: no scraps"
}

# What a build from nothing makes of each text, by results that are all there.
first
build
status 0 'the first build is good'
second
build
status 0 'the second one, too'
for text in first second; do
	rm -rf built
	mkdir built
	cp -a out/data built/
	$text
	run "$LECTERN" build --notes notes --out built --formats html
	status 0 "from nothing: the $text text"
	cp -a built/site "site.$text"
done
first
rm -rf out
mkdir out
mv built/data out/
build
status 0 'the first text again'
rm -rf built
mv out built

# The second text is built and killed; then it is built again, or the first one is.
n=0
while [ $n -lt 500 ]; do
	n=$((n + 1))
	for text in first second; do
		[ $text = first ] || [ $((n % 10)) = 0 ] || continue
		rm -rf out
		cp -a built out
		second
		{ run env KILL_AT=$n "$LECTERN" build --notes notes --out out --formats html; } \
			2>/dev/null # the shell tells of the kill
		[ "$STATUS" != 0 ] || break 2
		status 137 "killed at file $n"
		$text
		whole "killed at file $n, then the $text text" $text
	done
done
ok 'there were files to be killed at' test $n -gt 15

finish
