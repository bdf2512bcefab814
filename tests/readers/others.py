"""What independent readers make of a spreadsheet: cells in one normal form.

A cell is a pair: its kind and its value.

    ("text", str)    line ends are \\n; never blank
    ("number", str)  fifteen significant digits
    ("percent", str) the same, in a cell that shows a percentage
    ("day", str)     an ISO date
    ("serial", str)  a number that the reader knows no format of
    ("truth", bool)
    ("error", str)
"""

import datetime
import math
import re
import subprocess
import tempfile
import warnings
from decimal import Context, Decimal
from pathlib import Path

import openpyxl
import pyxlsb
import xlrd
from openpyxl.utils import get_column_letter

DIGITS = Context(prec=15)
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


class Refused(Exception):
    """The other reader does not read the file; says why."""


def number(value):
    """Fifteen digits, as a spreadsheet shows them."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(exact)
    rounded = DIGITS.plus(exact).normalize()
    return format(rounded + 0, "f")


def text(value):
    """Text, an error's name, or nothing where it is blank."""
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


def by_openpyxl(path):
    """An .xlsx file, by openpyxl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Read-only: otherwise what stands behind merged cells is dropped.
        with open(path, "rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            sheets = {}
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                cells = sheets.setdefault(sheet.title, {})
                for row in sheet.iter_rows():
                    for cell in row:
                        if cell.value is None:
                            continue
                        shows_percent = "%" in (cell.number_format or "")
                        if cell.data_type == "e":
                            found = ("error", cell.value)
                        else:
                            found = plain(cell.value, shows_percent)
                        if found:
                            cells[address(cell.row - 1, cell.column - 1)] = found
            return sheets


def by_xlrd(path):
    """An .xls file, by xlrd."""
    with open("/dev/null", "w", encoding="utf-8") as nowhere:
        book = xlrd.open_workbook(path, formatting_info=True, logfile=nowhere)
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
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        style = book.xf_list[cell.xf_index]
        shown = book.format_map[style.format_key].format_str
        return plain(cell.value, "%" in shown)
    if cell.ctype == xlrd.XL_CELL_DATE:
        if cell.value < 1:
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


def read(paths_by_format):
    """The sheets of files by their paths, or why another reader refuses them."""
    readers = {"xlsx": by_openpyxl, "xls": by_xlrd, "xlsb": by_pyxlsb}
    outcome = {}

    def one(path, reader, source):
        try:
            outcome[path] = reader(source)
        except Exception as error:  # Whatever another reader dies of, it does not read the file.
            outcome[path] = Refused(f"{type(error).__name__}: {error}")

    for form, paths in paths_by_format.items():
        if form == "ods":
            with tempfile.TemporaryDirectory() as folder:
                for path, source in converted(paths, folder).items():
                    one(path, by_openpyxl, source)
        else:
            for path in paths:
                one(path, readers[form], path)
    return outcome


def day_of_serial(serial, since_1904):
    """The day of a number, where no format says that it is one."""
    whole = math.floor(Decimal(serial))
    start = datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 30)
    return (start + datetime.timedelta(days=whole)).isoformat()
