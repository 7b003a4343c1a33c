"""The sources of the bindings: imports go one way."""

import re

import cases

SOURCES = cases.ROOT / "bindings" / "python" / "src"


def test_modules_import_only_modules_above_them() -> None:
    library = (SOURCES / "lib.rs").read_text(encoding="utf-8")
    order = re.findall(r"^mod (\w+);$", library, re.MULTILINE)
    assert len(order) > 10
    for path in sorted(SOURCES.rglob("*.rs")):
        name = path.relative_to(SOURCES).parts[0].removesuffix(".rs")
        if name == "lib":
            continue
        text = path.read_text(encoding="utf-8")
        imported = re.findall(r"\bcrate::(\w+)", text)
        assert (
            imported
            or "use super::" in text
            or name in ("input", "interpreter", "pickle", "classes")
        ), path
        below = [other for other in imported if order.index(other) >= order.index(name)]
        assert below == [], path


def test_package_imports_go_one_way() -> None:
    allowed = {
        "__init__": {"exposeport._exposeport"},
        "_websocket": {"exposeport"},
        "asgi": {"exposeport", "exposeport._websocket"},
        "_terminal": {"exposeport"},
        "cli": {"exposeport", "exposeport._terminal"},
        "__main__": {"exposeport.cli"},
    }
    for name, expected in allowed.items():
        path = cases.ROOT / "python" / "exposeport" / f"{name}.py"
        code = re.sub(r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found = re.findall(r"^(?:import|from) (exposeport[\w.]*)", code, re.MULTILINE)
        assert set(found) == expected, path
