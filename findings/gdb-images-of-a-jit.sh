#!/usr/bin/env bash
# gdb's time for the images of a JIT compiler grows faster than the square of their number.
#
# A program tells gdb of one small ELF image for each function that it makes, by the interface that gdb
# documents for this (`__jit_debug_register_code`). Four times the images are expected to take four
# times as long, or sixteen times if gdb looked at all images at each new one. They take far more than
# that. A compiler helps itself by putting many functions into an image.
#
# Seen with: gdb 13.1-3 (Debian 12) on x86-64: seconds of CPU time over those without images 0.3 for 400,
# 0.7 for 800, 4.1 for 1600 and 27.6 for 3200.
# Needs: a Debian 12 with gcc and the libraries of its gdb. Fails if 3200 images take less than sixteen
# times as long as 800.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download gdb=13.1-3 && dpkg -x gdb_*.deb .)

cat >"$work/function.c" <<'C'
int made(void) { return 1; }
C
gcc -O1 -fno-asynchronous-unwind-tables -c "$work/function.c" -o "$work/function.o"

cat >"$work/host.c" <<'C'
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry { struct entry *next, *previous; const char *image; uint64_t bytes; };
struct { uint32_t version, action; struct entry *relevant, *first; } __jit_debug_descriptor = {1, 0, 0, 0};
__attribute__((noinline)) void __jit_debug_register_code(void) { __asm__ volatile("" ::: "memory"); }

int main(int count, char **arguments) {
    static char object[65536];
    FILE *file = fopen(arguments[1], "rb");
    size_t bytes = fread(object, 1, sizeof object, file);
    for (int n = 0; n < atoi(arguments[2]); n++) {
        char *image = malloc(bytes);
        memcpy(image, object, bytes);
        Elf64_Ehdr *header = (Elf64_Ehdr *)image;
        Elf64_Shdr *sections = (Elf64_Shdr *)(image + header->e_shoff);
        for (int i = 1; i < header->e_shnum; i++)
            if (sections[i].sh_flags & SHF_EXECINSTR) sections[i].sh_addr = 0x10000000 + 4096L * n;
        struct entry *entry = calloc(1, sizeof *entry);
        entry->image = image;
        entry->bytes = bytes;
        entry->next = __jit_debug_descriptor.first;
        if (entry->next) entry->next->previous = entry;
        __jit_debug_descriptor.first = __jit_debug_descriptor.relevant = entry;
        __jit_debug_descriptor.action = 1;
        __jit_debug_register_code();
    }
    return count != 3;
}
C
gcc -O1 "$work/host.c" -o "$work/host"

# seconds IMAGES: hundredths of seconds of CPU time that gdb takes for a run with this many images.
seconds() {
    local user
    TIMEFORMAT=%U
    user=$({ time "$work/usr/bin/gdb" --data-directory="$work/usr/share/gdb" -nx -batch -ex run \
        --args "$work/host" "$work/function.o" "$1" >"$work/out" 2>&1; } 2>&1)
    grep -q 'exited normally' "$work/out" || { cat "$work/out" >&2; return 1; }
    echo "${user/./}" | sed 's/.$//; s/^0*//'
}

none=$(seconds 0)
few=$(($(seconds 800) - none))
many=$(($(seconds 3200) - none))
echo "800 images: $few, 3200 images: $many hundredths of a second"
((many >= 16 * few)) || { echo "expected: at least sixteen times as long" >&2; exit 1; }
