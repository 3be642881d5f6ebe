"""Packs the handwritten digits into digits.bin: one byte a number, 64 pixels and a label a row.

    python3 src/data/digits.py digits.csv

The CSV has one image a line: 64 pixels of 0 to 16, row by row, then the label. Where it comes from,
and its licence, are in DIGITS.md.
"""

import csv
import pathlib
import sys

IMAGES = 1797
PIXELS = 64
IMAGES_OF_EACH_DIGIT = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def main(path):
    with open(path, newline="") as file:
        rows = [[int(number) for number in row] for row in csv.reader(file)]

    check(len(rows) == IMAGES, f"{len(rows)} images where {IMAGES} were expected")
    for line, row in enumerate(rows, start=1):
        check(len(row) == PIXELS + 1, f"line {line} has {len(row)} numbers, not {PIXELS + 1}")
        check(all(0 <= pixel <= 16 for pixel in row[:PIXELS]), f"line {line} has a pixel outside 0 to 16")
        check(0 <= row[PIXELS] <= 9, f"line {line} has the label {row[PIXELS]}, not a digit")
    labels = [row[PIXELS] for row in rows]
    counts = [labels.count(digit) for digit in range(10)]
    check(counts == IMAGES_OF_EACH_DIGIT, f"images of each digit: {counts}, not {IMAGES_OF_EACH_DIGIT}")

    packed = b"".join(bytes(row) for row in rows)
    target = pathlib.Path(__file__).with_name("digits.bin")
    target.write_bytes(packed)
    print(f"{target}: {len(packed)} bytes, pixels and labels add up to {sum(packed)}")


def check(holds, otherwise):
    if not holds:
        sys.exit(f"digits.py: {otherwise}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
