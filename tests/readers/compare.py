"""Sets the cells that the program reads beside those of independent readers.

    cargo run --example dump_cells -- CORPUS/* > DUMP
    python3 tests/readers/compare.py DUMP CORPUS [--propose]

Differences must be those of differences.tsv, no more and no fewer. Prints what docs/corpus.md says
of the comparison; --propose prints, as lines of the list, the differences that are not in it.
It takes the packages of requirements.txt, and LibreOffice (soffice).
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import others
from openpyxl.utils import get_column_letter, range_boundaries

LIST = Path(__file__).with_name("differences.tsv")
READERS = {"xlsx": "openpyxl", "xls": "xlrd", "xlsb": "pyxlsb", "ods": "LibreOffice"}
# Where another reader refuses the whole file, or has another set of sheets.
WHOLE = "*"
SECONDS_OF_A_DAY = 86400


def ours(dump, corpus):
    """The sheets of each file as the program reads them, and its format; refused ones are left out."""
    sheets, formats, book = {}, {}, None
    for line in Path(dump).read_text(encoding="utf-8").split("\n"):
        found = json.loads(line or "{}")
        if "format" in found:
            path = Path(corpus) / found["file"]
            formats[path] = found["format"]
            book = sheets[path] = {}
        elif "hidden" in found:
            book[found["sheet"]] = {}
        elif "cell" in found:
            book[found["sheet"]][found["cell"]] = our_cell(found["kind"], found["value"])
    return sheets, formats


def our_cell(kind, value):
    """One cell of the program's in the normal form."""
    if kind in ("number", "percent"):
        return (kind, others.number(value))
    if kind == "truth":
        return (kind, value == "true")
    if kind == "text":
        return others.text(value)
    return (kind, value)


def agree(mine, theirs):
    """Whether two cells say the same."""
    if mine == theirs:
        return True
    if theirs is None:
        # A formula without a stored result is told by the program alone.
        return mine[0] == "uncalculated"
    if mine is None:
        return False
    (kind, value), (their_kind, their_value) = mine, theirs
    if their_kind == "day":
        # Days are text to the program.
        return kind == "text" and value == their_value
    if their_kind == "time":
        return kind == "number" and round(float(value) * SECONDS_OF_A_DAY) == int(their_value)
    if their_kind == "serial day":
        return value in (others.day_of_serial(their_value, old) for old in (False, True))
    if their_kind == "serial":
        return kind in ("number", "percent") and value == their_value
    return False


def differences(mine, theirs):
    """Cells compared, and (sheet, cell) of those that differ with both values."""
    compared, found = 0, {}
    for sheet in sorted(mine.keys() | theirs.keys()):
        if sheet not in mine or sheet not in theirs:
            has = "here" if sheet in mine else "there"
            found[sheet, WHOLE] = (f"sheet {has} only", "")
            continue
        left, right = mine[sheet], theirs[sheet]
        for cell in left.keys() | right.keys():
            compared += 1
            pair = (left.get(cell), right.get(cell))
            if not agree(*pair):
                found[sheet, cell] = pair
    return compared, found


def listed():
    """The list: (file, sheet, cell) and the reason."""
    reasons = {}
    with open(LIST, encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for cell in unrolled(line["cells"]):
                key = (line["file"], line["sheet"], cell)
                if key in reasons:
                    raise SystemExit(f"listed twice: {key}")
                reasons[key] = line["reason"]
    return reasons


def unrolled(cells):
    """The cells of `A1:B3 D7`."""
    for part in cells.split():
        if part == WHOLE:
            yield part
            continue
        left, top, right, bottom = range_boundaries(part)
        for row in range(top, bottom + 1):
            for col in range(left, right + 1):
                yield f"{get_column_letter(col)}{row}"


def rolled(cells):
    """`A1:A3 D7`: runs of cells in a column."""
    columns = defaultdict(list)
    for cell in cells:
        if cell == WHOLE:
            return WHOLE
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
        columns[letters].append(int(row))
    parts = []
    for letters, rows in sorted(columns.items(), key=lambda column: (len(column[0]), column[0])):
        rows.sort()
        first = 0
        for at in range(1, len(rows) + 1):
            if at == len(rows) or rows[at] != rows[at - 1] + 1:
                top, bottom = rows[first], rows[at - 1]
                first = at
                parts.append(f"{letters}{top}" if top == bottom else f"{letters}{top}:{letters}{bottom}")
    return " ".join(parts)


def propose(found):
    """Lines for the list, with a sample of each sheet's differences in place of a reason."""
    groups = defaultdict(list)
    for (file, sheet, cell), pair in found.items():
        groups[file, sheet].append((cell, pair))
    for (file, sheet), cells in sorted(groups.items()):
        sample = "; ".join(f"{cell} {mine} / {theirs}" for cell, (mine, theirs) in cells[:4])
        print("\t".join([file, sheet, rolled(cell for cell, _ in cells), sample]))


def main():
    """Compares, prints, and tells whether the list is right."""
    dump, corpus, *options = sys.argv[1:]
    mine, formats = ours(dump, corpus)
    by_format = defaultdict(list)
    for path, form in formats.items():
        if form in READERS:
            by_format[form].append(path)
    theirs = others.read(by_format)
    counts, found = defaultdict(Counter), {}
    for path, sheets in mine.items():
        if path not in theirs:
            continue
        count = counts[formats[path]]
        count["files"] += 1
        if isinstance(theirs[path], others.Refused):
            count["refused"] += 1
            found[path.name, WHOLE, WHOLE] = (f"refused: {theirs[path]}", "")
            continue
        compared, differing = differences(sheets, theirs[path])
        count["compared"] += compared
        count["differing"] += len(differing)
        found.update({(path.name, *place): pair for place, pair in differing.items()})
    reasons = listed()
    new = {place: pair for place, pair in found.items() if place not in reasons}
    if "--propose" in options:
        propose(new)
        return
    gone = sorted(place for place in reasons if place not in found)
    for place in sorted(new):
        print("differs and is not listed:", *place, *new[place], sep="\t", file=sys.stderr)
    for place in gone:
        print("listed and does not differ:", *place, sep="\t", file=sys.stderr)
    report(counts, found, reasons)
    sys.exit(bool(new or gone))


def report(counts, found, reasons):
    """What docs/corpus.md says."""
    print(HEADING)
    total = Counter()
    for form, reader in READERS.items():
        count = counts[form]
        total += count
        row(f".{form}", reader, count)
    row("all", "", total)
    explained = [reasons[place] for place in found if place in reasons]
    print(f"\nOf {len(found)} differences and refused files {len(explained)} are explained:\n")
    print("| cells | why |\n|---:|---|")
    for reason, number in sorted(Counter(explained).items(), key=lambda pair: (-pair[1], pair[0])):
        print(f"| {number} | {reason} |")


def row(form, reader, count):
    """One row of the table."""
    files = count["files"] - count["refused"]
    figures = (files, count["refused"], count["compared"], count["differing"])
    print(f"| {form} | {reader} |", " | ".join(map(str, figures)), "|")


HEADING = """
## Beside other readers

Every cell of the files that are read is set beside what an independent reader reads there: numbers
to fifteen digits, percentages, days, truth values, errors, text. The differences stand one by one in
`tests/readers/differences.tsv`. A test fails for one that does not stand there, and for one that
stands there and is no more. `tests/readers/compare.py` wrote this part.

pyxlsb knows no formats of numbers; there LibreOffice says which are days and percentages. It also
reads the files that the other readers refuse.

| format | other reader | files | refused by it | cells compared | differing |
|---|---|---:|---:|---:|---:|"""

if __name__ == "__main__":
    main()
