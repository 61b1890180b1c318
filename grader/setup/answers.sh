#!/bin/sh
# answers.sh: which answers to a lesson there are, for scripts that link with them. They read it with `.`, and have these set:
# build, compiler and lesson.
# shellcheck disable=SC2154

grade() { # words of the grader's command
	"$build/grade" --build "$build" --compiler "$compiler" --seed "${COURSE_SEED:-}" -- "$@"
}

# The points of the last grading, and how many there are: 35/100.
points() {
	grade progress | sed -n "s,^$lesson .* \([0-9]*/[0-9]*\).*,\1,p"
}

was_complete() {
	points=$(points)
	[ "${points%/*}" = "${points#*/}" ] && [ "${points%/*}" != 0 ]
}

# Whether the student's code keeps every promise as it is now.
is_complete() {
	grade "$lesson" >/dev/null || exit 2
	was_complete
}

# The files that students write, as they are in this folder.
answer_in() { # folder
	for skeleton in "grader/suites/$lesson/skeleton"/*.c; do
		echo "$1/${skeleton##*/}"
	done
}

# What to link with for the reference: a handout has no source of it.
reference() {
	if [ -d "solutions/$lesson" ]; then
		answer_in "solutions/$lesson"
	elif [ -e "grader/suites/$lesson/reference.o" ]; then
		echo "grader/suites/$lesson/reference.o"
	else
		echo "make: this course has no reference for lesson ${lesson%%_*}" >&2
		return 2
	fi
}
