#!/usr/bin/env bash
# The user emulator of qemu 7.2 goes on with old code where memory is mapped twice, although the
# program cleans and invalidates the caches as the architecture asks.
#
# A program for 64-bit ARM maps a memory file twice, writable and executable, as a JIT under W^X does. It
# writes a function through the one mapping, maintains the caches by __builtin___clear_cache at the
# other, and calls it, 1000 times with another result each. qemu 7.2 notices writes to pages that it
# has translated, but these pages are never written at the address where they run, and it takes the
# maintenance of the instruction cache for nothing. So the first translation stays: 999 calls of 1000
# give the first result. qemu 10.0 discards translations when the cache is invalidated: 0 wrong.
# A JIT that is tested under the emulator looks broken with the one, and is found out with the other
# if it forgets the maintenance.
#
# Seen with: qemu-user-static 1:7.2+dfsg-7+deb12u18+b3 (bookworm) and qemu-user
# 1:10.0.2+ds-2+deb13u1~bpo12+1 (bookworm-backports) on an x86-64 host.
# Needs: a Debian 12 with gcc-aarch64-linux-gnu and libc6-dev-arm64-cross. Fails if a count changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
archive=$(apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" "Codename: bookworm" | sed -n 1p)

# emulator SUITE PACKAGE VERSION: unpacks it below a folder of its own and prints the path of the program.
emulator() {
    local folder="$work/$1"
    mkdir -p "$folder/lists/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $1 main" >"$folder/sources.list"
    local apt=(apt-get -qq -o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o APT::Sandbox::User=root -o "Dir::State::Lists=$folder/lists")
    (cd "$folder" && "${apt[@]}" update && "${apt[@]}" download "$2=$3" && dpkg -x "$2"_*.deb .) >&2
    find "$folder/usr/bin" -name qemu-aarch64 -o -name qemu-aarch64-static
}

cat >"$work/twice.c" <<'C'
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
    int file = memfd_create("code", 0);
    if (file < 0 || ftruncate(file, 4096) != 0) return 1;
    uint32_t *writable = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    char *executable = mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0);
    if (writable == MAP_FAILED || executable == (char *)MAP_FAILED) return 1;
    int wrong = 0;
    for (unsigned n = 0; n < 1000; n++) {
        writable[0] = 0x52800000 | n << 5; /* movz w0, n */
        writable[1] = 0xd65f03c0;          /* ret */
        __builtin___clear_cache((char *)writable, (char *)writable + 8);
        __builtin___clear_cache(executable, executable + 8);
        wrong += ((unsigned (*)(void))executable)() != n;
    }
    printf("%d\n", wrong);
}
C
aarch64-linux-gnu-gcc -O1 -static "$work/twice.c" -o "$work/twice"

# check SUITE PACKAGE VERSION EXPECTED: the wrong calls of 1000 under that emulator.
check() {
    local wrong
    wrong=$("$(emulator "$1" "$2" "$3")" "$work/twice")
    echo "$2 $3: $wrong calls of 1000 ran old code"
    [ "$wrong" = "$4" ] || { echo "expected: $4" >&2; exit 1; }
}

check bookworm qemu-user-static '1:7.2+dfsg-7+deb12u18+b3' 999
check bookworm-backports qemu-user '1:10.0.2+ds-2+deb13u1~bpo12+1' 0
