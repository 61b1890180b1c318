#!/bin/sh
# setup.sh of the zip for Gradescope, which runs it once, as root, when the autograder is built: installs what grading
# needs, and builds the grader. The course lies beside it.
set -eu
cd "$(dirname "$0")/course"

command -v make >/dev/null || {
	apt-get update
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends make
}
make setup
make -s built
