#!/bin/sh
# try.sh BUILD COMPILER: the experiments of COURSE_LESSON, one by one: with the student's own answer where it keeps every promise,
# else with the reference's, whose source no handout has. COURSE_STEP is the number of the only one to run.
set -u

build=$1
compiler=$2
. grader/setup/answers.sh
lesson=$(grade lesson "${COURSE_LESSON:-}") || exit 2
folder=$build/try/$lesson
# What is compiled with what: an experiment may have to do it again, for a tool.
export compiler answer

set -- "lessons/$lesson/try/${COURSE_STEP:+${COURSE_STEP}_}"*.c
[ -e "$1" ] || {
	echo "make: lesson ${lesson%%_*} has no experiment${COURSE_STEP:+ $COURSE_STEP}" >&2
	exit 2
}
mkdir -p "$folder" || exit 2

if is_complete; then
	answer=$(answer_in "lessons/$lesson")
	echo "With your own code, which keeps every promise:"
else
	answer=$(reference) || exit
	echo "With the reference's code, until yours has 100 points:"
fi
# Only somebody at a terminal is asked to guess, and may take as long as they like.
limit='timeout 60'
[ ! -t 0 ] || [ ! -t 1 ] || limit=
for experiment; do
	echo
	name=$(basename "$experiment" .c)
	# DWARF 4: valgrind 3.19, which an experiment may run, cannot read the version 5 that clang writes.
	# shellcheck disable=SC2086 # a compiler, and a list of files without blanks
	$compiler -std=gnu17 -Og -gdwarf-4 -Wall -Wextra -Icommon -I"lessons/$lesson" -o "$folder/$name" "$experiment" $answer common/*.c || exit
	echo "--- ${name%%_*} ---"
	$limit "$folder/$name" || exit
done
