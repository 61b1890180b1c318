#!/bin/sh
# run.sh BUILD COMPILER LESSON: grades every mutant of the lesson's reference solution, and tells what
# became of them. GNU parallel keeps the processors busy and shows what is left; it has no rival in
# handling many jobs of which some fail.
set -u

build=$1
compiler=$2
lesson=$3
folder=$build/mutants/$lesson

rm -f "$folder"/*/result.json "$folder/tally.json"
if [ -t 2 ]; then progress=--bar; else progress=; fi
find "$folder" -mindepth 1 -maxdepth 1 -name '[0-9]*' -printf '%f\n' | sort |
	parallel --plain --will-cite --halt soon,fail=1 $progress \
		"$build/grade" --until-loss --build "$build" --compiler "$compiler" \
		--submission "$folder/{}" --json "$folder/{}/result.json" "$lesson" '>' "$folder/{}/report" ||
	exit 2
"$build/mutate" tally "$lesson" "$folder"
