#!/bin/sh
# watch.sh COPY: `make watch` in a terminal of 80 columns that tmux plays, in a copy of the checkout. Prints nothing where
# all is as it should be, else what is missing and what the screen shows. Everything happens in this one process, as tmux's
# server lives no longer than whoever started it.
set -u

references=$PWD/solutions
broken=$(echo "$PWD"/grader/suites/09a_*/broken/alloc_aligned.patch)
cd "$1" || exit 2
name=watch.$$
lesson=$(echo lessons/09a_*)

screen() { tmux -L "$name" capture-pane -p; }

# Waits for up to a minute until the screen shows all of the words.
expect() {
	for _ in $(seq 600); do
		screen >"$name" 2>/dev/null
		lost=
		for words in "$@"; do
			grep -qF "$words" "$name" || lost=$words
		done
		[ -z "$lost" ] && return
		sleep 0.1
	done
	echo "no \"$lost\" on the screen:"
	cat "$name"
}

tmux -L "$name" -f /dev/null new-session -d -x 80 -y 60 'make watch'
expect 'Watching lessons/' 'init returns 0' '09b_arena_scope_leak_tracer'
build/grade answer 09a "$broken" "$name.answer" && cp "$name.answer"/*.c "$lesson"/
expect 'Watching lessons/' 'each block begins' 'picture' '✗'
key() { tmux -L "$name" send-keys "$1"; }
key n
expect 'blocks and offsets beyond 4 GiB' 'Lost too: alloc_aligned'
key h
expect 'hint 1 of 3'
key '?'
expect 'the next row that is lost'
key r
expect 'run it alone'
key x
expect 'Watching lessons/' 'Lost too: alloc_aligned'
# A loop without an end: three rows show it, and the others do not wait for theirs.
sed '/^void \*arena_alloc/,/^}/ s/^{/{ for (;;) size++;/' "$references"/09a_*/arena.c >"$lesson/.new.c"
mv "$lesson/.new.c" "$lesson/arena.c"
expect 'in an endless' 'not run: three rows did not end; fix the first of them.'
echo 'int arena_init(' >"$lesson/arena.c"
expect 'does not compile'
key h
expect 'No row was run yet'
# Editors save so: a new file takes the place of the old one.
cp "$references"/09a_*/*.c "$lesson/.new.c"
mv "$lesson/.new.c" "$lesson/arena.c"
expect '100/100' 'Complete! Any key goes on with 09b'
key x
expect 'Watching lessons/' 'scope' 'init'
key q
for _ in $(seq 600); do
	tmux -L "$name" has-session 2>/dev/null || break
	sleep 0.1
done
tmux -L "$name" kill-server 2>/dev/null && echo 'it did not end on q'
rm -rf "$name" "$name.answer"
find build -maxdepth 1 -name '*work*'
exit 0
