#!/usr/bin/env python3
"""A company of many reps: how long a night takes, how much memory, how large the report.

Usage: scale.py BINARY [REPS [DEALS]]
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

binary = os.path.abspath(sys.argv[1])
reps = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
deals = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
folder = tempfile.mkdtemp(prefix="jalon-scale-")
try:
    with open(folder + "/jalon.yaml", "w") as file:
        file.write("company: Essai\nexports:\n  deals: {entity: opportunities, files: deals.csv}\n"
                   "people: people.csv\nreport: {history_months: 2}\n")
    with open(folder + "/people.csv", "w") as file:
        file.write("id,name,team\n" + "".join(f"r{i},Personne {i},t{i % 200}\n" for i in range(reps)))
    with open(folder + "/deals.csv", "w") as file:
        file.write("id,owner,amount_net,status,stage,created_at,closed_at\n")
        for row in range(deals):
            status = ("open", "won", "lost")[row % 3]
            closed = "" if status == "open" else f"2026-08-{row % 28 + 1:02d}"
            file.write(f"{row},r{row % reps},{row % 9000}.50,{status},A,2026-0{row % 7 + 1}-01,{closed}\n")
    began = time.time()
    result = subprocess.run(["/usr/bin/time", "-f", "%M", binary, "run", "--as-of", "2026-08-31"],
                            cwd=folder, capture_output=True, text=True)
    seconds = time.time() - began
    files = sum(len(names) for _, _, names in os.walk(folder + "/output/runs"))
    size = sum(os.path.getsize(os.path.join(parent, name))
               for parent, _, names in os.walk(folder + "/output/runs") for name in names)
    memory = int(result.stderr.strip().splitlines()[-1]) / 1024
    archive = os.path.getsize(folder + "/archive/jalon.sqlite")
    print(f"{reps} reps, {deals} deals: ended with {result.returncode} after {seconds:.0f} s, "
          f"{memory:.0f} MB of memory, {files} files, {size / 1e6:.0f} MB, archive {archive / 1e6:.1f} MB")
    sound = subprocess.run([binary, "verify"], cwd=folder).returncode
    sys.exit(result.returncode or sound)
finally:
    shutil.rmtree(folder, ignore_errors=True)
