"""Bodies of one name in two places are two everywhere: answers, tables, pictures, cards, the query library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import zhize
from zhize.api import OpenGraph
from zhize.errors import AmbiguousName
from zhize.graph.views.pictures.networks import agency_view

PAPER = """{place}人民政府

关于印发{place}示例应急预案的通知

{number}〔2024〕1号

各镇人民政府：

一、成立区低空安全指挥部。区低空安全指挥部总指挥：区长。成员单位：区应急局、区财政局。区低空安全指挥部办公室设在区应急局。

二、{task}。加强{task}。（牵头单位：区应急局；责任单位：区低空安全指挥部）

云州市{place}人民政府
2024年3月1日
"""
PLACES = {"青石区": ("青政字", "隐患排查"), "白塔区": ("白政字", "宣传培训")}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> OpenGraph:
    folder = tmp_path_factory.mktemp("two")
    (folder / "in").mkdir()
    for place, (number, task) in PLACES.items():
        text = PAPER.format(place=place, number=number, task=task)
        (folder / "in" / f"{number}.txt").write_text(text.replace(place, f"云州市{place}", 2), encoding="utf-8")
    zhize.build(folder / "in", folder / "kg", jobs=1)
    return zhize.open(folder / "kg")


def test_the_table_of_tasks_holds_ids_and_full_names(graph: OpenGraph) -> None:
    pytest.importorskip("pandas")
    rows = graph.tasks().to_dict("records")
    assert {r["canonical"]["区应急局"] for r in rows} == {"青石区应急管理局", "白塔区应急管理局"}
    assert len({r["agencies"]["区应急局"] for r in rows}) == 2
    assert all(r["lead"] == ["区应急局"] for r in rows)
    assert len({r["agencies"]["区低空安全指挥部"] for r in rows}) == 2
    assert {r["canonical"]["区低空安全指挥部"] for r in rows} == {"青石区低空安全指挥部", "白塔区低空安全指挥部"}


def test_the_tables_of_bodies_and_agencies_have_a_row_each(graph: OpenGraph) -> None:
    pytest.importorskip("pandas")
    bodies = graph.bodies()
    assert len(bodies[bodies.name == "区低空安全指挥部"].id.unique()) == 2
    agencies = {r["canonical"]: r["jurisdiction"] for r in graph.agencies().to_dict("records")}
    assert agencies["青石区应急管理局"] == "青石区"
    assert agencies["白塔区应急管理局"] == "白塔区"


@pytest.mark.parametrize(("place", "task"), [("青石区", "隐患排查"), ("白塔区", "宣传培训")])
def test_an_answer_is_of_the_place_that_is_asked_for(graph: OpenGraph, place: str, task: str) -> None:
    for answer in (graph.ask(f"{place}应急局牵头哪些任务？"), graph.ask("区应急局牵头哪些任务？", region=place)):
        assert answer.answered
        assert [item[:4] for item in answer.items] == [task], answer.items


def test_without_a_place_both_are_named(graph: OpenGraph) -> None:
    answer = graph.ask("区应急局牵头哪些任务？")
    assert answer.answered
    assert all(place in answer.answer for place in PLACES), answer.answer


def test_labels_tell_the_place(graph: OpenGraph) -> None:
    kg = graph.kg
    bodies = [n for n in kg.nodes("Body") if kg.caption(n) == "区低空安全指挥部"]
    assert {kg.label(n) for n in bodies} == {"区低空安全指挥部（青石区）", "区低空安全指挥部（白塔区）"}
    assert {kg.graph.nodes[n]["label"] for n in bodies} == {kg.label(n) for n in bodies}
    assert {kg.label(n) for n in kg.nodes("Agency")} == {kg.caption(n) for n in kg.nodes("Agency")}
    assert graph.show("青石区应急管理局").title == "青石区应急管理局"


def test_a_picture_of_one_shows_nothing_of_the_other(graph: OpenGraph) -> None:
    agency = graph.find("Agency", "青石区应急管理局")
    shown = json.dumps([n.label for n in agency_view(graph.kg, agency).nodes], ensure_ascii=False)
    assert "隐患排查" in shown
    assert "宣传培训" not in shown
    assert "白塔区" not in shown


def test_the_library_asks_of_one(graph: OpenGraph) -> None:
    rows = graph.question("tasks_of_agency", {"agency": "青石区应急管理局"}).dicts()
    assert {r["task"][:4] for r in rows} == {"隐患排查"}
    with pytest.raises(AmbiguousName, match="白塔区"):
        graph.question("members_of_body", {"body": "区低空安全指挥部"})
    seats = graph.question("seats").dicts()
    assert len({r["body"] for r in seats}) == len({r["body_id"] for r in seats}) == 2


def test_a_name_of_two_places_is_not_guessed(graph: OpenGraph) -> None:
    with pytest.raises(AmbiguousName, match="青石区"):
        graph.show("区应急局")


def test_a_bare_name_that_one_place_prints_is_not_taken_for_it(tmp_path: Path) -> None:
    """`财政局` stands so in one paper alone, and another place has one too."""
    for place, printed in (("青石区", "财政局"), ("白塔区", "区财政局")):
        text = PAPER.format(place=place, number=PLACES[place][0], task="经费保障").replace("区财政局", printed)
        (tmp_path / f"{place}.txt").write_text(text.replace(place, f"云州市{place}", 2), encoding="utf-8")
    zhize.build(tmp_path, tmp_path / "kg", jobs=1)
    opened = zhize.open(tmp_path / "kg")
    with pytest.raises(AmbiguousName, match=r"any of 2 .*白塔区财政局.*青石区财政局"):
        opened.find("Agency", "财政局")
    assert opened.kg.caption(opened.find("Agency", "白塔区财政局")) == "白塔区财政局"
    opened.close()


def test_nothing_is_shared(graph: OpenGraph, tmp_path: Path) -> None:
    kg = graph.kg
    for n in kg.nodes("Agency"):
        assert len({f.document for r in kg.ontology.roles for f in kg.out(n, r)}) <= 1
