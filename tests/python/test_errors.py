"""Exceptions: classes, attributes, copies, and no token in any of them."""

import copy
import pickle
import traceback
from typing import Any

import exposeport as ep
import pytest

SANDBOX = ep.Sandbox("sandbox")
SANDBOX.expose_port(8080, hostname="example.com", token="taken_token")
STOPPED = ep.Sandbox("sandbox")
STOPPED.runtime_stopped()
TOKEN = "Secret_Token_9"

CASES: list[tuple[Any, type[ep.ExposePortError], str, int]] = [
    (lambda: ep.validate_port(80), ep.SecurityError, "INVALID_PORT", 400),
    (lambda: ep.validate_port(3000), ep.SecurityError, "RESERVED_PORT", 400),
    (lambda: ep.validate_sandbox_id(""), ep.SecurityError, "INVALID_SANDBOX_ID_LENGTH", 400),
    (lambda: ep.validate_sandbox_id("-a"), ep.SecurityError, "INVALID_SANDBOX_ID_HYPHENS", 400),
    (lambda: ep.validate_sandbox_id("my sandbox"), ep.SecurityError, "INVALID_SANDBOX_ID_CHARACTER", 400),
    (lambda: ep.validate_sandbox_id("My"), ep.SecurityError, "UPPERCASE_SANDBOX_ID", 400),
    (lambda: ep.validate_sandbox_id("www"), ep.SecurityError, "RESERVED_SANDBOX_ID", 400),
    (lambda: ep.validate_token("a" * 17), ep.SecurityError, "INVALID_TOKEN_LENGTH", 400),
    (lambda: ep.validate_token(TOKEN), ep.SecurityError, "INVALID_TOKEN_CHARACTER", 400),
    (lambda: ep.BaseDomain("user@example.com"), ep.SecurityError, "INVALID_HOSTNAME", 400),
    (lambda: ep.BaseDomain("example.com:0"), ep.SecurityError, "INVALID_HOSTNAME_PORT", 400),
    (lambda: ep.BaseDomain("127.0.0.1"), ep.SecurityError, "HOSTNAME_IS_IP_ADDRESS", 400),
    (lambda: ep.BaseDomain("a" * 64), ep.SecurityError, "HOSTNAME_TOO_LONG", 400),
    (lambda: ep.BaseDomain("x.workers.dev"), ep.CustomDomainRequiredError, "CUSTOM_DOMAIN_REQUIRED", 400),
    (lambda: ep.build_url(8080, "a" * 63, "a", "example.com"), ep.SecurityError, "LABEL_TOO_LONG", 400),
    (lambda: ep.parse("www.example.com"), ep.NotAPreviewHostError, "NOT_A_PREVIEW_HOST", 404),
    (
        lambda: SANDBOX.expose_port(8081, hostname="example.com", token="taken_token"),
        ep.ExposePortError,
        "TOKEN_IN_USE",
        409,
    ),
    (lambda: STOPPED.expose_port(8080, hostname="example.com"), ep.ExposePortError, "RUNTIME_NOT_RUNNING", 409),
    (lambda: ep.Sandbox.from_json("a", "[]"), ep.SecurityError, "INVALID_SNAPSHOT", 400),
]


@pytest.mark.parametrize(("call", "kind", "code", "status"), CASES, ids=[case[2] for case in CASES])
def test_exception(call: Any, kind: type, code: str, status: int) -> None:
    with pytest.raises(ep.ExposePortError) as caught:
        call()
    error = caught.value
    assert type(error) is kind
    copies = [error, copy.copy(error), copy.deepcopy(error)]
    copies += [pickle.loads(pickle.dumps(error, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    for again in copies:
        assert type(again) is kind
        assert (again.code, again.http_status, again.args) == (code, status, error.args)
    assert str(error) and str(error)[0].islower() and not str(error).endswith(".")
    shown = "".join(traceback.format_exception_only(error)) + repr(error)
    assert TOKEN not in shown and "taken_token" not in shown


def test_hierarchy() -> None:
    assert issubclass(ep.ExposePortError, ValueError)
    for kind in (ep.SecurityError, ep.CustomDomainRequiredError, ep.NotAPreviewHostError):
        assert kind.__bases__ == (ep.ExposePortError,)
        assert kind.__module__ == "exposeport"


def test_one_raised_by_hand_has_its_message_alone() -> None:
    for error, message in ((ep.SecurityError("mine"), "mine"), (ep.ExposePortError(), "")):
        assert str(error) == message
        for name in ("code", "http_status"):
            with pytest.raises(AttributeError, match=f"has no attribute '{name}'"):
                getattr(error, name)


def test_message_is_that_of_the_core() -> None:
    with pytest.raises(ep.SecurityError, match=r"^port must be 1024 to 65535, found 80$"):
        ep.validate_port(80)
    for port, found in [
        (2**200, "9223372036854775807 or more"),
        (2**63, "9223372036854775807 or more"),
        (2**63 - 2, "9223372036854775806"),
        (-(2**63) + 1, "-9223372036854775807"),
        (-(2**63) - 1, "-9223372036854775808 or less"),
        (-(2**200), "-9223372036854775808 or less"),
    ]:
        with pytest.raises(ep.SecurityError) as caught:
            ep.validate_port(port)
        assert str(caught.value) == f"port must be 1024 to 65535, found {found}"


def test_refused_tokens_do_not_show_in_parsing() -> None:
    for host in (f"8080-a b-{TOKEN}.example.com", f"8080-a-{TOKEN}$.example.com", f"80-a-{TOKEN}.example.com"):
        with pytest.raises(ep.SecurityError) as caught:
            ep.parse_host(host)
        assert TOKEN.lower() not in str(caught.value).lower()
