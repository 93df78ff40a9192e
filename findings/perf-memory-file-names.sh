#!/usr/bin/env bash
# perf ignores the map of a JIT's function names, /tmp/perf-PID.map, for code in a memory file.
#
# Two runs of one program copy the same loop into executable memory and write the same map for it. In
# an anonymous mapping the loop is found by its name; in one of memfd_create perf takes the samples to
# belong to the object "memfd:code (deleted)" and prints bare offsets. Nothing warns of it. A JIT
# under W^X that maps a memory file twice has to use other memory, or a jitdump, to have names.
#
# Seen with: linux-perf 6.1 (6.1.176-1 of Debian 12) on Linux 6.18, x86-64.
# Needs: a Debian 12 with gcc and the libraries of linux-perf, and leave to use perf. Fails if a report
# changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download linux-perf=6.1.176-1 && dpkg -x linux-perf_*.deb .)
perf="$work/usr/bin/perf"

cat >"$work/spin.c" <<'C'
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* mov ecx, 0x20000000; again: dec ecx; jnz again; ret */
static const unsigned char code[] = {0xb9, 0, 0, 0, 0x20, 0xff, 0xc9, 0x75, 0xfc, 0xc3};

int main(int count, char **arguments) {
    (void)arguments;
    int file = count > 1 ? memfd_create("code", 0) : -1;
    if (count > 1 && (file < 0 || ftruncate(file, 4096) != 0)) return 1;
    int flags = count > 1 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
    void *memory = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, flags, file, 0);
    if (memory == MAP_FAILED) return 1;
    memcpy(memory, code, sizeof code);
    char name[64];
    sprintf(name, "/tmp/perf-%d.map", getpid());
    FILE *map = fopen(name, "w");
    if (!map) return 1;
    fprintf(map, "%lx %zx spinning\n", (unsigned long)memory, sizeof code);
    fclose(map);
    ((void (*)(void))memory)();
    puts(name);
}
C
gcc -O1 "$work/spin.c" -o "$work/spin"

# check NAME PATTERN [ARGUMENT]: the hottest line of the program's report.
check() {
    local name=$1 pattern=$2 map line
    shift 2
    map=$("$perf" record -q -e cpu-clock -o "$work/perf.data" "$work/spin" "$@")
    line=$("$perf" report --stdio -q -i "$work/perf.data" 2>"$work/warnings" | sed -n '/%/{p;q}')
    rm -f "$map"
    echo "$name: $line"
    [[ $line =~ $pattern ]] || { echo "expected: $pattern" >&2; exit 1; }
}

check 'anonymous memory' '\[JIT\].*spinning'
check 'memory file' 'memfd:code \(deleted\) +\[\.\] 0x[0-9a-f]+' memfd
