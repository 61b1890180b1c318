#!/bin/sh
# classroom_workflow.sh: prints the workflow by which GitHub Classroom grades every lesson of this course:
#
#   mkdir -p .github/workflows && sh grader/setup/classroom_workflow.sh >.github/workflows/classroom.yml
#
# Each lesson is a step, and what the reporter calls a runner: its step's id, and its result in a variable of that name
# in upper case. Nothing needs to be built for this.
set -eu
cd "$(dirname "$0")/../.."

# A lesson is a folder of lessons/ that has a suite, as for the grader.
lessons() {
	for rubric in grader/suites/*/rubric.json; do
		lesson=$(basename "$(dirname "$rubric")")
		test ! -d "lessons/$lesson" || echo "$lesson"
	done
}

# A step's id begins with a letter: lesson09a.
runner() { # lesson
	echo "lesson${1%%_*}"
}

results() { # lesson
	echo "$(runner "$1" | tr 'a-z' 'A-Z')_RESULTS"
}

test -n "$(lessons)" || {
	echo 'classroom_workflow: there is no lesson here' >&2
	exit 2
}

cat <<'END'
# Written by grader/setup/classroom_workflow.sh: write it anew when a lesson comes or goes.
name: Autograding Tests
on:
  - push
  - repository_dispatch

permissions:
  checks: write
  actions: read
  contents: read

jobs:
  run-autograding-tests:
    runs-on: ubuntu-latest
    if: github.actor != 'github-classroom[bot]'
    steps:
      - name: Checkout code
        uses: actions/checkout@v4
      # Where this fails each lesson's step says so, in a result of its own.
      - name: Set up
        continue-on-error: true
        run: sh grader/setup/setup.sh install desk
END
for lesson in $(lessons); do
	cat <<END
      - name: $lesson
        id: $(runner "$lesson")
        if: \${{ !cancelled() }}
        timeout-minutes: 10
        run: sh grader/setup/classroom.sh $lesson
END
done
cat <<'END'
      - name: Autograding Reporter
        if: ${{ !cancelled() }}
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
END
for lesson in $(lessons); do
	printf '          %s: "${{ steps.%s.outputs.result }}"\n' "$(results "$lesson")" "$(runner "$lesson")"
done
cat <<END
        with:
          runners: $(for lesson in $(lessons); do runner "$lesson"; done | paste -sd , -)
END
