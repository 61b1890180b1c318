#!/bin/sh
# promises.sh CONTRACT NOTES ROW...: whether the notes' table of promises is whole. Each "- " line of the contract
# begins with a promise of the table, each promise stands in the contract, the table names these rows and no others.
# What is wrong is printed, a line each, and the exit status is 1.
contract=$1
notes=$2
shift 2
exec awk -v contract="$contract" -v names="$*" '
function squashed(text) {
	gsub(/[ \t]+/, " ", text)
	return text
}
function complain(words) {
	print words
	wrong = 1
}
FILENAME == contract {
	sub(/^[ \t]*(\/\*|\*)?[ \t]?/, "")
	if (/^- /)
		line[++lines] = substr($0, 3)
	else if (/^  [^ ]/ && in_line)
		line[lines] = line[lines] " " $0
	in_line = /^- / || (/^  [^ ]/ && in_line)
	text = text " " $0
	next
}
/^## / {
	in_table = $0 == "## Where each promise is tried"
}
in_table && /^\| / && !/^\| promise / {
	split($0, cell, / \| /)
	promise[++promises] = substr(cell[1], 3)
	if (cell[2] == "")
		complain("what \"" promise[promises] "\" is tried with is not said")
	count = split(cell[3], words, "`")
	for (i = 2; i <= count; i += 2)
		in_notes[words[i]] = 1
}
END {
	text = squashed(text)
	for (i = 1; i <= promises; i++)
		if (index(text, promise[i]) == 0)
			complain("\"" promise[i] "\" does not stand in the contract")
	for (i = 1; i <= lines; i++) {
		is_there = 0
		for (at = 1; at <= promises; at++)
			is_there = is_there || index(squashed(line[i]), promise[at]) == 1
		if (!is_there)
			complain("no promise of the notes begins this line of the contract: " line[i])
	}
	count = split(names, name, " ")
	for (i = 1; i <= count; i++) {
		if (!(name[i] in in_notes))
			complain("row " name[i] " tries no promise of the notes")
		delete in_notes[name[i]]
	}
	for (i in in_notes)
		complain("the notes name " i ", which is no row")
	exit wrong
}
' "$contract" "$notes"
