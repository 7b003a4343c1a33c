"""Importing stored data, states of ports, reactivation, and `href`."""

import json
import pickle
from typing import Any

import exposeport as ep
import pytest
from exposeport import _exposeport

SECRET = "my_secret_token"
STORED = {
    "sandboxName": "ada",
    "portTokens": {
        "80": "s",
        "3000": {"token": SECRET},
        "8080": {"token": SECRET, "name": "Web\n"},
        "8081": SECRET,
        "9000": {"token": "My-Secret", "name": None},
        "9001": {"token": "b", "name": "Wéb"},
    },
    "activePreviewPorts": {"8080": {"token": SECRET, "runtimeIdentityID": "runtime-1"}},
    "currentRuntimeIdentity": {"id": "runtime-1", "schemaVersion": 1},
}
DOCUMENT = json.dumps(STORED)
# The place and the code of each entry that is dropped, in order.
DROPPED = [
    ('portTokens["80"]', "INVALID_PORT"),
    ('portTokens["3000"]', "RESERVED_PORT"),
    ('portTokens["8080"].name', "INVALID_NAME"),
    ('portTokens["8081"]', "TOKEN_IN_USE"),
    ('portTokens["9000"].token', "INVALID_TOKEN_CHARACTER"),
]


def test_result() -> None:
    for document in (DOCUMENT, DOCUMENT.encode()):
        imported = ep.Sandbox.import_storage("sandbox", document, runtimes="tracked")
        assert type(imported) is ep.Import and ep.Import._fields == ("sandbox", "dropped")
        sandbox, dropped = imported
        assert (sandbox, dropped) == (imported.sandbox, imported.dropped)
        assert type(sandbox) is ep.Sandbox and sandbox.id == "sandbox"
        assert type(dropped) is list and all(type(entry) is ep.Dropped for entry in dropped)
        assert [(entry.place, entry.code) for entry in dropped] == DROPPED
        assert dropped[0] == (*DROPPED[0], "port is out of range: 80, expected 1024 to 65535")
        assert sandbox.ports() == [(8080, None, None), (9001, "Wéb", "missing-activation")]


def test_nothing_dropped() -> None:
    sandbox, dropped = ep.Sandbox.import_storage("sandbox", '{"8080": "a"}', runtimes="untracked")
    assert dropped == [] and sandbox.is_port_exposed(8080)
    with pytest.raises(ep.SecurityError, match="import_storage") as caught:
        ep.Sandbox.from_json("sandbox", '{"8080": "a"}')
    assert caught.value.code == "INVALID_SNAPSHOT"


def test_runtimes() -> None:
    active = {}
    for name in _exposeport._RUNTIMES:
        sandbox, _ = ep.Sandbox.import_storage("sandbox", DOCUMENT, runtimes=name)
        active[name] = [state.port for state in sandbox.ports() if state.stale_reason is None]
    assert active == {"tracked": [8080], "untracked": [8080, 9001]}
    stopped = ep.Sandbox.import_storage("sandbox", '{"8080": "a"}', runtimes="tracked").sandbox
    assert stopped.ports() == [(8080, None, "runtime-not-running")]


def test_other_runtimes() -> None:
    call: Any = ep.Sandbox.import_storage
    for arguments, keywords in [
        (("sandbox", DOCUMENT), {}),
        (("sandbox", DOCUMENT, "tracked"), {}),
        (("sandbox", DOCUMENT), {"runtime": "tracked"}),
    ]:
        with pytest.raises(TypeError):
            call(*arguments, **keywords)
    for other in (b"tracked", None, True, 1, ["tracked"]):
        with pytest.raises(TypeError):
            call("sandbox", DOCUMENT, runtimes=other)
    for name in ("", "Tracked", "tracked ", "both", "untracked\0", "\ud800"):
        with pytest.raises(ValueError) as caught:
            # A rejected name is reported before the id and the document are checked.
            call("-", "[]", runtimes=name)
        assert type(caught.value) is ValueError
        assert str(caught.value) == "invalid runtimes, expected tracked or untracked"


def test_subclass_of_str_as_runtimes() -> None:
    class Name(str):
        def __eq__(self, other: object) -> bool:
            raise AssertionError("an override is not called")

        __hash__ = str.__hash__

    name: Any = Name("untracked")
    assert ep.Sandbox.import_storage("a", '{"8080": "t"}', runtimes=name).sandbox.ports()


@pytest.mark.parametrize("other", [None, 5, STORED, [DOCUMENT], bytearray(b"{}")], ids=type)
def test_documents_of_other_types(other: Any) -> None:
    with pytest.raises(TypeError):
        ep.Sandbox.import_storage("sandbox", other, runtimes="tracked")


@pytest.mark.parametrize(
    "document",
    ["[]", "", b"", b"\xff", b'{"portTokens": {"8080": "\xff"}}', '{"x": "\ud800"}', "{}{}"],
    ids=ascii,
)
def test_rejected_documents(document: str | bytes) -> None:
    created: list[ep.Sandbox] = []

    class Recorded(ep.Sandbox):
        def __init__(self, id: str) -> None:
            super().__init__(id)
            created.append(self)

    for name in _exposeport._RUNTIMES:
        with pytest.raises(ep.SecurityError) as caught:
            Recorded.import_storage("sandbox", document, runtimes=name)
        assert caught.value.code == "INVALID_SNAPSHOT"
    assert [sandbox.to_json() for sandbox in created] == [ep.Sandbox("a").to_json()] * 2


def test_bytes_that_are_not_utf8_have_a_position() -> None:
    with pytest.raises(ep.SecurityError, match=r"invalid UTF-8 at position 6$"):
        ep.Sandbox.import_storage("sandbox", b'{"x":"\xff"}', runtimes="tracked")


def test_id_and_policy() -> None:
    policy = ep.Policy(unreserve_ports=[3000], unreserve_sandbox_ids=["www"])
    sandbox, dropped = ep.Sandbox.import_storage(
        "WWW", DOCUMENT, runtimes="untracked", normalize=True, policy=policy
    )
    assert (sandbox.id, sandbox.policy) == ("www", policy)
    assert [state.port for state in sandbox.ports()] == [3000, 9001]
    assert ('portTokens["8080"].token', "TOKEN_IN_USE") not in [entry[:2] for entry in dropped]
    assert ('portTokens["8080"]', "TOKEN_IN_USE") in [entry[:2] for entry in dropped]
    for id, code in [("WWW", "RESERVED_SANDBOX_ID"), ("My-App", "UPPERCASE_SANDBOX_ID")]:
        with pytest.raises(ep.SecurityError) as caught:
            ep.Sandbox.import_storage(id, DOCUMENT, runtimes="untracked")
        assert caught.value.code == code


class Stored(ep.Sandbox):
    def __init__(self, id: str, store: dict[str, str] | None = None, **keywords: Any) -> None:
        super().__init__(id, **keywords)
        self.store = {} if store is None else store


def test_subclass() -> None:
    imported = Stored.import_storage("sandbox", DOCUMENT, runtimes="untracked")
    assert type(imported.sandbox) is Stored and imported.sandbox.store == {}
    assert imported.sandbox.validate_port_token(8080, SECRET)


def test_no_token_is_shown() -> None:
    imported = ep.Sandbox.import_storage("sandbox", DOCUMENT, runtimes="untracked")
    assert repr(imported).startswith("Import(sandbox=Sandbox('sandbox'), dropped=[Dropped(place=")
    shown = [
        repr(imported),
        *map(repr, imported.dropped),
        repr(imported.sandbox.ports()),
        *(entry.message for entry in imported.dropped),
        *(json.dumps(entry.to_dict()) for entry in imported.dropped),
        *(json.dumps(state.to_dict()) for state in imported.sandbox.ports()),
    ]
    for text in shown:
        assert SECRET not in text and "secret" not in text.lower()


def test_dropped_is_a_named_tuple() -> None:
    _, (first, *_) = ep.Sandbox.import_storage("sandbox", DOCUMENT, runtimes="untracked")
    place, code, message = first
    assert ep.Dropped._fields == ("place", "code", "message")
    assert first.to_dict() == {"place": place, "code": code, "message": message}
    assert list(first.to_dict()) == ["place", "code", "message"]
    assert first == ep.Dropped(place, code, message) == pickle.loads(pickle.dumps(first))
    match first:
        case ep.Dropped(place, "INVALID_PORT"):
            assert place == 'portTokens["80"]'
        case _:
            pytest.fail("no match")


def test_ports() -> None:
    sandbox = ep.Sandbox("sandbox")
    assert sandbox.ports() == []
    sandbox.expose_port(9000, hostname="example.com", name="")
    sandbox.expose_port(8080, hostname="example.com", token=SECRET, name="Web Server")
    (state, other) = sandbox.ports()
    assert type(state) is ep.PortState and ep.PortState._fields == ("port", "name", "stale_reason")
    assert (state.port, state.name, state.stale_reason) == (8080, "Web Server", None)
    assert other == (9000, "", None)
    assert state.to_dict() == {"port": 8080, "name": "Web Server", "stale_reason": None}
    assert repr(state) == "PortState(port=8080, name='Web Server', stale_reason=None)"
    sandbox.runtime_started("runtime-1")
    assert [each.stale_reason for each in sandbox.ports()] == ["missing-activation"] * 2
    assert (state.stale_reason, len(sandbox.exposed_ports("example.com"))) == (None, 0)
    sandbox.runtime_stopped()
    assert [each.stale_reason for each in sandbox.ports()] == ["runtime-not-running"] * 2
    sandbox.unexpose_port(8080)
    assert [each.port for each in sandbox.ports()] == [9000]


def test_reactivate() -> None:
    sandbox = ep.Sandbox("sandbox")
    urls = [sandbox.expose_port(port, hostname="example.com").url for port in (8080, 9000)]
    assert sandbox.reactivate() == 0
    sandbox.runtime_started("runtime-1")
    assert not any(sandbox.authorize(ep.parse(url)) for url in urls)
    sandbox.expose_port(9000, hostname="example.com")
    found = sandbox.reactivate()
    assert type(found) is int and found == 1 and sandbox.reactivate() == 0
    assert all(sandbox.authorize(ep.parse(url)) for url in urls)
    sandbox.runtime_stopped()
    before = sandbox.to_json()
    with pytest.raises(ep.ExposePortError) as caught:
        sandbox.reactivate()
    assert (caught.value.code, caught.value.http_status) == ("RUNTIME_NOT_RUNNING", 409)
    assert sandbox.to_json() == before


def test_calls_without_initialization() -> None:
    sandbox = ep.Sandbox.__new__(ep.Sandbox)
    for call in (sandbox.ports, sandbox.reactivate):
        with pytest.raises(RuntimeError, match="__init__"):
            call()


def test_href() -> None:
    sandbox = ep.Sandbox("sandbox")
    exposed = sandbox.expose_port(8080, hostname="localhost:8787", token="my_token")
    assert exposed.href == "http://8080-sandbox-my_token.localhost:8787/" == f"{exposed.url}/"
    assert sandbox.exposed_ports("localhost:8787")[0].href == exposed.href
    assert ep.parse(exposed.href + "vnc.html") == ep.parse(exposed.url)
    # It is not part of the tuple.
    assert len(exposed) == 3 and "href" not in exposed.to_dict()
    with pytest.raises(AttributeError):
        exposed.href = ""  # type: ignore[misc]
