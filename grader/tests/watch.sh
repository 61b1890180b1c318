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
expect 'Watching lessons/' 'Begin with: make row LESSON=09a ROW=init_fields' '09b_arena_scope_leak_tracer'
build/grade answer 09a "$broken" "$name.answer" && cp "$name.answer"/*.c "$lesson"/
expect 'Watching lessons/' 'ROW=alloc_aligned' 'picture' '✗'
# Editors save so: a new file takes the place of the old one.
cp "$references"/09a_*/*.c "$lesson/.new.c"
mv "$lesson/.new.c" "$lesson/arena.c"
expect 'Watching lessons/' '100/100' 'Begin with: make row LESSON=09b'
tmux -L "$name" send-keys C-c
for _ in $(seq 600); do
	tmux -L "$name" has-session 2>/dev/null || break
	sleep 0.1
done
tmux -L "$name" kill-server 2>/dev/null && echo 'it did not end on Ctrl-C'
rm -rf "$name" "$name.answer"
find build -maxdepth 1 -name '*work*'
exit 0
