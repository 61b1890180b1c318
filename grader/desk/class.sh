#!/bin/sh
# class.sh BUILD COMPILER: grades a class. What is wished comes from the variables of make class, COURSE_...
#
# A run has a folder of its own under OUT/runs, and OUT/unfinished leads to it until it is published. All that is known stands there, in
# files that are written whole, so it can be stopped at any moment: the next make class plans anew, keeps every result that
# holds, and goes on. GNU parallel hands out the jobs, here and over ssh: it balances, keeps a log and tells the time left,
# and has no rival in handling many jobs of which some fail.
set -u
# What the user wishes of parallel is for other work: options in its variable, or jobs in a shell that reads them otherwise.
unset PARALLEL
export PARALLEL_SHELL=/bin/sh

build=$1
compiler=$2
submissions=$COURSE_SUBMISSIONS
out=$COURSE_OUT
hold=${COURSE_HOLD:+hold}
shrink=${COURSE_SHRINK:+shrink}

fail() { # sentence
	echo "class: $1" >&2
	exit 2
}

[ -n "$submissions" ] || fail 'say where the submissions are, with SUBMISSIONS=folder'
[ -n "$out" ] || fail 'say where the results are to go, with OUT=folder'
[ -e "$submissions" ] || fail "$submissions is not there"
for list in "$COURSE_HOSTS" "$COURSE_ROSTER" "$COURSE_OVERRIDES"; do
	[ -z "$list" ] || [ -r "$list" ] || fail "$list cannot be read"
done
case $COURSE_AGAIN in '' | all) ;; *) fail "AGAIN is all, not \"$COURSE_AGAIN\"; for one student there is STUDENT=name" ;; esac
case ${COURSE_SEED:-1}${COURSE_JOBS:-1} in *[!0-9]*) fail 'SEED and JOBS are whole numbers' ;; esac
submissions=$(readlink -f -- "$submissions")
[ -z "$COURSE_HOSTS" ] || hosts=$(readlink -f -- "$COURSE_HOSTS")
roster=
[ -z "$COURSE_ROSTER" ] || roster=$(readlink -f -- "$COURSE_ROSTER")
overrides=
[ -z "$COURSE_OVERRIDES" ] || overrides=$(readlink -f -- "$COURSE_OVERRIDES")

if [ -d "$out" ] && [ ! -d "$out/runs" ] && [ -n "$(ls -A -- "$out")" ]; then
	fail "$out is not empty, and no class has been graded there; choose a new folder for OUT"
fi
# The real path, of which the end may not be there yet: realpath -m, which busybox lacks.
real_path() { # path
	there=$1
	rest=
	while [ ! -e "$there" ] && [ ! -L "$there" ]; do
		rest=/$(basename -- "$there")$rest
		there=$(dirname -- "$there")
	done
	echo "$(readlink -f -- "$there")$rest"
}
# Nothing is made before it is known to be in the right place: a folder left in SUBMISSIONS would be a student.
out=$(real_path "$out")
case $out/ in "$submissions"/*) fail 'OUT lies in SUBMISSIONS, and would be taken for a submission' ;; esac
case $submissions/ in "$out"/*) fail 'SUBMISSIONS lies in OUT' ;; esac
mkdir -p -- "$out/runs" || fail "$out cannot be made"

exec 9>"$out/.lock" || fail "$out cannot be written"
flock -n 9 || fail "another make class is at work in $out, or what is left of one; wait until it is done"

# What an unfinished run has graded is kept; else there is a new one.
stamp=$(readlink -- "$out/unfinished") && [ -d "$out/$stamp" ] || {
	stamp=runs/$(date +%Y-%m-%dT%H-%M-%S)
	while [ -e "$out/$stamp" ]; do stamp=$stamp.2; done
	mkdir -- "$out/$stamp" && ln -sfn -- "$stamp" "$out/unfinished" || fail "$out cannot be written"
}
run=$out/$stamp
latest=
[ ! -e "$out/latest/class.json" ] || latest=$(readlink -f -- "$out/latest")

sh grader/setup/python.sh desk plan --submissions "$submissions" --run "$run" --latest "$latest" --lesson "$COURSE_LESSON" --compiler "$compiler" \
	--seed "$COURSE_SEED" --build "$build" --roster "$roster" --overrides "$overrides" --student "$COURSE_STUDENT" \
	--again "$COURSE_AGAIN" --anonymous "$COURSE_ANONYMOUS" --show "$COURSE_SHOW" --feedback "$COURSE_FEEDBACK" \
	--shrink "$shrink$hold"
status=$?
if [ $status -eq 10 ]; then
	rm -rf -- "$run" "$out/unfinished"
	echo "Nothing has changed since $(readlink -- "$out/latest"): $out/grades.csv holds."
	exit 0
fi
[ $status -eq 0 ] || {
	# A run that was never begun leaves nothing.
	rmdir -- "$run" 2>/dev/null && rm -f -- "$out/unfinished"
	exit $status
}

# What a job needs of the course, and no more: the same here and on other machines.
make_kit() {
	rm -rf -- "$run/kit" && mkdir -p -- "$run/kit/build/suites" && cp -- "$build/grade" "$run/kit/build/" || return 1
	for lesson in lessons/*/; do
		name=$(basename "$lesson")
		suite=grader/suites/$name
		[ -e "$suite/rubric.json" ] || continue
		mkdir -p -- "$run/kit/lessons/$name" "$run/kit/$suite" "$run/kit/build/suites/$name" &&
			cp -R -- "$suite"/*.json "$suite/skeleton" "$run/kit/$suite/" &&
			cp -- "$build/suites/$name/examiner" "$build/suites/$name/loop.o" "$run/kit/build/suites/$name/" || return 1
		for toolbox in "$suite"/*.txt; do
			[ ! -e "$toolbox" ] || cp -- "$toolbox" "$run/kit/$suite/"
		done
	done
	cp -- grader/suites/toolbox.txt "$run/kit/grader/suites/" || return 1
	printf '%s\n' "$PWD" "$out" "$submissions" >"$run/kit/hidden"
}

# parallel is asked twice: the first time it only stops to begin jobs.
stop() {
	trap '' INT TERM HUP
	echo "class: stopped; nothing is lost: the same command goes on from here" >&2
	kill -TERM "$parallel" 2>/dev/null
	sleep 0.2
	kill -TERM "$parallel" 2>/dev/null
	wait "$parallel"
	exit 130
}

# The paths are relative to OUT/runs, and the same in the home folder of another machine.
grade_jobs() {
	cd -- "$out/runs" || return 250
	at=$(basename "$stamp")
	set -- --plain --will-cite --colsep ' ' --joblog "$at/joblog" --jobs "${COURSE_JOBS:-100%}"
	[ ! -t 2 ] || set -- "$@" --bar
	if [ -n "$COURSE_HOSTS" ]; then
		# One connection to each machine for all jobs: a job has several transfers. Paths of sockets must be short.
		sockets=$(mktemp -d /tmp/class.XXXXXX) || return 250
		remote="ssh -o BatchMode=yes -o ControlMaster=auto -o ControlPath=$sockets/%C -o ControlPersist=10"
		set -- "$@" --ssh "$remote" --sshloginfile "$hosts" --retries 3 --basefile "./$at/kit" \
			--transferfile "./$at/submissions/{1}" --return "./$at/results/{1}/{2}.json"
	fi
	parallel "$@" "cd $at/kit && mkdir -p ../results/{1} && build/grade --build build job ../submissions/{1}/{2}.json ../submissions/{1}/{2} ../results/{1}/{2}.json" \
		:::: "$at/jobs" &
	parallel=$!
	trap stop INT TERM HUP
	wait "$parallel"
	status=$?
	trap - INT TERM HUP
	# Other machines keep nothing. One of them may be this one, which has class.json.
	[ -z "$COURSE_HOSTS" ] || parallel --plain --will-cite --nonall --ssh "$remote" --sshloginfile "$hosts" \
		"[ -e $at/class.json ] || rm -rf $at"
	[ -z "$COURSE_HOSTS" ] || rm -rf -- "$sockets"
	return $status
}

# Whether parallel does what is asked of it here: moreutils has another program of that name. Not every one knows --version.
check_parallel() {
	place=$(command -v parallel) || fail 'this needs GNU parallel, which is not installed: make setup class installs it'
	said=$(echo 'b a' | parallel --plain --will-cite --colsep ' ' echo '{2}' '{1}' 2>&1)
	case $said in *'a b'*) return ;; esac
	printf '%s\n' "$said" | head -n 3 >&2
	fail "$place does not work as GNU parallel does (moreutils has another program of that name); install the package \
parallel, and see that its parallel is the first in PATH"
}

# A compiler that compiles nothing would give everyone 0. CC may be two words, such as "ccache gcc".
check_compiler() {
	echo 'int works;' >"$run/kit/works.c" || fail "$run/kit cannot be written"
	said=$($compiler -c -o "$run/kit/works.o" "$run/kit/works.c" 2>&1) && return
	printf '%s\n' "$said" | head -n 3 >&2
	fail "the compiler, $compiler, does not work; name another with CC="
}

if [ -s "$run/jobs" ]; then
	make_kit || fail "$run/kit cannot be made"
	# What parallel keeps for itself goes with the kit, not to the home folder.
	export PARALLEL_HOME="$run/kit/parallel"
	mkdir -p -- "$PARALLEL_HOME" || fail "$PARALLEL_HOME cannot be made"
	check_parallel
	check_compiler
	(grade_jobs)
	status=$?
	# Up to 101 it is the number of jobs that failed: publish names them.
	[ $status -ne 130 ] || exit 130
	[ $status -lt 102 ] || fail "the jobs were not handed out (status $status); what is graded is kept: run the same command again"
fi

sh grader/setup/python.sh desk publish --build "$build" --out "$out" --run "$stamp" --hold "$hold" --shrink "$shrink"
status=$?
if [ "$(readlink -- "$out/latest")" = "$stamp" ]; then
	rm -rf -- "$run/kit" "$run/jobs" "$out/unfinished"
	echo "Grades: $out/grades.csv"
	echo "The class page: $out/class.html"
	echo "Feedback, a page for each student: $out/feedback/"
elif [ $status -eq 0 ]; then
	echo "Held back: $run. The same command without HOLD=1 makes it count."
fi
exit $status
