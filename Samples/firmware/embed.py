"""Prints a file as a C array: embed.py FILE"""
import sys

data = open(sys.argv[1], "rb").read()
print("#include <stdint.h>")
print("const uint8_t snapshot[] __attribute__((aligned(4))) = {" + ",".join(map(str, data)) + "};")
print(f"const uint32_t snapshot_size = {len(data)};")
