#!/bin/sh
# lay_out.sh SUBMISSION FOLDER: a hostile submission in a new folder. It has only the functions that it attacks with:
# the others are the skeleton's, unless a line says "Whole:" and why.
set -eu

number=$(basename "$(dirname "$1")")
skeleton=$(ls grader/suites/"$number"_*/skeleton/*.c)
cp -r "$1" "$2"
! grep -q '^/\* Whole: ' "$2/${skeleton##*/}" || exit 0
# A definition begins at the left margin, and its last brace is there too.
awk '
	function named(line) {
		sub(/\(.*/, "", line)
		sub(/.*[ *]/, "", line)
		return line
	}
	FNR == 1 { files++ }
	files == 1 && /^[a-z_].*\(/ { own[named($0)] = 1 }
	files == 2 && /^[a-z_].*\(/ { wanted = !(named($0) in own); if (wanted) print "" }
	files == 2 && (wanted || /^#include/) { print }
	files == 2 && /^}/ { wanted = 0 }
' "$2/${skeleton##*/}" "$skeleton" >"$2/rest"
cat "$2/rest" >>"$2/${skeleton##*/}"
rm "$2/rest"
