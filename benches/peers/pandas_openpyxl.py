"""pandas, reading and writing by openpyxl."""

import sys
from pathlib import Path

import pandas as pd

import job

inputs, out = sys.argv[1:3]
records = []
for file in job.workbooks(inputs):
    sheets = pd.read_excel(file, sheet_name=None, header=None, engine="openpyxl")
    frame = sheets[job.SHEET]
    rows = frame.astype(object).where(frame.notna(), None).values.tolist()
    department, indicators = job.score(rows)
    records += [(department, name, worth, points) for name, worth, points in indicators]
scores = pd.DataFrame(records, columns=["department", "indicator", "worth", "points"])
scores["index"] = scores.groupby("department").cumcount()
totals = scores.groupby("department")["points"].sum().round(2)
ranks = totals.rank(method="min", ascending=False).astype(int)
ranking = pd.DataFrame({"total": totals, "rank": ranks}).sort_values("rank", kind="stable")
matrix = scores.pivot(index="department", columns="index", values="points")
with pd.ExcelWriter(Path(out, "result.xlsx"), engine="openpyxl") as writer:
    ranking.to_excel(writer, sheet_name="ranking")
    matrix.to_excel(writer, sheet_name="matrix")
    for index, (department, own) in enumerate(scores.groupby("department")):
        own[["indicator", "worth", "points"]].to_excel(writer, sheet_name=f"{index}_{department}"[:31], index=False)
job.leave_totals(out, {name: [float(totals[name]), int(ranks[name])] for name in totals.index})
