#!/bin/sh
# gradescope.sh BUILD LESSON OUT    the zip that Gradescope builds its autograder from, for one lesson, OUT: *.zip
#
# In it are setup.sh and run_autograder, which Gradescope looks for, the lesson's name, and the course as students get it,
# but with its hidden rows. Like a handout it is the same to the byte whenever it is made from the same files.
set -u

build=$1
lesson=$2
out=$3

fail() { # sentence
	echo "gradescope: $1" >&2
	exit 2
}

# Sorted, without the owners and times that an archive may hold beside those of DOS; these are told in the time of a place.
pack() {
	cp grader/setup/gradescope_setup.sh "$new/setup.sh" && cp grader/setup/run_autograder "$new/" &&
		echo "$lesson" >"$new/lesson" &&
		chmod 755 "$new/setup.sh" "$new/run_autograder" && chmod 644 "$new/lesson" &&
		touch -r "$new/course/Makefile" "$new/setup.sh" "$new/run_autograder" "$new/lesson" &&
		(cd "$new" && find setup.sh run_autograder lesson course -type f | LC_ALL=C sort | TZ=UTC zip -qX -@ ../out.zip)
}

case $out in
*.zip) ;;
*) fail 'say where it is to go, with OUT=file.zip' ;;
esac
[ ! -e "$out" ] && [ ! -L "$out" ] || fail "$out is there already; choose another OUT"

umask 022
beside=$(dirname -- "$out")
mkdir -p -- "$beside" && work=$(mktemp -d "$beside/.gradescope.XXXXXX") || fail "$beside cannot be written"
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
new=$work/new
mkdir "$new"
sh grader/handout/handout.sh "$build" "$new/course" hidden || exit 2
pack && mv -T -- "$work/out.zip" "$out" || fail "$out cannot be written"
echo "The autograder of $lesson for Gradescope: $out"
