#!/usr/bin/env bash
# capstone prints a push of two bytes and one of eight alike: both are `push -1`.
#
# 6A FF moves the stack by eight bytes, 66 6A FF by two. The text of the second has no size in it, so
# that an assembler that reads it back makes the first. iced-x86 writes `o16 push` in the syntax of NASM.
#
# Seen with: capstone 5.0.9, iced-x86 1.21.0 (PyPI).
# Needs: python3 with venv. Fails if a text changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q capstone==5.0.9 iced-x86==1.21.0

"$work/venv/bin/python" - <<'PYTHON'
import sys

import capstone
import iced_x86

x86_64 = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_64)
nasm = iced_x86.Formatter(iced_x86.FormatterSyntax.NASM)


def texts(code):
    instruction = next(x86_64.disasm(code, 0))
    other = nasm.format(iced_x86.Decoder(64, code).decode())
    return f"{instruction.mnemonic} {instruction.op_str}", other


seen = {digits: texts(bytes.fromhex(digits)) for digits in ["6aff", "666aff"]}
expected = {
    "6aff": ("push -1", "push 0FFFFFFFFFFFFFFFFh"),
    "666aff": ("push -1", "o16 push 0FFFFh"),
}
for digits, (first, second) in seen.items():
    print(f"{digits}: capstone {first!r}, iced-x86 {second!r}")
sys.exit(None if seen == expected else f"expected: {expected}")
PYTHON
