"""Whether a peer's totals and ranks are those of a result.json: agree.py result.json totals.json"""

import json
import sys

result, totals = (json.load(open(file, encoding="utf-8")) for file in sys.argv[1:3])
ours = {subject["department"]: [float(subject["total"]), subject["rank"]] for subject in result["subjects"]}
apart = [(name, ours.get(name), totals.get(name)) for name in sorted(ours.keys() | totals.keys())
         if ours.get(name) != totals.get(name)]
if apart:
    sys.exit(f"{len(apart)} of {len(ours)} differ, such as {apart[:3]}")
