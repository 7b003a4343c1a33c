"""Writes the shared vectors as tables of C: generate_vectors.py VECTORS_DIRECTORY OUTPUT.

A text becomes pieces with explicit lengths and counts, so that NUL and 0xFF survive and long ones stay small.
"""

import json
import pathlib
import sys

FILES = ["port", "sandbox_id", "token", "base_domain", "build", "parse_host", "parse_url", "route"]
INT64 = range(-(2**63), 2**63)
CHANGES = {
    "allow_ports": "ALLOW_PORT",
    "reserve_ports": "RESERVE_PORT",
    "allow_sandbox_ids": "ALLOW_SANDBOX_ID",
    "reserve_sandbox_ids": "RESERVE_SANDBOX_ID",
    "allow_domains": "ALLOW_DOMAIN",
    "refuse_domains": "REFUSE_DOMAIN",
    "scheme": "SET_SCHEME",
}
# The order in which a snapshot is written; maps from ports are in the order of the ports.
SNAPSHOT_KEYS = ["portTokens", "activePreviewPorts", "currentRuntimeIdentity", "token", "name", "runtimeIdentityID", "id"]


def literal(octets: bytes) -> str:
    return '"' + "".join(chr(o) if 32 <= o < 127 and chr(o) not in '"\\?' else f"\\{o:03o}" for o in octets) + '"'


def code(value: str | None) -> str:
    return "NULL" if value is None else literal(value.encode())


def array(of: str, items: list[str]) -> str:
    """A pointer and a count."""
    return f"{{(const {of}[]){{{', '.join(items)}}}, {len(items)}}}" if items else "{NULL, 0}"


def text(value: object) -> str:
    """A text, a list of its pieces, or nothing."""
    if value is None:
        return "{NULL, 0}"
    pieces = [(piece, 1) if isinstance(piece, str) else piece for piece in (value if isinstance(value, list) else [value])]
    octets = [(piece if isinstance(piece, bytes) else piece.encode(), count) for piece, count in pieces]
    return array("struct piece", [f"{{{literal(piece)}, {len(piece)}, {count}}}" for piece, count in octets])


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
            items.append(f"{{{CHANGES[key]}, {number(value if is_number else 0)}, {text(None if is_number else value)}}}")
    return array("struct change", items)


def vector(file: str, case: dict) -> str:
    """One case of the files without a state, as struct vector."""
    is_port = file == "port"
    fields = [
        code(case["name"]),
        policy(case.get("policy", {})),
        text(None if is_port else case_input(case)),
        number(int(case["input"]) if is_port else case.get("port")),
        boolean(case.get("normalize", False)),
        text(case.get("hostname")),
        array("struct text", [text(domain) for domain in case.get("domains", [])]),
        code(case.get("error")),
        number(case.get("port")),
        text(case.get("sandbox_id")),
        text(case.get("token")),
        text(case.get("base_host")),
        number(case.get("base_port")),
        number(case.get("domain")),
        text(case.get("host")),
        code(case.get("scheme")),
        text(case.get("url")),
        text(case.get("label")),
    ]
    return "    {" + ", ".join(fields) + "},"


def canonical(value: object) -> object:
    if not isinstance(value, dict):
        return value
    def rank(key: str) -> tuple[int, int]:
        return (0, SNAPSHOT_KEYS.index(key)) if key in SNAPSHOT_KEYS else (1, int(key))
    return {key: canonical(value[key]) for key in sorted(value, key=rank)}


def snapshot(document: object) -> object:
    return None if document is None else json.dumps(canonical(document), separators=(",", ":"), ensure_ascii=False)


def loaded(document: object) -> object:
    return json.dumps(document) if isinstance(document, dict) else document


def exposed(port: dict) -> str:
    return f"{{{text(port['url'])}, {number(port['port'])}, {text(port['name'])}}}"


def step(fields: dict) -> str:
    answer = fields.get("answer")
    return "{" + ", ".join([
        fields["call"].upper(),
        number(fields.get("port")),
        text(fields.get("hostname")),
        text(fields.get("name")),
        text(fields.get("token")),
        text(fields.get("host")),
        text(fields.get("id")),
        code(fields.get("error")),
        text(fields.get("url")),
        text(fields.get("exposed_name")),
        boolean(answer is True or fields.get("removed", False)),
        code(answer if isinstance(answer, str) else None),
        code(fields.get("reason")),
        number(fields.get("http_status")),
        code(fields.get("code")),
        array("struct exposed", [exposed(port) for port in fields.get("ports", [])]),
    ]) + "}"


def script(case: dict) -> str:
    fields = [
        code(case["name"]),
        policy(case.get("policy", {})),
        text(case["sandbox_id"]),
        text(loaded(case.get("load"))),
        code(case.get("error")),
        array("struct step", [step(fields) for fields in case.get("steps", [])]),
        text(snapshot(case.get("snapshot"))),
    ]
    return "    {" + ", ".join(fields) + "},"


def main(directory: pathlib.Path, output: pathlib.Path) -> None:
    def cases(file: str) -> list[dict]:
        return json.loads((directory / f"{file}.json").read_text())["cases"]

    lines = ['#include "vectors.h"', ""]
    for file in FILES:
        lines += [f"static const struct vector {file}[] = {{", *(vector(file, case) for case in cases(file)), "};", ""]
    lines += ["const struct vector_file vector_files[] = {"]
    lines += [f'    {{"{file}", {file}, sizeof {file} / sizeof *{file}}},' for file in FILES]
    lines += ["};", "const size_t vector_file_count = sizeof vector_files / sizeof *vector_files;", ""]
    lines += ["const struct script scripts[] = {", *map(script, cases("sandbox")), "};"]
    lines += ["const size_t script_count = sizeof scripts / sizeof *scripts;", ""]
    missing = sorted({path.stem for path in directory.glob("*.json")} - {*FILES, "sandbox"})
    if missing:
        sys.exit(f"no runner for {missing}")
    output.write_text("\n".join(lines))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
