"""Exceptions: classes, attributes and copies. No exception contains a token."""

import copy
import json
import pickle
import traceback
from typing import Any

import exposeport as ep
import pytest

SANDBOX = ep.Sandbox("sandbox")
SANDBOX.expose_port(8080, hostname="example.com", token="taken_token")
STOPPED = ep.Sandbox("sandbox")
STOPPED.runtime_stopped()
FULL = ep.Sandbox("sandbox")
for port in range(20000, 20000 + 1024):
    FULL.expose_port(port, hostname="example.com")
TOKEN = "Secret_Token_9"


def expose(sandbox: ep.Sandbox, **keywords: Any) -> None:
    sandbox.expose_port(8081, hostname="example.com", **keywords)


SECURITY, OTHER = ep.SecurityError, ep.ExposePortError
CASES: list[tuple[Any, type[ep.ExposePortError], str, int]] = [
    (lambda: ep.validate_port(80), SECURITY, "INVALID_PORT", 400),
    (lambda: ep.validate_port(3000), SECURITY, "RESERVED_PORT", 400),
    (lambda: ep.validate_sandbox_id(""), SECURITY, "INVALID_SANDBOX_ID_LENGTH", 400),
    (lambda: ep.validate_sandbox_id("-a"), SECURITY, "INVALID_SANDBOX_ID_HYPHENS", 400),
    (lambda: ep.validate_sandbox_id("my sandbox"), SECURITY, "INVALID_SANDBOX_ID_CHARACTER", 400),
    (lambda: ep.validate_sandbox_id("My"), SECURITY, "UPPERCASE_SANDBOX_ID", 400),
    (lambda: ep.validate_sandbox_id("www"), SECURITY, "RESERVED_SANDBOX_ID", 400),
    (lambda: ep.validate_token("a" * 17), SECURITY, "INVALID_TOKEN_LENGTH", 400),
    (lambda: ep.validate_token(TOKEN), SECURITY, "INVALID_TOKEN_CHARACTER", 400),
    (lambda: ep.BaseDomain("user@example.com"), SECURITY, "INVALID_HOSTNAME", 400),
    (lambda: ep.BaseDomain("example.com:0"), SECURITY, "INVALID_HOSTNAME_PORT", 400),
    (lambda: ep.BaseDomain("127.0.0.1"), SECURITY, "HOSTNAME_IS_IP_ADDRESS", 400),
    (lambda: ep.BaseDomain("a" * 64), SECURITY, "HOSTNAME_TOO_LONG", 400),
    (
        lambda: ep.BaseDomain("x.workers.dev"),
        ep.CustomDomainRequiredError,
        "CUSTOM_DOMAIN_REQUIRED",
        400,
    ),
    (lambda: ep.build_url(8080, "a" * 63, "a", "example.com"), SECURITY, "LABEL_TOO_LONG", 400),
    (lambda: ep.parse("www.example.com"), ep.NotAPreviewHostError, "NOT_A_PREVIEW_HOST", 404),
    (lambda: expose(SANDBOX, token="taken_token"), OTHER, "TOKEN_IN_USE", 409),
    (lambda: expose(STOPPED), OTHER, "RUNTIME_NOT_RUNNING", 409),
    (lambda: STOPPED.reactivate(), OTHER, "RUNTIME_NOT_RUNNING", 409),
    (lambda: expose(FULL), OTHER, "TOO_MANY_PORTS", 409),
    (lambda: expose(SANDBOX, name="a\nb"), SECURITY, "INVALID_NAME", 400),
    (lambda: SANDBOX.runtime_started(""), SECURITY, "INVALID_RUNTIME_ID", 400),
    (lambda: ep.Sandbox.from_json("a", "[]"), SECURITY, "INVALID_SNAPSHOT", 400),
    (
        lambda: ep.Sandbox.import_storage("a", f'{{"x": "{TOKEN}', runtimes="tracked"),
        SECURITY,
        "INVALID_SNAPSHOT",
        400,
    ),
]


@pytest.mark.parametrize(("call", "kind", "code", "status"), CASES, ids=[case[2] for case in CASES])
def test_exception(call: Any, kind: type, code: str, status: int) -> None:
    with pytest.raises(ep.ExposePortError) as caught:
        call()
    error = caught.value
    assert type(error) is kind
    copies = [error, copy.copy(error), copy.deepcopy(error)]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        copies.append(pickle.loads(pickle.dumps(error, protocol)))
    for again in copies:
        assert type(again) is kind
        assert (again.code, again.http_status, again.args) == (code, status, error.args)
        assert str(again) == str(error) == error.args[0]
        assert again.json_body == f'{{"error": {json.dumps(str(error))}, "code": "{code}"}}'
    assert str(error) and str(error)[0].islower() and not str(error).endswith(".")
    shown = "".join(traceback.format_exception_only(error)) + repr(error)
    assert TOKEN not in shown and "taken_token" not in shown


def test_hierarchy() -> None:
    assert ep.ExposePortError.__bases__ == (ValueError,)
    for kind in (ep.SecurityError, ep.CustomDomainRequiredError, ep.NotAPreviewHostError):
        assert kind.__bases__ == (ep.ExposePortError,)
        assert kind.__module__ == "exposeport" and getattr(ep, kind.__name__) is kind


def test_exception_of_a_user_has_a_message_only() -> None:
    for error, message in ((ep.SecurityError("mine"), "mine"), (ep.ExposePortError(), "")):
        assert str(error) == message
        for name in ("code", "http_status", "json_body"):
            with pytest.raises(AttributeError, match=f"has no attribute '{name}'"):
                getattr(error, name)


def test_json_body_escapes_what_a_user_raises() -> None:
    for message, code in (('a"\\\n\x1f\u202eé', 'C"'), ("\ud800", "C"), (5, 6)):
        body = json.loads(ep.SecurityError(message, code, 400).json_body)
        expected = str(message).encode(errors="replace").decode()
        assert body.keys() == {"error", "code"} and body["code"] == str(code)
        assert body["error"] == expected or message == "\ud800"


def test_attributes_are_read_only() -> None:
    error: Any = ep.SecurityError("mine", "CODE", 400)
    for name in ("code", "http_status", "json_body"):
        with pytest.raises(AttributeError):
            setattr(error, name, None)


def test_message_is_that_of_the_core() -> None:
    for port, found in [
        (80, "80"),
        (2**200, "9223372036854775807 or more"),
        (2**63, "9223372036854775807 or more"),
        (2**63 - 2, "9223372036854775806"),
        (-(2**63) + 1, "-9223372036854775807"),
        (-(2**63) - 1, "-9223372036854775808 or less"),
        (-(2**200), "-9223372036854775808 or less"),
    ]:
        with pytest.raises(ep.SecurityError) as caught:
            ep.validate_port(port)
        assert str(caught.value) == f"port is out of range: {found}, expected 1024 to 65535"


def test_parsing_does_not_show_a_rejected_token() -> None:
    for host in (
        f"8080-a b-{TOKEN}.example.com",
        f"8080-a-{TOKEN}$.example.com",
        f"80800-a-{TOKEN}.example.com",
    ):
        with pytest.raises(ep.SecurityError) as caught:
            ep.parse_host(host)
        assert TOKEN.lower() not in str(caught.value).lower()
