"""Reads the imports of the core crate, and finds cycles among its files and top-level entries."""

import pathlib
import re
from collections.abc import Iterable, Iterator

Graph = dict[str, set[str]]

# `use` declarations with their visibility, and paths inside code.
USE = re.compile(r"^\s*(pub(?:\([a-z]+\))?\s+)?use\s+([^;]+);", re.MULTILINE)
PATH = re.compile(r"\b(?:crate|super|self)(?:::\w+)+")
COMMENT = re.compile(r"//[^\n]*")
TESTS = re.compile(r"^#\[cfg\(test\)\]\nmod \w+ \{.*", re.MULTILINE | re.DOTALL)


def expand(tree: str, prefix: str = "") -> Iterator[str]:
    """Yields each path of a `use` tree: `a::{b, c::{d}}` gives `a::b` and `a::c::d`."""
    head, brace, rest = tree.strip().partition("{")
    if not brace:
        name = head.partition(" as ")[0].strip()
        if name:
            yield prefix + name
        return
    depth, start = 0, 0
    inner = rest[: rest.rindex("}")]
    for index, character in enumerate(inner + ","):
        depth += (character == "{") - (character == "}")
        if character == "," and depth == 0:
            yield from expand(inner[start:index], prefix + head.strip())
            start = index + 1


class Crate:
    """The modules of a crate, as a map from path (`crate::token::random`) to code."""

    def __init__(self, source: pathlib.Path) -> None:
        self.code: dict[str, str] = {}
        for path in sorted(source.rglob("*.rs")):
            parts = path.relative_to(source).with_suffix("").parts
            parts = parts[:-1] if parts[-1] in ("mod", "lib") else parts
            code = TESTS.sub("", COMMENT.sub("", path.read_text()))
            self.code["::".join(("crate", *parts))] = code
        self.exports = {module: dict(self.reexports(module)) for module in self.code}

    def absolute(self, module: str, path: str) -> str:
        """Returns `path`, as written in `module`, with `self` and `super` resolved."""
        head, _, rest = path.partition("::")
        base = module
        if head == "crate":
            return path
        while head == "super":
            base = base.rpartition("::")[0]
            head, _, rest = rest.partition("::")
            path = f"{head}::{rest}" if rest else head
        if head == "self":
            path = rest
        return f"{base}::{path}"

    def uses(self, module: str, *, exported: bool) -> Iterator[str]:
        for visibility, tree in USE.findall(self.code[module]):
            if bool(visibility) == exported:
                yield from (self.absolute(module, path) for path in expand(tree))

    def reexports(self, module: str) -> Iterator[tuple[str, str]]:
        for path in self.uses(module, exported=True):
            yield path.rpartition("::")[2], path

    def defining(self, path: str) -> str | None:
        """Returns the module whose file defines the item at `path`."""
        module, names = path, []
        while module not in self.code:
            module, _, name = module.rpartition("::")
            if not module:
                return None
            names.insert(0, name)
        target = self.exports[module].get(names[0]) if names else None
        return self.defining("::".join([target, *names[1:]])) if target else module

    def paths(self, module: str) -> Iterator[str]:
        """Yields the paths that a module uses outside of its re-exports."""
        yield from self.uses(module, exported=False)
        for path in PATH.findall(USE.sub("", self.code[module])):
            yield self.absolute(module, path)

    def files(self) -> Graph:
        graph: Graph = {}
        for module in self.code:
            found = {self.defining(path) for path in self.paths(module)}
            graph[module] = {name for name in found if name is not None} - {module, "crate"}
        return graph


def entry(module: str) -> str:
    """Returns the top-level entry that contains a module."""
    return "::".join(module.split("::")[:2])


def entries(files: Graph) -> Graph:
    graph: Graph = {}
    for module, targets in files.items():
        graph.setdefault(entry(module), set()).update(entry(target) for target in targets)
    return {name: targets - {name} for name, targets in graph.items()}


def cycle(graph: Graph) -> list[str] | None:
    """Returns the modules of a cycle, or `None` if there is none."""
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str] | None:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return None
        for target in sorted(graph.get(module, ())):
            if found := visit(target, [*path, module]):
                return found
        done.add(module)
        return None

    return next(filter(None, (visit(module, []) for module in sorted(graph))), None)


def problems(graphs: Iterable[Graph]) -> list[str]:
    found = (cycle(graph) for graph in graphs)
    return ["imports form a cycle: " + " -> ".join(modules) for modules in found if modules]


def check(source: pathlib.Path) -> list[str]:
    files = Crate(source).files()
    return problems([files, entries(files)])
