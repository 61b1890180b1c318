#!/bin/sh
# What the course needs from the machine.
#
#   setup.sh install [WORD...]   installs what is missing, with the machine's package manager
#   setup.sh check [WORD...]     says what is missing; exit 1 if anything is that grading needs
#
# Each word adds what more is needed: "desk" for make export (Python), "class" for grading classes (GNU parallel), "compare" for
# make compare (libclang, git), "test" for the course's own tests (both, and more), "lint" for make lint, "fuzz" for libFuzzer,
# "browser" for chromium.
set -u

asked() { # word words
	word=$1
	shift
	case " $* " in *" $word "*) return 0 ;; esac
	return 1
}

# What is needed: a command or a pkg-config module, and its package for
# apt, dnf, pacman, zypper and apk. "-" means that another package brings it.
needs() { # words
	cat <<'END'
command gcc        gcc              gcc                gcc         gcc               gcc
command make       make             make               make        make              make
command objcopy    binutils         binutils           binutils    binutils          binutils
command flock      util-linux       util-linux         util-linux  util-linux        flock
command pkg-config pkg-config       pkgconf-pkg-config pkgconf     pkg-config        pkgconf
header  stdio.h    libc6-dev        glibc-devel        glibc       glibc-devel       musl-dev
static  libc.a     libc6-dev        glibc-static       glibc       glibc-devel-static musl-dev
module  check      check            check-devel        check       check-devel       check-dev
module  expat      libexpat1-dev    expat-devel        expat       libexpat-devel    expat-dev
module  jansson    libjansson-dev   jansson-devel      jansson     libjansson-devel  jansson-dev
module  libdw      libdw-dev        elfutils-devel     libelf      libdw-devel       elfutils-dev
module  libelf     libelf-dev       elfutils-libelf-devel libelf   libelf-devel      elfutils-dev
module  libmd      libmd-dev        libmd-devel        libmd       libmd-devel       libmd-dev
module  libseccomp libseccomp-dev   libseccomp-devel   libseccomp  libseccomp-devel  libseccomp-dev
wanted  valgrind   valgrind         valgrind-devel     valgrind    valgrind-devel    valgrind
wanted  gdb        gdb              gdb                gdb         gdb               gdb
wanted  bwrap      bubblewrap       bubblewrap         bubblewrap  bubblewrap        bubblewrap
END
	if asked test "$@" || asked fuzz "$@" || asked compare "$@"; then
		cat <<'END'
command clang      clang            clang              clang       clang             clang
libclang clang-c   libclang-dev     clang-devel        clang       clang-devel       clang-dev
END
	fi
	if asked test "$@" || asked fuzz "$@"; then
		cat <<'END'
command unshare    util-linux       util-linux         util-linux  util-linux        util-linux-misc
command tmux       tmux             tmux               tmux        tmux              tmux
sanitizer address  gcc              libasan            gcc         gcc               compiler-rt
sanitizer undefined gcc             libubsan           gcc         gcc               compiler-rt
END
	fi
	if asked class "$@" || asked test "$@" || asked compare "$@"; then
		echo "command git        git              git                git         git               git"
	fi
	if asked class "$@" || asked test "$@"; then
		cat <<'END'
gnu     parallel   parallel         parallel           parallel    gnu_parallel      parallel
library libarchive libarchive-dev   libarchive-devel   libarchive  libarchive-devel  libarchive-dev
python  yaml       python3-yaml     python3-pyyaml     python-yaml python3-PyYAML    py3-yaml
command zstd       zstd             zstd               zstd        zstd              zstd
command ssh        openssh-client   openssh-clients    openssh     openssh-clients   openssh-client
command rsync      rsync            rsync              rsync       rsync             rsync
wanted  sim_c      similarity-tester similarity-tester similarity-tester similarity-tester similarity-tester
END
	fi
	if asked class "$@" || asked test "$@" || asked desk "$@" || asked compare "$@"; then
		echo "command python3    python3          python3            python      python3           python3"
	fi
	if asked test "$@"; then
		cat <<'END'
header  csv.h      libcsv-dev       libcsv-devel       libcsv      libcsv-devel      libcsv-dev
command xmllint    libxml2-utils    libxml2            libxml2     libxml2-tools     libxml2-utils
command zip        zip              zip                zip         zip               zip
command unzip      unzip            unzip              unzip       unzip             unzip
sshd    sshd       openssh-server   openssh-server     openssh     openssh-server    openssh-server
wanted  musl-gcc   musl-tools       musl-gcc           musl        -                 -
wanted  strace     strace           strace             strace      strace            strace
wanted  busybox    busybox          busybox            busybox     busybox           -
END
	fi
	if asked lint "$@"; then
		cat <<'END'
command clang-format clang-format  clang-tools-extra  clang       clang             clang-extra-tools
command shellcheck shellcheck      ShellCheck         shellcheck  ShellCheck        shellcheck
command black      black            black              python-black python3-black   black
command pyflakes3  pyflakes3        python3-pyflakes   python-pyflakes python3-pyflakes py3-pyflakes
END
	fi
	if asked fuzz "$@"; then
		cat <<'END'
fuzzer libFuzzer   libclang-rt-dev  compiler-rt        compiler-rt clang             compiler-rt
END
	fi
	if asked browser "$@"; then
		echo "browser chromium  chromium         chromium           chromium    chromium          chromium"
	fi
}

# One call of pkg-config for all modules, since that is the usual case and the quick one.
modules_there() {
	command -v pkg-config >/dev/null && pkg-config --exists check expat jansson libdw libelf libmd libseccomp
}

# Whether the compiler, which may be several words, links these lines with a sanitizer.
links() { # compiler sanitizers lines
	echo "$3" | $1 -fsanitize="$2" -x c -o /dev/null - 2>/dev/null
}

# Not every GNU parallel knows --version.
works_as_gnu() { # parallel
	[ "$(echo 'b a' | "$1" --plain --will-cite --colsep ' ' echo '{2}' '{1}' 2>/dev/null)" = 'a b' ]
}

is_there() { # kind name
	case $1 in
	# Some call it without the number.
	command | wanted) command -v "$2" >/dev/null || command -v "${2%3}" >/dev/null ;;
	# moreutils has another program of that name, which make class itself explains.
	gnu) command -v "$2" >/dev/null && { [ "$command" = check ] || works_as_gnu "$2"; } ;;
	browser) command -v chromium >/dev/null || command -v chromium-browser >/dev/null ;;
	header) [ -e "/usr/include/$2" ] ;;
	static) [ "$(gcc -print-file-name="$2" 2>/dev/null)" != "$2" ] ;;
	sshd) [ -x /usr/sbin/sshd ] || command -v sshd >/dev/null ;;
	libclang) [ -e "$(clang -print-resource-dir 2>/dev/null)/../../../include/clang-c/Index.h" ] ;;
	sanitizer) links "${CC:-gcc}" "$2" 'int main(void) { return 0; }' ;;
	fuzzer) links clang fuzzer,address,undefined 'int LLVMFuzzerTestOneInput(void) { return 0; }' ;;
	# Of the Python that the desk is run by: python.sh.
	python) "$(command -v /usr/bin/python3 || echo python3)" -c "import $2" 2>/dev/null ;;
	module) [ "$all_modules" = yes ] || pkg-config --exists "$2" 2>/dev/null ;;
	library) pkg-config --exists "$2" 2>/dev/null ;;
	esac
}

# The lines of needs() that are not there.
missing() { # words
	if modules_there; then all_modules=yes; else all_modules=no; fi
	needs "$@" | while read -r kind name packages; do
		is_there "$kind" "$name" || echo "$kind $name $packages"
	done
}

manager() {
	for m in apt-get dnf pacman zypper apk; do
		if command -v $m >/dev/null; then
			echo $m
			return
		fi
	done
	echo none
}

install_words() {
	case $1 in
	apt-get) echo "apt-get install -y --no-install-recommends" ;;
	dnf) echo "dnf install -y" ;;
	pacman) echo "pacman -S --needed --noconfirm" ;;
	zypper) echo "zypper --non-interactive install" ;;
	apk) echo "apk add" ;;
	esac
}

column() {
	case $1 in
	apt-get) echo 3 ;; dnf) echo 4 ;; pacman) echo 5 ;; zypper) echo 6 ;; apk) echo 7 ;;
	esac
}

check() {
	lost=$(missing "$@" | grep -v '^wanted')
	[ -z "$lost" ] && return 0
	goals="setup"
	asked desk "$@" && goals="setup export"
	asked class "$@" && goals="setup class"
	asked compare "$@" && goals="setup compare"
	asked test "$@" && goals="setup test"
	asked fuzz "$@" && goals="setup fuzz"
	asked browser "$@" && goals="$goals BROWSER=1"
	echo "$lost" | while read -r kind name packages; do
		echo "$name is missing ($kind)" >&2
	done
	echo "run: make $goals" >&2
	return 1
}

# The packages of the lines of needs() that begin so.
packages_of() { # wanted|required lines
	echo "$2" | awk -v c="$(column "$with")" -v kind="$1" '($1 == "wanted") == (kind == "wanted") && $c != "-" { print $c }' | sort -u
}

names_of() { # wanted|required lines
	echo "$2" | awk -v kind="$1" '($1 == "wanted") == (kind == "wanted") { print $2 }' | tr '\n' ' '
}

# Installs the packages, all or none. The list of packages may be old or absent, as on a new machine: then it is fetched, once.
add() { # packages
	echo "setup: $as_root $command $*"
	$as_root $command "$@" && return 0
	[ "$with" = apt-get ] && [ -z "$fetched" ] || return 1
	fetched=yes
	echo "setup: fetching the list of packages first"
	$as_root apt-get update && $as_root $command "$@"
}

# What is required is installed in one call; what is only wanted apart from it and one by one, since a distribution may lack it.
add_all() { # lines
	required=$(packages_of required "$1")
	[ -z "$required" ] || add $required || return 1
	for package in $(packages_of wanted "$1"); do
		add "$package" || echo "setup: $package could not be installed; what needs it will say so" >&2
	done
}

# Nobody here may install packages. That matters only where something is required.
tell_root() { # lines
	if [ -n "$(packages_of required "$1")" ]; then
		echo "setup: to install what is missing, run as root:" >&2
		# shellcheck disable=SC2046
		echo "  $command" $(packages_of required "$1") $(packages_of wanted "$1") >&2
		return 1
	fi
	echo "setup: not here, and not required: $(names_of wanted "$1")" >&2
	# shellcheck disable=SC2046
	echo "setup: to install them, run as root: $command" $(packages_of wanted "$1") >&2
}

install() {
	lost=$(missing "$@")
	if [ -z "$lost" ]; then
		echo "setup: nothing is missing"
		return 0
	fi
	with=$(manager)
	if [ "$with" = none ]; then
		echo "setup: no package manager that is known here (apt, dnf, pacman, zypper, apk)." >&2
		echo "Install these yourself: $(names_of required "$lost")$(names_of wanted "$lost")" >&2
		check "$@"
		return
	fi
	command=$(install_words "$with")
	as_root=
	fetched=
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || {
			tell_root "$lost"
			return
		}
		as_root=sudo
	fi
	echo "setup: missing: $(names_of required "$lost")$(names_of wanted "$lost")"
	export DEBIAN_FRONTEND=noninteractive
	add_all "$lost" || {
		echo "setup: that did not work. Run this yourself, then make setup again:" >&2
		echo "  $command $required" >&2
		return 1
	}
	check "$@"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
check) check "$@" ;;
install) install "$@" ;;
*)
	echo "usage: setup.sh check|install [desk] [class] [compare] [test] [fuzz] [browser]" >&2
	exit 2
	;;
esac
