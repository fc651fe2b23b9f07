"""Adds up what the linker kept of the engine's object file, and of the C code for its faults: size.py MAP"""
import re
import sys

text = open(sys.argv[1]).read().split("Linker script and memory map", 1)[1]
totals = {}
functions = []
# A section's name may be so long that the rest is on the next line.
pattern = r"^ (\.[\w.$]+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) \S*?(\w+)\.o$"
for name, address, size, file in re.findall(pattern, text, re.M):
    # The compiler specialises functions of the engine for the host's closures, in the host's object.
    if file not in ("engine", "recover") and not (file == "main" and name.startswith(".text.$e6Engine")):
        continue
    if int(size, 16) == 0 or name.startswith((".debug", ".comment", ".swift", ".ARM.attributes", ".group")):
        continue
    kind = "." + name.split(".")[1]
    totals[kind] = totals.get(kind, 0) + int(size, 16)
    functions.append((int(size, 16), name))
if "-v" in sys.argv:
    for size, name in sorted(functions, reverse=True)[:400]:
        print(f"{size:6} {name}")
for kind, size in sorted(totals.items()):
    print(f"{size:6} {kind}")
flash = sum(size for kind, size in totals.items() if kind in (".text", ".rodata", ".data", ".got", ".ARM"))
print(f"{flash:6} bytes of flash: the engine alone, dead code removed, Cortex-M0")
