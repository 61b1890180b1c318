#!/bin/sh
# setup.sh of the zip for Gradescope, which runs it once, as root, when the autograder is built: installs what grading
# and its results need, and builds the grader. The course lies beside it.
set -eu
cd "$(dirname "$0")/course"
sh grader/setup/setup.sh install desk
make -s built
