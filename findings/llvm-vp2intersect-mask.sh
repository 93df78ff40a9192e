#!/usr/bin/env bash
# LLVM's assembler encodes another mask register than is written for `vp2intersectd`.
#
# The instruction writes the pair of mask registers to which the given one belongs. For `k5` GNU as
# encodes 5 and LLVM 4, the first of the pair; processors ignore the lowest bit. Disassembled, LLVM's
# bytes say `k4`. A comparison of assemblers by bytes has to know it.
#
# Seen with: clang 21.1.0 as in the package ziglang 0.16.0 of PyPI; GNU as 2.40 (Debian 12).
# Needs: python3 with venv, binutils. Fails if one of the outputs changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q ziglang==0.16.0

printf 'vp2intersectd %%zmm2, %%zmm1, %%k5\n' >"$work/mask.s"

# check NAME EXPECTED COMMAND..: the bytes of .text that the command makes of the source.
check() {
    local name=$1 expected=$2 bytes
    shift 2
    "$@" "$work/mask.s" -o "$work/out.o"
    objcopy -O binary -j .text "$work/out.o" "$work/out.bin"
    bytes=$(od -An -tx1 "$work/out.bin" | xargs)
    echo "$name: $bytes"
    [ "$bytes" = "$expected" ] || { echo "expected: $expected" >&2; exit 1; }
}

check 'LLVM' '62 f2 77 48 68 e2' "$work/venv/bin/python" -m ziglang cc --target=x86_64-linux-gnu -c
check 'GNU as' '62 f2 77 48 68 ea' as --64
