"""Builds that follow a folder: only what changed is read, and the graph is that of a build from nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhize
from zhize.errors import GraphError, ReadError
from zhize.graph.store.sqlite.folder import building, store
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.readings import Readings
from zhize.graph.store.sqlite.seal import seal_place
from zhize.loaders import kept
from zhize.loaders.files.source import SourceText
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.pipeline import load_text

PAPER = """{place}人民政府

关于做好{work}的通知

{place}政发〔2024〕{number}号

各镇街、各有关部门：

一、总体要求。{work}要在6月底前完成。（牵头单位：{agency}；配合单位：区财政局）

二、工作职责

{agency}：负责{work}的组织实施。

{place}人民政府

2024年3月{number}日
"""
PLACES = ("云州市青石区", "云州市白泉区", "云州市")
WORKS = ("清掏雨水篦子", "改造老旧食堂", "巡查水库大坝")
AGENCIES = ("区应急局", "区应急管理局", "市水务局", "国家防总")

papers = st.builds(
    lambda place, work, agency, number: PAPER.format(place=place, work=work, agency=agency, number=number),
    st.sampled_from(PLACES),
    st.sampled_from(WORKS),
    st.sampled_from(AGENCIES),
    st.integers(1, 9),
)
NAMES = ("a.txt", "b.txt", "c/d.txt", "通知.md")
changes = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), papers),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
)


def paper(number: int = 1) -> str:
    return PAPER.format(place=PLACES[0], work=WORKS[0], agency=AGENCIES[0], number=number)


def dumped(folder: Path, out: Path) -> list[bytes]:
    graph = zhize.open(folder)
    try:
        return [path.read_bytes() for path in graph.dump(out)]
    finally:
        graph.close()


LOOKED_UP = (
    "SELECT node, class, caption FROM nodes",
    "SELECT a.name, n.node FROM aliases a JOIN nodes n ON n.id = a.node",
    "SELECT m.form, m.kind, n.node, p.node, m.alone, m.placed FROM names m JOIN nodes n ON n.id = m.node LEFT JOIN nodes p ON p.id = m.place",
    "SELECT n.node, p.clauses, p.title FROM papers p JOIN nodes n ON n.id = p.document",
    "SELECT n.node, r.node FROM homes h JOIN nodes n ON n.id = h.document JOIN nodes r ON r.id = h.region",
    "SELECT d.node, t.term, a.node, tasks FROM loads l JOIN nodes d ON d.id = l.document JOIN nodes a ON a.id = l.agency JOIN terms t ON t.id = l.role",
    "SELECT y.predicate, y.day, n.node FROM days y JOIN nodes n ON n.id = y.node",
    "SELECT term, doc FROM clause_words",
    "SELECT term, doc FROM paper_counts",
    "SELECT s.file, start, end, line, quote FROM evidence e JOIN sources s ON s.id = e.source",
    "SELECT path FROM sections",
    "SELECT name, value FROM about WHERE name <> 'inputs'",
)
"""What is made of facts and must follow them, without the numbers that the order of builds gives."""


def looked_up(folder: Path) -> list[list[object]]:
    reader = Reader.open(folder)
    try:
        return [sorted(reader.rows(query), key=str) for query in LOOKED_UP]
    finally:
        reader.close()


def change(folder: Path, kind: str, name: str, what: str) -> None:
    file = folder / name
    if kind == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(what, encoding="utf-8")
    elif file.exists() and kind == "remove":
        file.unlink()
    elif file.exists():
        (folder / what).parent.mkdir(exist_ok=True)
        file.replace(folder / what)


@pytest.fixture(scope="module", autouse=True)
def _lexicons() -> None:
    """Load what reading needs once, not in the process of each build."""
    load_text(SourceText("a.txt", TracedText.identity(paper()), "0" * 64))


@settings(max_examples=3, deadline=None)
@given(papers, st.lists(st.lists(changes, min_size=1, max_size=3), min_size=1, max_size=2))
def test_a_graph_that_follows_is_that_of_a_build_from_nothing(first: str, rounds: list[list[tuple[str, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp) / "in"
        folder.mkdir()
        (folder / "first.txt").write_text(first, encoding="utf-8")
        zhize.build(folder, Path(temp) / "kg", jobs=1)
        for one in rounds:
            for kind, name, what in one:
                change(folder, kind, name, what)
            zhize.build(folder, Path(temp) / "kg", jobs=1)
        zhize.build(folder, Path(temp) / "new", jobs=1)
        assert looked_up(Path(temp) / "kg") == looked_up(Path(temp) / "new")
        assert dumped(Path(temp) / "kg", Path(temp) / "1") == dumped(Path(temp) / "new", Path(temp) / "2")


def test_only_new_and_changed_files_are_read(tmp_path: Path) -> None:
    folder, kg = tmp_path / "in", tmp_path / "kg"
    folder.mkdir()
    for n in (1, 2, 3):
        (folder / f"{n}.txt").write_text(paper(n), encoding="utf-8")
    first = zhize.build(folder, kg, jobs=1)
    assert first.read == 3
    same = zhize.build(folder, kg, jobs=1)
    assert (same.read, same.stamp, same.counts, same.facts) == (0, first.stamp, first.counts, first.facts)
    (folder / "2.txt").write_text(paper(4), encoding="utf-8")
    (folder / "4.txt").write_text(paper(5), encoding="utf-8")
    (folder / "3.txt").unlink()
    (folder / "1.txt").rename(folder / "9.txt")
    changed = zhize.build(folder, kg, jobs=1)
    assert (changed.read, changed.files) == (2, 3)
    assert {f.evidence.file for f in zhize.open(kg).facts} == {"2.txt", "4.txt", "9.txt"}


def test_a_file_whose_name_is_its_title_is_read_again_under_another(tmp_path: Path) -> None:
    folder, kg = tmp_path / "in", tmp_path / "kg"
    folder.mkdir()
    text = "第一条 区应急局负责清掏雨水篦子的监督管理。\n\n第二条 区财政局应当保障经费。\n\n第三条 本办法自2024年1月1日起施行。\n"
    (folder / "青石区雨水管理办法.txt").write_text(text, encoding="utf-8")
    zhize.build(folder, kg, jobs=1)
    (folder / "青石区雨水管理办法.txt").rename(folder / "青石区排水管理办法.txt")
    assert zhize.build(folder, kg, jobs=1).read == 1
    assert [zhize.open(kg).kg.text(d, "title") for d in zhize.open(kg).kg.own_documents] == ["青石区排水管理办法"]


def test_other_rules_read_all_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(paper(), encoding="utf-8")
    zhize.build(tmp_path / "a.txt", tmp_path / "kg", jobs=1)
    monkeypatch.setattr(kept, "rules", lambda: "others")
    assert zhize.build(tmp_path / "a.txt", tmp_path / "kg", jobs=1).read == 1


def test_a_build_goes_on_from_one_that_was_ended(tmp_path: Path) -> None:
    folder, kg = tmp_path / "in", tmp_path / "kg"
    folder.mkdir()
    for n in (1, 2, 3):
        (folder / f"{n}.txt").write_text(paper(n), encoding="utf-8")

    def stop(result: object) -> None:
        if getattr(result, "name", "") == "2.txt":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        zhize.build(folder, kg, jobs=1, progress=stop)
    with pytest.raises(GraphError, match="no graph here"):
        zhize.open(kg)
    assert zhize.build(folder, kg, jobs=1).read == 1
    assert sorted(p.name for p in kg.iterdir()) == ["graph.seal", "graph.sqlite"]


def test_two_builders_exclude_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(paper(), encoding="utf-8")
    with building(tmp_path / "kg"), pytest.raises(GraphError, match="another zhize is building"):
        zhize.build(tmp_path / "a.txt", tmp_path / "kg", jobs=1)
    assert not (tmp_path / "kg").exists()
    assert zhize.build(tmp_path / "a.txt", tmp_path / "kg", jobs=1).read == 1


@pytest.mark.slow
def test_two_processes_that_build_one_graph_leave_the_graph_of_one(tmp_path: Path) -> None:
    """Each ends well or says that the other is at work; what is there afterwards is whole and of one of them."""
    for n in (1, 2):
        (tmp_path / f"{n}.txt").write_text(paper(n), encoding="utf-8")
    command = [sys.executable, "-m", "zhize.cli", "--lang", "en", "build"]
    both = [
        subprocess.Popen(
            [*command, str(tmp_path / f"{n}.txt"), "-o", str(tmp_path / "kg"), "-q"], stderr=subprocess.PIPE, text=True
        )
        for n in (1, 2)
    ]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert 0 in [process.returncode for process in both], said
    for process, sentence in zip(both, said, strict=True):
        assert process.returncode == 0 or "another zhize is building" in sentence
    graph = zhize.open(tmp_path / "kg")
    assert len({f.evidence.file for f in graph.facts}) == 1
    graph.close()
    assert sorted(p.name for p in (tmp_path / "kg").iterdir()) == ["graph.seal", "graph.sqlite"]


def test_nothing_to_read_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("春天来了。", encoding="utf-8")
    with pytest.raises(ReadError):
        zhize.build(tmp_path / "a.txt", tmp_path / "kg", jobs=1)
    assert not (tmp_path / "kg").exists()


def test_a_full_disk_is_told_in_a_sentence_and_the_old_graph_stays(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(paper(), encoding="utf-8")
    zhize.build(tmp_path / "a.txt", tmp_path / "kg", jobs=1)
    before = zhize.open(tmp_path / "kg").manifest
    (tmp_path / "b.txt").write_text(paper(2).replace("清掏雨水篦子", "清掏雨水篦子和管网" * 20), encoding="utf-8")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "from zhize.cli import main; sys.argv = ['zhize', 'build', *sys.argv[1:]]; main()"
    )
    args = [str(tmp_path / "b.txt"), "-o", str(tmp_path / "kg"), "-q"]
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "the graph cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert zhize.open(tmp_path / "kg").manifest == before


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "a.txt").write_text(paper(), encoding="utf-8")
    zhize.build(folder / "a.txt", folder / "kg", jobs=1)
    return folder / "kg"


@pytest.mark.parametrize("part", range(0, 100, 7))
@pytest.mark.parametrize("seal", ["whole", "noise", "gone"])
def test_damage_is_told_and_never_answered_from(small: Path, tmp_path: Path, part: int, seal: str) -> None:
    """One byte of the file is another; its seal may be damaged too."""
    kg = tmp_path / "kg"
    shutil.copytree(small, kg)
    data = bytearray((kg / "graph.sqlite").read_bytes())
    data[len(data) * part // 100 + 120] ^= 0x41
    (kg / "graph.sqlite").write_bytes(data)
    if seal == "noise":
        seal_place(kg).write_bytes(b'{"pre\xa7": 1}')
    elif seal == "gone":
        seal_place(kg).unlink()
    with pytest.raises(GraphError, match=r"damaged.*zhize build"):
        zhize.open(kg)


@pytest.mark.parametrize(("wal", "seal", "told"), [(60, False, True), (60, True, True), (0, False, False)])
def test_a_last_change_that_lies_beside_the_file_is_whole_or_missed(
    small: Path, tmp_path: Path, wal: int, seal: bool, told: bool
) -> None:
    """A reader kept the writer from taking it over into the file."""
    kg = tmp_path / "kg"
    shutil.copytree(small, kg)
    with closing(sqlite3.connect(kg / "graph.sqlite")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM about").fetchall()
        store(kg, lambda con: con.execute("UPDATE about SET value = 'another' WHERE name = 'inputs'"))
        shutil.copytree(kg, tmp_path / "copy")
    beside = tmp_path / "copy" / "graph.sqlite-wal"
    data = bytearray(beside.read_bytes())
    data[wal] ^= 1 if wal else 0
    beside.write_bytes(data)
    if seal:
        seal_place(tmp_path / "copy").write_bytes(b"noise")
    if told:
        with pytest.raises(GraphError, match=r"damaged.*zhize build"):
            zhize.open(tmp_path / "copy")
    else:
        assert Reader.open(tmp_path / "copy").inputs == "another"


def test_a_kept_reading_of_an_ended_build_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "kg").mkdir()
    with Readings(tmp_path / "kg") as kept:
        kept.add("a", b"1" * 9000)
        kept.add("b", b"2" * 9000)
        kept.flush()
        data = bytearray(kept.file.read_bytes())
    data[data.index(b"2" * 500)] = 0x31
    kept.file.write_bytes(data)
    again = Readings(tmp_path / "kg")
    assert ("a" in again, "b" in again) == (True, False)
    again.close(done=False)
    data[4096:4200] = bytes(104)
    kept.file.write_bytes(data)
    with Readings(tmp_path / "kg") as third:
        assert "a" not in third
        third.add("a", b"3")


def test_a_graph_that_was_copied_or_touched_is_trusted_again(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "kg")
    os.utime(tmp_path / "kg" / "graph.sqlite", (1, 1))
    before = seal_place(tmp_path / "kg").read_bytes()
    assert zhize.open(tmp_path / "kg").facts
    assert seal_place(tmp_path / "kg").read_bytes() != before
    shutil.copy(small / "graph.sqlite", tmp_path / "kg2.sqlite")
    (tmp_path / "alone").mkdir()
    shutil.copy(small / "graph.sqlite", tmp_path / "alone" / "graph.sqlite")
    assert zhize.open(tmp_path / "alone").facts
    assert seal_place(tmp_path / "alone").exists()
