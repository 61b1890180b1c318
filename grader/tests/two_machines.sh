#!/bin/sh
# two_machines.sh CHECKOUT SUBMISSIONS HERE THERE: grades a class here, one after the other, and on two machines over ssh, which two
# sshd on 127.0.0.1 play, and says "the same" if the results are, but for times.
set -u
cd "$1" || exit 2
submissions=$2
here=$3
there=$4
keys=$(mktemp -d)
mkdir -p /run/sshd 2>/dev/null
sshd=$(command -v sshd || echo /usr/sbin/sshd)
end() {
	for pid in "$keys"/pid.*; do kill "$(cat "$pid")"; done 2>/dev/null
	rm -rf "$keys"
}
trap end EXIT

ssh-keygen -q -t ed25519 -N '' -f "$keys/host" && ssh-keygen -q -t ed25519 -N '' -f "$keys/id" || exit 2
client="ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=$keys/known -o LogLevel=ERROR -i $keys/id"
port=$((20000 + $$ % 20000))
count=0
while [ $count -lt 2 ]; do
	port=$((port + 1))
	printf '%s\n' "Port $port" "ListenAddress 127.0.0.1" "HostKey $keys/host" "AuthorizedKeysFile $keys/id.pub" \
		"PidFile $keys/pid.$port" "StrictModes no" "UsePAM no" "PasswordAuthentication no" >"$keys/conf.$port"
	# A port that is taken is passed over.
	if "$sshd" -f "$keys/conf.$port" -E "$keys/log" && sleep 0.2 && [ -s "$keys/pid.$port" ]; then
		echo "1/$client -p $port 127.0.0.1" >>"$keys/hosts"
		count=$((count + 1))
	fi
	[ $port -lt 40050 ] || exit 2
done

make class LESSON=09a SUBMISSIONS="$submissions" OUT="$here" JOBS=1 || exit 2
make class LESSON=09a SUBMISSIONS="$submissions" OUT="$there" HOSTS="$keys/hosts" || exit 2
[ "$(cut -f 2 "$there/latest/joblog" | grep -c ssh)" -ge 3 ] || exit 1
for result in "$here"/results/*/*.json; do
	other=$there/results/${result#"$here"/results/}
	grep -v '"seconds"' "$result" >"$keys/one"
	grep -v '"seconds"' "$other" | cmp "$keys/one" - || exit 1
done
echo 'the same'
