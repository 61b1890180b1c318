#!/bin/sh
# folder.sh BUILD: makes the folder for all that is built, or says why nothing can be built or run there; exit 2 then.
set -u

build=$1

fail() { # sentence
	echo "make: $1; choose another folder with BUILD=" >&2
	exit 2
}

mkdir -p -- "$build" 2>/dev/null && [ -w "$build" ] || fail "$build cannot be written"
# On a disk that is mounted noexec no file counts as a program, whatever its mode.
trial=$(mktemp "$build/trial.XXXXXX" 2>/dev/null) || fail "$build cannot be written"
chmod 700 "$trial"
[ -x "$trial" ]
runs=$?
rm -f -- "$trial"
[ $runs -eq 0 ] || fail "no program may run in $build (its disk is mounted noexec)"
