#!/usr/bin/env bash
# GNU objdump prints two instructions as one: WAIT and the x87 instruction after it.
#
# 9B is an instruction by itself, and a processor can stop between it and FNSTCW (D9 /7): a debugger that
# steps does, and the exception that WAIT reports has the address of WAIT. objdump prints 9B D9 3C 24 as
# one instruction of four bytes, `fstcw`, as assemblers spell the pair. capstone and iced-x86 print two.
# Lengths from objdump's listing are therefore not those at which a program is stepped.
#
# Seen with: GNU objdump 2.40 (Debian 12); capstone 5.0.9, iced-x86 1.21.0 (PyPI).
# Needs: python3 with venv, binutils. Fails if a length changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q capstone==5.0.9 iced-x86==1.21.0

"$work/venv/bin/python" - "$work/wait.bin" <<'PYTHON'
import re
import subprocess
import sys

import capstone
import iced_x86

code = bytes.fromhex("9bd93c24")
with open(sys.argv[1], "wb") as file:
    file.write(code)
listing = subprocess.run(
    ["objdump", "-D", "-b", "binary", "-m", "i386:x86-64", sys.argv[1]],
    capture_output=True, text=True, check=True,
).stdout
rows = re.findall(r"^\s+[0-9a-f]+:\t((?:[0-9a-f]{2} )+)", listing, re.MULTILINE)
x86_64 = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_64)
seen = {
    "objdump": [len(row.split()) for row in rows],
    "capstone": [instruction.size for instruction in x86_64.disasm(code, 0)],
    "iced-x86": [instruction.len for instruction in iced_x86.Decoder(64, code)],
}
expected = {"objdump": [4], "capstone": [1, 3], "iced-x86": [1, 3]}
for name, sizes in seen.items():
    print(f"{name}: instructions of {sizes} bytes")
sys.exit(None if seen == expected else f"expected: {expected}")
PYTHON
