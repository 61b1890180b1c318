#!/bin/sh
# seal.sh COURSE: puts into a handout, in this folder, what its students get at 100 points. For each lesson that has a
# solution here: reference.o in the suite, to link with, and after.sealed, which `make after` opens: the lesson's AFTER.md
# and the source of its reference, each after a line with its name. Nobody reads them by accident; they are no secret.
set -eu

for solution in solutions/*/; do
	lesson=$(basename "$solution")
	suite=$1/grader/suites/$lesson
	[ -d "$suite" ] || continue
	# No -g: debug information names the lines. One object, however many files.
	gcc -std=gnu17 -O2 -I"lessons/$lesson" -nostdlib -r -o "$suite/reference.o" "$solution"*.c
	for file in "$solution"AFTER.md "$solution"*.c; do
		[ ! -e "$file" ] || {
			echo "==> ${file##*/} <=="
			cat "$file"
		}
	done | gzip -9n | base64 >"$suite/after.sealed"
done
