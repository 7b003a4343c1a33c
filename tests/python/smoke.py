"""Runs the vectors and a few calls, with nothing installed except the wheel."""

import sys

import cases
import exposeport
import exposeport.__main__
import exposeport.asgi
import exposeport.cli
import test_vectors
import test_vectors_gateway
import test_vectors_import
import test_vectors_sandbox
import test_vectors_signed

MODULES = (
    *(test_vectors, test_vectors_gateway, test_vectors_import),
    *(test_vectors_sandbox, test_vectors_signed),
)
for module in MODULES:
    for name, test in vars(module).items():
        if name.startswith("test_"):
            test()
assert len(cases.COUNTS) == 14
exposed = exposeport.Sandbox("sandbox").expose_port(8080, hostname="example.com")
assert exposed.port == 8080 and exposed.to_dict()["name"] is None
total = sum(int(line.split()[-1]) for line in cases.COUNTS)
print(f"python {sys.version.split()[0]}: {total} cases passed")
