#!/bin/sh
# demo.sh BUILD COMPILER: compiles and runs the demo of COURSE_LESSON with the student's own code. COURSE_STEP makes it wait
# for Enter between its steps; without it the demo has 60 s.
set -u

build=$1
compiler=$2
lesson=$("$build/grade" -- lesson "$COURSE_LESSON") || exit 2
folder=$build/demo/$lesson

mkdir -p "$folder" || exit 2
# A compiler may be several words.
$compiler -std=gnu17 -Og -g -Wall -Wextra -Icommon -I"lessons/$lesson" -o "$folder/demo" "lessons/$lesson"/*.c common/*.c || exit
seconds=60
[ -z "$COURSE_STEP" ] || seconds=0
# busybox's timeout has no --foreground, which lets the demo read from the terminal.
foreground=$(timeout --foreground 1 true 2>/dev/null && echo --foreground)
timeout $foreground $seconds "$folder/demo"
status=$?
[ $status -ne 124 ] || echo 'The demo was ended after 60 s.' >&2
[ $status -le 128 ] ||
	echo "The demo was ended by signal $((status - 128)): make grade LESSON=${lesson%%_*} says where." >&2
exit $status
