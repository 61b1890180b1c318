#!/bin/sh
# reset.sh BUILD: puts the skeletons of COURSE_LESSON back, from its suite's folder skeleton/.
# What stood there is kept beside it as FILE.yours, or FILE.yours.2 and so on.
set -eu

lesson=$("$1/grade" -- lesson "$COURSE_LESSON") || exit 2

kept_name() { # file
	name=$1.yours
	number=2
	while [ -e "$name" ]; do
		name=$1.yours.$number
		number=$((number + 1))
	done
	echo "$name"
}

for skeleton in "grader/suites/$lesson/skeleton/"*.[ch]; do
	file=lessons/$lesson/$(basename "$skeleton")
	if cmp -s "$skeleton" "$file"; then
		echo "$file is as it was handed out already"
		continue
	fi
	if [ -e "$file" ]; then
		kept=$(kept_name "$file")
		mv "$file" "$kept"
		echo "yours is kept as $kept"
	fi
	cp "$skeleton" "$file"
	echo "$file is as it was handed out"
done
