#!/usr/bin/env bash
# The user emulator of qemu 7.2 accepts MADV_WIPEONFORK and does not do it: the child of a fork sees the
# memory that it should find zeroed.
#
# Linux zeroes such a page in the child, by which random number generators and runtimes notice that they
# were forked. madvise returns 0 under qemu 7.2 too, so a program cannot tell that the request had no
# effect. Under qemu 10.0 the child reads 0, as on Linux.
#
# Seen with: qemu-user-static 1:7.2+dfsg-7+deb12u18+b3 (bookworm) and qemu-user
# 1:10.0.2+ds-2+deb13u1~bpo12+1 (bookworm-backports) on an x86-64 host.
# Needs: a Debian 12 with gcc-aarch64-linux-gnu and libc6-dev-arm64-cross. Fails if an answer changes.
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

cat >"$work/wipe.c" <<'C'
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    char *page = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return 1;
    *page = 7;
    int advised = madvise(page, 4096, MADV_WIPEONFORK);
    pid_t child = fork();
    if (child == 0) _exit(*page);
    int status;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return 1;
    printf("madvise %d, child reads %d\n", advised, WEXITSTATUS(status));
}
C
aarch64-linux-gnu-gcc -O1 -static "$work/wipe.c" -o "$work/wipe"

# check SUITE PACKAGE VERSION EXPECTED: what the program prints under that emulator.
check() {
    local answer
    answer=$("$(emulator "$1" "$2" "$3")" "$work/wipe")
    echo "$2 $3: $answer"
    [ "$answer" = "$4" ] || { echo "expected: $4" >&2; exit 1; }
}

check bookworm qemu-user-static '1:7.2+dfsg-7+deb12u18+b3' 'madvise 0, child reads 7'
check bookworm-backports qemu-user '1:10.0.2+ds-2+deb13u1~bpo12+1' 'madvise 0, child reads 0'
