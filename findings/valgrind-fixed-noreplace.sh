#!/usr/bin/env bash
# Under valgrind 3.19 a mapping with MAP_FIXED_NOREPLACE succeeds where the range is in use, and lies
# elsewhere; Linux refuses it with EEXIST.
#
# valgrind places the mappings of a program itself and takes the address for a hint. A program
# that trusts the flag (Linux has it since 4.17) without comparing the address that it gets with the
# one that it asked for has its memory in another place, under valgrind only.
#
# Seen with: valgrind 1:3.19.0-1 (Debian 12) on x86-64.
# Needs: a Debian 12 with gcc and libc6-dbg. Fails if an answer changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download valgrind=1:3.19.0-1 && dpkg -x valgrind_*.deb .)
export VALGRIND_LIB="$work/usr/libexec/valgrind"

cat >"$work/fixed.c" <<'C'
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

int main(void) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
    void *used = mmap(0, 4096, PROT_READ, flags, -1, 0);
    if (used == MAP_FAILED) return 1;
    void *second = mmap(used, 4096, PROT_READ, flags | MAP_FIXED_NOREPLACE, -1, 0);
    if (second == MAP_FAILED) puts(errno == EEXIST ? "EEXIST" : "another error");
    else puts(second == used ? "replaced" : "elsewhere");
}
C
gcc "$work/fixed.c" -o "$work/fixed"

# check NAME EXPECTED COMMAND..: what the second mapping of a range gives.
check() {
    local name=$1 expected=$2 answer
    shift 2
    answer=$("$@")
    echo "$name: $answer"
    [ "$answer" = "$expected" ] || { echo "expected: $expected" >&2; exit 1; }
}

check 'Linux' EEXIST "$work/fixed"
check 'valgrind 3.19' elsewhere "$work/usr/bin/valgrind" -q "$work/fixed"
