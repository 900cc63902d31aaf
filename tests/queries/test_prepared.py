"""What is laid out for asking: the forms of names, and that it follows the graph by difference as it would from nothing."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhize
from zhize.api import OpenGraph
from zhize.errors import GraphError
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.database import create
from zhize.graph.store.sqlite.paper_data import unpacked
from zhize.graph.store.sqlite.papers import papers_of
from zhize.graph.store.sqlite.seal import seal
from zhize.graph.store.sqlite.writer import write
from zhize.queries.prepared import prepare
from zhize.queries.shelf import Shelf


@pytest.fixture(scope="module")
def shelf(sample_graph: OpenGraph) -> Shelf:
    return Shelf.of(sample_graph.light)


@pytest.mark.parametrize(
    ("form", "named"),
    [
        ("区应急管理局", True),
        ("应急管理局", True),
        ("青石区应急管理局", True),
        ("青石应急管理局", True),
        ("青石区区应急管理局", True),
        ("白塔区应急管理局", False),
        ("局", False),
    ],
)
def test_an_agency_is_called_with_and_without_its_place(shelf: Shelf, form: str, *, named: bool) -> None:
    found = shelf.agencies(form)
    assert any(place and shelf.kg.caption(place) == "青石区" for place in found.values()) is named


def test_a_name_with_one_character_wrong_is_near(shelf: Shelf) -> None:
    near = shelf.near("区应急营理局负责什么")
    assert "区应急管理局" in near["区应急营理局"]
    assert "区应急" not in near


def laid_out(con: sqlite3.Connection) -> dict[str, object]:
    """What lies in a file for asking, without the numbers of its nodes."""
    node = dict(con.execute("SELECT id, node FROM nodes"))
    numbers = [n for (n,) in con.execute("SELECT document FROM papers")]
    papers = {node[n]: paper for n, paper in papers_of(con.execute, numbers).items()}
    spoken = {
        document: (p.title, [(node[c.node], c.text, p.sections[c.section], c.item) for c in p.clauses],
                   {k: [(node[n.node], n.text) for n in v] for k, v in p.nodes.items()})
        for document, p in papers.items()
    }  # fmt: skip
    pieces = con.execute("SELECT term, doc FROM paper_counts").fetchall()
    rows = {
        "names": con.execute("SELECT form, kind, node, place, alone, placed FROM names").fetchall(),
        "homes": con.execute("SELECT '', 0, document, region, 0, 0 FROM homes").fetchall(),
        "days": con.execute("SELECT day, 0, node, NULL, 0, 0 FROM days").fetchall(),
        "loads": con.execute("SELECT '', tasks, agency, document, 0, 0 FROM loads").fetchall(),
    }
    out: dict[str, object] = {
        k: sorted((a, b, node[c], node.get(d), e, f) for a, b, c, d, e, f in v) for k, v in rows.items()
    }
    return out | {"papers": spoken, "pieces": sorted(pieces)}


def written(facts: list[Fact], con: sqlite3.Connection | None = None) -> sqlite3.Connection:
    con = con or create(Path(":memory:"))
    write(con, KnowledgeGraph(facts), [], follow=prepare)
    return con


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from(["document", "subject", "one", "renamed"])),
        min_size=1,
        max_size=3,
    )
)
def test_what_is_laid_out_follows_the_facts(sample_graph: OpenGraph, cuts: list[tuple[int, str]]) -> None:
    facts = sample_graph.kg.facts
    con = written(facts)
    for place, kind in cuts:
        kept = changed(facts, facts[place % len(facts)], kind)
        written(kept, con)
        assert laid_out(con) == laid_out(written(kept))


def changed(facts: list[Fact], some: Fact, kind: str) -> list[Fact]:
    """The facts without a document, a node or a fact, or with another name of a node."""
    if kind == "document":
        return [f for f in facts if f.document != some.document]
    if kind == "subject":
        return [f for f in facts if f.subject != some.subject]
    if kind == "one":
        return [f for f in facts if f is not some]
    named = next((f for f in facts if f.subject == some.subject and f.predicate in ("name", "mention", "title")), None)
    return [msgspec.structs.replace(f, object=f"新{f.object}") if f is named else f for f in facts]


@pytest.mark.parametrize("damage", ["UPDATE papers SET data = x'00'", "DELETE FROM texts"])
def test_a_damaged_document_is_told_and_not_answered_from(sample_graph: OpenGraph, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "kg"
    shutil.copytree(sample_graph.path, folder)
    with closing(sqlite3.connect(folder / "graph.sqlite")) as con:
        con.execute(damage)
        con.commit()
    for end in ("-wal", "-shm"):
        (folder / f"graph.sqlite{end}").unlink(missing_ok=True)
    seal(folder)
    with pytest.raises(GraphError, match="damaged"):
        zhize.open(folder).ask("区应急管理局负责什么？")


def test_documents_do_not_hold_the_words_of_the_print_again(sample_graph: OpenGraph) -> None:
    con = sample_graph.reader.con
    kept = [unpacked(data) for (data,) in con.execute("SELECT data FROM papers")]
    own = sum(len(word) for paper in kept for word in paper.words)
    assert own < sum(length for paper in kept for length in paper.lengths) / 4


def test_a_graph_that_another_version_prepared_is_told_from(sample_graph: OpenGraph, tmp_path: Path) -> None:
    shutil.copytree(sample_graph.path, tmp_path / "kg")
    con = sqlite3.connect(tmp_path / "kg" / "graph.sqlite")
    con.execute("UPDATE about SET value = 'another' WHERE name = 'prepared'")
    con.commit()
    con.close()
    seal(tmp_path / "kg")
    with pytest.raises(GraphError, match="another version"):
        zhize.open(tmp_path / "kg").ask("区应急局负责什么？")
