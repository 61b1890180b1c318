#!/bin/sh
# editor.sh LIST FILE... -- COMMAND FLAG...   adds the files, compiled like that, to a list for clangd
# editor.sh LIST                              ends the list
# The list is a compilation database: an array of {directory, file, arguments}.
set -eu

list=$1
shift
if [ $# = 0 ]; then
	echo ']' >>"$list"
	exit
fi
if [ -s "$list" ]; then separator=,; else separator='['; fi

FOLDER=$(pwd) SEPARATOR=$separator awk '
function quoted(text,    i, c, out) {
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "\n")
			c = "n"
		else if (c == "\t")
			c = "t"
		else if (c != "\"" && c != "\\") {
			out = out c
			continue
		}
		out = out "\\" c
	}
	return "\"" out "\""
}
BEGIN {
	folder = ENVIRON["FOLDER"]
	separator = ENVIRON["SEPARATOR"]
	for (i = 1; ARGV[i] != "--"; i++)
		files[++count] = folder "/" ARGV[i]
	while (++i < ARGC)
		command = command quoted(ARGV[i]) ", "
	for (i = 1; i <= count; i++) {
		file = quoted(files[i])
		printf "%s\n{\"directory\": %s, \"file\": %s, \"arguments\": [%s\"-c\", %s]}", \
			separator, quoted(folder), file, command, file
		separator = ","
	}
}' "$@" >>"$list"
