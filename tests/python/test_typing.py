"""Types: mypy --strict, the stub against the module, and mistakes in programs of users."""

import pathlib
import subprocess
import sys

import cases
import exposeport
import pytest
from exposeport import _exposeport

HERE = pathlib.Path(__file__).parent
CONFIG = HERE / "mypy.ini"


def check(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_package_is_strictly_typed() -> None:
    check("-m", "mypy", "--config-file", str(CONFIG), "-p", "exposeport")


def test_tests_are_typed() -> None:
    check("-m", "mypy", "--config-file", str(CONFIG), *map(str, sorted(HERE.glob("*.py"))))


def test_classes_in_the_compiled_module_are_strictly_typed() -> None:
    source = cases.ROOT / "bindings" / "python" / "src" / "classes.py"
    check("-m", "mypy", "--config-file", str(CONFIG), str(source))


def test_stub_matches_the_module() -> None:
    check("-m", "mypy.stubtest", "--mypy-config-file", str(CONFIG), "exposeport")


def test_package_exports_all_public_names_of_the_module() -> None:
    hidden = {
        *("_RUNTIMES", "_SIGNING_KEY_HEX_MAX"),
        *("_authorization", "_check_application_host", "_parse_port", "_route"),
    }
    assert set(_exposeport.__all__) - hidden == set(exposeport.__all__)
    for name in exposeport.__all__:
        assert getattr(exposeport, name) is getattr(_exposeport, name)
        thing = getattr(exposeport, name)
        if isinstance(thing, type):
            assert (thing.__module__, thing.__qualname__) == ("exposeport", name)


def test_classes_that_cannot_be_called() -> None:
    for kind in (
        *(exposeport.Route, exposeport.Authorization),
        *(exposeport.Preview, exposeport.Rejection, exposeport.Verification),
    ):
        with pytest.raises(TypeError):
            kind()  # type: ignore[call-arg]


CORRECT = """
import exposeport as ep
from exposeport.asgi import PreviewRouter
from typing_extensions import assert_type


class Mine(ep.Sandbox): ...


imported = Mine.import_storage("a", b"{}", runtimes="tracked")
assert_type(imported, ep.Import[Mine])
sandbox, dropped = imported
assert_type(sandbox, Mine)
assert_type(dropped, list[ep.Dropped])


def plain() -> ep.Import:
    return ep.Sandbox.import_storage("a", "{}", runtimes="untracked")


async def app(scope: object, receive: object, send: object) -> None: ...


gateway = ep.Gateway(["example.com", b"example.org", ep.BaseDomain("example.net")])
decision = gateway.route([b"www.example.com"], authority=None, version="2")
assert_type(decision, ep.Preview | ep.Rejection | None)
if isinstance(decision, ep.Preview):
    assert_type(decision.authorize(sandbox), ep.Rejection | None)
    assert_type(decision.forward([("a", b"b")]), list[tuple[bytes, bytes]])
    decision.forward({"a": "b"}.items(), scheme="http", host="localhost")


async def page(scope: object, receive: object, send: object) -> None: ...


async def wake(sandbox: ep.Sandbox, route: ep.Route) -> None: ...


PreviewRouter(
    app,
    domains=[],
    lookup={"a": sandbox}.get,
    on_active=wake,
    on_rejected=lambda scope, rejection: page if rejection.http_status == 410 else None,
    trusted_proxies=["10.0.0.0/8"],
)
PreviewRouter(app, domains=[], lookup={"a": sandbox}.get, invalid_hosts="pass-through")

key = ep.SigningKey(b"k" * 32)
ring = ep.KeyRing(key, ep.SigningKey(bytes(32)))
assert_type(key.sign(8080, b"a", context="tenant"), str)
assert_type(key.url_until(8080, "a", "example.com", now=1.5, lifetime=60), str)
verification = ring.verify(ep.parse("x"), now=1)
assert_type(verification.expires, int | None)
denied: set[str] = set()
if isinstance(decision, ep.Preview):
    found = decision.verify(ring, now=1.5, is_denied=lambda route: route.token in denied)
    assert_type(found, ep.Rejection | None)


async def tenant(route: ep.Route) -> bytes:
    return b"tenant"


async def started(sandbox: None, route: ep.Route) -> None: ...


async def is_denied(route: ep.Route) -> bool:
    return False


PreviewRouter(app, domains=[], keys=ring, context=tenant, is_denied=is_denied, on_active=started)
PreviewRouter(app, domains=[], keys=ring, context=lambda route: route.sandbox_id)
PreviewRouter(app, domains=[], lookup={"a": sandbox}.get, invalid_hosts="pass")
"""


def test_mypy_accepts_correct_programs(tmp_path: pathlib.Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(CORRECT)
    command = [sys.executable, "-m", "mypy", "--config-file", str(CONFIG), str(program)]
    done = subprocess.run(command, capture_output=True, text=True)
    # The last line is the only mistake.
    (problem, summary) = done.stdout.splitlines()
    assert f":{len(CORRECT.splitlines())}: error: " in problem and "[arg-type]" in problem
    assert summary.startswith("Found 1 error ")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('ep.validate_port("8080")', "arg-type"),
        ("ep.validate_port(8080.0)", "arg-type"),
        ("ep.parse_host(8080)", "arg-type"),
        ('ep.Sandbox("a").expose_port(8080)', "call-arg"),
        ('ep.Sandbox("a").expose_port(8080, "example.com")', "call-arg"),
        ('ep.BaseDomain("a.example").route("x").port', "union-attr"),
        ('ep.parse("x").port = 5', "misc"),
        ("ep.Policy().scheme = None", "misc"),
        ("ep.Policy(allow_ports=[3000])", "call-arg"),
        ("ep.Policy(reserve_ports=None)", "arg-type"),
        ('ep.ExposedPort("u", 8080, None).url = "v"', "misc"),
        ('ep.ExposedPort("u", 8080, None)["url"]', "call-overload"),
        ("ep.SecurityError().code = 5", "misc"),
        ("class Sub(ep.Route): ...", "misc"),
        ('ep.Policy(scheme="ftp")', "arg-type"),
        ('ep.Sandbox.import_storage("a", "{}")', "call-arg"),
        ('ep.Sandbox.import_storage("a", "{}", runtimes="both")', "arg-type"),
        ('ep.Sandbox.import_storage("a", {}, runtimes="tracked")', "arg-type"),
        ('ep.Sandbox.import_storage("a", "{}", runtimes="tracked").ports()', "attr-defined"),
        ('ep.Sandbox("a").ports()[0].token', "attr-defined"),
        ('ep.Sandbox("a").ports()[0].stale_reason == "stopped"', "comparison-overlap"),
        ('ep.ExposedPort("u", 8080, None).href = "v"', "misc"),
        ('ep.Policy(scheme=b"http")', "arg-type"),
        ("ep.Route()", "call-arg"),
        ("ep.ExposedPort()", "call-arg"),
        ("ep.Authorization()", "call-arg"),
        ('ep.Authorization("active")', "arg-type"),
        ("ep.Gateway()", "call-arg"),
        ("ep.Preview()", "call-arg"),
        ("ep.Rejection()", "call-arg"),
        ('ep.Gateway([], invalid_hosts="pass")', "arg-type"),
        ("ep.Gateway([]).route([]).authorize(None)", "union-attr"),
        ("ep.Gateway([]).route([b''], version=2)", "arg-type"),
        ("ep.Gateway([]).domains = ()", "misc"),
        ('ep.pass_through([("a", 5)])', "list-item"),
        ("ep.SecurityError().json_body = ''", "misc"),
        ('ep.SigningKey("key")', "arg-type"),
        ("ep.KeyRing()", "call-arg"),
        ("ep.KeyRing(b'key')", "arg-type"),
        ("ep.Verification()", "call-arg"),
        ('ep.SigningKey(b"").sign(8080, "a", b"context")', "call-arg"),
        ('ep.SigningKey(b"").sign_until(8080, "a", now=1.0)', "call-arg"),
        ('ep.SigningKey(b"").sign_until(8080, "a", now=1, lifetime=1.5)', "arg-type"),
        ('ep.KeyRing(ep.SigningKey(b"")).verify(ep.parse("a"))', "call-arg"),
        ('ep.KeyRing(ep.SigningKey(b"")).verify(ep.parse("a"), now="1")', "arg-type"),
    ],
)
def test_mypy_finds_mistakes(line: str, problem: str, tmp_path: pathlib.Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(f"import exposeport as ep\n{line}\n")
    command = [sys.executable, "-m", "mypy", "--config-file", str(CONFIG), str(program)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and f"[{problem}]" in done.stdout, done.stdout
