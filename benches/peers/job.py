"""The job that every peer does, apart from reading and writing: 40 indicators of a department.

Each is given the rows of the sheet 部门整体支出, a row a list of values with None for blanks.
"""

import json
import math
import re
from pathlib import Path

SHEET = "部门整体支出"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
HEADS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值"]


def half_up(value):
    """Rounded to two decimals, half up; the smallest step between results is far above 1e-9."""
    return math.floor(value * 100 + 0.5 + 1e-9) / 100


def number(value):
    if isinstance(value, (int, float)):
        return float(value)
    text = str(value)
    found = NUMBER.search(text)
    if not found:
        return None
    return float(found.group()) / (100 if "%" in text else 1)


def workbooks(folder):
    return sorted(file for file in Path(folder).iterdir() if file.name != "名册.xlsx")


def by_target(target, actual, worth):
    wanted, done = number(target), number(actual)
    if str(target).startswith("≤"):
        if done <= wanted:
            return worth
        return half_up(max(0.0, 1 - (done - wanted) / wanted) * worth)
    return half_up(min(1.0, done / wanted) * worth)


def score(rows):
    """The department's name, and for each indicator its name, full points and points."""
    department, money, lines, columns = None, None, [], None
    for row in rows:
        first = row[0]
        if first == "单位名称":
            department = next(value for value in row[1:] if value not in (None, ""))
        elif "全年预算数" in row and columns is None and money is None:
            at = {name: index for index, name in enumerate(row) if name}
            budget = at["全年预算数"], at["全年执行数"], at["分值"]
            money = ()
        elif money == ():
            money = number(row[budget[0]]), number(row[budget[1]]), number(row[budget[2]])
        elif first == "一级指标":
            at = {name: index for index, name in enumerate(row) if name}
            columns = [at[name] for name in HEADS]
        elif first == "总分":
            break
        elif columns:
            name, target, actual, worth = (row[index] for index in columns[2:])
            lines.append((name, number(worth), by_target(target, actual, number(worth))))
    planned, executed, worth = money
    rate = ("预算执行率", worth, half_up(min(1.0, executed / planned) * worth))
    return department, [rate, *lines]


def total(indicators):
    return round(sum(points for _, _, points in indicators), 2)


def leave_totals(out, totals):
    """What agree.py sets beside result.json: department -> (total, rank)."""
    Path(out, "totals.json").write_text(json.dumps(totals, ensure_ascii=False), encoding="utf-8")
