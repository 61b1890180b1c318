#!/bin/sh
# new_lesson.sh NAME: lays out a lesson, with a contract, a skeleton, a solution and a suite of
# three rows, which pass the course's tests as they stand. NAME is a number and words:
# 77_guard_pages. All three folders are there afterwards, or none.
set -eu

name=$1
templates=grader/setup/lesson

refuse() { # sentence
	echo "make: $1" >&2
	exit 2
}

echo "$name" | grep -Eqx '[0-9][0-9][a-z]?_[a-z][a-z0-9_]*' ||
	refuse "a lesson is called by two digits, perhaps a letter, and words: 77_guard_pages, not \"$name\""
number=${name%%_*}
base=${name#*_}
guard=$(echo "$base" | tr 'a-z' 'A-Z')
for folder in lessons solutions grader/suites; do
	for there in "$folder/${number}"_*; do
		[ ! -e "$there" ] || refuse "$there is there already"
	done
done

new=$(mktemp -d ./.new_lesson.XXXXXX)
trap 'rm -rf "$new"' EXIT

fill_in() { # template file
	mkdir -p "$(dirname "$new/$2")"
	sed -e "s/@NUMBER@/$number/g" -e "s/@BASE@/$base/g" -e "s/@GUARD@/$guard/g" "$templates/$1" >"$new/$2"
}

fill_in README.md.in lesson/README.md
fill_in contract.h.in "lesson/$base.h"
fill_in contract.h.in "suite/skeleton/$base.h"
fill_in skeleton.c.in "lesson/$base.c"
fill_in demo.c.in lesson/demo.c
fill_in solution.c.in "solution/$base.c"
fill_in NOTES.md.in solution/NOTES.md
fill_in steps.h.in suite/steps.h
fill_in calls.c.in suite/calls.c
fill_in rows.c.in suite/rows.c
fill_in rubric.json.in suite/rubric.json
fill_in skeleton.c.in "suite/skeleton/$base.c"
fill_in equivalent.json.in suite/equivalent.json
for patch in "$templates"/broken/*.patch.in; do
	fill_in "broken/${patch##*/}" "suite/broken/$(basename "$patch" .in)"
done
fill_in correct.c.in "suite/correct/page_by_page/$base.c"

mv "$new/lesson" "lessons/$name"
mv "$new/solution" "solutions/$name"
# Last, because a lesson without a suite is none.
mv "$new/suite" "grader/suites/$name"
echo "lessons/$name, solutions/$name and grader/suites/$name are laid out."
echo "Try: make test LESSON=$number"
