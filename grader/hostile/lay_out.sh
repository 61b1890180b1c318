#!/bin/sh
# lay_out.sh SUBMISSION FOLDER: a hostile submission in a new folder. It has only the functions that it attacks with:
# the others are the skeleton's, or the solution's where a line says "Rest: the solution", unless a line says "Whole:"
# and why.
set -eu

number=$(basename "$(dirname "$1")")
skeleton=$(ls grader/suites/"$number"_*/skeleton/*.c)
file=${skeleton##*/}
cp -r "$1" "$2"
! grep -q '^/\* Whole: ' "$2/$file" || exit 0
if grep -q '^/\* Rest: the solution' "$2/$file"; then
	rest=$(ls solutions/"$number"_*/"$file") all=1
else
	rest=$skeleton all=0
fi
# A definition begins at the left margin, and its last brace is there too. Of the skeleton nothing else is taken.
awk -v all=$all '
	function named(line) {
		sub(/\(.*/, "", line)
		sub(/.*[ *]/, "", line)
		return line
	}
	FNR == 1 { files++; wanted = all }
	# An alias has no braces.
	files == 1 && /^[a-z_].*\(/ && (/[^;]$/ || /__attribute__/) { own[named($0)] = 1 }
	files == 2 && /^[a-z_].*\(.*[^;]$/ { wanted = !(named($0) in own); if (wanted) print "" }
	files == 2 && (wanted || /^#include/) { print }
	files == 2 && /^}/ { wanted = all }
' "$2/$file" "$rest" >"$2/rest"
cat "$2/rest" >>"$2/$file"
rm "$2/rest"
