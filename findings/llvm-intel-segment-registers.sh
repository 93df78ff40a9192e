#!/usr/bin/env bash
# LLVM's assembler gives two instructions on segment registers another operand size in Intel syntax
# than in AT&T syntax.
#
# `push fs` in Intel syntax becomes 66 0F A0, which pushes two bytes and leaves the stack misaligned;
# `push %fs` in AT&T syntax becomes 0F A0, which pushes eight. `mov ax, es` loses the prefix 66, so
# that it writes all of eax; `mov %es, %ax` keeps it. GNU as gives both spellings the same bytes, those
# of AT&T syntax. An assembler that is tested against llvm-mc has to know it.
#
# Seen with: clang 21.1.0 as in the package ziglang 0.16.0 of PyPI; GNU as 2.40 (Debian 12).
# Needs: python3 with venv, binutils. Fails if one of the outputs changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q ziglang==0.16.0

printf '.intel_syntax noprefix\npush fs\nmov ax, es\n' >"$work/intel.s"
printf 'push %%fs\nmov %%es, %%ax\n' >"$work/att.s"

# check NAME EXPECTED COMMAND..: the bytes of .text that the command makes of its source.
check() {
    local name=$1 expected=$2 object="$work/out.o" bytes
    shift 2
    "$@" -o "$object"
    objcopy -O binary -j .text "$object" "$work/out.bin"
    bytes=$(od -An -tx1 "$work/out.bin" | xargs)
    echo "$name: $bytes"
    [ "$bytes" = "$expected" ] || { echo "expected: $expected" >&2; exit 1; }
}

llvm=("$work/venv/bin/python" -m ziglang cc --target=x86_64-linux-gnu -c)
check 'LLVM, Intel syntax' '66 0f a0 8c c0' "${llvm[@]}" "$work/intel.s"
check 'LLVM, AT&T syntax' '0f a0 66 8c c0' "${llvm[@]}" "$work/att.s"
check 'GNU as, Intel syntax' '0f a0 66 8c c0' as --64 "$work/intel.s"
check 'GNU as, AT&T syntax' '0f a0 66 8c c0' as --64 "$work/att.s"
