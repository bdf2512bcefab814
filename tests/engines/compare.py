"""Whether both queries give the totals, grades and ranks that stand in the files themselves.

compare.py FOLDER: a folder with scores/region=…/year=…/scores.parquet. Prints how many subjects agree.
"""

import os
import sys
from pathlib import Path

import duckdb
import polars as pl

from ranks import ranks

here = Path(__file__).resolve().parent
os.chdir(sys.argv[1])
wanted = (pl.read_parquet("scores/*/*/scores.parquet", hive_partitioning=True).filter("complete")
          .select("region", "year", "department", "project", "total", "grade", "rank", "group_rank").unique())


def plain(rows):
    return sorted((str(region), int(year), department, project or "", f"{float(total):.6f}", grade, int(rank), int(own))
                  for region, year, department, project, total, grade, rank, own in rows)


expected = plain(wanted.rows())
for name, rows in [
    ("DuckDB", duckdb.sql((here / "ranks.sql").read_text(encoding="utf-8")).fetchall()),
    ("polars", ranks("scores").rows()),
]:
    found = plain(rows)
    if found != expected:
        apart = [pair for pair in zip(found, expected) if pair[0] != pair[1]][:3]
        sys.exit(f"{name}: {len(found)} subjects for {len(expected)}, apart: {apart}")
print(len(expected))
