"""Docstrings: they are complete, and their examples run."""

import ast
import doctest
import inspect
import io
import pathlib
import re
from collections.abc import Iterator
from typing import Any

import exposeport
import exposeport.__main__
import exposeport.asgi
import exposeport.cli
import pytest

MODULES = [exposeport, exposeport.asgi, exposeport.cli, exposeport.__main__]


def documented() -> dict[str, Any]:
    """Returns all public objects by their names."""
    found: dict[str, Any] = {module.__name__: module for module in MODULES}
    names = [(exposeport, name) for name in exposeport.__all__]
    names += [(exposeport.asgi, "PreviewRouter"), (exposeport.cli, "main")]
    for module, name in names:
        thing = getattr(module, name)
        if isinstance(thing, str | frozenset):
            continue
        found[name] = thing
        if inspect.isclass(thing):
            for member in vars(thing):
                if not member.startswith("_") and not member.isupper():
                    found[f"{name}.{member}"] = getattr(thing, member)
    return found


EVERYTHING = documented()
# These return None, and have neither a result nor an example with one.
PROCEDURES = ("Sandbox.runtime_started", "Sandbox.runtime_stopped", "main")


@pytest.mark.parametrize("name", EVERYTHING)
def test_examples(name: str) -> None:
    text = EVERYTHING[name].__doc__
    assert text and text.strip(), f"{name} is not documented"
    test = doctest.DocTestParser().get_doctest(text, {"exposeport": exposeport}, name, None, None)
    output = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    failed, _ = runner.run(test, out=output.write)
    assert failed == 0, output.getvalue()


@pytest.mark.parametrize(
    "name", [name for name, thing in EVERYTHING.items() if inspect.isroutine(thing)]
)
def test_functions_document_their_arguments_and_show_an_example(name: str) -> None:
    text = EVERYTHING[name].__doc__
    assert ">>> " in text or name == "main"
    signature = inspect.signature(EVERYTHING[name])
    for parameter in signature.parameters:
        assert parameter == "self" or f"    {parameter}: " in text, f"{name}: {parameter}"
    if name not in PROCEDURES:
        assert "Returns:" in text


@pytest.mark.parametrize(
    "name", [*("Policy", "BaseDomain", "Sandbox", "Gateway", "PreviewRouter"), "KeyRing"]
)
def test_constructors_document_their_arguments(name: str) -> None:
    signature = inspect.signature(EVERYTHING[name])
    assert "args" not in signature.parameters and len(signature.parameters) >= 2
    for parameter in signature.parameters:
        assert f"    {parameter}: " in EVERYTHING[name].__doc__
    assert f"{name}(" in EVERYTHING[name].__doc__ or name == "PreviewRouter"


@pytest.mark.parametrize(
    "name",
    [
        *("Policy", "BaseDomain", "Route", "Authorization", "Sandbox"),
        *("Gateway", "Preview", "Rejection", "KeyRing", "Verification"),
    ],
)
def test_classes_document_their_attributes(name: str) -> None:
    kind = EVERYTHING[name]
    attributes = [key for key, value in vars(kind).items() if inspect.isgetsetdescriptor(value)]
    assert attributes
    section = kind.__doc__.partition("Attributes:")[2].partition("\n\n")[0]
    for attribute in attributes:
        assert f"    {attribute}: " in section


@pytest.mark.parametrize("name", ["ExposedPort", "PortState", "Dropped", "Import"])
def test_named_tuples_document_their_attributes(name: str) -> None:
    kind = EVERYTHING[name]
    section = kind.__doc__.partition("Attributes:")[2].partition("\n\n")[0]
    attributes = [key for key, value in vars(kind).items() if isinstance(value, property)]
    assert attributes == (["href"] if name == "ExposedPort" else [])
    for attribute in (*kind._fields, *attributes):
        assert f"    {attribute}: " in section
    assert f"({', '.join(kind._fields)})" in kind.__doc__


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("validate_port", 4),
        ("validate_sandbox_id", 5),
        ("validate_token", 2),
        ("BaseDomain", 9),
        ("parse_host", 14),
        ("parse_url", 4),
        ("parse", 3),
    ],
)
def test_documented_inputs_cause_the_documented_errors(name: str, count: int) -> None:
    section = " ".join(EVERYTHING[name].__doc__.partition("Raises:")[2].split())
    errors = re.findall(r"`([A-Z_]+)`: ((?:(?:\"[^\"]*\"|-?[0-9*]+)(?:, )?)+)", section)
    inputs = [(code, eval(text, {})) for code, text in errors if text.strip(", ")]
    cases = [
        (code, value)
        for code, found in inputs
        for value in (found if type(found) is tuple else [found])
    ]
    for code, value in cases:
        with pytest.raises(exposeport.ExposePortError) as caught:
            EVERYTHING[name](value)
        assert caught.value.code == code, value
    assert len(cases) == count


def test_errors_name_their_codes() -> None:
    codes = "TOKEN_IN_USE TOO_MANY_PORTS RUNTIME_NOT_RUNNING ENTROPY_UNAVAILABLE INVALID_NAME"
    text = exposeport.Sandbox.expose_port.__doc__ or ""
    for code in codes.split():
        assert f"`{code}`" in text


def test_lines_of_docstrings_are_at_most_100_characters_long() -> None:
    for name, thing in EVERYTHING.items():
        # The docstring of a member is indented by four more characters in the source.
        indent = 4 if "." in name and not inspect.ismodule(thing) else 0
        for line in inspect.cleandoc(thing.__doc__).splitlines():
            assert len(line) + indent <= 100, f"{name}: {line}"


def summary(text: str | None) -> str:
    """Returns the first paragraph on one line."""
    return " ".join(inspect.cleandoc(text or "").split("\n\n")[0].split())


def stub() -> Iterator[tuple[str, str]]:
    """Returns the summary of every public class and function of the stub."""
    path = pathlib.Path(exposeport.__file__).with_name("_exposeport.pyi")
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        yield node.name, summary(ast.get_docstring(node))
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
                    yield f"{node.name}.{member.name}", summary(ast.get_docstring(member))


def test_stub_has_the_summaries_of_the_module() -> None:
    found = dict(stub())
    expected = {
        name: summary(thing.__doc__)
        for name, thing in EVERYTHING.items()
        if name.split(".")[0] in vars(exposeport._exposeport) and not isinstance(thing, int)
    }
    for kind in (
        *(exposeport.ExposedPort, exposeport.PortState),
        *(exposeport.Dropped, exposeport.Import),
    ):
        for field in kind._fields:
            # A stub has no docstrings of the fields of a named tuple.
            assert expected.pop(f"{kind.__name__}.{field}").endswith(".")
    assert found == expected and len(found) > 50


def test_there_are_examples() -> None:
    parser = doctest.DocTestParser()
    examples = [parser.get_examples(thing.__doc__ or "") for thing in EVERYTHING.values()]
    assert sum(map(len, examples)) > 60
