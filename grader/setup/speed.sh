#!/bin/sh
# speed.sh BUILD COMPILER: what a block of COURSE_LESSON costs: yours, the reference's, malloc's, and a bound. The program that
# asks for the blocks is the lesson's speed/blocks.c.
#
# callgrind counts the instructions. The kernel counts them too (perf_event_open), but not for everybody, and in many virtual
# machines not at all; and its counts differ from run to run.
set -u

build=$1
compiler=$2
. grader/setup/answers.sh
lesson=$(grade lesson "${COURSE_LESSON:-}") || exit 2
program=lessons/$lesson/speed/blocks.c
folder=$build/speed/$lesson
number=${lesson%%_*}
counted=10000
timed=100000
runs=7

fail() { # sentence
	echo "make: $1" >&2
	exit 2
}

link() { # name file...
	name=$1
	shift
	$compiler -std=gnu17 -O2 -I"lessons/$lesson" -o "$folder/$name" "$program" "$@"
}

# How many instructions a run takes in all.
count() { # name case giver blocks
	timeout 60 valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$folder/count" \
		"$folder/$1" "$2" "$3" "$4" >/dev/null 2>&1 && sed -n 's/.*Collected : //p' "$folder/count"
}

# The fewest nanoseconds of several runs.
time_it() { # name case giver
	for _ in $(seq $runs); do
		timeout 60 "$folder/$1" "$2" "$3" $timed || return 1
	done | sort -n | head -n 1
}

# A line of the chart: its name, and tenths of instructions and of nanoseconds for a block.
measure() { # name case giver label
	once=$(count "$1" "$2" "$3" $counted) && twice=$(count "$1" "$2" "$3" $((2 * counted))) && time=$(time_it "$1" "$2" "$3")
	if [ -z "${once:-}" ] || [ -z "${twice:-}" ] || [ -z "${time:-}" ]; then
		echo "$4"
	else
		echo "$4 $(((twice - once) * 10 / counted)) $((time * 10 / timed))"
	fi
}

draw() {
	awk -v symbol="$symbol" '
		{ name[NR] = $1; cost[NR] = $2; time[NR] = $3; fields[NR] = NF; if ($2 > most) most = $2 }
		END {
			for (i = 1; i <= NR; i++) {
				if (fields[i] < 3) {
					printf "  %-10s did not give all the blocks within 60 s\n", name[i]
					continue
				}
				full = int(cost[i] * 30 / most + 0.5)
				bar = ""
				for (j = 1; j <= 30; j++) bar = bar (j <= full || j == 1 ? symbol : " ")
				printf "  %-10s%s %7.1f instructions %7.1f ns\n", name[i], bar, cost[i] / 10, time[i] / 10
			}
		}'
}

[ -e "$program" ] || fail "lesson $number has nothing to measure"
command -v valgrind >/dev/null || fail 'speed counts instructions with valgrind, which is missing: make setup'
symbol='#'
[ ! -t 1 ] || [ "$(locale charmap 2>/dev/null)" != UTF-8 ] || symbol=█
mkdir -p "$folder" || exit 2

yours=no
if is_complete; then
	yours=yes
	# shellcheck disable=SC2046 # a list of files without blanks
	link yours $(answer_in "lessons/$lesson") || exit
fi
# shellcheck disable=SC2046
link reference $(reference) || exit

"$folder/reference" | {
	case=0
	while read -r sentence; do
		case=$((case + 1))
		printf '%s\n\n' "$sentence"
		{
			[ $yours = no ] || measure yours $case answer yours
			measure reference $case answer reference
			measure reference $case malloc malloc
			measure reference $case bound bound
		} </dev/null | draw
		echo
	done
}
[ $yours = yes ] || cat <<END
Yours is not shown: it has $(points) points, and only code that keeps every promise
is measured. Go on with: make hint LESSON=$number

END
cat <<END
The bars show what one block costs, in instructions, with the loop that asks for
it. The answers are compiled with -O2. callgrind counts two runs, of $counted and
of $((2 * counted)) blocks: the difference leaves out what a program does to start. The
nanoseconds are the best of $runs runs; other work on the machine changes them.

malloc     keeps a header before each block, so that free can take it back.
bound      moves a pointer, compares once. No answer needs fewer instructions.

This is a number to beat. It is never a grade.
END
