#!/bin/sh
# two_machines.sh CHECKOUT SUBMISSIONS HERE THERE: grades a class here, one after the other, and on two machines over ssh, which two
# sshd on 127.0.0.1 play, and says "the same" if the results are, but for times. Exit 77: no sshd runs here.
set -u
cd "$1" || exit 2
submissions=$2
here=$3
there=$4
keys=$(mktemp -d)
end() {
	for pid in "$keys"/pid.*; do kill "$(cat "$pid")"; done 2>/dev/null
	rm -rf "$keys"
}
trap end EXIT

sh grader/tests/two_sshd.sh "$keys" || exit 77
make class LESSON=09a SUBMISSIONS="$submissions" OUT="$here" JOBS=1 || exit 2
make class LESSON=09a SUBMISSIONS="$submissions" OUT="$there" HOSTS="$keys/hosts" || exit 2
[ "$(cut -f 2 "$there/latest/joblog" | grep -c ssh)" -ge 3 ] || exit 1
for result in "$here"/results/*/*.json; do
	other=$there/results/${result#"$here"/results/}
	grep -v '"seconds"' "$result" >"$keys/one"
	grep -v '"seconds"' "$other" | cmp "$keys/one" - || exit 1
done
echo 'the same'
