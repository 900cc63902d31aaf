"""Builds by what changed: the graph is that of all documents read anew, and nothing is looked at again that does not depend on it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhize
from zhize import updating
from zhize.graph.identity import citing, region_changes
from zhize.graph.identity.decisions import decide, table_of
from zhize.graph.identity.memory import Forgotten
from zhize.graph.store.sqlite.folder import store
from zhize.graph.store.sqlite.reader import Reader

PLACES = ("云州市青石区", "云州市白泉区", "云州市", "山东省")
NAMES = (
    "区教育局",
    "区教育和体育局",
    "区应急管理局",
    "区应急营理局",
    "市财政局",
    "市税务局",
    "国家税务总局",
    "青石区防汛抗旱指挥部",
    "云湖旅游度假区管委会",
)
TAILS = (
    "",
    "《云州市防汛应急预案》（云政发〔2023〕4号）同时废止。",
    "根据《关于做好排水工作的通知》，制定本通知。",
    "根据《云州市人民政府关于做好供水工作的通知》（云州市政发〔2024〕2号），制定本通知。",
    "各成员单位按照职责分工负责。",
    "区防汛抗旱指挥部各成员单位按照职责分工负责。",
    "成立区防汛抗旱指挥部，由副区长任指挥长，区水务局、区财政局为成员单位。",
)
PAPER = """{place}人民政府
关于做好{work}工作的通知

{number}

各镇街、各有关部门：

一、总体要求。{work}要在6月底前完成。（牵头单位：{name}；配合单位：区财政局）

二、其他。{tail}

{place}人民政府

2024年3月{day}日
"""


def paper(place: str, work: str, name: str, tail: str, day: int) -> str:
    number = f"{place}政发〔2024〕{day}号" if day < 3 else ""
    return PAPER.format(place=place, work=work, name=name, tail=tail, number=number, day=day)


texts = st.builds(
    paper,
    st.sampled_from(PLACES),
    st.sampled_from(("排水", "供水")),
    st.sampled_from(NAMES),
    st.sampled_from(TAILS),
    st.integers(1, 4),
)
folders = st.dictionaries(st.sampled_from(("a.txt", "b.txt", "c.txt", "d.txt")), texts, min_size=1, max_size=4)
KEPT = (
    "SELECT document, inputs, data FROM records",
    "SELECT region, data FROM shares",
    "SELECT t.title, r.document FROM titles t JOIN records r ON r.id = t.record",
    "SELECT c.node, c.title, r.document FROM citations c JOIN records r ON r.id = c.record",
    "SELECT value FROM about WHERE name = 'apart'",
)
"""What identity keeps, without the numbers that the order of builds gives."""


def lay(folder: Path, files: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


REFERRED_TO = (
    "SELECT p.refs, (SELECT count(*) FROM fact_rows WHERE evidence = p.id) + (SELECT count(*) FROM clause_rows WHERE evidence = p.id) FROM places p",
    "SELECT t.refs, (SELECT count(*) FROM places WHERE text = t.id) FROM texts t",
    "SELECT s.refs, (SELECT count(*) FROM places WHERE section = s.id) FROM sections s",
    "SELECT 1, (SELECT count(*) > 0 FROM spans s WHERE s.document = c.document AND p.id BETWEEN s.first AND s.last) FROM places p "
    "JOIN sections c ON c.id = p.section",
)
"""What rows say of how many refer to them, with how many do."""


def held(kg: Path) -> list[object]:
    """All that a graph holds: facts, issues, what identity keeps."""
    reader = Reader.open(kg)
    try:
        whole = reader.graph()
        for query in REFERRED_TO:
            assert all(said == counted > 0 for said, counted in reader.rows(query)), query
        return [whole.facts, whole.issues, *(sorted(reader.rows(query)) for query in KEPT)]
    finally:
        reader.close()


def rebuilt(folder: Path) -> list[object]:
    """What a build from nothing holds, by the decisions on the graph of the folder."""
    shutil.rmtree(folder / "new", ignore_errors=True)
    if (table := table_of(folder / "kg")).exists():
        shutil.copy(table, table_of(folder / "new"))
        shutil.copy(table.with_suffix(".seal"), table_of(folder / "new").with_suffix(".seal"))
    zhize.build(folder / "in", folder / "new", jobs=1)
    return held(folder / "new")


@pytest.fixture
def by_difference(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents each build by difference was about; a build that gives it up fails."""
    return watch(monkeypatch)


def watch(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    done: list[int] = []
    write = updating._write_difference

    def counted(*given: object, unseen: bool) -> None:
        try:
            write(*given, unseen=unseen)  # type: ignore[arg-type]
        except Exception as error:
            raise AssertionError from error
        done.append(len(given[-2]) + len(given[-1]))  # type: ignore[arg-type]

    monkeypatch.setattr(updating, "_write_difference", counted)
    return done


@pytest.fixture(params=[5, pytest.param(60, marks=pytest.mark.slow)])
def examples(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def test_a_build_by_difference_gives_what_a_build_from_nothing_gives(examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(st.lists(folders, min_size=2, max_size=3))
    def follow(rounds: list[dict[str, str]]) -> None:
        with tempfile.TemporaryDirectory() as temp, pytest.MonkeyPatch.context() as patch:
            folder, done = Path(temp), watch(patch)
            for files in rounds:
                lay(folder / "in", files)
                zhize.build(folder / "in", folder / "kg", jobs=1)
            assert len(done) <= len(rounds)
            assert held(folder / "kg") == rebuilt(folder)

    follow()


def one(n: int, place: str = PLACES[0], name: str = "区教育局", tail: str = "") -> str:
    return paper(place, "排水", name, tail, n)


def test_only_the_regions_are_settled_again_that_are_given_something_else(
    tmp_path: Path, by_difference: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"a.txt": one(1), "b.txt": one(2, PLACES[1]), "c.txt": one(3, name="国家税务总局")}
    lay(tmp_path / "in", files)
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    settled: list[set[str]] = []
    settle = region_changes.settle_region
    monkeypatch.setattr(
        region_changes,
        "settle_region",
        lambda shares, apart: settled.append({s.document for s in shares}) or settle(shares, apart),
    )
    (tmp_path / "in" / "b.txt").write_text(files["b.txt"] + "\n附：区水务局负责解释。\n", encoding="utf-8")
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    assert by_difference[-1] == 1
    assert settled
    assert {d for documents in settled for d in documents} == {"document:云州市白泉区政发〔2024〕2号"}
    monkeypatch.undo()
    assert held(tmp_path / "kg") == rebuilt(tmp_path)


def test_only_documents_are_linked_again_that_cite_what_changed(
    tmp_path: Path, by_difference: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"a.txt": one(1), "b.txt": paper(PLACES[1], "供水", "区教育局", TAILS[2], 2), "c.txt": one(1, PLACES[1])}
    lay(tmp_path / "in", files)
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    linked: set[str] = set()
    link = citing.link
    monkeypatch.setattr(citing, "link", lambda fact, held, own: linked.add(fact.document) or link(fact, held, own))
    (tmp_path / "in" / "a.txt").write_text(files["a.txt"].replace("排水工作的通知", "防洪工作的通知"), encoding="utf-8")
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    assert by_difference[-1] == 1
    assert {d.partition("政发")[2] for d in linked} == {"〔2024〕1号", "〔2024〕2号"}
    monkeypatch.undo()
    assert held(tmp_path / "kg") == rebuilt(tmp_path)


def test_a_department_that_merged_restates_the_documents_that_print_its_old_name(
    tmp_path: Path, by_difference: list[int]
) -> None:
    lay(tmp_path / "in", {"a.txt": one(1)})
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    (tmp_path / "in" / "b.txt").write_text(one(2, name="区教育和体育局"), encoding="utf-8")
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    assert by_difference[-1] == 1
    led = {f.subject for f in Reader.open(tmp_path / "kg").graph().facts if f.predicate == "leads"}
    assert led == {"agency:云州市/青石区:教育和体育局"}
    assert held(tmp_path / "kg") == rebuilt(tmp_path)


def test_a_decision_settles_its_region_again(tmp_path: Path, by_difference: list[int]) -> None:
    lay(
        tmp_path / "in",
        {"a.txt": one(1, name="区应急管理局"), "b.txt": one(2, name="区应急营理局"), "c.txt": one(3, PLACES[1])},
    )
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    right, wrong = (f"agency:云州市/青石区:应急{c}理局" for c in "管营")
    before = held(tmp_path / "kg")
    decide(table_of(tmp_path / "kg"), "differ", (right, wrong), "张", "两个单位", "2026-01-02")
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    assert by_difference[-1] == 0
    assert wrong in {f.subject for f in held(tmp_path / "kg")[0]}  # type: ignore[attr-defined]
    assert held(tmp_path / "kg") == rebuilt(tmp_path) != before


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE records SET data = x'00'",
        "UPDATE shares SET data = x'00'",
        "UPDATE readings SET data = x'00', head = x'00'",
    ],
)
def test_where_what_is_kept_is_damaged_all_is_made_anew(
    tmp_path: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path / "in", {"a.txt": one(1), "b.txt": one(2)})
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    store(tmp_path / "kg", lambda con: con.execute(harm))  # sealed as what it then is
    lay(tmp_path / "in", {"a.txt": one(1, name="区水务局"), "b.txt": one(2)})
    given_up: list[str] = []
    write = updating._write_difference

    def told(*given: object, unseen: bool) -> None:
        try:
            write(*given, unseen=unseen)  # type: ignore[arg-type]
        except (Forgotten, updating.Amiss) as error:
            given_up.append(type(error).__name__)
            raise

    monkeypatch.setattr(updating, "_write_difference", told)
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    assert given_up
    assert held(tmp_path / "kg") == rebuilt(tmp_path)


def test_a_graph_that_keeps_nothing_is_brought_up_to_date(tmp_path: Path) -> None:
    lay(tmp_path / "in", {"a.txt": one(1)})
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    with sqlite3.connect(tmp_path / "kg" / "graph.sqlite") as con:
        count = con.execute("SELECT count(*) FROM records").fetchone()[0]
    assert count == 1
    store(
        tmp_path / "kg",
        lambda con: [con.execute(f"DELETE FROM {t}") for t in ("records", "shares", "titles", "citations")],
    )
    os.utime(tmp_path / "in" / "a.txt")
    lay(tmp_path / "in", {"b.txt": one(2, PLACES[1])})
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    assert held(tmp_path / "kg") == rebuilt(tmp_path)


def test_a_reform_stays_where_the_superior_of_one_of_its_agencies_comes(
    tmp_path: Path, by_difference: list[int]
) -> None:
    files = {"a.txt": one(1, name="区森林公安局"), "b.txt": one(2, name="区公安局")}
    lay(tmp_path / "in", files)
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    assert zhize.open(tmp_path / "kg").kg.nodes("Change")
    lay(tmp_path / "in", files | {"c.txt": one(1, place="云州市", name="市公安局")})
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    assert by_difference == [1]
    assert held(tmp_path / "kg") == rebuilt(tmp_path)
