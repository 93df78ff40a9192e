#!/usr/bin/env bash
# On x86-64 the user emulator of qemu goes on with old code where memory is mapped twice, in newer
# versions too, and a program cannot tell it of the change.
#
# A program maps a memory file twice, writable and executable, as a JIT under W^X does. It writes a
# function through the one mapping and calls it through the other, 1000 times with another result each.
# The architecture keeps caches coherent by physical address, so there is nothing else to do, and a
# processor runs each function. qemu notices writes to pages that it has translated, but these are never
# written at the address where they run: 999 calls of 1000 give the first result. For 64-bit ARM, where
# programs maintain caches, qemu 10.0 discards the translations
# (qemu-user-twice-mapped-code.sh); here it has no such occasion. A change of the mapping's protection
# is one: with a call of mprotect before each function no result is wrong.
#
# Seen with: qemu-user 1:7.2+dfsg-7+deb12u18+b3 (bookworm) and 1:10.0.2+ds-2+deb13u1~bpo12+1
# (bookworm-backports) on an x86-64 host; 11.1.3 does the same.
# Needs: a Debian 12 with gcc on x86-64. Fails if a count changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
archive=$(apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" "Codename: bookworm" | sed -n 1p)

# emulator SUITE VERSION: unpacks it below a folder of its own and prints the path of the program.
emulator() {
    local folder="$work/$1"
    mkdir -p "$folder/lists/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $1 main" >"$folder/sources.list"
    local apt=(apt-get -qq -o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o APT::Sandbox::User=root -o "Dir::State::Lists=$folder/lists")
    (cd "$folder" && "${apt[@]}" update && "${apt[@]}" download "qemu-user=$2" && dpkg -x qemu-user_*.deb .) >&2
    echo "$folder/usr/bin/qemu-x86_64"
}

cat >"$work/twice.c" <<'C'
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int count, char **arguments) {
    (void)arguments;
    int file = memfd_create("code", 0);
    if (file < 0 || ftruncate(file, 4096) != 0) return 1;
    char *writable = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    char *executable = mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0);
    if (writable == MAP_FAILED || executable == MAP_FAILED) return 1;
    int wrong = 0;
    for (int n = 0; n < 1000; n++) {
        char function[] = "\xb8\0\0\0\0\xc3"; /* mov eax, n; ret */
        memcpy(function + 1, &n, sizeof n);
        memcpy(writable, function, 6);
        if (count > 1 && mprotect(executable, 4096, PROT_READ) + mprotect(executable, 4096, PROT_READ | PROT_EXEC))
            return 1;
        wrong += ((int (*)(void))executable)() != n;
    }
    printf("%d\n", wrong);
}
C
gcc -O1 -static "$work/twice.c" -o "$work/twice"

# check NAME WRONG COMMAND..: the wrong calls of 1000.
check() {
    local name=$1 expected=$2 wrong
    shift 2
    wrong=$("$@")
    echo "$name: $wrong calls of 1000 ran old code"
    [ "$wrong" = "$expected" ] || { echo "expected: $expected" >&2; exit 1; }
}

check 'the processor' 0 "$work/twice"
for version in 'bookworm 1:7.2+dfsg-7+deb12u18+b3' 'bookworm-backports 1:10.0.2+ds-2+deb13u1~bpo12+1'; do
    read -r suite number <<<"$version"
    program=$(emulator "$suite" "$number")
    check "qemu-user $number" 999 "$program" "$work/twice"
    check "qemu-user $number, with mprotect" 0 "$program" "$work/twice" mprotect
done
