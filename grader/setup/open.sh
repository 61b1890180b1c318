#!/bin/sh
# open.sh BUILD: prints the folder, or patch, that SUBMISSION means: an archive, as a platform or a student made it, is
# opened first, by the program that opens those of make class.
set -u

[ -f "$COURSE_SUBMISSION" ] || {
	printf '%s\n' "$COURSE_SUBMISSION"
	exit 0
}
case $COURSE_SUBMISSION in *.patch)
	printf '%s\n' "$COURSE_SUBMISSION"
	exit 0
	;;
esac
[ -n "$COURSE_LESSON" ] || {
	echo 'grade: SUBMISSION goes with one lesson: say which with LESSON=' >&2
	exit 2
}
[ -f grader/course.mk ] || {
	echo "grade: $COURSE_SUBMISSION is no folder; unpack it first" >&2
	exit 2
}
sh grader/setup/setup.sh check class >&2 || exit 2
exec sh grader/setup/python.sh desk open --submission "$COURSE_SUBMISSION" --lesson "$COURSE_LESSON" --build "$1"
