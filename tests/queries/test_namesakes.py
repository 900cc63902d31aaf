"""Names that many places have: only those of their bodies are looked at that can be said, and the answers stay what they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec
import numpy as np
import pytest

import zhize
from tests.conftest import ROOT, SAMPLES
from zhize.api import OpenGraph
from zhize.queries import ask
from zhize.queries.candidate import Candidate
from zhize.queries.namesakes import Limit, Names, foremost
from zhize.queries.spread import Scores

PLACES = [
    "白山",
    "黑河",
    "红桥",
    "青云",
    "绿园",
    "紫阳",
    "金台",
    "银州",
    "铁西",
    "铜山",
    "玉泉",
    "宝塔",
    "石龙",
    "双桥",
    "三元",
    "四方",
    "五华",
    "六合",
    "七里",
    "八步",
]
QUESTIONS = (
    "区应急管理局负责什么？",
    "区应急局在森林火灾应急预案里管什么？",
    "区民政局牵头哪些任务？",
    "区财政局在养老服务里负责什么？",
    "区卫生健康局参加哪些组？",
    "区教育和体育局和谁合作最多？",
    "区民政局和谁合作最多？",
    "区水利局配合哪些工作？",
    "区住房城乡建设局牵头几项任务？",
    "区文化和旅游局牵头哪些任务？",
)


@pytest.fixture(scope="module")
def many_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGraph]:
    """One paper of the samples as twenty districts would print it."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "in").mkdir()
    text = (SAMPLES / "qingshi-2024-3.md").read_text(encoding="utf-8")
    for n, place in enumerate(PLACES):
        own = text.replace("青石", place).replace("青政", f"{place[0]}政").replace(" 号）", f"{n} 号）")
        (folder / "in" / f"{n:02}.md").write_text(own, encoding="utf-8")
    zhize.build(folder / "in", folder / "kg", jobs=1)
    graph = zhize.open(folder / "kg")
    yield graph
    graph.close()


def test_answers_are_the_same_whether_all_places_are_looked_at_or_those_that_can_be_said(
    many_places: OpenGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = msgspec.yaml.decode((ROOT / "tests" / "queries" / "questions.yaml").read_bytes())
    questions = [*QUESTIONS, *(row["q"] for rows in listed.values() for row in rows)]
    answers = []
    for close in (ask.CLOSE, 10_000):
        monkeypatch.setattr(ask, "CLOSE", close)
        asker = ask.Asker(many_places.light)
        answers.append([asker.ask(q) for q in questions])
    assert answers[0] == answers[1]
    assert any(len(answer.sources) > len(PLACES) for answer in answers[0])  # some answer tells of all places


def _candidate(node: str, score: float, document: str) -> Candidate:
    return Candidate((node,), node, (), document, "duties_of", "fact", score, (node,))


def test_the_first_candidates_are_found_without_making_all() -> None:
    nodes = [f"agency:{n:03}" for n in range(100)]
    every = {n: _candidate(n, 0.5 + (n == "agency:090"), f"document:{int(n[-3:]) * 37 % 100 // 2:02}") for n in nodes}
    told = {n: {c.document, "document:99"} for n, c in every.items()}
    looked: list[str] = []

    def made(some: Collection[str]) -> list[Candidate]:
        looked.extend(some)
        return [every[n] for n in some]

    limit = Limit(10)
    found = foremost(nodes, limit, 0.5, lambda: told, made, {"agency:090"})
    assert len(looked) < 50
    assert [c.nodes[0] for c in found] == sorted(looked)  # in the order of the bodies
    best = sorted(every.values(), key=lambda c: (-c.score, c.document))
    last = (-best[9].score, best[9].document)
    assert {c.nodes[0] for c in best if (-c.score, c.document) <= last} <= set(looked)
    assert limit.left == 0.5
    assert len(foremost(nodes, Limit(10, 0.5), 0.5, lambda: told, made, {"agency:090"})) == len(nodes)
    assert len(foremost(nodes, Limit(100), 0.5, dict, made)) == len(nodes)
    assert len(foremost(nodes, Limit(1), 0.5, dict, made, {"agency:090"})) == 1  # no other can come before it


def test_names_are_found_in_a_text_all_at_once() -> None:
    names = Names(["甲区民政局", "区民政局", "乙区民政局", "民政", "局"])
    assert set(names.within("由甲区民政局负责")) == {"甲区民政局", "区民政局", "民政", "局"}
    assert list(names.within("由民生科负责")) == []
    assert names.any_in("乙区民政局")
    assert not names.any_in("民")


def test_scores_of_documents_are_added_up_and_the_best_come_first() -> None:
    scores, words = Scores(np.array([3, 5, 9])), Scores(np.array([3, 5, 9]))
    words.add(np.array([5, 9]), 4.0)
    scores.add(np.array([3, 9]), 2.0)
    scores.add(np.array([7]), 1.5)  # of which the graph has no text
    scores.join(words, np.array([1.0, 2.0, 4.0]))
    assert scores.first(2) == [9, 3]
    assert scores.first(9) == [9, 3, 5, 7]
    assert scores.within({9: 0.5, 7: 1.0, 4: 1.0}) == {9: 1.5, 7: 1.5}


def test_that_a_form_is_a_name_is_told_without_those_who_have_it(many_places: OpenGraph) -> None:
    shelf = ask.Asker(many_places.light).shelf
    forms = {
        f"{place}{name}"
        for place in ("", "白山区", "白山", "云州市")
        for name in ("区民政局", "民政局", "区水利局", "局")
    }
    forms |= {
        "区森林防火指挥部",
        "白山区森林防火指挥部",
        "区森防指",
        "森林防火",
        "责任单位",
        "区政府办公室",
        "白山区黑河区民政局",
    }
    named = {form for form in forms if shelf.agencies(form) or shelf.bodies(form)}
    assert named
    assert named < forms
    assert shelf.are_names(forms) == named


def test_lines_of_several_papers_stand_one_after_the_other(sample_graph: OpenGraph) -> None:
    ground = ask.Asker(sample_graph.light)._whole
    said = ground.said
    assert [p.number for p in said.rows] == list(range(len(said.rows)))
    assert said.rows[-1].number == len(said.rows) - 1
    assert [p.key for p in said.rows[3:6]] == said.keys[3:6]
    assert [said.place_of(key) for key in said.keys[::50]] == list(range(0, len(said.rows), 50))
    assert said.place_of(0) is None
    for passage in said.rows[::7]:
        beside = said.around(passage.number)
        assert passage in beside
        assert len({(p.document, p.section, p.item) for p in beside}) == 1
        text = "".join(p.text for p in beside)
        held = [said.paragraph.holds(pair)[said._paragraph[passage.number]] for pair in (text[:2], "猫熊")]
        assert held == [1.0, 0.0]
    with pytest.raises(IndexError):
        said.rows[len(said.rows)]
