"""The SQLite file: what is written is read, by all means; only ours is replaced; what is damaged is told."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import msgspec
import pytest

import zhize
from tests.conftest import SAMPLES
from zhize.api import OpenGraph
from zhize.errors import GraphError
from zhize.graph.model.facts import Evidence, Fact, digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite import writer
from zhize.graph.store.sqlite.clauses import clauses_about
from zhize.graph.store.sqlite.database import Source, connect_read, place_of
from zhize.graph.store.sqlite.folder import store
from zhize.graph.store.sqlite.grams import grams
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.row_writer import Amiss
from zhize.graph.store.sqlite.search import search
from zhize.graph.store.sqlite.stored import StoredGraph
from zhize.graph.store.sqlite.views import FIND_NODE, FIND_NODES
from zhize.graph.store.sqlite.writer import write
from zhize.graph.views.cards import card
from zhize.graph.views.ledger import Filter, ledger

SAID = "区应急局负责清掏雨水篦子。"


def fact(subject: str, predicate: str, value: str | int, file: str = "a.txt", quote: str = SAID) -> Fact:
    where = Evidence(file, 3, 9, quote, 1)
    return Fact(
        digest(subject, predicate, value), subject, predicate, value, "document:甲", ("一、总则",), where, "head"
    )


def graph(*more: Fact) -> KnowledgeGraph:
    return KnowledgeGraph(
        [
            fact("document:甲", "title", "关于防汛的通知"),
            fact("clause:1", "text", SAID),
            fact("clause:1", "clause_in", "document:甲"),
            fact("agency:370302:应急管理局", "name", "青石区应急管理局"),
            fact("agency:370302:应急管理局", "mention", "区应急局"),
            fact("agency:370302:应急管理局", "has_duty", "duty:1"),
            fact("duty:1", "text", "清掏雨水篦子"),
            *more,
        ]
    )


def put(folder: Path, kg: KnowledgeGraph, *files: str) -> None:
    store(folder, lambda con: write(con, kg, [Source(f, "0" * 64) for f in files or ("a.txt",)]))


def dumped(folder: Path, out: Path) -> list[bytes]:
    return [path.read_bytes() for path in zhize.open(folder).dump(out)]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    put(tmp_path / "kg", graph(fact("plan:1", "title", ""), fact("duty:1", "context", "名单")))
    loaded = Reader.open(tmp_path / "kg").graph()
    assert loaded.facts == graph(fact("plan:1", "title", ""), fact("duty:1", "context", "名单")).facts


@pytest.mark.parametrize(
    "changes",
    [
        [graph()],
        [graph(), graph(fact("clause:2", "text", "另一句话。"))],
        [graph(fact("clause:2", "text", "另一句话。")), KnowledgeGraph([])],
        [KnowledgeGraph([]), graph(fact("duty:1", "text", "别的", "b.txt"))],
    ],
)
def test_a_file_brought_up_to_date_is_as_one_made_anew(tmp_path: Path, changes: list[KnowledgeGraph]) -> None:
    last = graph(fact("clause:3", "text", "第三句话，清掏水池。"))
    for kg in (*changes, last):
        put(tmp_path / "kg", kg, "a.txt", "b.txt")
    put(tmp_path / "new", last, "a.txt", "b.txt")
    assert dumped(tmp_path / "kg", tmp_path / "1") == dumped(tmp_path / "new", tmp_path / "2")
    both = [Reader.open(tmp_path / name) for name in ("kg", "new")]
    for table in ("nodes", "evidence", "facts", "terms", "sections", "aliases", "sources", "clause_words"):
        assert len({r.con.execute(f"SELECT count(*) FROM {table}").fetchone() for r in both}) == 1, table
    assert not both[0].con.execute("PRAGMA foreign_key_check").fetchall()
    found = [[(h.text, h.weight) for h in clauses_about(r, ["清掏", "水池"])] for r in both]
    assert found[0] == found[1] != []


def test_of_facts_that_are_told_to_go_only_these_go(tmp_path: Path) -> None:
    old, new = graph(fact("duty:1", "context", "名单")), graph(fact("duty:1", "context", "附表"))
    gone = [f for f in old.facts if f not in new.facts]
    made = [f for f in new.facts if f not in old.facts]
    put(tmp_path / "kg", old)
    sources = [Source("a.txt", "0" * 64)]
    store(tmp_path / "kg", lambda con: writer.write_parts(con, [made], [], sources, gone=[gone]))
    assert Reader.open(tmp_path / "kg").graph().facts == new.facts
    with pytest.raises(Amiss):  # they are there no more
        store(tmp_path / "kg", lambda con: writer.write_parts(con, [], [], sources, gone=[gone]))
    assert Reader.open(tmp_path / "kg").graph().facts == new.facts


def test_facts_that_come_in_parts_make_the_same_graph(
    sample_graph: OpenGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By document, in another order, some of them twice, onto a graph of which half is there already."""
    monkeypatch.setattr(writer, "PART", 50)
    facts = sample_graph.kg.facts
    documents: dict[str, list[Fact]] = {}
    for one in facts:
        documents.setdefault(one.document, []).append(one)
    parts = [documents[document] for document in sorted(documents, reverse=True)]
    sources = sample_graph.reader.sources()
    for name, before in (("new", []), ("half", facts[::2])):
        folder = tmp_path / name
        if before:
            store(folder, lambda con, before=before: write(con, KnowledgeGraph(before), sources))
        store(folder, lambda con: writer.write_parts(con, iter(parts), sample_graph.kg.issues, sources))
        loaded = Reader.open(folder)
        assert loaded.graph().facts == facts
        assert loaded.manifest == sample_graph.manifest
        for query in (
            "SELECT n.node, a.name FROM aliases a JOIN nodes n ON n.id = a.node ORDER BY 1, 2",
            "SELECT term, doc, cnt FROM clause_words ORDER BY 1",
        ):
            assert list(loaded.rows(query)) == list(sample_graph.reader.rows(query))


def test_names_clauses_and_facts_without_loading(tmp_path: Path) -> None:
    put(tmp_path / "kg", graph(fact("clause:2", "text", "另一句话。")))
    reader = Reader.open(tmp_path / "kg")
    agency = "agency:370302:应急管理局"
    assert reader.names_in("请问区应急局负责什么") == {"区应急局": [agency]}
    assert reader.names_in("请问区应急局负责什么", ["Body"]) == {}
    assert [f.object for f in reader.facts_of(agency, "has_duty")] == ["duty:1"]
    assert [f.subject for f in reader.facts_into("duty:1")] == [agency]
    hits = clauses_about(reader, ["雨水篦子"])
    assert [(h.node, h.text, h.held) for h in hits] == [("clause:1", SAID, ("水篦", "篦子", "雨水"))]
    assert clauses_about(reader, ["没有"]) == []
    assert reader.nodes_of("Clause") == ["clause:1", "clause:2"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("清掏5台水泵", ["清掏", "5", "台水", "水泵"]),
        ("Ⅰ级、GB 50016", ["ⅰ", "级", "gb", "50016"]),
        ("水", ["水"]),
        ("，。", []),
        ("", []),
    ],
)
def test_pieces_of_a_text(text: str, pieces: list[str]) -> None:
    assert grams(text) == pieces


def test_views_have_plain_names(sample_graph: OpenGraph) -> None:
    con = connect_read(place_of(sample_graph.path))
    con.row_factory = sqlite3.Row
    tasks = con.execute("SELECT * FROM tasks").fetchall()
    assert len(tasks) == 49
    assert {"number", "title", "lead", "support", "responsible", "deadline"} <= set(tasks[0].keys())
    table = {row["id"]: row for row in tasks}
    for node in sample_graph.kg.nodes("Task"):
        assert table[node]["title"] == sample_graph.kg.text(node, "title")
        assert bool(table[node]["lead"]) == bool(sample_graph.kg.into(node, "leads"))
    assert len(con.execute("SELECT * FROM documents").fetchall()) == 15
    assert len(con.execute("SELECT * FROM statements").fetchall()) == len(sample_graph.facts)
    for view, node_class in (("agencies", "Agency"), ("duties", "Duty"), ("bodies", "Body")):
        assert con.execute(f"SELECT count(*) FROM {view}").fetchone()[0] == len(sample_graph.kg.nodes(node_class))
    members = sum(f.predicate in ("chief", "deputy", "member", "led_by") for f in sample_graph.facts)
    assert con.execute("SELECT count(*) FROM members").fetchone()[0] == members > 0
    assert not con.execute("PRAGMA foreign_key_check").fetchall()


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    put(tmp_path / "kg", graph())
    (tmp_path / "kg" / "notes.txt").write_text("mine")
    put(tmp_path / "kg", KnowledgeGraph([]))
    assert (tmp_path / "kg" / "notes.txt").read_text() == "mine"
    assert sorted(p.name for p in (tmp_path / "kg").iterdir()) == ["graph.seal", "graph.sqlite", "notes.txt"]


@pytest.mark.parametrize("name", ["manifest.json", "graph.sqlite", "letters.txt"])
@pytest.mark.parametrize("content", [b"{}", b'{"format": 3, "name": "x"}', b"SQLite format 3\0" + bytes(84)])
def test_only_a_graph_of_ours_is_replaced(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GraphError, match="no graph folder"):
        put(tmp_path, graph())
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [content]
    with pytest.raises(GraphError, match="zhize build"):
        zhize.open(tmp_path)


def test_a_folder_of_format_1_is_told_and_built_anew(tmp_path: Path) -> None:
    manifest = {"format": 1, "stamp": "x", "facts": 0, "issues": 0, "sources": 0}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    for name in ("facts.jsonl", "issues.jsonl", "sources.jsonl"):
        (tmp_path / name).write_text("")
    with pytest.raises(GraphError, match=r"format 1.*zhize build GAZETTES -o"):
        zhize.open(tmp_path)
    put(tmp_path, graph())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["graph.seal", "graph.sqlite"]
    assert len(zhize.open(tmp_path).facts) == 7


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "kg").mkdir()
    (tmp_path / "kg" / "graph.sqlite.new").write_bytes(b"half")
    with pytest.raises(GraphError, match="no graph here"):
        zhize.open(tmp_path / "kg")
    put(tmp_path / "kg", graph())
    assert sorted(p.name for p in (tmp_path / "kg").iterdir()) == ["graph.seal", "graph.sqlite"]


def test_a_write_that_fails_leaves_the_old_graph(tmp_path: Path) -> None:
    put(tmp_path / "kg", graph())

    def fail(con: sqlite3.Connection) -> None:
        write(con, KnowledgeGraph([]), [])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store(tmp_path / "kg", fail)
    assert len(zhize.open(tmp_path / "kg").facts) == 7


def test_a_graph_in_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    put(tmp_path / "kg", graph())
    (tmp_path / "kg" / "graph.sqlite").chmod(0o444)
    (tmp_path / "kg").chmod(0o555)
    try:
        assert len(zhize.open(tmp_path / "kg").facts) == 7
    finally:
        (tmp_path / "kg").chmod(0o755)


def test_a_damaged_graph_is_told_and_built_anew(sample_graph: OpenGraph, tmp_path: Path) -> None:
    folder = tmp_path / "kg"
    shutil.copytree(sample_graph.path, folder)
    file = place_of(folder)
    data = bytearray(file.read_bytes())
    data[4096:12288] = bytes(8192)
    file.write_bytes(data)
    with pytest.raises(GraphError, match="damaged"):
        _ = zhize.open(folder).kg
    zhize.build(SAMPLES / "qingshi-2024-3.md", folder)
    assert zhize.open(folder).facts


def test_cards_and_ledgers_are_the_same_without_loading(sample_graph: OpenGraph) -> None:
    light = StoredGraph(Reader.open(sample_graph.path))
    kg = sample_graph.kg
    for node_class in ("Agency", "Body", "Document", "Region"):
        assert light.nodes(node_class) == kg.nodes(node_class)
        for node in kg.nodes(node_class):
            assert card(light, node) == card(kg, node)
            assert light.caption(node) == kg.caption(node)
    for agency in kg.nodes("Agency")[:20]:
        assert ledger(light, Filter(agency=agency)) == ledger(kg, Filter(agency=agency))
    assert (light.node_ids, light.newest_day, light.own_documents) == (kg.node_ids, kg.newest_day, kg.own_documents)
    assert "_whole" not in light.__dict__
    assert light.facts == kg.facts


@pytest.mark.parametrize("class_id", ["Agency", "Body", "Document", "Region", "Task", "Duty", "Section"])
def test_nodes_are_found_by_the_same_names(sample_graph: OpenGraph, class_id: str) -> None:
    light = StoredGraph(Reader.open(sample_graph.path))
    names = [sample_graph.kg.caption(n) for n in sample_graph.kg.nodes(class_id)[:6]]
    for text in (*names, *(n[:3] for n in names), *(n[-3:] for n in names), "没有", "%", "_"):
        assert light.called(class_id, text) == sample_graph.kg.called(class_id, text)


@pytest.mark.parametrize(
    ("words", "marked", "whole"),
    [
        (["雨水"], "区应急局负责清掏【雨水】篦子。", True),
        (["应急局", "篦子"], "区【应急局】负责清掏雨水【篦子】。", True),
        (["清掏雨水管网"], "区应急局负责【清掏雨水】篦子。", False),
        (["掏"], "区应急局负责清【掏】雨水篦子。", True),
        (["gb"], "按【GB】 50016执行。", True),
    ],
)
def test_words_are_found_and_marked(tmp_path: Path, words: list[str], marked: str, whole: bool) -> None:
    put(tmp_path / "kg", graph(fact("clause:2", "text", "按GB 50016执行。")))
    hits = search(Reader.open(tmp_path / "kg"), words)
    assert [(hit.marked(), hit.whole) for hit in hits] == [(marked, whole)]
    assert (hits[0].title, hits[0].file, hits[0].line) == ("关于防汛的通知", "a.txt", 1)


@pytest.mark.parametrize("words", [["星际"], ["，"], [""], [], ['"'], ["a OR b"]])
def test_words_that_nothing_holds(tmp_path: Path, words: list[str]) -> None:
    put(tmp_path / "kg", graph())
    assert search(Reader.open(tmp_path / "kg"), words) == []


def test_text_takes_two_bytes_a_character_and_sorts_as_elsewhere(tmp_path: Path) -> None:
    rare = [f"agency:370302:{name}" for name in ("𠮷局", "甲局", "\ufa0e局")]
    put(tmp_path / "kg", graph(*(fact(node, "name", node[14:]) for node in rare)))
    reader = Reader.open(tmp_path / "kg")
    assert reader.con.execute("PRAGMA encoding").fetchone() == ("UTF-16be",)
    assert [n for n in reader.nodes_of("Agency") if n in rare] == sorted(rare)
    assert [n for n in reader.node_ids() if n in rare] == sorted(rare)


def test_nodes_have_the_names_of_their_classes(sample_graph: OpenGraph) -> None:
    rows = sample_graph.reader.con.execute(
        "SELECT n.node, n.class, c.class FROM nodes n JOIN classes c ON c.id = n.kind"
    )
    found = {node: said for node, *said in rows}
    assert len(found) == sample_graph.reader.con.execute("SELECT count(*) FROM nodes").fetchone()[0]
    assert all(said == [sample_graph.kg.ontology.class_of(node).id] * 2 for node, said in found.items())


def test_nodes_are_looked_up_by_index_also_where_keys_begin_alike(tmp_path: Path) -> None:
    alike = [f"task:00000000000{n:05x}" for n in range(3)]
    put(tmp_path / "kg", graph(*(fact(node, "title", node[-2:]) for node in alike)))
    reader = Reader.open(tmp_path / "kg")
    assert [reader.facts_of(node)[0].object for node in alike] == ["00", "01", "02"]
    assert len({reader.number_of(node) for node in (*alike, "task:0000000000000fff")}) == 4
    for query, key in ((FIND_NODE, "7"), (FIND_NODES, "[7]")):
        plan = [row[3] for row in reader.con.execute(f"EXPLAIN QUERY PLAN {query}", ("Task", key))]
        assert any("nodes_of_key (kind=? AND <expr>=?)" in step for step in plan), plan


def test_headings_are_not_kept_beside_their_facts(sample_graph: OpenGraph) -> None:
    query = "SELECT count(n.caption), count(a.name), count(*) FROM nodes n LEFT JOIN aliases a ON a.node = n.id WHERE n.class = ?"
    captions, names, every = sample_graph.reader.con.execute(query, ("Section",)).fetchone()
    assert (captions, names) == (0, 0)
    assert every > 0
    sections = sample_graph.kg.nodes("Section")
    assert [sample_graph.light.caption(n) for n in sections] == [sample_graph.kg.caption(n) for n in sections]


@pytest.mark.parametrize(("before", "length"), [(0, 5), (0, 1023), (0, 1024), (3000, 7), (9, 1500)])
def test_values_are_parts_of_the_quote(tmp_path: Path, before: int, length: int) -> None:
    said = "责" * length
    one = fact("duty:1", "context", said, quote="市" * before + said + "。")
    put(tmp_path / "kg", graph(one))
    reader = Reader.open(tmp_path / "kg")
    assert [f.object for f in reader.facts_of("duty:1", "context")] == [said]
    part = reader.one(
        "SELECT part FROM fact_rows WHERE evidence = (SELECT id FROM evidence WHERE quote = ?)", (one.evidence.quote,)
    )
    assert part == ((1024 * before + length) if length < 1024 else None,)


def test_names_as_printed_are_parts_of_the_quote(sample_graph: OpenGraph, tmp_path: Path) -> None:
    printed = sum(f.printed is not None for f in sample_graph.facts)
    whole = sample_graph.reader.con.execute("SELECT count(*) FROM fact_rows WHERE printed IS NOT NULL").fetchone()[0]
    assert 10 * whole < printed
    odd = [
        msgspec.structs.replace(fact("agency:370302:水利局", "has_duty", f"duty:{n}"), printed=said)
        for n, said in enumerate((None, "", "区应急局", "区水利局", SAID))
    ]
    put(tmp_path / "kg", graph(*odd))
    found = Reader.open(tmp_path / "kg").facts_of("agency:370302:水利局")
    assert sorted((f.id, f.printed) for f in found) == sorted((f.id, f.printed) for f in odd)


def test_names_are_gone_through_once_for_all_classes(sample_graph: OpenGraph) -> None:
    light, texts = sample_graph.light, []
    light.reader.con.set_trace_callback(texts.append)
    for class_id in ("Document", "Body", "Agency"):
        light.called(class_id, "区应急管")
    light.reader.con.set_trace_callback(None)
    assert sum("CAST(name AS BLOB)" in text for text in texts) == 1
    assert light.called("Agency", "急管") != light.called("Agency", "区应急管")
