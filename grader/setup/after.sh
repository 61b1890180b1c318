#!/bin/sh
# after.sh BUILD COMPILER: what COURSE_LESSON shows once it has all its points: answers to its questions, from the solution's
# AFTER.md, and the reference next to the student's code, word by word. A handout has both in the suite's after.sealed.
set -u

build=$1
compiler=$2
. grader/setup/answers.sh
lesson=$(grade lesson "${COURSE_LESSON:-}") || exit 2
number=${lesson%%_*}
sealed=grader/suites/$lesson/after.sealed

refuse() {
	cat <<END
$lesson has $(points) points. When it has them all, make after
answers the questions of its README, and shows the reference next to your code.

Next: make grade LESSON=$number V=1 explains every failing row,
and make hint LESSON=$number helps with the first.
END
	for lesson in $(grade lessons); do
		! was_complete || echo "Complete already: make after LESSON=${lesson%%_*}"
	done
}

# Each file comes after a line with its name: see seal.sh.
unseal() { # folder
	base64 -d "$sealed" | gzip -dc | awk -v folder="$1" '/^==> [^ \/]+ <==$/ { file = folder "/" $2; next } { print >file }'
}

colour=never
[ ! -t 1 ] || [ -n "${NO_COLOR:-}" ] || [ "${TERM:-dumb}" = dumb ] || colour=always

words() { # own reference form
	git --no-pager diff --no-index --no-ext-diff --patience --word-diff="$3" --color=$colour -U99999 -- "$1" "$2" | sed 1,/@@/d
}

compare() { # own reference
	if cmp -s "$1" "$2"; then
		echo "${1##*/}: your code is the reference's, word by word."
	elif ! command -v git >/dev/null; then
		echo "${1##*/}: < yours, > the reference"
		diff -- "$1" "$2"
	elif [ $colour = always ]; then
		echo "${1##*/}: red is only in yours, green only in the reference"
		words "$1" "$2" color
	else
		echo "${1##*/}: [-only in yours-] {+only in the reference+}"
		words "$1" "$2" plain
	fi
}

is_complete || {
	refuse
	exit
}
if [ -d "solutions/$lesson" ]; then
	from=solutions/$lesson
else
	[ -e "$sealed" ] || {
		echo "make: this course has no answers to lesson $number" >&2
		exit 2
	}
	from=$(mktemp -d "$build/after.XXXXXX") || exit 2
	trap 'rm -rf "$from"' EXIT
	unseal "$from"
fi
# Markdown as a terminal shows it: headings and what is strong in bold, without the marks.
prose() {
	bold=
	plain=
	if [ $colour = always ]; then
		bold=$(printf '\033[1m')
		plain=$(printf '\033[0m')
	fi
	awk -v bold="$bold" -v plain="$plain" '
		{ gsub(/`/, ""); while (sub(/\*\*/, strong ? plain : bold)) strong = !strong }
		sub(/^#+ /, "") { $0 = bold $0 plain }
		{ print }' "$1"
}

tell() {
	if [ -e "$from/AFTER.md" ]; then
		prose "$from/AFTER.md"
	else
		echo "Lesson $number has no answers to its questions yet. Here is the reference:"
	fi
	for own in $(answer_in "lessons/$lesson"); do
		echo
		compare "$own" "$from/${own##*/}"
	done
}

# It is more than a screen. less knows colours with -R, and ends by itself with -F where all fits.
if [ -t 1 ] && command -v less >/dev/null; then
	tell | less -FRX
else
	tell
fi
exit 0
