#!/usr/bin/env bash
# Disassemblers disagree by two bytes about how long a near call with the prefix 66 is, in 64-bit mode.
#
# 66 E8 00 00 00 00 is one call of six bytes on Intel's processors, which ignore the prefix there, and
# one of four bytes on AMD's, which read a 16-bit distance. capstone and iced-x86 read it as Intel does
# by default, GNU objdump and distorm3 as AMD does, so that what follows is decoded from another byte.
# iced-x86 reads four bytes with its decoder option AMD. Who compares two disassemblers has to set the
# prefix apart.
#
# Seen with: capstone 5.0.9, iced-x86 1.21.0, distorm3 3.5.2 (PyPI); GNU objdump 2.40 (Debian 12).
# Needs: python3 with venv, binutils. Fails if a length changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q capstone==5.0.9 iced-x86==1.21.0 distorm3==3.5.2

"$work/venv/bin/python" - "$work/call.bin" <<'PYTHON'
import re
import subprocess
import sys

import capstone
import distorm3
import iced_x86

code = bytes.fromhex("66e800000000")
with open(sys.argv[1], "wb") as file:
    file.write(code)
listing = subprocess.run(
    ["objdump", "-D", "-b", "binary", "-m", "i386:x86-64", sys.argv[1]],
    capture_output=True, text=True, check=True,
).stdout
first = re.search(r"^\s+0:\t((?:[0-9a-f]{2} )+)", listing, re.MULTILINE).group(1)
x86_64 = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_64)
seen = {
    "capstone": next(x86_64.disasm(code, 0)).size,
    "iced-x86": iced_x86.Decoder(64, code).decode().len,
    "iced-x86, AMD": iced_x86.Decoder(64, code, iced_x86.DecoderOptions.AMD).decode().len,
    "objdump": len(first.split()),
    "distorm3": distorm3.Decode(0, code, distorm3.Decode64Bits)[0][1],
}
expected = {"capstone": 6, "iced-x86": 6, "iced-x86, AMD": 4, "objdump": 4, "distorm3": 4}
for name, size in seen.items():
    print(f"{name}: {size} bytes")
sys.exit(None if seen == expected else f"expected: {expected}")
PYTHON
