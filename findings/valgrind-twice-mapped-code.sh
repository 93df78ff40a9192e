#!/usr/bin/env bash
# valgrind 3.19 runs old code where memory is mapped twice; `--smc-check=all-non-file`, its default on
# x86-64, does not help, although an anonymous mapping is checked.
#
# A program maps a memory file twice, writable and executable, as a JIT under W^X does, and writes and
# calls a function 1000 times with another result each. valgrind counts a memory file as a file, whose
# code it takes for constant: 999 calls give the first result. With one anonymous mapping that is
# writable and executable none does, and with `--smc-check=all` none does in either case.
#
# Seen with: valgrind 1:3.19.0-1 (Debian 12) on x86-64.
# Needs: a Debian 12 with gcc and libc6-dbg. Fails if a count changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download valgrind=1:3.19.0-1 && dpkg -x valgrind_*.deb .)
export VALGRIND_LIB="$work/usr/libexec/valgrind"

cat >"$work/twice.c" <<'C'
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int count, char **arguments) {
    (void)arguments;
    unsigned char *writable, *executable;
    if (count > 1) {
        writable = executable =
            mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    } else {
        int file = memfd_create("code", 0);
        if (file < 0 || ftruncate(file, 4096) != 0) return 1;
        writable = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        executable = mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0);
    }
    if (writable == MAP_FAILED || executable == MAP_FAILED) return 1;
    int wrong = 0;
    for (uint32_t n = 0; n < 1000; n++) {
        writable[0] = 0xb8; /* mov eax, n */
        memcpy(writable + 1, &n, 4);
        writable[5] = 0xc3; /* ret */
        wrong += ((uint32_t(*)(void))executable)() != n;
    }
    printf("%d\n", wrong);
}
C
gcc -O1 "$work/twice.c" -o "$work/twice"

# check NAME EXPECTED COMMAND..: the wrong calls of 1000 that the command counts.
check() {
    local name=$1 expected=$2 wrong
    shift 2
    wrong=$("$@")
    echo "$name: $wrong calls of 1000 ran old code"
    [ "$wrong" = "$expected" ] || { echo "expected: $expected" >&2; exit 1; }
}

valgrind=("$work/usr/bin/valgrind" -q)
check 'the processor, mapped twice' 0 "$work/twice"
check 'valgrind, mapped twice' 999 "${valgrind[@]}" "$work/twice"
check 'valgrind, one anonymous mapping' 0 "${valgrind[@]}" "$work/twice" anonymous
check 'valgrind --smc-check=all, mapped twice' 0 "${valgrind[@]}" --smc-check=all "$work/twice"
