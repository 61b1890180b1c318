#!/usr/bin/env bash
# bench.sh BUILD COMPILER LESSON SIZE...: what grading classes of these sizes takes. A class is laid out from the corpora: wrong and right
# answers one after the other, and each tenth a hostile one. Machines are shared: only ratios within a run mean anything.
set -eu
export LC_ALL=C

build=$1
compiler=$2
lesson=$3
shift 3
work=$(mktemp -d "$build/bench.XXXXXX")
mkdir "$work/keys"
end() {
	for pid in "$work"/keys/pid.*; do kill "$(cat "$pid")"; done 2>/dev/null || true
	rm -rf "$work"
}
trap end EXIT
sh grader/tests/two_sshd.sh "$work/keys"

for patch in "grader/suites/$lesson/broken"/*.patch; do
	"$build/grade" answer "$lesson" "$patch" "$work/wrong.$(basename "$patch" .patch)"
done
mapfile -t answers < <(ls -d "solutions/$lesson" "$work"/wrong.* "grader/suites/$lesson/correct"/*/)
for enemy in "grader/hostile/${lesson%%_*}"/*/; do
	sh grader/hostile/lay_out.sh "$enemy" "$work/hostile.$(basename "$enemy")"
done
mapfile -t hostile < <(ls -d "$work"/hostile.*)

lay_out() { # size folder
	local i
	mkdir -p "$2"
	for ((i = 0; i < $1; i++)); do
		if ((i % 10 == 9)); then
			cp -r "${hostile[i / 10 % ${#hostile[@]}]}" "$2/student$i"
		else
			cp -r "${answers[i % ${#answers[@]}]}" "$2/student$i"
		fi
	done
}

now() { date +%s%N; }

# The largest peak (VmHWM) of the driver's processes: the steps, the script and parallel, but not the jobs.
peak=0
watch_peak() { # pid
	local of
	while kill -0 "$1" 2>/dev/null; do
		for of in $(pgrep -P "$1") $(pgrep -P "$1" | xargs -r -n 1 pgrep -P); do
			of=$(awk '/VmHWM/ { print $2 }' "/proc/$of/status" 2>/dev/null || true)
			if [ "${of:-0}" -gt $peak ]; then peak=$of; fi
		done
		sleep 0.05
	done
}

# Sets seconds and cpu of one make class.
grade() { # folder out jobs hosts
	local begin before after
	begin=$(now)
	before=$(awk '{ print $16 + $17 }' /proc/$$/stat)
	COURSE_SUBMISSIONS=$1 COURSE_OUT=$2 COURSE_LESSON=$lesson COURSE_SEED='' COURSE_JOBS=$3 COURSE_HOSTS=$4 COURSE_HOLD='' COURSE_SHRINK='' \
		sh grader/desk/class.sh "$build" "$compiler" >"$work/log" 2>&1 &
	watch_peak $!
	wait $! || { cat "$work/log" >&2; exit 2; }
	after=$(awk '{ print $16 + $17 }' /proc/$$/stat)
	seconds=$(awk -v ns=$(($(now) - begin)) 'BEGIN { printf "%.2f", ns / 1e9 }')
	cpu=$(awk -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", t / hz }')
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }

printf '%8s %10s %10s %12s %12s %12s %12s %12s\n' students seconds '1/s' 'CPU s each' efficiency '1/s by ssh' 'again' 'driver KiB'
for size in "$@"; do
	lay_out "$size" "$work/class$size"
	peak=0
	grade "$work/class$size" "$work/out$size" '' ''
	first=$seconds
	each=$(ratio "$cpu" "$size")
	grade "$work/class$size" "$work/out$size" '' ''
	again=$(ratio "$seconds" "$first")
	most=$peak
	efficiency=-
	machines=-
	# One after the other takes so long that it is measured for one size only.
	if [ "$size" -le 100 ]; then
		grade "$work/class$size" "$work/one$size" 1 ''
		efficiency=$(awk -v a="$seconds" -v b="$first" -v n="$(nproc)" 'BEGIN { printf "%.2f", a / b / n }')
		grade "$work/class$size" "$work/ssh$size" '' "$work/keys/hosts"
		machines=$(ratio "$size" "$seconds")
	fi
	printf '%8d %10s %10s %12s %12s %12s %12s %12d\n' "$size" "$first" "$(ratio "$size" "$first")" "$each" \
		"$efficiency" "$machines" "$again" "$most"
	rm -rf "$work/class$size" "$work/out$size" "$work/one$size" "$work/ssh$size"
done
