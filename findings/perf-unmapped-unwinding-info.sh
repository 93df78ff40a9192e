#!/usr/bin/env bash
# perf reads the unwinding information of a jitdump only if the program says that it is in memory.
#
# A record JIT_CODE_UNWINDING_INFO of a jitdump has a section .eh_frame, its table, and how many of
# these bytes the program has mapped behind the code. With 0 of them `perf inject --jit` puts both
# sections into the ELF image that it writes, where readelf finds them right, and the call chain of a
# sample still ends in the function itself. With all of them it goes on to main, though the program has
# nothing there either. Nothing warns of it. A JIT that packs its functions has to leave room behind
# each, since perf takes these bytes for part of the function's mapping.
#
# Seen with: linux-perf 6.1 (6.1.176-1 of Debian 12) on Linux 6.18, x86-64.
# Needs: a Debian 12 with gcc, binutils and the libraries of linux-perf, and leave to use perf. Fails if
# a call chain changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download linux-perf=6.1.176-1 && dpkg -x linux-perf_*.deb .)
perf="$work/usr/bin/perf"

cat >"$work/spin.c" <<'C'
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* sub rsp, 24; mov ecx, 0x20000000; again: dec ecx; jnz again; add rsp, 24; ret; 4 bytes of padding */
static const unsigned char code[24] = {0x48, 0x83, 0xec, 0x18, 0xb9, 0, 0, 0, 0x20, 0xff, 0xc9,
                                       0x75, 0xfc, 0x48, 0x83, 0xc4, 0x18, 0xc3};

/* In the whole function the caller's stack pointer is 32 bytes up. Distances are those from behind the
   24 bytes of code. */
static const unsigned char info[] = {
    /* common entry: version 1, "zR", factors 1 and -8, return address 16, pointers relative, rsp + 32 */
    20, 0, 0, 0, 0, 0, 0, 0, 1, 'z', 'R', 0, 1, 0x78, 16, 1, 0x1b, 0x0c, 7, 32, 0x90, 1, 0, 0,
    /* the function's: begins 24 + 32 bytes before this field, 24 long */
    20, 0, 0, 0, 28, 0, 0, 0, 0xc8, 0xff, 0xff, 0xff, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    /* end of .eh_frame */
    0, 0, 0, 0,
    /* .eh_frame_hdr: the section is 56 bytes before this field; the function 76 before the table, and
       its entry 28 */
    1, 0x1b, 3, 0x3b, 0xc8, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0xb4, 0xff, 0xff, 0xff, 0xe4, 0xff, 0xff, 0xff};
enum { TABLE = 20 };

static FILE *dump;

static void word(uint32_t value) { fwrite(&value, 4, 1, dump); }
static void quad(uint64_t value) { fwrite(&value, 8, 1, dump); }
static void record(uint32_t kind, uint32_t size) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    word(kind);
    word(size);
    quad(now.tv_sec * 1000000000ull + now.tv_nsec);
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    char name[64];
    snprintf(name, sizeof name, "%s/jit-%d.dump", arguments[2], getpid());
    dump = fopen(name, "w+");
    void *memory = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (!dump || memory == MAP_FAILED) return 1;
    if (mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fileno(dump), 0) == MAP_FAILED) return 1;
    memcpy(memory, code, sizeof code);
    word(0x4a695444), word(1), word(40), word(62), word(0), word(getpid()), quad(0), quad(0);
    uint32_t size = (sizeof info + 7) / 8 * 8;
    record(4, 40 + size);
    quad(sizeof info), quad(TABLE), quad(strcmp(arguments[1], "mapped") ? 0 : sizeof info);
    fwrite(info, sizeof info, 1, dump);
    fwrite("\0\0\0\0\0\0\0", size - sizeof info, 1, dump);
    record(0, 56 + sizeof "spinning" + sizeof code);
    word(getpid()), word(syscall(SYS_gettid));
    quad((uintptr_t)memory), quad((uintptr_t)memory), quad(sizeof code), quad(0);
    fwrite("spinning", sizeof "spinning", 1, dump);
    fwrite(code, sizeof code, 1, dump);
    fclose(dump);
    ((void (*)(void))memory)();
    puts("done");
}
C
gcc -O1 "$work/spin.c" -o "$work/spin"

# chain KIND: the callers of the loop that most samples have.
chain() {
    local folder="$work/$1"
    mkdir "$folder"
    (
        cd "$folder"
        "$perf" record -q -k mono -e cpu-clock --call-graph dwarf,4096 "$work/spin" "$1" "$folder" >/dev/null
        "$perf" inject --jit -i perf.data -o perf.jit.data
        "$perf" script -i perf.jit.data -F ip,sym 2>/dev/null |
            awk 'BEGIN { RS = "" } $2 == "spinning" { print ($4 == "" ? "nobody" : $4) }' |
            sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }'
    )
}

for kind in unmapped mapped; do
    found=$(chain "$kind")
    sections=$(readelf -SW "$work/$kind"/jitted-*.so | grep -c '\.eh_frame')
    echo "information that counts as $kind: $sections sections in the image, 'spinning' is called by $found"
    case "$kind $sections $found" in
    'unmapped 2 nobody' | 'mapped 2 main') ;;
    *) echo "expected: 2 sections, and nobody or main" >&2; exit 1 ;;
    esac
done
