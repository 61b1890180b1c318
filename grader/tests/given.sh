#!/bin/sh
# given.sh recipes|tools|commands: in a copy of the checkout, gives make's variables values that a shell or make would
# understand as their own language, and prints what goes wrong. Commands and variables are asked of the Makefile.
set -u

line='
'
ask() { # what
	make -s --eval='build/ask: ; @echo $('"$1"')' build/ask
}
commands=$(ask COMMANDS)
texts="$(ask TEXTS) $(ask SWITCHES)"
paths=$(ask PATHS)
tools=$(ask TOOLS)
tried=0

wrong() { # sentence
	echo "WRONG: $1"
	echo "$said"
}

# Nothing may have been run, and no shell may have stumbled.
look() { # what
	tried=$((tried + 1))
	[ -z "$(find . -name 'PWNED*' -o -name '~*' | head -n 1)" ] || wrong "$1 ran what it was given"
	case $said in
	*'yntax error'* | *nterminated* | *'nexpected EOF'* | *': not found'*) wrong "$1: a shell read it" ;;
	esac
}

# All variables at once, in what make would run: values are in the environment, and never in a recipe.
in_recipes() { # value
	set -- "$1" $texts $paths
	value=$1
	shift
	for name; do
		shift
		set -- "$@" "$name=$value"
	done
	for command in $commands; do
		said=$(make -n "$command" "$@" 2>&1)
		look "make -n $command with $value"
		case $said in *PWNED*) wrong "$command has $value in its recipe" ;; esac
	done
}

as_tools() { # value
	for name in $tools; do
		case $name$1 in INSTRUMENT-*) continue ;; esac
		said=$(make -s help "$name=$1" 2>&1) && wrong "$name takes $1"
		look "$name=$1"
	done
}

# The commands themselves: what is not there is named as it was given.
in_earnest() { # value
	for command in row demo reset similar class gradescope new-lesson bench mutants test; do
		said=$(make "$command" LESSON="$1" ROW="$1" SUBMISSION="$1" NAME="$1" OUT="$1" FORMAT=junit SUBMISSIONS="$1" 2>&1) &&
			wrong "$command accepts $1"
		look "$command with $1"
	done
	for command in grade 'row ROW=alloc_full' 'report HTML=x.html' compare; do
		said=$(make $command LESSON=09a SUBMISSION="$1" 2>&1) && wrong "$command accepts $1"
		look "$command SUBMISSION=$1"
		case $1$said in *"$line"* | *"$1"*) ;; *) wrong "$command does not name $1" ;; esac
	done
}

case $1 in
recipes)
	in_recipes "'\"\`touch PWNED\`\$(touch PWNED)\$(shell touch PWNED)\$PWNED;#|&<>*?[a](${line}touch PWNED\\"
	;;
tools)
	for value in "o'b" 'a`b' '$(shell touch PWNED)' 'A$PWNED' 'a;b' "a${line}b" '-a' '"a' 'a#b' 'a\'; do
		as_tools "$value"
	done
	;;
commands)
	for value in "o'b, \`touch PWNED\`'\$(touch PWNED);touch PWNED" '$(shell touch PWNED)$PWNED"' "a${line}touch PWNED" '-PWNED'; do
		in_earnest "$value"
	done
	;;
esac
echo "$tried calls"
