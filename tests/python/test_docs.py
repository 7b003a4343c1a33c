"""The docstrings: complete, and their examples true."""

import ast
import doctest
import inspect
import io
import pathlib
from collections.abc import Iterator
from typing import Any

import exposeport
import exposeport.__main__
import exposeport.asgi
import pytest

MODULES = [exposeport, exposeport.asgi, exposeport.__main__]


def documented() -> dict[str, Any]:
    """Everything public, by its name."""
    found: dict[str, Any] = {module.__name__: module for module in MODULES}
    names = [(exposeport, name) for name in exposeport.__all__] + [(exposeport.asgi, "PreviewRouter")]
    for module, name in names:
        thing = getattr(module, name)
        if isinstance(thing, str | frozenset):
            continue
        found[name] = thing
        if inspect.isclass(thing) and not issubclass(thing, BaseException):
            for member in vars(thing):
                if not member.startswith("_"):
                    found[f"{name}.{member}"] = getattr(thing, member)
    return found


EVERYTHING = documented()


@pytest.mark.parametrize("name", EVERYTHING)
def test_examples(name: str) -> None:
    text = EVERYTHING[name].__doc__
    assert text and text.strip(), f"{name} is not documented"
    test = doctest.DocTestParser().get_doctest(text, {"exposeport": exposeport}, name, None, None)
    output = io.StringIO()
    failed, _ = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=output.write)
    assert failed == 0, output.getvalue()


@pytest.mark.parametrize("name", [name for name, thing in EVERYTHING.items() if inspect.isroutine(thing)])
def test_routines_say_what_they_take_and_show_an_example(name: str) -> None:
    text = EVERYTHING[name].__doc__
    assert ">>> " in text
    signature = inspect.signature(EVERYTHING[name])
    for parameter in signature.parameters:
        assert parameter in ("self", "a", "b") or f"    {parameter}: " in text, f"{name}: {parameter}"
    if name not in ("Sandbox.runtime_started", "Sandbox.runtime_stopped"):
        assert "Returns:" in text


@pytest.mark.parametrize("name", ["Policy", "BaseDomain", "Sandbox", "PreviewRouter"])
def test_constructors_show_their_parameters(name: str) -> None:
    signature = inspect.signature(EVERYTHING[name])
    assert "args" not in signature.parameters and len(signature.parameters) >= 2
    for parameter in signature.parameters:
        assert f"    {parameter}: " in EVERYTHING[name].__doc__
    assert f"{name}(" in EVERYTHING[name].__doc__ or name == "PreviewRouter"


def summary(text: str | None) -> str:
    """The first paragraph, on one line."""
    return " ".join(inspect.cleandoc(text or "").split("\n\n")[0].split())


def stub() -> Iterator[tuple[str, str]]:
    """What the stub says of everything public in it."""
    path = pathlib.Path(exposeport.__file__).with_name("_exposeport.pyi")
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        yield node.name, summary(ast.get_docstring(node))
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
                    yield f"{node.name}.{member.name}", summary(ast.get_docstring(member))


def test_stub_says_what_the_module_says() -> None:
    found = dict(stub())
    expected = {
        name: summary(thing.__doc__)
        for name, thing in EVERYTHING.items()
        if name.split(".")[0] in vars(exposeport._exposeport)
    }
    assert found == expected and len(found) > 50


def test_examples_run_at_all() -> None:
    parser = doctest.DocTestParser()
    assert sum(len(parser.get_examples(thing.__doc__ or "")) for thing in EVERYTHING.values()) > 50
