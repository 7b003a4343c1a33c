"""Modules that are imported again or reloaded. Each case runs in its own process."""

import subprocess
import sys
import textwrap

import pytest

# Shared by the programs. `reimport` removes the loaded modules and imports the package again.
COMMON = """
import asyncio, contextlib, gc, importlib, io, itertools, json, pickle, sys, weakref
import exposeport, exposeport.asgi, exposeport.cli, exposeport.__main__

HOST = "8080-sandbox-my_token.example.com"
BAD_HOST = "3000-sandbox-my_token.example.com"
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
NAMES = [name for name in sys.modules if name.split(".")[0] == "exposeport"]
CLASSES = [name for name in exposeport.__all__ if isinstance(getattr(exposeport, name), type)]
old = exposeport


def reimport(*names):
    for name in names or NAMES:
        del sys.modules[name]
    for name in NAMES:
        importlib.import_module(name)
    return sys.modules["exposeport"]


def values(ep):
    policy = ep.Policy(unreserve_ports=[3000], scheme="http")
    sandbox = ep.Sandbox("sandbox")
    sandbox.expose_port(8080, hostname="example.com", token="my_token")
    yield policy
    yield ep.BaseDomain("example.com:8443", policy=policy)
    yield ep.parse_url(f"https://{HOST}:1/path", policy=policy)
    yield from sandbox.exposed_ports("example.com")
    yield from sandbox.ports()
    yield from ep.Sandbox.import_storage("sandbox", '{"80": "a"}', runtimes="untracked").dropped
    yield sandbox.authorize(ep.parse(HOST))
    yield ep.Sandbox("sandbox").authorize(ep.parse(HOST))


def errors(ep):
    for call in (
        lambda: ep.validate_port(80),
        lambda: ep.BaseDomain("workers.dev"),
        lambda: ep.parse_host("www.example.com"),
        lambda: ep.BaseDomain("example.com").parse("www.example.com"),
        lambda: ep.parse("8080-sandbox-my_token.example.com").url("workers.dev"),
        lambda: ep.Sandbox("a").unexpose_port(80),
        lambda: ep.Policy(scheme="ftp"),
    ):
        try:
            call()
        except Exception as error:
            yield error


def status(asgi, host):
    sent = []
    sandbox = exposeport.Sandbox("sandbox")

    async def app(scope, receive, send):
        raise AssertionError("the request is rejected")

    async def send(message):
        sent.append(message)

    router = asgi.PreviewRouter(app, domains=["example.com"], lookup={"sandbox": sandbox}.get)
    scope = {"type": "http", "headers": [(b"host", host.encode())]}
    asyncio.run(router(scope, None, send))
    return sent[0]["status"], json.loads(sent[1]["body"])["code"]


def check_errors(*packages):
    found = [error for package in packages for error in errors(package)]
    assert len(found) == 7 * len(packages)
    for error, package in itertools.product(found, packages):
        assert isinstance(error, package.ExposePortError), type(error)
        assert type(error) is getattr(package, type(error).__name__)
    for package in packages:
        try:
            package.validate_port(80)
        except package.ExposePortError as error:
            assert error.code == "INVALID_PORT"


def check_command(cli):
    for arguments, code in [(["expose", "80"], "INVALID_PORT"), (["parse", "x"], "NOT_A_PREVIEW")]:
        arguments += ["--sandbox-id", "a", "--hostname", "b"] if arguments[0] == "expose" else []
        with contextlib.redirect_stderr(io.StringIO()) as output:
            try:
                cli.main(arguments)
            except SystemExit as ended:
                assert ended.code == 2
        assert output.getvalue().startswith(code), output.getvalue()


def check(*packages):
    check_errors(*packages)
    new = packages[-1]
    for one, other in zip(values(packages[0]), values(new), strict=True):
        assert one == other and hash(one) == hash(other) and type(one) is type(other)
    for name in CLASSES:
        assert getattr(new, name) is getattr(packages[0], name), name
    for value in [*values(new), *errors(new)]:
        for protocol in PROTOCOLS:
            again = pickle.loads(pickle.dumps(value, protocol))
            assert type(again) is type(value) and repr(again) == repr(value)
    assert status(sys.modules["exposeport.asgi"], BAD_HOST) == (400, "RESERVED_PORT")
    assert status(sys.modules["exposeport.asgi"], HOST) == (404, "INVALID_TOKEN")
    check_command(sys.modules["exposeport.cli"])
"""

SUBMODULES = ["_exposeport", "asgi", "cli", "__main__"]
MODULES = ["exposeport", *(f"exposeport.{name}" for name in SUBMODULES)]


def run(program: str) -> None:
    code = COMMON + textwrap.dedent(program)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_nothing_imported_again() -> None:
    run("check(exposeport)")


def test_package_imported_again() -> None:
    run("""
        new = reimport()
        assert new is not old and new._exposeport is not old._exposeport
        check(old, new)
        check(old, new, reimport())
    """)


@pytest.mark.parametrize("name", MODULES)
def test_one_module_imported_again(name: str) -> None:
    run(f"check(old, reimport({name!r}))")


@pytest.mark.parametrize("name", MODULES)
def test_one_module_reloaded(name: str) -> None:
    run(f"""
        module = importlib.reload(sys.modules[{name!r}])
        assert module is sys.modules[{name!r}]
        check(old, sys.modules["exposeport"])
    """)


def test_every_module_reloaded_in_any_order() -> None:
    run("""
        for names in itertools.permutations(NAMES, 2):
            for name in names:
                importlib.reload(sys.modules[name])
            check_errors(old, sys.modules["exposeport"])
        check(old, sys.modules["exposeport"])
    """)


def test_objects_of_before_are_pickled_after() -> None:
    run("""
        kept = [*values(old), *errors(old)]
        stored = [pickle.dumps(value, protocol) for value in kept for protocol in PROTOCOLS]
        new = reimport()
        again = [pickle.dumps(value, protocol) for value in kept for protocol in PROTOCOLS]
        assert again == stored
        expected = [value for value in kept for _ in PROTOCOLS]
        for value, data in zip(expected, stored, strict=True):
            loaded = pickle.loads(data)
            assert type(loaded) is type(value) and repr(loaded) == repr(value)
        assert [*map(repr, values(new))] == [repr(value) for value in values(old)]
    """)


def test_router_of_before_rejects_with_the_same_status() -> None:
    run("""
        asgi, cli = sys.modules["exposeport.asgi"], sys.modules["exposeport.cli"]
        reimport()
        assert sys.modules["exposeport.asgi"] is not asgi
        for module in (asgi, sys.modules["exposeport.asgi"]):
            assert status(module, BAD_HOST) == (400, "RESERVED_PORT")
            assert status(module, HOST) == (404, "INVALID_TOKEN")
        check_command(cli)
    """)


def test_subclasses_of_before() -> None:
    run("""
        class Mine(old.SecurityError): ...
        class Stored(old.Sandbox): ...
        new = reimport()
        assert issubclass(Mine, new.ExposePortError) and issubclass(Stored, new.Sandbox)
        sandbox = Stored.from_json("sandbox", '{"portTokens": {"8080": "my_token"}}')
        assert sandbox.authorize(new.parse(HOST))
        assert sandbox.authorize(old.parse(HOST))
        assert type(sandbox.exposed_ports("example.com")[0]) is new.ExposedPort
        imported = Stored.import_storage("sandbox", '{"8080": "a"}', runtimes="untracked")
        assert type(imported) is new.Import and type(imported.sandbox) is Stored
        assert type(imported.sandbox.ports()[0]) is new.PortState
    """)


def test_modules_of_before_are_freed() -> None:
    run("""
        references = [weakref.ref(sys.modules[name]) for name in NAMES]
        assert len(references) == 7
        check(old)
        reimport()
        check_errors(sys.modules["exposeport"])
        del old, exposeport
        gc.collect()
        kept = [name for name, reference in zip(NAMES, references) if reference() is not None]
        assert kept == [], kept
    """)


def test_guard_against_other_interpreters_keeps_no_module() -> None:
    code = """
        # Modules that would keep it.
        import typing
        import builtins, gc, sys, types, weakref
        first = types.ModuleType("builtins")
        vars(first).update(vars(builtins))
        sys.modules["builtins"] = first
        import exposeport
        sys.modules["builtins"] = builtins
        reference = weakref.ref(first)
        del first
        gc.collect()
        assert reference() is None
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
