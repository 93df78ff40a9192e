#!/usr/bin/env bash
# callgrind 3.19 counts `rep stosb` as one instruction for each byte that it sets, though it is one
# instruction of the program.
#
# glibc's memset uses it for lengths above a threshold. So a program that fills 64 KiB has some 65,000
# instructions more in callgrind's count, and a gate on counts takes a large buffer for a lot of code.
#
# Seen with: valgrind 1:3.19.0-1 (Debian 12) on x86-64.
# Needs: a Debian 12 with gcc and libc6-dbg. Fails if a count changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download valgrind=1:3.19.0-1 && dpkg -x valgrind_*.deb .)
export VALGRIND_LIB="$work/usr/libexec/valgrind"

cat >"$work/clear.c" <<'C'
static char buffer[1 << 16];

int main(void) {
    char *to = buffer;
    unsigned long count = COUNT;
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(count) : "a"(0) : "memory");
    return to - buffer != COUNT;
}
C

# instructions COUNT: how many a program has that sets so many bytes.
instructions() {
    gcc -O1 -static -DCOUNT="$1" "$work/clear.c" -o "$work/clear"
    "$work/usr/bin/valgrind" --tool=callgrind --callgrind-out-file=/dev/null "$work/clear" 2>&1 |
        sed -n 's/.*Collected : //p'
}

least=$(instructions 1)
for count in 1000 65536; do
    more=$(($(instructions "$count") - least))
    echo "$count bytes instead of 1: $more instructions more"
    [ "$more" = $((count - 1)) ] || { echo "expected: $((count - 1))" >&2; exit 1; }
done
