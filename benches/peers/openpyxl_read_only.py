"""openpyxl alone, read-only and write-only."""

import sys
from pathlib import Path

import openpyxl

import job

inputs, out = sys.argv[1:3]
scored = []
for file in job.workbooks(inputs):
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    book.close()
    scored.append(job.score(sheets[job.SHEET]))
totals = {department: job.total(indicators) for department, indicators in scored}
order = sorted(scored, key=lambda each: -totals[each[0]])
better = sorted(totals.values(), reverse=True)
ranks = {}
for place, value in enumerate(better, 1):
    ranks.setdefault(value, place)
book = openpyxl.Workbook(write_only=True)
ranking, matrix = book.create_sheet("ranking"), book.create_sheet("matrix")
ranking.append(["department", "total", "rank"])
for index, (department, indicators) in enumerate(order):
    ranking.append([department, totals[department], ranks[totals[department]]])
    matrix.append([department, *(points for _, _, points in indicators)])
    own = book.create_sheet(f"{index}_{department}"[:31])
    own.append(["indicator", "worth", "points"])
    for line in indicators:
        own.append(line)
book.save(Path(out, "result.xlsx"))
job.leave_totals(out, {name: [value, ranks[value]] for name, value in totals.items()})
