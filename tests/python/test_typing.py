"""Types: the package under mypy --strict, the stub against the module, and what a user sees."""

import pathlib
import subprocess
import sys

import exposeport
import pytest
from exposeport import _errors, _exposeport

HERE = pathlib.Path(__file__).parent
CONFIG = HERE / "mypy.ini"


def check(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_package_is_strictly_typed() -> None:
    check("-m", "mypy", "--config-file", str(CONFIG), "-p", "exposeport")


def test_tests_are_typed() -> None:
    check("-m", "mypy", "--config-file", str(CONFIG), *map(str, sorted(HERE.glob("*.py"))))


def test_stub_is_that_of_the_module() -> None:
    check("-m", "mypy.stubtest", "--mypy-config-file", str(CONFIG), "exposeport")


def test_package_exports_whatever_the_module_has() -> None:
    public = {name for name in _exposeport.__all__ if not name.startswith("_") or name == "__version__"}
    errors = {name for name, thing in vars(_errors).items() if getattr(thing, "__module__", "") == "exposeport"}
    assert public | errors == set(exposeport.__all__)


def test_classes_that_cannot_be_called() -> None:
    for kind in (exposeport.Route, exposeport.ExposedPort, exposeport.Authorization):
        with pytest.raises(TypeError):
            kind()  # type: ignore[call-arg]


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
        ("ep.SecurityError().code = 5", "misc"),
        ("class Sub(ep.Route): ...", "misc"),
        ('ep.Policy(scheme="ftp")', "arg-type"),
        ('ep.Policy(scheme=b"http")', "arg-type"),
        ("ep.Route()", "call-arg"),
        ("ep.ExposedPort()", "call-arg"),
        ("ep.Authorization()", "call-arg"),
        ('ep.Authorization("active")', "arg-type"),
    ],
)
def test_mistakes_are_found(line: str, problem: str, tmp_path: pathlib.Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(f"import exposeport as ep\n{line}\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(CONFIG), str(program)], capture_output=True, text=True
    )
    assert done.returncode == 1 and f"[{problem}]" in done.stdout, done.stdout
