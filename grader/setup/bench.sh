#!/usr/bin/env bash
# bench.sh BUILD COMPILER [LESSON]: what grading takes, lesson by lesson, held against the floor: to
# compile the answer and to start valgrind on an empty program. All in one run, round after round,
# because machines are shared and only ratios within a run mean anything. Prints medians.
set -eu
export LC_ALL=C

build=$1
compiler=$2
rounds=11
work=$(mktemp -d "$build/bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

lessons=${3:-$("$build/grade" lessons)}
echo 'int main(void) { return 0; }' >"$work/empty.c"
"$compiler" -o "$work/empty" "$work/empty.c"

floor() {
	for file in "solutions/$lesson"/*.c; do
		"$compiler" -std=gnu17 -Og -g -Wall -Wextra -I"lessons/$lesson" -c -o "$work/answer.o" "$file"
	done
	valgrind -q "$work/empty"
}
full() {
	"$build/grade" --build "$build" --compiler "$compiler" --submission "$1" "$lesson" >/dev/null
}
# What make watch shows first after a save.
native() {
	"$build/grade" --native --build "$build" --compiler "$compiler" --submission "solutions/$lesson" "$lesson" >/dev/null
}
reference() { full "solutions/$lesson"; }
skeleton() { full "grader/suites/$lesson/skeleton"; }
# The first wrong answer stands for those that are nearly right.
broken() { full "$(ls -d "grader/suites/$lesson/broken"/*.patch | head -n 1)"; }
unchanged() { make -s grade LESSON="$lesson" BUILD="$build" CC="$compiler" >/dev/null; }

milliseconds() { # command
	local begin end
	begin=$(date +%s%N)
	"$1"
	end=$(date +%s%N)
	echo $(((end - begin) / 1000000))
}

median() { sort -n "$work/$1" | sed -n "$(((rounds + 1) / 2))p"; }

measures="floor native reference skeleton broken unchanged"

measure_lesson() {
	unchanged
	for measure in $measures; do
		: >"$work/$measure"
	done
	for _ in $(seq $rounds); do
		for measure in $measures; do
			milliseconds "$measure" >>"$work/$measure"
		done
	done
	base=$(median floor)
	for measure in $measures; do
		printf '%-32s %-12s %8d %10s\n' "$lesson" "$measure" "$(median "$measure")" \
			"$(awk -v a="$(median "$measure")" -v b="$base" 'BEGIN { printf "%.2f", a / b }')"
	done
}

printf '%-32s %-12s %8s %10s\n' lesson measure 'ms' '× floor'
for lesson in $lessons; do
	measure_lesson
done

# The peak of the grader's own process, without those of its children: VmHWM of /proc.
"$build/grade" --build "$build" --compiler "$compiler" --submission "solutions/$lesson" "$lesson" >/dev/null &
pid=$!
peak=0
while kill -0 $pid 2>/dev/null; do
	now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null || true)
	[ "${now:-0}" -gt $peak ] && peak=$now
	sleep 0.01
done
printf '%-32s %-12s %8d KiB\n' "$lesson" 'peak memory' "$peak"

"$build/grade" --build "$build" --compiler "$compiler" html "$work/report.html" >/dev/null
printf '%-32s %-12s %8d KiB\n' 'all lessons' 'HTML report' "$(($(wc -c <"$work/report.html") / 1024))"
