"""Writes the inputs of the shared vectors as seeds, in the format of each target."""

import json
import pathlib
from collections.abc import Iterable, Iterator
from typing import Any

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "tests" / "vectors"

# The separators of the formats, which are not part of any UTF-8 string.
RECORD, FIELD = b"\xff", b"\xfe"

# No string, in the format of `c_boundary`.
NONE = b"\xf8"

Case = dict[str, Any]


def cases(file: str) -> list[Case]:
    return json.loads((VECTORS / f"{file}.json").read_text())["cases"]


def expand(value: Any) -> bytes:
    """Returns a string of the vectors, which may be a list of pieces, or an object as JSON."""
    if isinstance(value, list):
        pieces = ([piece, 1] if isinstance(piece, str) else piece for piece in value)
        return b"".join(str(text).encode() * count for text, count in pieces)
    if isinstance(value, dict):
        return json.dumps(value).encode()
    return str(value).encode()


def given(case: Case) -> bytes:
    return bytes.fromhex(case["input_hex"]) if "input_hex" in case else expand(case["input"])


def parse() -> Iterator[bytes]:
    for file in ("parse_host", "parse_url", "route"):
        yield from map(given, cases(file))


def build_url() -> Iterator[bytes]:
    for case in cases("build"):
        parts = [expand(case[key]) for key in ("port", "sandbox_id", "token")]
        normalize = b"n" if case.get("normalize") else b""
        yield RECORD.join([*parts, normalize, expand(case["hostname"])])


def base_domain() -> Iterator[bytes]:
    return map(given, cases("base_domain"))


def documents() -> Iterator[bytes]:
    scripts, imports = cases("sandbox"), cases("import")
    for case in [*scripts, *imports]:
        for key in ("load", "document", "snapshot"):
            if key in case:
                yield expand(case[key])


def call(step: Case) -> bytes:
    """Returns a step of a script as a record of the target `sandbox`."""
    port = str(step.get("port", 8080)).encode()
    token = expand(step.get("token", ""))
    name = [expand(step["name"])] if step.get("name") is not None else []
    records = {
        "expose_port": [b"e", port, token, *name],
        "unexpose_port": [b"u", port],
        "validate_port_token": [b"v", port, token],
        "authorize": [b"a", expand(step.get("host", ""))],
        "runtime_started": [b"s", expand(step.get("id", ""))],
        "runtime_stopped": [b"x"],
        "reactivate": [b"r"],
    }
    return FIELD.join(records.get(step["call"], [b"j"]))


def sandbox() -> Iterator[bytes]:
    for case in cases("sandbox"):
        if steps := case.get("steps"):
            yield RECORD.join(map(call, steps))


def hosts(case: Case) -> tuple[bytes | None, list[bytes]]:
    """Returns the authority and the values of `Host` of a request."""
    request = case["request"]
    authority = request.get("authority")
    values = [expand(value) for value in request.get("hosts", [])]
    return (None if authority is None else expand(authority)), values


def gateway() -> Iterator[bytes]:
    for case in cases("gateway"):
        authority, values = hosts(case)
        options = case.get("options", {})
        flags = b"p" * (case.get("invalid_hosts") == "pass-through")
        flags += b"t" * bool(options.get("with_token")) + b"i" * bool(options.get("in_process"))
        headers = [FIELD.join(map(expand, header)) for header in case.get("received", [])]
        yield RECORD.join([
            flags,
            expand(case["request"]["version"]),
            b"" if authority is None else b"=" + authority,
            FIELD.join(b"=" + value for value in values),
            *headers,
        ])  # fmt: skip


def c_call(name: str, *fields: bytes | str | int, flags: int = 0) -> bytes:
    encoded = [field if isinstance(field, bytes) else str(field).encode() for field in fields]
    return name.encode() + bytes([flags]) + b"".join(field + RECORD for field in encoded)


def c_boundary() -> Iterator[bytes]:
    sandbox = c_call("d", "example.com") + c_call("s", "sandbox")
    exposed = sandbox + c_call("e", 8080, "Web", "k7m2q9", 300)
    yield exposed + c_call("h", 0, "8080-sandbox-k7m2q9.example.com") + c_call("A", b"", 300)
    yield exposed + c_call("t", "r1") + c_call("l") + c_call("a") + c_call("j", 300, 64)
    yield exposed + c_call("x", 8080) + c_call("T") + c_call("V", 8080, "k7m2q9")
    key = c_call("k", b"k" * 32) + c_call("d", "example.com")
    for name in "yYwW":
        signed = key + c_call(name, 8080, "sandbox", "context", 1_800_000_000, 60, 300)
        yield signed + c_call("K", b"0" * 64, flags=0x20) + c_call("E", "context", 1_800_000_000)
    yield c_call("p") + c_call("P", 0, "", 9000) + c_call("P", 2, "www") + c_call("P", 4, "a.b")
    yield c_call("Q", "http://a/b", 300) + c_call("g", 300) + c_call("c", 1, "host")
    yield c_call("v", 8080, "k7m2q9", "sandbox", 64) + c_call("b", 8080, "sandbox", "k7m2q9", 300)
    for case in cases("gateway"):
        authority, values = hosts(case)
        headers = FIELD.join(expand(part) for pair in case.get("received", []) for part in pair)
        request = (expand(case["request"]["version"]), authority or NONE, FIELD.join(values))
        decided = exposed + c_call("G", 0) + c_call("H", *request)
        yield decided + c_call("O") + c_call("z", 4096, 4096, 4096, 1, 0, "text/html")
        yield decided + c_call("f", headers, 2, 0) + c_call("F", headers, *request)
    for case in cases("parse_host"):
        yield c_call("h", 2, given(case)) + c_call("B", 8080, "", "", 300)
    for case in cases("base_domain"):
        yield c_call("d", given(case)) + c_call("D", 300, 300)
    for case in cases("import"):
        yield c_call("m", "sandbox", expand(case["document"]), 1) + c_call("l")


TARGETS = {
    "parse": parse,
    "build_url": build_url,
    "base_domain": base_domain,
    "snapshot": documents,
    "import_storage": documents,
    "sandbox": sandbox,
    "gateway": gateway,
    "signed": lambda: iter([bytes(range(256))]),
    "c_boundary": c_boundary,
}


def write(target: str, folder: pathlib.Path) -> int:
    """Writes the seeds of a target to a folder, and returns their number."""
    folder.mkdir(parents=True, exist_ok=True)
    seeds: Iterable[bytes] = sorted(set(TARGETS[target]()), key=len)
    count = 0
    for count, seed in enumerate(seeds, 1):
        (folder / f"{count:05}").write_bytes(seed)
    return count
