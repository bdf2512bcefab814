-- Ranks and grades of every region and year, from the points alone, by DuckDB.
-- scores/region=…/year=…/scores.parquet; competition ranking (1-1-3); grades as in rubric.toml.
WITH totals AS (
    SELECT region, year, department, project, "group", sum(points) AS total
    FROM read_parquet('scores/*/*/scores.parquet', hive_partitioning = true)
    WHERE complete
    GROUP BY region, year, department, project, "group"
)
SELECT
    region,
    year,
    department,
    project,
    total,
    CASE WHEN total >= 90 THEN '优' WHEN total >= 80 THEN '良' WHEN total >= 60 THEN '中' ELSE '差' END AS grade,
    rank() OVER (PARTITION BY region, year ORDER BY total DESC) AS rank,
    rank() OVER (PARTITION BY region, year, "group" ORDER BY total DESC) AS group_rank
FROM totals
ORDER BY region, year, rank, department, project
