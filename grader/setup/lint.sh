#!/bin/sh
# lint.sh BUILD FILE...: what tools find in the sources without running them. FILE... are those that clang-format must leave
# as they are; BUILD has the objects of everything.
set -u

build=$1
shift
status=0

found() { # sentence
	echo "lint: $1" >&2
	status=1
}

clang-format --dry-run --Werror "$@" || found 'not formatted: make format'

black --quiet --check --line-length 90 grader/desk grader/tests/*.py || found 'not formatted: black --line-length 90'
"$(command -v pyflakes3 || echo pyflakes)" grader/desk grader/tests/*.py || found 'pyflakes complains'

# Debian has no package of it; its settings are in .prettierrc.
! command -v prettier >/dev/null || prettier --log-level warn --check 'grader/pages/*.js' || found 'not formatted: prettier --write'

git ls-files '*.sh' .ci/run grader/setup/run_autograder | xargs shellcheck -S warning ||
	found 'shellcheck complains'

# A function that no other file uses is dead, or wants to be static. Submissions call the ledger's, demos the other two.
objects=$(git ls-files '*.c' | sed "s,^\(.*\)\.c$,$build/\1.o,; s,^$build/grader/suites,$build/suites," |
	while read -r object; do [ ! -f "$object" ] || echo "$object"; done
	ls "$build"/suites/*/kit_*.o)
unused=$(echo "$objects" | xargs nm -A | awk '
	$(NF - 1) == "T" { file[$NF] = $1 }
	$(NF - 1) == "U" { used[$NF] = 1 }
	END { for (name in file) if (!(name in used)) print file[name] " " name }' |
	grep -vE ' (main|ledger_.*|log_line|pagemap_draw|experiment_.*|LLVMFuzzer.*)$')
[ -z "$unused" ] || found "used in no other file:
$unused"

exit $status
