#!/bin/bash
# judge-page.sh - `lectern judge` on the CSV files of a site gives the verdicts that stand on its
# pages, whatever the machine did to them.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

{
	cat <<-'EOF'
	---
	title: Pace
	---

	``` {.c .experiment #pace}
	//| fig-cap: Pace
	//| executors: [serial, thread]
	//| workers: [1, 2]
	//| params: {steps: [20000]}
	//| rounds: 20
	//| iterations: 3
	//| reduce: min
	#include <lectern.h>

	void
	work(struct worker *self)
	{
		volatile double x = 1;

		for (int i = 0; i < 20000; i++)
			x = x * 1.0000001;
		worker_record(self, "odd", self->index % 2);
	}
	```

	EOF
	while read -r claim; do
		printf '[A claim](claim:pace "%s").\n' "$claim"
	done <<-'EOF'
	serial(workers=2).wall > 0.1 * thread(workers=2).wall
	median(serial(workers=2).wall / thread(workers=2).wall) > 0.1
	mean(serial(workers=2).wall) < 10 * mean(thread(workers=2).wall)
	thread(workers=2).speedup > 0.1 when cores >= 1
	thread(workers=2).speedup > 0.1 when cores >= 4096
	always(distinct(thread(workers=2).odd) == 2)
	sometimes(thread(workers=1).odd > 0) expect inconclusive
	rate(serial(workers=1).wall > 0 s) > 0.1
	serial(workers=1).wall > 0 s and always(thread(workers=1).odd == 0)
	thread(workers=1).start < 1 ns expect refuted
	thread(workers=2).work - serial(workers=2).work < 1 s
	EOF
	cat <<-'EOF'

	``` {.python .experiment #ticks}
	#| fig-cap: Ticks
	#| executors: [gil]
	#| workers: [2]
	#| duration: 5 ms
	#| rounds: 10
	def work(worker):
	    while worker.running():
	        worker.tick()
	```

	EOF
	while read -r claim; do
		printf '[A claim](claim:ticks "%s").\n' "$claim"
	done <<-'EOF'
	gil.speedup < 100 when python >= 3.8
	gil.throughput > 0 when python >= 99
	always(gil.throughput > 0)
	fairness(gil.share) > 0.01
	EOF
} | note pace

build --quiet
status 0 'the course is built'

cat >compare.py <<'EOF'
"""Compare the claims of a side file with verdicts of `lectern judge` on the site's samples."""

import json
import os
import re
import subprocess
import sys

side, site = sys.argv[1:]
claims = re.findall(r'\n\t\t\["claim-(\w+)-\d+"\] = \{\n(.*?)\n\t\t\},', open(side).read(), re.S)
texts = {}
for home, body in claims:
    fields = dict(re.findall(r'^\t\t\t\["(\w+)"\] = "(.*)",$', body, re.M))
    texts.setdefault(home, []).append({key: text.replace('\\"', '"') for key, text in fields.items()})
compared = bad = 0
for home, pages in texts.items():
    command = [os.environ["LECTERN"], "judge", f"{site}/data/{home}.csv"]
    formulas = [page["formula"] for page in pages]
    together = json.loads(subprocess.run(command + formulas, capture_output=True, check=True).stdout)
    for page, verdict in zip(pages, together):
        run = subprocess.run(command + [page["formula"]], capture_output=True, check=True)
        alone = json.loads(run.stdout)[0]
        compared += 1
        found = {"label": verdict["verdict"], "formula": verdict["claim"],
                 "rounds": str(verdict["rounds"] or ""), "dropped": str(verdict["dropped"] or ""),
                 "reason": verdict["reason"] or ""}
        for key, text in found.items():
            if page.get(key, "") != text:
                bad += 1
                print(f"{home}: {page['formula']}: {key}: the page has '{page.get(key)}', not '{text}'")
        number = re.match(r"[0-9]+(\.[0-9]+)?$", page.get("estimate", ""))
        if number and abs(float(number[0]) - verdict["estimate"]) > 0.1 * verdict["estimate"]:
            bad += 1
            print(f"{home}: {page['formula']}: estimate {number[0]}, not {verdict['estimate']}")
        if alone != verdict:
            bad += 1
            print(f"{home}: {page['formula']}: another verdict alone")
print(compared, "compared")
sys.exit(bad > 0)
EOF
run python3 compare.py out/md/pace.lua out/site
status 0 'the verdicts are those of the page'
like "$OUT" '^15 compared' 'all of them'

finish
