#!/bin/sh
# Compiles every source against musl's headers, without linking: musl.sh FOLDER [SOURCE...]
#
# musl-gcc knows only musl's own headers, so FOLDER gets links to those of the kernel and of the libraries. It must not
# see the C library's other ones: what is only in glibc's would be found there.
set -u

folder=$1
shift
own="linux asm asm-generic seccomp.h seccomp-syscalls.h jansson.h jansson_config.h check.h check_stdint.h expat.h
expat_config.h expat_external.h libelf.h gelf.h nlist.h elfutils sha2.h md5.h csv.h valgrind"
for name in $own; do
	for place in /usr/include "/usr/include/$(gcc -print-multiarch)"; do
		test ! -e "$place/$name" || ln -sfn "$place/$name" "$folder/$name"
	done
done
clang=$(clang -print-resource-dir)/../../../include/clang-c
test ! -d "$clang" || ln -sfn "$clang" "$folder/clang-c"

status=0
for source in "$@"; do
	flags="-Icommon -Igrader/subject -Igrader/grade"
	for room in base run result lesson submission object program trial results score pages report compare mutants fuzz tests; do
		flags="$flags -Igrader/$room"
	done
	case $source in
	grader/suites/*) flags="-Igrader/examiner -Igrader/kit -I$(dirname "$source") $flags -Ilessons/$(basename "$(dirname "$source")")" ;;
	grader/kit/*) flags="-Igrader/examiner $flags $(echo grader/suites/09a_* lessons/09a_* | sed 's/[^ ]*/-I&/g')" ;;
	grader/examiner/* | grader/tests/*) flags="-Igrader/examiner $flags" ;;
	lessons/* | solutions/*) flags="-Icommon -Ilessons/$(basename "$(dirname "$source")")" ;;
	esac
	# shellcheck disable=SC2086
	musl-gcc -std=gnu17 -fsyntax-only -Wall -Wextra -Werror \
		-Wno-error=deprecated-declarations $flags -idirafter "$folder" \
		"$source" || status=1
done
exit $status
