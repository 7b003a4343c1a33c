"""Runs a command on the cases that VECTOR selects, and prints their names. Fails if none matches.

The command reads VECTOR itself and prints a line `case: LANGUAGE FILE: NAME` for each case.
"""

import os
import re
import subprocess
import sys


def main() -> int:
    done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    cases = re.findall(r"case: \w+ \w+: .*", done.stdout)
    if done.returncode != 0:
        print(done.stdout, end="")
        return 1
    print(*cases, f"cases that match VECTOR={os.environ['VECTOR']}: {len(cases)}", sep="\n")
    return 0 if cases else 1


if __name__ == "__main__":
    sys.exit(main())
