"""The class `Sandbox`: subclasses, initialization, policies, snapshots."""

import gc
import json
import pickle
import weakref
from functools import partial
from typing import Any

import exposeport as ep
import pytest


class Stored(ep.Sandbox):
    """A subclass with a constructor, an attribute and an override of its own."""

    def __init__(self, id: str, store: dict[str, str] | None = None, **keywords: Any) -> None:
        super().__init__(id, **keywords)
        self.store = {} if store is None else store

    def expose_port(self, port: Any, **keywords: Any) -> ep.ExposedPort:
        exposed = super().expose_port(port, **keywords)
        self.store[self.id] = self.to_json()
        return exposed


def test_documented_calls() -> None:
    sandbox = ep.Sandbox("sandbox")
    exposed = sandbox.expose_port(8080, hostname="example.com")
    token = ep.parse(exposed.url).token
    assert exposed.url == f"https://8080-sandbox-{token}.example.com"
    assert len(token) == 16 and token.isalnum() and token == token.lower()
    named = sandbox.expose_port(8080, hostname="example.com", name="Web Server")
    assert named.href == f"{exposed.url}/"
    assert named == (exposed.url, 8080, "Web Server")
    assert sandbox.exposed_ports("example.com") == [named]
    policy = ep.Policy(unreserve_ports=[3000])
    url = (
        ep.Sandbox("sandbox", policy=policy)
        .expose_port(3000, hostname="example.com", token="my_app_v1")
        .url
    )
    assert url == "https://3000-sandbox-my_app_v1.example.com"


def test_subclass() -> None:
    store: dict[str, str] = {}
    sandbox = Stored("My-App", store, normalize=True)
    sandbox.expose_port(8080, hostname="example.com", token="my_token")
    assert sandbox.id == "my-app"
    assert repr(sandbox) == "Stored('my-app')"
    again = Stored.from_json("my-app", store["my-app"])
    assert type(again) is Stored and again.store == {}
    assert again.validate_port_token(8080, "my_token")
    assert again.to_json() == sandbox.to_json()


def test_subclass_that_is_not_initialized() -> None:
    class Forgetful(ep.Sandbox):
        def __init__(self) -> None:
            pass

    sandbox = Forgetful()
    assert repr(sandbox) == "Forgetful()"
    with pytest.raises(RuntimeError, match="__init__"):
        sandbox.to_json()
    for name in ("id", "policy"):
        with pytest.raises(RuntimeError):
            getattr(Forgetful.__new__(Forgetful), name)


def test_second_initialization() -> None:
    sandbox = ep.Sandbox("a")
    sandbox.expose_port(8080, hostname="example.com")
    sandbox.__init__("b")  # type: ignore[misc]
    assert sandbox.id == "b" and sandbox.exposed_ports("example.com") == []
    with pytest.raises(ep.SecurityError):
        sandbox.__init__("C")  # type: ignore[misc]
    assert sandbox.id == "b"


def test_arguments_of_the_constructor() -> None:
    wrong: list[Any] = [
        ((), {}),
        (("a", "b"), {}),
        (("a",), {"unknown": 1}),
        (("a",), {"policy": 5}),
    ]
    for arguments, keywords in wrong:
        with pytest.raises(TypeError):
            ep.Sandbox(*arguments, **keywords)


def test_policy() -> None:
    policy = ep.Policy(unreserve_sandbox_ids=["www"], scheme="http")
    sandbox = ep.Sandbox("www", policy=policy)
    assert sandbox.policy == policy
    assert ep.Sandbox("a").policy == ep.Policy()
    assert sandbox.expose_port(8080, hostname="example.com").url.startswith("http://")
    assert ep.Sandbox.from_json("www", sandbox.to_json(), policy=policy).policy == policy
    with pytest.raises(ep.SecurityError):
        ep.Sandbox.from_json("www", sandbox.to_json())


def test_from_json_normalizes() -> None:
    text = ep.Sandbox("my-app").to_json()
    assert ep.Sandbox.from_json("My-App", text, normalize=True).id == "my-app"
    for call in (ep.Sandbox.from_json, partial(ep.Sandbox.from_json, normalize=False)):
        with pytest.raises(ep.SecurityError) as caught:
            call("My-App", text)
        assert caught.value.code == "UPPERCASE_SANDBOX_ID"


def test_snapshot() -> None:
    sandbox = ep.Sandbox("a")
    sandbox.runtime_started("runtime-ü")
    name = 'Web \u2028 "Server"'
    sandbox.expose_port(8080, hostname="example.com", token="my_token", name=name)
    text = sandbox.to_json()
    assert json.loads(text) == {
        "portTokens": {"8080": {"token": "my_token", "name": name}},
        "activePreviewPorts": {"8080": {"token": "my_token", "runtimeIdentityID": "runtime-ü"}},
        "currentRuntimeIdentity": {"id": "runtime-ü"},
    }
    assert ep.Sandbox.from_json("a", text.encode()).to_json() == text
    with pytest.raises(ep.SecurityError, match="portTokens"):
        ep.Sandbox.from_json("a", '{"portTokens": 1}')


def test_rejected_snapshot_does_not_change_a_sandbox() -> None:
    created: list[Stored] = []

    class Recorded(Stored):
        def __init__(self, id: str) -> None:
            super().__init__(id)
            created.append(self)

    with pytest.raises(ep.SecurityError):
        Recorded.from_json("a", '{"portTokens": {"8080": "t", "80": "t"}}')
    assert created[0].to_json() == ep.Sandbox("a").to_json()


def test_sandboxes_are_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(ep.Sandbox("a"))


def test_weak_references() -> None:
    sandbox = ep.Sandbox("a")
    reference = weakref.ref(sandbox)
    del sandbox
    gc.collect()
    assert reference() is None


def test_tokens_equal() -> None:
    assert ep.tokens_equal("a", b"a")
    assert not ep.tokens_equal("a", "b")
    assert not ep.tokens_equal("a", "aa")
    assert not ep.tokens_equal("", "a")


def test_headers() -> None:
    assert ep.INTERNAL_HEADERS == {
        ep.HEADER_PREVIEW_PROXY,
        ep.HEADER_PREVIEW_PORT,
        ep.HEADER_PREVIEW_TOKEN,
        ep.HEADER_PREVIEW_SANDBOX_ID,
        "x-sandbox-port",
        "x-sandbox-name",
        "x-sandbox-port-route-token",
        "cf-container-target-port",
    }
    assert all(ep.is_internal_header(name) for name in ep.INTERNAL_HEADERS)
    assert all(header == header.lower() for header in ep.INTERNAL_HEADERS)
