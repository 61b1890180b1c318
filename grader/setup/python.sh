#!/bin/sh
# python.sh MODULE WORD...: runs a module, such as desk (grader/desk), in the system's Python, which has the packages that make
# setup installs; one that the user has made (pyenv, conda) does not. Nothing is written beside the sources.
python=/usr/bin/python3
[ -x "$python" ] || python=python3
PYTHONPATH=${0%/*}/.. exec "$python" -B -m "$@"
