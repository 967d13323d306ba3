#!/bin/bash
# freethreaded.sh LECTERN - do the notes hold where there is no GIL?  Builds a free-threaded CPython
# from the source package of Debian 13, unless one is there, and measures every experiment of the
# notes that ask for one, on a copy of the course.  Prints each claim's verdict; fails when one is
# refuted, or when one that names the free-threaded interpreter is not testable.
#
# Run on demand only, `make bench` does without: the download takes seconds, the build minutes and
# 500 MiB, the rest a minute.  An ordinary 3.13 must be found as well, as `lectern doctor` does.
# The system's own apt configuration stays as it is; nobody has to be root.
#
#	PYTHON	path of a free-threaded 3.13 that is there already: nothing is built
#	CACHE	where one is built, outside of the checkout, and found again the next time
#		(default: lectern/freethreaded in XDG_CACHE_HOME or ~/.cache)
#	ONLY	"fetch": get and unpack the sources, and no more
set -eu -o pipefail
export LC_ALL=C.UTF-8 NO_COLOR=1
lectern=$(realpath "$1")
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=3.13
CACHE=$(realpath -m "${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lectern/freethreaded}")

die()
{
	printf 'freethreaded.sh: %s\n' "$*" >&2
	exit 3
}

# need TOOL PACKAGE: say what to install.
need()
{
	command -v "$1" >/dev/null || die "there is no $1 here (package $2)"
}

# fetch: get the sources into $CACHE/source, with lists and a cache of apt's that are our own.
fetch()
{
	local keys=/usr/share/keyrings/debian-archive-keyring.gpg apt=$work/apt mirror
	local -a own
	need apt-get apt
	need dpkg-source dpkg-dev
	[ -f $keys ] || die "there is no $keys (package debian-archive-keyring)"
	# shellcheck disable=SC2016 # apt-get expands it
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Label: Debian' | sed -n 1p)
	[ -n "$mirror" ] || die "apt-get knows no mirror of Debian"
	mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$CACHE"
	echo "deb-src [signed-by=$keys] $mirror trixie main" >"$apt/sources.list"
	own=(-qq -o APT::Sandbox::User="$(id -un)" -o Dir::State::lists="$apt/lists"
		-o Dir::Cache="$apt" -o Dir::State::status=/dev/null
		-o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=-)
	apt-get "${own[@]}" update
	(cd "$apt" && apt-get "${own[@]}" source --download-only "python$version")
	rm -rf "$CACHE/source"
	# As it comes from python.org: Debian's patches are for Debian's folders.
	dpkg-source --no-copy --skip-patches -x "$apt"/*.dsc "$CACHE/source" >"$work/log" 2>&1 ||
		die "$(tail -n 3 "$work/log")"
	echo "sources: $(basename "$apt"/*.dsc .dsc)"
}

# build: make the interpreter; plainly, for profiles would take an hour.
build()
{
	local prefix=$CACHE/install
	need make make
	need cc gcc
	rm -rf "$CACHE/build" "$prefix"
	mkdir -p "$CACHE/build"
	echo "building in $CACHE ..."
	(
		cd "$CACHE/build"
		../source/configure --prefix="$prefix" --disable-gil --enable-shared \
			--without-ensurepip LDFLAGS="-Wl,-rpath,$prefix/lib"
		make -j"$(nproc)"
		make install
	) >"$CACHE/log" 2>&1 || die "the build failed: see $CACHE/log"
	rm -rf "$CACHE/build"
}

# ask CODE: does the interpreter agree?
ask()
{
	"$PYTHON" -c "import sys; sys.exit(not ($1))" 2>/dev/null
}

if [ "${ONLY:-}" = fetch ]; then
	fetch
	exit
fi
if [ -z "${PYTHON:-}" ]; then
	PYTHON=$CACHE/install/bin/python${version}t
	[ -x "$PYTHON" ] || { fetch && build; }
fi
[ -x "$PYTHON" ] || die "there is no $PYTHON"
PYTHON=$(realpath "$PYTHON")
ask 'not sys._is_gil_enabled()' || die "$PYTHON is no free-threaded Python"
ask "sys.version.startswith('$version.')" || die "the notes ask for $version; $PYTHON is another"
ask "__import__('ctypes')" || die "$PYTHON has no ctypes: build it with libffi (package libffi-dev)"

mkdir "$work/bin" "$work/course"
cp -r "$source/notes" "$source/experiments" "$work/course/"
ln -s "$PYTHON" "$work/bin/python${version}t"
export PATH=$work/bin:$PATH
cd "$work/course"
"$PYTHON" -c 'import sys; print("Python", sys.version)'

# ids: the experiments of the notes that ask for the interpreter.
ids()
{
	grep -l "^#| python:.*${version}t" notes/*.md |
		xargs sed -n 's/^``` {[^}]*\.experiment #\([a-z0-9-]*\).*/\1/p'
}

# measure: measure them one by one; print the verdict of each claim.
measure()
{
	local id
	ids | while read -r id; do
		if ! "$lectern" run "$id" >"$work/out" 2>"$work/err" </dev/null; then
			cat "$work/err" >&2
			die "$id was not measured"
		fi
		sed -nE "s/^\S+ (supported|refuted|inconclusive|untestable) +/$id: \1: /p" "$work/out"
	done
}

measure | tee "$work/verdicts"
awk -F ': ' '
	{ n[$2]++ }
	$2 == "refuted" || ($2 == "untestable" && $3 ~ "'"$version"'t") { bad = 1 }
	END { printf "%d claims: %d supported, %d refuted, %d inconclusive, %d not testable here\n",
		NR, n["supported"], n["refuted"], n["inconclusive"], n["untestable"]
		exit bad || NR == 0 }' "$work/verdicts"
