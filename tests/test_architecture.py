"""Which part of the program may import which: data flows one way, and no two modules import each other.

An import counts wherever it stands: also inside a function, where it only comes later. What stands under
`if TYPE_CHECKING` is for readers and does not count.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parent.parent
GROUND = ("zhize.errors", "zhize.files", "zhize.messages", "zhize.programs", "zhize.texts")
"""Modules that everybody may import and that import nothing of the program but each other."""

MAY_IMPORT = {
    "zhize.graph.language": (),
    "zhize.graph.model": ("zhize.graph.language",),
    "zhize.graph.identity": ("zhize.graph.language", "zhize.graph.model"),
    "zhize.graph.store": ("zhize.graph.language", "zhize.graph.model"),
    "zhize.graph.views": ("zhize.graph.language", "zhize.graph.model", "zhize.graph.identity", "zhize.graph.store"),
    "zhize.loaders": ("zhize.graph.language", "zhize.graph.model", "zhize.graph.identity"),
    "zhize.loaders.files": ("zhize.graph.language", "zhize.graph.model", "zhize.loaders.patterns"),
    "zhize.loaders.print": ("zhize.graph.language", "zhize.loaders.files", "zhize.loaders.patterns"),
    "zhize.queries": ("zhize.graph",),
}
"""What each part may import beside itself and the ground. The front door (`zhize/*.py`) imports what it likes."""


@cache
def modules() -> dict[str, Path]:
    """Every module of the program with its file."""
    files = [*(ROOT / "zhize").glob("*.py")]
    out = {"zhize" if f.stem == "__init__" else f"zhize.{f.stem}": f for f in files}
    for part in ("graph", "loaders", "queries", "zhize/web"):
        for file in (ROOT / part).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts if parts[0] == "zhize" else ("zhize", *parts))
            out[name.removesuffix(".__init__")] = file
    return out


def imports(tree: ast.AST, known: dict[str, Path]) -> Iterator[str]:
    """The modules of the program that a syntax tree imports."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for other in node.orelse:
                yield from imports(other, known)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in known or node.module in known:
                    yield inner if inner in known else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        else:
            yield from imports(node, known)


@cache
def graph_of_imports() -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(modules())
    for name, file in modules().items():
        graph.add_edges_from((name, other) for other in imports(ast.parse(file.read_text("utf-8")), modules()))
    return graph


def within(module: str, parts: tuple[str, ...]) -> bool:
    return any(module == part or module.startswith(f"{part}.") for part in parts)


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_imports_only_what_it_may(part: str) -> None:
    allowed = (part, *MAY_IMPORT[part], *GROUND)
    breaches = [(a, b) for a, b in graph_of_imports().edges if within(a, (part,)) and not within(b, allowed)]
    assert not breaches


def test_the_ground_imports_nothing_else() -> None:
    assert not [(a, b) for a, b in graph_of_imports().edges if a in GROUND and b not in GROUND]


def test_no_modules_import_each_other() -> None:
    assert not [sorted(ring) for ring in nx.strongly_connected_components(graph_of_imports()) if len(ring) > 1]


def test_every_module_of_the_parts_is_looked_at() -> None:
    """The test would hold of nothing if the folders moved."""
    parts = {part: sum(within(name, (part,)) for name in modules()) for part in MAY_IMPORT}
    assert min(parts.values()) > 3
    assert graph_of_imports().number_of_edges() > 300


LONGEST = 400
"""A module has no more lines than this."""


def test_no_module_is_too_long() -> None:
    lines = {name: len(file.read_text("utf-8").splitlines()) for name, file in modules().items()}
    assert {name: n for name, n in lines.items() if n > LONGEST} == {}


def test_a_script_beside_a_clone_imports_the_installed_package(tmp_path: Path) -> None:
    """The folder of a clone is called `zhize` too; it is no package, and the installed one is found."""
    for folder in ("zhize/zhize", "zhize/graph"):
        (tmp_path / folder).mkdir(parents=True)
    script = tmp_path / "script.py"
    script.write_text("import zhize, zhize.graph.model.facts as facts\nprint(zhize.__file__, facts.__name__)")
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert run.stdout.split() == [str(ROOT / "zhize/__init__.py"), "zhize.graph.model.facts"]


def test_the_folders_are_the_packages() -> None:
    """Links that git keeps, which every tool follows: no other copy, and nothing that makes one."""
    for part in ("graph", "loaders", "queries"):
        assert (ROOT / "zhize" / part).is_symlink()
        assert (ROOT / "zhize" / part).resolve() == ROOT / part


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from zhize.graph.model import facts", ["zhize.graph.model.facts"]),
        ("from zhize.graph.model.facts import Fact", ["zhize.graph.model.facts"]),
        ("def f():\n    import zhize.errors", ["zhize.errors"]),
        ("if TYPE_CHECKING:\n    import zhize.errors", []),
        ("if x:\n    import zhize.errors\nimport os", ["zhize.errors"]),
        ("try:\n    pass\nexcept ValueError:\n    from zhize.errors import ReadError", ["zhize.errors"]),
    ],
)
def test_imports_are_found(text: str, expected: list[str]) -> None:
    assert list(imports(ast.parse(text), modules())) == expected
