#!/bin/sh
# two_sshd.sh FOLDER: starts two sshd on 127.0.0.1, with keys of their own in the folder, to play two machines for tests and
# measurements. FOLDER/hosts is what HOSTS= takes then; whoever calls ends the processes FOLDER/pid.*.
set -u
cd "$1" || exit 2
folder=$(pwd)
sshd=$(command -v sshd || echo /usr/sbin/sshd)
# As root, sshd wants its own empty folder.
mkdir -p /run/sshd 2>/dev/null

ssh-keygen -q -t ed25519 -N '' -f host && ssh-keygen -q -t ed25519 -N '' -f id || exit 2
printf '%s\n' "Host machine*" "  HostName 127.0.0.1" "  IdentityFile $folder/id" "  UserKnownHostsFile $folder/known" \
	"  StrictHostKeyChecking no" "  LogLevel ERROR" "  ControlMaster auto" "  ControlPath $folder/%p" "  ControlPersist 5" >config
port=$((20000 + $$ % 20000))
last=$((port + 50))
count=0
while [ $count -lt 2 ]; do
	port=$((port + 1))
	[ $port -lt $last ] || exit 2
	printf '%s\n' "Port $port" "ListenAddress 127.0.0.1" "HostKey $folder/host" "AuthorizedKeysFile $folder/id.pub" \
		"PidFile $folder/pid.$port" "StrictModes no" "UsePAM no" "PasswordAuthentication no" >"conf.$port"
	"$sshd" -f "$folder/conf.$port" -E "$folder/log" || continue
	# A port that is taken is passed over.
	tries=0
	until [ -s "pid.$port" ] || [ $tries -eq 20 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	if [ -s "pid.$port" ]; then
		count=$((count + 1))
		printf '%s\n' "Host machine$count" "  Port $port" >>config
		echo "1/ssh -F $folder/config machine$count" >>hosts
	fi
done
