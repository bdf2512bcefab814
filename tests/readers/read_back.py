"""Whether openpyxl reads from workbooks what they are expected to hold.

The argument is a JSON file: file name -> "sheet!row!column" -> value; numbers in ten digits.
"""

import datetime
import json
import pathlib
import sys

import openpyxl
from openpyxl.utils.datetime import to_excel


def shown(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (datetime.datetime, datetime.date)):
        value = to_excel(value)
    if isinstance(value, (int, float)):
        mantissa, exponent = f"{float(value):.9e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    return str(value).replace("\r\n", "\n")


path = pathlib.Path(sys.argv[1])
cells = 0
wrong = []
for file, expected in json.loads(path.read_text(encoding="utf-8")).items():
    book = openpyxl.load_workbook(path.parent / file, data_only=True)
    found = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value not in (None, ""):
                    found[f"{sheet.title}!{cell.row}!{cell.column}"] = shown(cell.value)
    cells += len(expected)
    for key in expected.keys() | found.keys():
        if expected.get(key, "").replace("\r\n", "\n") != found.get(key, ""):
            wrong.append(f"{file} {key}: {expected.get(key)!r}, openpyxl {found.get(key)!r}")
for line in sorted(wrong)[:20]:
    print(line)
print(f"openpyxl reads {cells} cells back, {len(wrong)} otherwise")
sys.exit(1 if wrong else 0)
