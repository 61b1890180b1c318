#!/bin/sh
# run.sh BUILD SECONDS TARGET...: the targets share so many seconds on all processors. They begin with what real
# runs write, which is made here, and with what earlier calls have kept in BUILD/fuzz/corpus. Exit status: 0 when
# nothing was found, 1 when something was, 2 when it could not be tried.
set -eu

build=$(cd "$1" && pwd)
seconds=$2
shift 2
fuzz=$build/fuzz

for target in "$@"; do
	[ -f "grader/fuzz/target_$target.c" ] && continue
	echo "fuzz: there is no target \"$target\"; there are:" >&2
	ls grader/fuzz | sed -n 's/^target_\(.*\)\.c$/  \1/p' >&2
	exit 2
done
case $seconds in '' | 0 | *[!0-9]*)
	echo "fuzz: SECONDS is a whole number, not \"$seconds\"" >&2
	exit 2
	;;
esac

# Files joined by NULs, as the targets take them apart.
joined() { # files...
	for file in "$@"; do
		cat "$file"
		printf '\0'
	done
}

# Runs a submission, and takes what it left behind as seeds.
leave() { # lesson submission
	work=$fuzz/run/$1-$(basename "$2" .patch)
	mkdir -p "$work"
	"$build/leave" "$1" "$2" "$build" "$work" || exit 2
	for source in "$work"/*.c; do
		name=$(basename "$work").$(basename "$source")
		(cd "$work" && gcc -std=gnu17 -Icontract -E -v -o /dev/null "$source") 2>"$work/messages"
		joined "$work/messages" "$source.d" >"$fuzz/seeds/compiler/$name"
		tail -c 4000 "$source.i" >"$fuzz/seeds/source/$name"
	done
	# Short ones too, since libFuzzer changes few places at a time: what is cut short is read as well.
	for object in "$work"/*.o; do
		cp "$object" "$fuzz/seeds/object/$(basename "$work").$(basename "$object")"
	done
	cp "$work/valgrind.0" "$work/memcheck.whole"
	sed '/<\/error>/q' "$work/memcheck.whole" >"$work/memcheck.short"
	for rows in native watched; do
		cp "$work/$rows.json" "$work/$rows.whole"
		sed 3q "$work/$rows.whole" >"$work/$rows.short"
	done
	name=$(basename "$work")
	for length in whole short; do
		cp "$work/memcheck.$length" "$fuzz/seeds/memcheck_log/$name.$length"
		joined "$work/native.$length" "$work/watched.$length" "$work/memcheck.$length" >"$fuzz/seeds/text/$name.$length"
	done
}

make_seeds() {
	rm -rf "$fuzz/run" "$fuzz/seeds"
	for target in compiler memcheck_log object results rubric source text; do
		mkdir -p "$fuzz/seeds/$target"
	done
	for lesson in $("$build/grade" lessons); do
		leave "$lesson" "solutions/$lesson"
		leave "$lesson" "grader/suites/$lesson/skeleton"
		for broken in "grader/suites/$lesson/broken"/memcheck_*.patch; do
			[ ! -f "$broken" ] || leave "$lesson" "$broken"
		done
		rubric=$fuzz/seeds/rubric/$lesson
		sed "s,\"contract\": \",&$lesson/skeleton/," "grader/suites/$lesson/rubric.json" >"$rubric"
		# One with the first row alone, which has all points.
		sed '/"promise"/{s/},$/}]}/;q};s/"points": [0-9]*/"points": 100/' "$rubric" >"$rubric.short"
		# And with a hidden row behind it, as in a handout.
		sed 's/"points": 100/"points": 93/;s/}]}$/},{"hidden":true,"heading":"memory","points":7}]}/' \
			"$rubric.short" >"$rubric.hidden"
	done
	# The target of the results looks at one lesson, the last, and takes longest.
	cp "$fuzz/seeds/text/$lesson"-*.short "$fuzz/seeds/results"
	for file in solutions/*/*.c grader/hostile/*/*/*.c; do
		cp "$file" "$fuzz/seeds/source/$(echo "$file" | tr / -)"
	done
	cp README.md grader/tests/test_text.c "$fuzz/seeds/text"
	export FUZZ_RUN="$lesson:$fuzz/run/$lesson-$lesson"
}

# The words of the seeds, for libFuzzer to put together anew.
dictionary() { # target
	cat "$fuzz/seeds/$1"/* | tr '\0' '\n' | grep -aoE '</?[a-z]{1,20}>|"[a-z_-]{1,24}"|\b__?[a-z_]{1,20}|#include' |
		sort -u | head -n 400 | sed 's/["\\]/\\&/g; s/.*/"&"/'
}

# Leaks are found by a process that traces the target, which not every machine allows.
leaks() {
	"$fuzz/text" -runs=1 2>&1 | grep -q 'LeakSanitizer has encountered a fatal error' || return 0
	echo 'fuzz: leaks cannot be looked for here: LeakSanitizer may not trace.' >&2
	export ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0"
}

start() { # target
	mkdir -p "$fuzz/corpus/$1"
	dictionary "$1" >"$fuzz/log/$1.words"
	"$fuzz/$1" -max_total_time="$share" -timeout=60 -rss_limit_mb=4096 -print_final_stats=1 -seed="$(date +%s)" \
		-dict="$fuzz/log/$1.words" -artifact_prefix="$fuzz/findings/$1-" \
		"$fuzz/corpus/$1" "$fuzz/seeds/$1" >"$fuzz/log/$1" 2>&1 || echo "$1" >>"$fuzz/log/failed"
}

tell() { # target
	awk -v target="$1" '
		/cov:/ { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1); if ($i == "corp:") corpus = $(i + 1) } }
		/number_of_executed_units/ { runs = $2 }
		/average_exec_per_sec/ { speed = $2 }
		END { printf "%-14s %10d inputs %7d a second %6d edges, corpus %s\n", target, runs, speed, cov, corpus }' \
		"$fuzz/log/$1"
	grep -qsx "$1" "$fuzz/log/failed" || return 0
	grep -m 3 -E 'ERROR|runtime error|SUMMARY|not safe' "$fuzz/log/$1" | sed 's/^/  /'
	echo "  all it said is in $fuzz/log/$1"
	for finding in "$fuzz/findings/$1"-*; do
		[ ! -f "$finding" ] || echo "  again: FUZZ_RUN=$FUZZ_RUN $fuzz/$1 $finding"
	done
}

# Of freed memory little is kept back: none of it lives on into the next input.
export ASAN_OPTIONS=quarantine_size_mb=8
make_seeds
rm -rf "$fuzz/findings" "$fuzz/log"
mkdir -p "$fuzz/findings" "$fuzz/log"
leaks
cores=$(nproc)
[ "$cores" -le $# ] || cores=$#
share=$((seconds * cores / $#))
[ "$share" -gt 0 ] || share=1
echo "fuzz: $# targets, $cores at a time, $share s each"

# The processors share out the targets in turn. An interrupt ends the target that runs; what comes behind it, we end.
others=
trap 'kill $others; exit 2' INT TERM HUP
for first in $(seq "$cores"); do
	turn=0
	for target in "$@"; do
		turn=$((turn % cores + 1))
		[ "$turn" -ne "$first" ] || start "$target"
	done &
	others="$others $!"
done
wait
for target in "$@"; do
	tell "$target"
done
[ ! -e "$fuzz/log/failed" ] || exit 1
