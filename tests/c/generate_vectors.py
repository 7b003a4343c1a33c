"""Writes the shared vectors as C tables: generate_vectors.py VECTORS_DIRECTORY OUTPUT.

A string becomes pieces with explicit lengths and counts, so that NUL and 0xFF are kept and long
strings stay small.
"""

import json
import pathlib
import sys

from case_secrets import secrets

FILES = [
    "port",
    "sandbox_id",
    "token",
    "base_domain",
    "build",
    "parse_host",
    "parse_url",
    "route",
    "sandbox",
    "import",
    "headers",
    "gateway",
    "signed",
    "messages",
]
INT64 = range(-(2**63), 2**63)
CHANGES = {
    "reserve_ports": "RESERVE_PORT",
    "unreserve_ports": "UNRESERVE_PORT",
    "reserve_sandbox_ids": "RESERVE_SANDBOX_ID",
    "unreserve_sandbox_ids": "UNRESERVE_SANDBOX_ID",
    "deny_domains": "DENY_DOMAIN",
    "undeny_domains": "UNDENY_DOMAIN",
    "scheme": "SET_SCHEME",
}
# The keys that the tables contain. Any other key is an error, so that no key is ignored.
CASE_KEYS = set(
    "name call policy input input_hex normalize hostname domains error message port sandbox_id "
    "token base_host base_port domain host scheme url label internal hop_by_hop".split()
)
SCRIPT_KEYS = set("name call policy sandbox_id load error message steps snapshot".split())
STEP_KEYS = set(
    "call port from count hostname name token host id error message url exposed_name answer "
    "removed reason http_status code ports states reactivated".split()
)
IMPORT_KEYS = set(
    "name call policy sandbox_id document runtimes error message dropped snapshot".split()
)
GATEWAY_KEYS = set(
    "name call policy domains invalid_hosts request sandboxes received options decision host path "
    "port sandbox_id domain status code stale_reason format forwarded".split()
)
SIGNED_KEYS = set(
    "name call key digits keys port sandbox_id context now lifetime domain host denied error message "
    "token result expires status code".split()
)
REQUEST_KEYS = {"version", "hosts", "target", "authority", "accept"}
OPTION_KEYS = {"scheme", "host", "with_token", "in_process"}
INVALID_HOSTS = {"reject": False, "pass-through": True}
APPLICATION_HOSTS = {"preview": False, "localhost": True}
SIGNED_CALLS = {"sign": False, "verify": True}
# The calls whose cases have a table of their own.
TABLES = {"sandbox", "import", "gateway", *SIGNED_CALLS}
DECISIONS = {"pass-through": "PASS_THROUGH", "forward": "FORWARD", "reject": "REJECT"}
RUNTIMES = {"tracked": "TRACKED", "untracked": "UNTRACKED"}
# The order of keys in a snapshot. Ports are in ascending order.
SNAPSHOT_KEYS = [
    "portTokens",
    "activePreviewPorts",
    "currentRuntimeIdentity",
    "token",
    "name",
    "runtimeIdentityID",
    "id",
]


def check_keys(what: str, fields: dict, known: set[str]) -> None:
    unknown = sorted(set(fields) - known)
    if unknown:
        sys.exit(f"{what} has unknown keys: {', '.join(unknown)}")


def literal(data: bytes) -> str:
    def character(byte: int) -> str:
        is_plain = 32 <= byte < 127 and chr(byte) not in '"\\?'
        return chr(byte) if is_plain else f"\\{byte:03o}"

    return '"' + "".join(map(character, data)) + '"'


def code(value: str | None) -> str:
    return "NULL" if value is None else literal(value.encode())


def array(of: str, items: list[str]) -> str:
    """Returns a pointer and a count."""
    return f"{{(const {of}[]){{{', '.join(items)}}}, {len(items)}}}" if items else "{NULL, 0}"


def parts(value: object) -> list[tuple[bytes, int]]:
    """Returns the pieces of a string, or of a list of pieces, each with its count."""
    pieces = [
        (piece, 1) if isinstance(piece, str) else piece
        for piece in (value if isinstance(value, list) else [value])
    ]
    return [
        (piece if isinstance(piece, bytes) else piece.encode(), repeat) for piece, repeat in pieces
    ]


def pieces(value: object) -> str:
    if value is None:
        return "{NULL, 0}"
    items = [f"{{{literal(piece)}, {len(piece)}, {repeat}}}" for piece, repeat in parts(value)]
    return array("struct piece", items)


def case_input(case: dict) -> object:
    return [(bytes.fromhex(case["input_hex"]), 1)] if "input_hex" in case else case.get("input")


def number(value: int | None) -> str:
    value = max(INT64[0], min(INT64[-1], value or 0))
    return "INT64_MIN" if value == INT64[0] else f"INT64_C({value})"


def boolean(value: bool) -> str:
    return "true" if value else "false"


def policy(changes: dict) -> str:
    items = []
    for key, values in changes.items():
        for value in values if isinstance(values, list) else [values]:
            is_number = isinstance(value, int)
            port, string = (value, None) if is_number else (0, value)
            items.append(f"{{{CHANGES[key]}, {number(port)}, {pieces(string)}}}")
    return array("struct change", items)


def named(call: str, case: dict) -> list[str]:
    """Returns the first two fields of every table: the name of a case, and its secrets."""
    return [code(case["name"]), strings([[(secret, 1)] for secret in secrets(call, case)])]


def vector(call: str, case: dict) -> str:
    """Returns one case without a state, as struct vector."""
    check_keys(case["name"], case, CASE_KEYS)
    is_port = call == "port"
    fields = [
        *named(call, case),
        code(call),
        policy(case.get("policy", {})),
        pieces(None if is_port else case_input(case)),
        number(int(case["input"]) if is_port else case.get("port")),
        boolean(case.get("normalize", False)),
        pieces(case.get("hostname")),
        array("struct pieces", [pieces(domain) for domain in case.get("domains", [])]),
        code(case.get("error")),
        pieces(case.get("message")),
        number(case.get("port")),
        pieces(case.get("sandbox_id")),
        pieces(case.get("token")),
        pieces(case.get("base_host")),
        number(case.get("base_port")),
        number(case.get("domain")),
        pieces(case.get("host")),
        code(case.get("scheme")),
        pieces(case.get("url")),
        pieces(case.get("label")),
        boolean(case.get("internal", False)),
        boolean(case.get("hop_by_hop", False)),
    ]
    return "    {" + ", ".join(fields) + "},"


def canonical(value: object) -> object:
    """Returns a part of a snapshot with its keys in order and its strings concatenated."""
    if isinstance(value, list):
        return b"".join(piece * repeat for piece, repeat in parts(value)).decode()
    if not isinstance(value, dict):
        return value

    def rank(key: str) -> tuple[int, int]:
        return (0, SNAPSHOT_KEYS.index(key)) if key in SNAPSHOT_KEYS else (1, int(key))

    return {key: canonical(value[key]) for key in sorted(value, key=rank)}


def snapshot(document: object) -> object:
    if document is None:
        return None
    return json.dumps(canonical(document), separators=(",", ":"), ensure_ascii=False)


def document_text(document: object) -> object:
    """Returns the text of a document, or of the pieces of one."""
    return json.dumps(document) if isinstance(document, dict) else document


def exposed(port: dict) -> str:
    return f"{{{pieces(port['url'])}, {number(port['port'])}, {pieces(port['name'])}}}"


def state(port: dict) -> str:
    return f"{{{number(port['port'])}, {pieces(port['name'])}, {code(port['stale_reason'])}}}"


def step(fields: dict) -> str:
    check_keys(f"step {fields['call']}", fields, STEP_KEYS)
    answer = fields.get("answer")
    values = [
        fields["call"].upper(),
        number(fields.get("port")),
        number(fields.get("from")),
        number(fields.get("count")),
        pieces(fields.get("hostname")),
        pieces(fields.get("name")),
        pieces(fields.get("token")),
        pieces(fields.get("host")),
        pieces(fields.get("id")),
        code(fields.get("error")),
        pieces(fields.get("message")),
        pieces(fields.get("url")),
        pieces(fields.get("exposed_name")),
        boolean(answer is True or fields.get("removed", False)),
        code(answer if isinstance(answer, str) else None),
        code(fields.get("reason")),
        number(fields.get("http_status")),
        code(fields.get("code")),
        array("struct exposed", [exposed(port) for port in fields.get("ports", [])]),
        array("struct state", [state(port) for port in fields.get("states", [])]),
        number(fields.get("reactivated")),
    ]
    return "{" + ", ".join(values) + "}"


def script(case: dict) -> str:
    check_keys(case["name"], case, SCRIPT_KEYS)
    fields = [
        *named("sandbox", case),
        policy(case.get("policy", {})),
        pieces(case["sandbox_id"]),
        pieces(document_text(case.get("load"))),
        code(case.get("error")),
        pieces(case.get("message")),
        array("struct step", [step(fields) for fields in case.get("steps", [])]),
        pieces(snapshot(case.get("snapshot"))),
    ]
    return "    {" + ", ".join(fields) + "},"


def dropped_entry(place: str, error: str, message: str | None = None) -> str:
    return f"{{{pieces(place)}, {code(error)}, {pieces(message)}}}"


def import_case(case: dict) -> str:
    check_keys(case["name"], case, IMPORT_KEYS)
    fields = [
        *named("import", case),
        policy(case.get("policy", {})),
        pieces(case.get("sandbox_id", "sandbox")),
        pieces(document_text(case["document"])),
        RUNTIMES[case["runtimes"]],
        code(case.get("error")),
        pieces(case.get("message")),
        array("struct dropped", [dropped_entry(*entry) for entry in case.get("dropped", [])]),
        pieces(snapshot(case.get("snapshot"))),
    ]
    return "    {" + ", ".join(fields) + "},"


def strings(values: list) -> str:
    return array("struct pieces", [pieces(value) for value in values])


def header_list(headers: list | None) -> str:
    """Returns a list of headers, or none. A case without headers has no list."""
    if headers == []:
        sys.exit("an empty list of headers is not supported")
    rows = [f"{{{pieces(name)}, {pieces(value)}}}" for name, value in headers or []]
    return array("struct header_pair", rows)


def gateway_case(case: dict) -> str:
    request, options = case["request"], case.get("options", {})
    check_keys(case["name"], case, GATEWAY_KEYS)
    check_keys(f"request of {case['name']}", request, REQUEST_KEYS)
    check_keys(f"options of {case['name']}", options, OPTION_KEYS)
    sandboxes = case.get("sandboxes", {}).items()
    fields = [
        *named("gateway", case),
        policy(case.get("policy", {})),
        strings(case["domains"]),
        boolean(INVALID_HOSTS[case.get("invalid_hosts", "reject")]),
        pieces(request["version"]),
        strings(request["hosts"]),
        pieces(request.get("target")),
        pieces(request.get("authority")),
        boolean("accept" in request),
        strings(request.get("accept", [])),
        array(
            "struct stored", [f"{{{pieces(id)}, {pieces(json.dumps(one))}}}" for id, one in sandboxes]
        ),
        DECISIONS[case["decision"]],
        pieces(case.get("host")),
        pieces(case.get("path")),
        number(case.get("port")),
        pieces(case.get("sandbox_id")),
        number(case.get("domain")),
        number(case.get("status")),
        code(case.get("code")),
        code(case.get("stale_reason")),
        code(case.get("format")),
        header_list(case.get("received")),
        header_list(case.get("forwarded")),
        code(options.get("scheme", "https")),
        boolean(APPLICATION_HOSTS[options.get("host", "preview")]),
        boolean(options.get("with_token", False)),
        boolean(options.get("in_process", False)),
    ]
    return "    {" + ", ".join(fields) + "},"


def from_hex(digits: object) -> str:
    return pieces([(bytes.fromhex(canonical(digits)), 1)])


def signed_case(case: dict) -> str:
    check_keys(case["name"], case, SIGNED_KEYS)
    keys = case["keys"] if case["call"] == "verify" else [case.get("key", "")]
    keys = [pieces(case["digits"])] if "digits" in case else [from_hex(key) for key in keys]
    fields = [
        *named(case["call"], case),
        boolean(SIGNED_CALLS[case["call"]]),
        array("struct pieces", keys),
        boolean("digits" in case),
        number(case.get("port")),
        pieces(case.get("sandbox_id")),
        from_hex(case["context"]),
        number(case.get("now")),
        boolean("lifetime" in case),
        number(case.get("lifetime")),
        pieces(case.get("domain")),
        pieces(case.get("host")),
        boolean(case.get("denied", False)),
        code(case.get("error")),
        pieces(case.get("message")),
        pieces(case.get("token")),
        code(case.get("result")),
        number(case.get("expires")),
        number(case.get("status")),
        code(case.get("code")),
    ]
    return "    {" + ", ".join(fields) + "},"


def table(of: str, name: str, rows: list[str]) -> list[str]:
    """Returns the definition of a table. An empty one has one unused row, as C requires."""
    return [f"static const struct {of} {name}[] = {{", *(rows or ["    {0},"]), "};", ""]


def main(directory: pathlib.Path, output: pathlib.Path) -> None:
    missing = sorted({path.stem for path in directory.glob("*.json")} - {*FILES})
    if missing:
        sys.exit(f"no runner for {missing}")
    lines = ['#include "vectors.h"', ""]
    files = []
    for file in FILES:
        cases = json.loads((directory / f"{file}.json").read_text())["cases"]
        calls = [(case.get("call", file), case) for case in cases]
        scripts = [script(case) for call, case in calls if call == "sandbox"]
        imports = [import_case(case) for call, case in calls if call == "import"]
        gateways = [gateway_case(case) for call, case in calls if call == "gateway"]
        signed = [signed_case(case) for call, case in calls if call in SIGNED_CALLS]
        others = [case for case in calls if case[0] not in TABLES]
        vectors = [vector(call, case) for call, case in others]
        fields = [f'"{file}"']
        for of, rows in (
            ("vector", vectors),
            ("script", scripts),
            ("import_case", imports),
            ("gateway_case", gateways),
            ("signed_case", signed),
        ):
            lines += table(of, f"{file}_{of}s", rows)
            fields += [f"{file}_{of}s", str(len(rows))]
        files.append(f"    {{{', '.join(fields)}}},")
    lines += ["const struct vector_file vector_files[] = {", *files, "};"]
    lines += [f"const size_t vector_file_count = {len(FILES)};", ""]
    output.write_text("\n".join(lines))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
