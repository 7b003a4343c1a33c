"""What every version of Python runs on the same wheel, without any other package: the vectors and a few calls."""

import sys

import cases
import exposeport
import exposeport.__main__
import exposeport.asgi
import test_vectors
import test_vectors_sandbox

for module in (test_vectors, test_vectors_sandbox):
    for name, test in vars(module).items():
        if name.startswith("test_"):
            test()
assert len(cases.COUNTS) == 9
assert exposeport.Sandbox("sandbox").expose_port(8080, hostname="example.com").port == 8080
total = sum(int(line.split()[-1]) for line in cases.COUNTS)
print(f"python {sys.version.split()[0]}: {total} cases passed")
