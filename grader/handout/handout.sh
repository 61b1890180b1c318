#!/bin/sh
# handout.sh BUILD OUT          the course as students get it: a folder, or, where OUT is called so, a .tar.zst
# handout.sh BUILD OUT hidden   the same with the hidden rows, as a folder: for a machine of the instructor's that grades
#
# It is the same to the byte whenever it is made from the same files: sorted, of fixed modes and owners, and as old as the
# last commit, or as SOURCE_DATE_EPOCH says.
set -u

build=$1
out=$2
keep=${3:-}

# What students do not get, of all that is in the checkout: answers, the proofs of the suites, and the instructor's tools.
# Hidden rows stand in files of their own.
is_left_out() { # path
	case $1 in
	solutions/* | NOTES.md | */NOTES.md | .ci/*) ;;
	grader/README.md | grader/course.mk) ;;
	grader/tests/* | grader/mutants/* | grader/fuzz/* | grader/hostile/*) ;;
	grader/class/* | grader/compare/* | grader/similar/* | grader/handout/*) ;;
	grader/setup/bench.sh | grader/setup/new_lesson.sh | grader/setup/lesson/*) ;;
	grader/setup/gradescope_setup.sh | grader/setup/run_autograder | grader/setup/classroom_workflow.sh) ;;
	grader/suites/*/broken/* | grader/suites/*/correct/*) ;;
	grader/suites/*/equivalent.json) ;;
	grader/suites/*/hidden*.[ch]) [ "$keep" != hidden ] ;;
	lessons/*/*.c) is_of_nobody "$1" ;;
	*) false ;;
	esac
}

# A source in a lesson's folder that is neither the demo nor one that students write: somebody's answer, put aside.
is_of_nobody() { # path
	lesson=${1#lessons/}
	[ "${1##*/}" != demo.c ] && [ ! -f "grader/suites/${lesson%%/*}/skeleton/${1##*/}" ]
}

# Where the course stands. Without git nothing else tells a graded class or another build from it.
places='.clang-format .clangd .editorconfig .gitattributes .gitignore .vscode LICENSE Makefile README.md common grader lessons'

fail() { # sentence
	echo "handout: $1" >&2
	exit 2
}

is_taken() {
	[ -L "$out" ] || { [ -e "$out" ] && { [ ! -d "$out" ] || [ -n "$(ls -A -- "$out")" ]; }; }
}

# What git tracks, as it stands here now; without git all in these places that is no product of make or of an editor.
files() {
	if [ -e .git ]; then
		git -c core.quotePath=false ls-files
	else
		# shellcheck disable=SC2046
		find $(ls -d $places 2>/dev/null) -path "${build#./}" -prune -o -type f ! -name '*.yours' ! -name '*.yours.*' \
			! -name '*~' ! -name '#*#' ! -name '.*.sw?' ! -path '*/.handout.*' -print
	fi
}

copy_files() {
	files >"$new/all" && LC_ALL=C sort <"$new/all" >"$new/files" || return 1
	while IFS= read -r file; do
		# What git tracks may have been removed here; a link could lead to anything.
		if is_left_out "$file" || [ -L "$file" ] || [ ! -f "$file" ]; then continue; fi
		echo "$file"
	done <"$new/files" >"$new/chosen"
	[ -s "$new/chosen" ] || fail 'there is no course here'
	mkdir "$course" && tr '\n' '\0' <"$new/chosen" | xargs -0 sh -c 'cp -p --parents -- "$@" "$0"' "$course"
}

# The skeletons, whatever this checkout's lessons hold.
put_skeletons() {
	for skeleton in grader/suites/*/skeleton/*.c; do
		lesson=${skeleton#grader/suites/}
		lesson=$course/lessons/${lesson%%/*}
		[ ! -d "$lesson" ] || cp -- "$skeleton" "$lesson/" || return 1
	done
}

# The README without its section for instructors.
write_readme() {
	awk '/^## / { left_out = ($0 == "## For instructors") } !left_out' README.md >"$course/README.md"
}

write_workflow() {
	[ -e grader/setup/classroom_workflow.sh ] || return 0
	mkdir -p "$course/.github/workflows" &&
		sh grader/setup/classroom_workflow.sh >"$course/.github/workflows/classroom.yml"
}

settle() {
	find "$course" -type d -exec chmod 755 {} + &&
		find "$course" -type f -perm /100 -exec chmod 755 {} + &&
		find "$course" -type f ! -perm /100 -exec chmod 644 {} + &&
		find "$course" -exec touch -h -d "@$epoch" {} +
}

# The handout takes its place as a whole.
publish() {
	case $out in
	*.tar.zst)
		tar --sort=name --format=ustar --owner=0 --group=0 --numeric-owner -C "$new" -cf "$new/tar" arenas &&
			zstd -q -12 --single-thread -o "$new/handout" "$new/tar" && mv -T -- "$new/handout" "$out"
		;;
	*) mv -T -- "$course" "$out" ;;
	esac
}

[ -n "$out" ] || fail 'say where it is to go, with OUT=folder or OUT=file.tar.zst'
! is_taken || fail "$out is there already, and not empty; choose another OUT"
# git reads no checkout of somebody else's, and says how to allow it.
[ ! -e .git ] || told=$(git rev-parse --git-dir 2>&1) || fail "git does not read this checkout: $told"
# busybox's tar writes no archive that is the same each time.
case $out in
*.tar.zst) tar --version 2>/dev/null | grep -q GNU || fail 'an OUT=file.tar.zst needs GNU tar; choose a folder for OUT' ;;
esac
epoch=${SOURCE_DATE_EPOCH:-$([ ! -e .git ] || git log -1 --format=%ct)}
# Without git: 1980, which every archive can tell.
epoch=${epoch:-315532800}
case $epoch in *[!0-9]*) fail "SOURCE_DATE_EPOCH is a number of seconds, not \"$epoch\"" ;; esac

umask 022
# Beside OUT, so that it can be renamed.
beside=$(dirname -- "$out")
mkdir -p -- "$beside" && new=$(mktemp -d "$beside/.handout.XXXXXX") || fail "$beside cannot be written"
trap 'rm -rf "$new"' EXIT
trap 'exit 2' HUP INT TERM
course=$new/arenas

copy_files && put_skeletons && write_readme && write_workflow || fail 'the files cannot be copied'
[ "$keep" = hidden ] || "$build/handout" "$course" || exit 2
settle && publish || fail "$out cannot be written"
[ "$keep" = hidden ] || echo "The handout: $out"
