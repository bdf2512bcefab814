"""What independent readers make of a spreadsheet: cells in one normal form.

A cell is a pair: its kind and its value.

    ("text", str)    line ends are \\n; never blank
    ("number", str)  fifteen significant digits
    ("percent", str) the same, in a cell that shows a percentage
    ("day", str)     an ISO date
    ("time", str)    seconds, which the program holds as a number of days
    ("serial", str)  a number of which the reader knows no format
    ("serial day", str)  a number that is shown as a day
    ("truth", bool)
    ("error", str)
"""

import datetime
import io
import math
import re
import subprocess
import tempfile
import warnings
import zipfile
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path

import openpyxl
import pyxlsb
import xlrd
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
LIBREOFFICE_ERROR = re.compile(r"Err:\d{3}")


# What a number format only writes beside the number.
LITERAL = re.compile(r'"[^"]*"|[\\_*].')

# A span such as `[h]:mm` may be longer than a day and is no date.
SPAN = re.compile(r"\[[hms]+\]", re.IGNORECASE)


class Refused(Exception):
    """The other reader does not read the file; says why."""


def number(value):
    """Fifteen digits, as a spreadsheet shows them."""
    # Of a stored number all its digits count, not only those by which Python tells it from others.
    exact = Decimal(value)
    if not exact.is_finite():
        return str(exact)
    return format(DIGITS.plus(exact).normalize(), "f")


def text(value):
    """Text, an error's name, or nothing where it is blank."""
    # Halves of characters beyond sixteen bits, joined; one without the other is no text.
    value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if not value.strip():
        return None
    name = value.strip()
    if name in ERRORS.values() or LIBREOFFICE_ERROR.fullmatch(name):
        return ("error", name)
    return ("text", value)


def time(seconds):
    """A time of day or a span, which are numbers of days; readers know them to the second."""
    return ("time", str(round(seconds)))


def shows_percent(number_format):
    """Whether a number format shows percentages."""
    return "%" in LITERAL.sub("", number_format or "")


def plain(value, percent=False):
    """A value of a kind that every reader has."""
    if value is None:
        return None
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, (int, float, Decimal)):
        return ("percent" if percent else "number", number(value))
    if isinstance(value, datetime.datetime):
        return ("day", value.date().isoformat())
    if isinstance(value, datetime.date):
        return ("day", value.isoformat())
    if isinstance(value, datetime.time):
        parts = (value.hour * 60 + value.minute) * 60 + value.second
        return time(parts + value.microsecond / 1e6)
    if isinstance(value, datetime.timedelta):
        return time(value.total_seconds())
    return text(str(value))


def address(row, col):
    """The name of a cell by its zero-based row and column."""
    return f"{get_column_letter(col + 1)}{row + 1}"


def package(path):
    """A package with slashes between folders, where a writer put backslashes."""
    content = io.BytesIO(Path(path).read_bytes())
    with zipfile.ZipFile(content) as archive:
        if not any("\\" in name for name in archive.namelist()):
            return content
        tidy = io.BytesIO()
        with zipfile.ZipFile(tidy, "w") as to:
            for name in archive.namelist():
                to.writestr(name.replace("\\", "/"), archive.read(name))
        return tidy


def by_openpyxl(path):
    """An .xlsx file, by openpyxl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Read-only: otherwise what stands behind merged cells is dropped.
        book = openpyxl.load_workbook(package(path), read_only=True, data_only=True)
        sheets = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            cells = sheets.setdefault(sheet.title, {})
            for row in sheet.iter_rows():
                for cell in row:
                    found = openpyxl_cell(cell) if cell.value is not None else None
                    if found:
                        cells[address(cell.row - 1, cell.column - 1)] = found
        return sheets


def openpyxl_cell(cell):
    """One cell of openpyxl's in the normal form; it leaves escaped characters as they stand."""
    if cell.data_type == "e":
        return ("error", cell.value)
    if isinstance(cell.value, str):
        return text(unescape(cell.value))
    return plain(cell.value, shows_percent(cell.number_format))


def by_xlrd(path):
    """An .xls file, by xlrd."""
    book = xlrd.open_workbook(path, formatting_info=True, logfile=io.StringIO())
    sheets = {}
    for sheet in book.sheets():
        cells = sheets.setdefault(sheet.name, {})
        for row in range(sheet.nrows):
            for col in range(sheet.row_len(row)):
                found = xlrd_cell(book, sheet.cell(row, col))
                if found:
                    cells[address(row, col)] = found
    return sheets


def xlrd_cell(book, cell):
    """One cell of xlrd's in the normal form."""
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        style = book.xf_list[cell.xf_index]
        shown = book.format_map[style.format_key].format_str
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return plain(cell.value, shows_percent(shown))
    if cell.ctype == xlrd.XL_CELL_DATE:
        if cell.value < 1 or SPAN.search(shown):
            return time(cell.value * 86400)
        return plain(xlrd.xldate_as_datetime(cell.value, book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return ("truth", bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ("error", ERRORS.get(cell.value, hex(cell.value)))
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return text(cell.value)
    return None


def by_pyxlsb(path):
    """An .xlsb file, by pyxlsb, which knows no formats of numbers."""
    sheets = {}
    with pyxlsb.open_workbook(str(path)) as book:
        for name in book.sheets:
            cells = sheets.setdefault(name, {})
            with book.get_sheet(name) as sheet:
                for row in sheet.rows(sparse=True):
                    for cell in row:
                        found = pyxlsb_cell(cell.v)
                        if found:
                            cells[address(cell.r, cell.c)] = found
    return sheets


def pyxlsb_cell(value):
    """One cell of pyxlsb's in the normal form; it gives an error's code as text."""
    if isinstance(value, str) and re.fullmatch(r"0x[0-9a-f]{1,2}", value):
        return ("error", ERRORS.get(int(value, 16), value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return ("serial", number(value))
    return plain(value)


def converted(paths, into):
    """Files as LibreOffice understands them, each saved as .xlsx in the folder `into`."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                "xlsx",
                "--outdir",
                str(into),
                *map(str, paths),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
    return {path: Path(into) / f"{path.stem}.xlsx" for path in paths}


def known(sheets, other):
    """The numbers of .xlsb sheets, as what LibreOffice's formats show them: a day, a percentage. Its
    values do not count, since it computes formulas of these files anew."""
    for name, cells in sheets.items():
        for cell, (kind, value) in cells.items():
            if kind == "serial":
                shown = other.get(name, {}).get(cell, ("", ""))[0]
                if shown in ("number", "percent"):
                    cells[cell] = (shown, value)
                elif shown == "day":
                    cells[cell] = ("serial day", value)
                elif shown == "time":
                    cells[cell] = time(float(value) * 86400)
    return sheets


def read(paths_by_format):
    """The sheets of files by their paths, or why other readers refuse them."""
    readers = {"xlsx": by_openpyxl, "xls": by_xlrd, "xlsb": by_pyxlsb}
    outcome = {}
    for form, reader in readers.items():
        for path in paths_by_format.get(form, []):
            try:
                outcome[path] = reader(path)
            except Exception as error:  # Whatever a reader dies of, it does not read the file.
                outcome[path] = Refused(f"{type(error).__name__}: {error}")
    # It also has the second word on files that the first reader refuses or finds empty.
    paths = [path for form in ("ods", "xlsb") for path in paths_by_format.get(form, [])]
    paths += [path for path, sheets in outcome.items() if isinstance(sheets, Refused) or not sheets]
    with tempfile.TemporaryDirectory() as folder:
        for path, source in converted(dict.fromkeys(paths), folder).items():
            if not source.exists():
                outcome.setdefault(path, Refused("LibreOffice does not convert it"))
                continue
            sheets = by_openpyxl(source)
            read_before = outcome.get(path)
            is_book = isinstance(read_before, dict) and read_before
            outcome[path] = known(read_before, sheets) if is_book else sheets
    return outcome


def day_of_serial(serial, since_1904):
    """The day of a number, where no format says that it is one."""
    whole = math.floor(Decimal(serial))
    start = datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 30)
    return (start + datetime.timedelta(days=whole)).isoformat()
