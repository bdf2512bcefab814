"""Ranking, matrix and a sheet for each department by polars and XlsxWriter."""

from pathlib import Path

import polars as pl
import xlsxwriter

import job


def finish(scored, out):
    records = [(department, index, *indicator)
               for department, indicators in scored for index, indicator in enumerate(indicators)]
    scores = pl.DataFrame(records, schema=["department", "index", "indicator", "worth", "points"], orient="row",
                          infer_schema_length=None)
    ranking = (scores.group_by("department").agg(pl.col("points").sum().round(2).alias("total"))
               .with_columns(pl.col("total").rank("min", descending=True).alias("rank"))
               .sort("rank", "department"))
    matrix = scores.pivot(on="index", index="department", values="points")
    with xlsxwriter.Workbook(Path(out, "result.xlsx")) as book:
        ranking.write_excel(book, worksheet="ranking")
        matrix.write_excel(book, worksheet="matrix")
        for index, (department, indicators) in enumerate(scored):
            sheet = book.add_worksheet(f"{index}_{department}"[:31])
            sheet.write_row(0, 0, ["indicator", "worth", "points"])
            for row, line in enumerate(indicators, 1):
                sheet.write_row(row, 0, line)
    job.leave_totals(out, {name: [total, rank] for name, total, rank in ranking.iter_rows()})
