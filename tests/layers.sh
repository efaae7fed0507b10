#!/bin/sh
# Who may include and link whom (HACKING.md, Layers).
#
# Each folder's archive is linked whole against only what it may use: the
# linking of offhookd, which has everything, would not notice.
cd "${OFFHOOK_BUILD:-.}" || exit 99
source=${OFFHOOK_SOURCE:?}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
number=0

# told RESULT NAME, with what is wrong on standard input
told()
{
	number=$((number + 1))
	sed 's/^/# /'
	[ "$1" = 0 ] && echo "ok $number - $2" || echo "not ok $number - $2"
}

# What each folder may include, beside itself.
may_include()
{
	case $1 in
	base)		;;
	protocol)	echo base ;;
	loop)		echo base ;;
	ice)		echo base ;;
	sdp)		echo base ;;
	sip)		echo loop base ;;
	audio)		echo base ;;
	media)		echo audio base ;;
	store)		echo loop protocol base ;;
	engine)		echo ice sip sdp media audio store loop protocol base ;;
	control)	echo engine store loop protocol base ;;
	ui)		echo protocol base ;;
	esac
}

folder_of() { [ "$1" = ui ] && echo "$source/ui" || echo "$source/src/$1"; }

sources_of() { find "$(folder_of "$1")" -name '*.[ch]'; }

includes_only_its_own()
{
	allowed=$(echo "$1" $(may_include "$1") | tr ' ' '|')
	[ "$1" != ui ] || allowed="$allowed|linear|oneshot|views|widgets|[a-z_]+\\.h"
	sources_of "$1" | xargs -r grep -En '^#include "' |
		grep -Ev "#include \"(($allowed)(/|\")|config\\.h\")" >"$work/out"
	test ! -s "$work/out"
	told $? "$1 includes nothing it may not" <"$work/out"
}

# links NAME FLAGS... -- the first archive whole
links_alone()
{
	name=$1 whole=$2
	shift 2
	echo 'int main(void) { return 0; }' >"$work/empty.c"
	# shellcheck disable=SC2086
	$link -o "$work/out.elf" "$work/empty.c" \
		-Wl,--whole-archive "$whole" -Wl,--no-whole-archive "$@" \
		>"$work/out" 2>&1
	told $? "$name links with only what it may use" <"$work/out"
}

only_in() # HEADER FILES-PATTERN WHERE
{
	grep -rlE "#include <$1" "$source/src" "$source/ui" |
		grep -Ev "$2" >"$work/out"
	test ! -s "$work/out"
	told $? "<$1...> is included only in $3" <"$work/out"
}

needs_no() # PROGRAM LIBRARY-PATTERN WHAT
{
	file=$1
	[ ! -x ".libs/$1" ] || file=.libs/$1
	readelf -d "$file" | grep NEEDED | grep -E "$2" >"$work/out"
	test ! -s "$work/out"
	told $? "$1 links $3" <"$work/out"
}

link=$(sed -n 's/^link //p' layers.list)
for folder in base protocol loop ice sdp sip audio media store engine control ui; do
	includes_only_its_own $folder
done
grep '^lib' layers.list >"$work/libraries"
while read -r whole rest; do
	# shellcheck disable=SC2086
	links_alone "${whole%.a}" "$whole" $rest </dev/null
done <"$work/libraries"
only_in sofia-sip/ '/src/(sip|loop)/' 'sip and loop'
only_in alsa/asoundlib '/src/audio/alsa[a-z_]*\.[ch]' audio/alsa
only_in srtp '/src/media/cipher\.[ch]' media/cipher
only_in openssl/srtp '/src/media/dtls\.c' media/dtls
only_in 'nice/|glib|gio' '/src/ice/' 'ice'
only_in sqlite3 '/src/store/' store
only_in confuse '/src/store/|/ui/settings_line\.c' 'store and ui/settings_line'
only_in 'n?curses' '/ui/' ui
needs_no offhook 'sofia|asound|srtp|spandsp|sqlite|speexdsp' \
	'nothing of SIP or sound'
needs_no offhookd 'curses|tinfo' 'no ncurses'
needs_no offhookd 'nice|glib|gio' 'nothing of ICE'
echo "1..$number"
