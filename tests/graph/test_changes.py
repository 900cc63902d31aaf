"""The log of a graph: what a build added and took away, also over several builds; what is too old is told so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhize.graph.model.facts import Evidence, Fact, digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite import changes
from zhize.graph.store.sqlite.changes import changes_since, last_changes
from zhize.graph.store.sqlite.database import Source
from zhize.graph.store.sqlite.folder import store
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.writer import write


def fact(number: int, where: int = 0) -> Fact:
    """A duty of its own; at another place it says something else under the same id."""
    text = f"清掏第{number}段雨水管"
    at = Evidence("a.txt", where, where + 8, text, 1)
    return Fact(digest(number), f"duty:{number}", "text", text, "document:甲", (), at, "duty")


def put(folder: Path, facts: dict[int, int]) -> str:
    kg = KnowledgeGraph([fact(n, at) for n, at in facts.items()])
    return store(folder, lambda con: write(con, kg, [Source("a.txt", "0" * 64)])).stamp


def test_the_last_build_is_told_with_all_that_went(tmp_path: Path) -> None:
    put(tmp_path / "kg", {1: 0, 2: 0, 3: 0})
    reader = Reader.open(tmp_path / "kg")
    assert last_changes(reader) is None
    reader.close()
    put(tmp_path / "kg", {2: 0, 3: 9, 4: 0})
    found = last_changes(Reader.open(tmp_path / "kg"))
    assert found is not None
    assert sorted(f.subject for f in found.added) == ["duty:3", "duty:4"]
    assert {f.subject: f.evidence.start for f in found.gone} == {"duty:1": 0, "duty:3": 0}


states = st.dictionaries(st.integers(1, 4), st.integers(0, 2), max_size=4)


@settings(max_examples=15, deadline=None)
@given(st.lists(states, min_size=2, max_size=5))
def test_what_changed_since_any_build_leads_from_it_to_now(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[dict[int, int]]
) -> None:
    kg = tmp_path_factory.mktemp("log") / "kg"
    stamps = [put(kg, facts) for facts in rounds]
    reader = Reader.open(kg)
    now = {fact(n, at) for n, at in rounds[-1].items()}
    for stamp, facts in zip(stamps, rounds, strict=True):
        found = changes_since(reader, stamp)
        then = {fact(n, at) for n, at in facts.items()}
        assert found is not None
        assert (then - set(found.gone)) | set(found.added) == now
        assert set(found.added) == now - then
        assert set(found.gone) == then - now


def test_what_the_log_has_forgotten_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_BUILDS", 2)
    stamps = [put(tmp_path / "kg", {1: n}) for n in range(4)]
    reader = Reader.open(tmp_path / "kg")
    assert [changes_since(reader, s) is None for s in (*stamps, "", "another")] == [
        True,
        False,
        False,
        False,
        True,
        True,
    ]


def test_a_graph_made_anew_has_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_FACTS", 1)
    old = put(tmp_path / "kg", {1: 0, 2: 0})
    new = put(tmp_path / "kg", {3: 0})
    reader = Reader.open(tmp_path / "kg")
    assert (changes_since(reader, old), last_changes(reader)) == (None, None)
    assert changes_since(reader, new) == changes.FactChanges(new, new)


def test_places_that_went_do_not_lend_their_numbers_to_others(tmp_path: Path) -> None:
    """A document has lost its last place when another of its places comes."""
    for facts in ({1: 0, 2: 0, 3: 2}, {1: 0, 2: 0, 3: 2, 4: 0}, {3: 2}, {1: 0}):
        stamp = put(tmp_path / "kg", facts)
    reader = Reader.open(tmp_path / "kg")
    assert [f.subject for f in reader.graph().facts] == ["duty:1"]
    assert put(tmp_path / "new", {1: 0}) == stamp
