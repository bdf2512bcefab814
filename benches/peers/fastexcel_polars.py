"""fastexcel, polars and XlsxWriter."""

import sys

import fastexcel

import job
from polars_xlsxwriter import finish

inputs, out = sys.argv[1:3]
scored = []
for file in job.workbooks(inputs):
    book = fastexcel.read_excel(file)
    sheets = {name: book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
              for name in book.sheet_names}
    scored.append(job.score([[value for value in row] for row in sheets[job.SHEET]]))
finish(scored, out)
