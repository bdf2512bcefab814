"""Ranks and grades of every region and year, from the points alone, by polars.

scores/region=…/year=…/scores.parquet; competition ranking (1-1-3); grades as in rubric.toml.
"""

import polars as pl


def ranks(scores):
    total = pl.col("total")
    subject = ["region", "year", "department", "project", "group"]
    grade = (pl.when(total >= 90).then(pl.lit("优")).when(total >= 80).then(pl.lit("良"))
             .when(total >= 60).then(pl.lit("中")).otherwise(pl.lit("差")))
    return (
        pl.scan_parquet(f"{scores}/*/*/scores.parquet", hive_partitioning=True)
        .filter("complete")
        .group_by(subject)
        .agg(pl.col("points").sum().alias("total"))
        .with_columns(
            grade.alias("grade"),
            total.rank("min", descending=True).over("region", "year").alias("rank"),
            total.rank("min", descending=True).over("region", "year", "group").alias("group_rank"),
        )
        .select("region", "year", "department", "project", "total", "grade", "rank", "group_rank")
        .sort("region", "year", "rank", "department", "project", nulls_last=False)
        .collect()
    )
