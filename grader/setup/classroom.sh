#!/bin/sh
# classroom.sh LESSON: a step of GitHub Classroom's workflow. Grades the lesson, tells of it on the standard output, and
# hands the result to autograding-grading-reporter as the step's output "result". There is a result in any case, and exit
# status 0, so that the other lessons and the reporter come to their turn: it is the reporter that fails the job.
set -u
lesson=${1:-}
output=${GITHUB_OUTPUT:-/dev/stdout}
folder=
child=
word=

# For when the grader did not come to write its own: without a result the reporter ends at once, and counts no lesson.
failure='{"version":1,"status":"error","max_score":100,"tests":[{"name":"the grader works","status":"error","score":0,"message":"The grader did not come to its end, which is no fault of the submission. The log of this step says more.","test_code":"","filename":"","line_no":0,"duration":0}]}'

result() {
	if test -n "$folder" && test -s "$folder/result.json"; then
		cat "$folder/result.json"
	else
		echo "$failure"
	fi
}

hand_over() {
	trap '' HUP INT TERM
	test -z "$child" || { kill "$child" && wait "$child"; } 2>/dev/null
	test -z "$word" || echo "::$word::"
	printf 'result=%s\n' "$(result | base64 -w0)" >>"$output"
	test -z "$folder" || rm -rf "$folder"
	exit 0
}
trap hand_over EXIT
trap 'exit 0' HUP INT TERM

cd "$(dirname "$0")/../.." && folder=$(mktemp -d) || exit 0

# The runner takes lines that begin with two colons for its own commands, also among what a submission makes the report
# say: from here on it does so only after a word that no submission knows.
word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$word"
# In the background, because only then a signal reaches this script before the grading ends.
make -s export FORMAT=classroom OUT="$folder/result.json" LESSON="$lesson" RESULT= SUBMISSION= 2>&1 &
child=$!
wait "$child"
child=
