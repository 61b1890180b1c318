#!/usr/bin/env bash
# bench.sh BUILD COMPILER: what grading takes, held against the floor: to compile one file
# and to start valgrind on an empty program. All in one run, round after round, because
# machines are shared and only ratios within a run mean anything. Prints medians.
set -eu
export LC_ALL=C

build=$1
compiler=$2
rounds=11
lesson=09a
work=$(mktemp -d "$build/bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

folder=lessons/09a_arena_scope_local_mmap
reference=solutions/09a_arena_scope_local_mmap
suite=grader/suites/09a_arena_scope_local_mmap
echo 'int main(void) { return 0; }' >"$work/empty.c"
"$compiler" -o "$work/empty" "$work/empty.c"

floor() {
	"$compiler" -std=gnu17 -Og -g -Wall -Wextra -I"$folder" -c -o "$work/arena.o" "$reference/arena.c"
	valgrind -q "$work/empty"
}
full() {
	"$build/grade" --build "$build" --compiler "$compiler" --submission "$1" "$lesson" >/dev/null
}
reference() { full "$reference"; }
skeleton() { full "$suite/skeleton"; }
leaking() { full "$suite/broken/free_unmaps_all"; }
unchanged() { make -s grade LESSON="$lesson" BUILD="$build" CC="$compiler" >/dev/null; }

milliseconds() { # command
	local begin end
	begin=$(date +%s%N)
	"$1"
	end=$(date +%s%N)
	echo $(((end - begin) / 1000000))
}

measures="floor reference skeleton leaking unchanged"
unchanged
for _ in $(seq $rounds); do
	for measure in $measures; do
		milliseconds "$measure" >>"$work/$measure"
	done
done

median() { sort -n "$work/$1" | sed -n "$(((rounds + 1) / 2))p"; }

base=$(median floor)
printf '%-12s %8s %10s\n' measure 'ms' '× floor'
for measure in $measures; do
	printf '%-12s %8d %10s\n' "$measure" "$(median "$measure")" \
		"$(awk -v a="$(median "$measure")" -v b="$base" 'BEGIN { printf "%.2f", a / b }')"
done

# The peak of the grader's own process, without those of its children: VmHWM of /proc.
"$build/grade" --build "$build" --compiler "$compiler" --submission "$reference" "$lesson" >/dev/null &
pid=$!
peak=0
while kill -0 $pid 2>/dev/null; do
	now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null || true)
	[ "${now:-0}" -gt $peak ] && peak=$now
	sleep 0.01
done
printf '%-12s %8d KiB\n' 'peak memory' "$peak"
