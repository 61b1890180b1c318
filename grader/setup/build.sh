#!/bin/sh
# build.sh MAKE WORD...: builds what grading needs, on all processors, and says how far it is: the first time it takes seconds.
set -u

make=$1
shift
# What was asked of the make that called this is not asked of this one.
MAKEFLAGS=--no-print-directory
export MAKEFLAGS
unset MFLAGS
"$make" "$@" -q built 2>/dev/null && exit 0

files=$("$make" "$@" -n built 2>/dev/null | grep -c ' -c -o ')
done=0
tell() { # words
	[ ! -t 2 ] || printf '\r\033[K%s' "$1" >&2
}
[ "$files" -lt 9 ] || [ -t 2 ] || echo "Building the grader, once: $files files." >&2

# Without -s make says each command before it is run; what goes wrong comes on the standard error.
{
	"$make" "$@" -j"$(nproc 2>/dev/null || echo 2)" built
	echo "status $?"
} | {
	status=2
	while read -r first rest; do
		case "$first $rest" in
		*' -c -o '*)
			done=$((done + 1))
			tell "Building the grader, once: $done of $files files"
			;;
		'status '*) status=$rest ;;
		esac
	done
	tell ''
	exit "$status"
}
