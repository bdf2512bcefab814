"""python-calamine, polars and XlsxWriter."""

import sys

from python_calamine import CalamineWorkbook

import job
from polars_xlsxwriter import finish

inputs, out = sys.argv[1:3]
scored = []
for file in job.workbooks(inputs):
    book = CalamineWorkbook.from_path(file)
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    scored.append(job.score(sheets[job.SHEET]))
finish(scored, out)
