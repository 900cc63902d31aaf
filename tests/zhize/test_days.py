"""The graph as of a day: papers, chiefs, duties and names as they were; every engine and interface gives the same."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from fastmcp.exceptions import ToolError
from starlette.testclient import TestClient

import zhize
from tests.web.site import client
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.cli_help import command_line
from zhize.days import FOLDER
from zhize.errors import OptionError
from zhize.files import locked
from zhize.graph.model.asof import as_of, former_name, interval
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.messages import Sentence
from zhize.queries.library import questions
from zhize.web.app import application
from zhize.web.mcp import server
from zhize.web.shelf import Shelves
from zhize.web.workers import Workers

PAPERS = """\
云州市青石区人民政府公报 2023年第1期

云州市青石区人民政府办公室
关于印发河道整治工作方案的通知
青政办字〔2016〕1号

各镇人民政府：
现将《河道整治工作方案》印发给你们。本通知自2016年3月1日起施行，有效期至2019年2月28日。

云州市青石区人民政府办公室
2016年2月20日

河道整治工作方案

一、主要任务
1.清理河道漂浮物。（牵头单位：区水利局；配合单位：区环境保护局）
2.整治入河排口。（牵头单位：区环境保护局）

云州市青石区人民政府办公室
关于成立防汛指挥部的通知
青政办字〔2020〕5号

各镇人民政府：
现将有关事项通知如下。

一、组织机构
成立区防汛指挥部。总指挥由区长担任。成员由区水利局、区应急局、区气象局组成。区防汛指挥部办公室设在区水利局。
二、成员单位职责
区水利局：负责水库调度和巡查。
区应急局：负责抢险救援队伍的调动。

云州市青石区人民政府办公室
2020年4月10日

云州市青石区人民政府办公室
关于调整防汛指挥部的通知
青政办字〔2022〕7号

各镇人民政府：
现将有关事项通知如下。

一、组织机构
区防汛指挥部组成人员调整如下。区防汛指挥部总指挥由区政府分管副区长担任。成员由区水利局、区应急局、区财政局组成。区防汛指挥部办公室设在区应急局。

云州市青石区人民政府办公室
2022年4月10日

云州市青石区人民政府办公室
关于废止防汛文件的决定
青政办字〔2023〕9号

各镇人民政府：
区政府决定废止《云州市青石区人民政府办公室关于成立防汛指挥部的通知》（青政办字〔2020〕5号）。本决定自2023年6月1日起施行。
今后水环境监测由区生态环境局负责。

云州市青石区人民政府办公室
2023年5月20日
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGraph]:
    folder = tmp_path_factory.mktemp("days")
    (folder / "in").mkdir()
    (folder / "in" / "公报.txt").write_text(PAPERS, encoding="utf-8")
    zhize.build(folder / "in", folder / "kg", jobs=1)
    opened = zhize.open(folder / "kg")
    yield opened
    opened.close()


def chief(graph: OpenGraph) -> list[str]:
    body = graph.find("Body", "区防汛指挥部")
    return [str(f.printed or graph.kg.caption(str(f.object))) for f in graph.kg.out(body, "chief")]


@pytest.mark.parametrize(
    ("day", "chiefs", "seats", "duties", "tasks"),
    [
        ("2017-01-01", [], [], 0, 2),
        ("2019-03-01", [], [], 0, 0),
        ("2021-01-01", ["区长"], ["区水利局"], 2, 0),
        ("2022-12-31", ["区政府分管副区长"], ["区应急局"], 2, 0),
        ("2023-06-01", ["区政府分管副区长"], ["区应急局"], 0, 0),
    ],
)
def test_what_held_on_a_day(
    graph: OpenGraph, day: str, chiefs: list[str], seats: list[str], duties: int, tasks: int
) -> None:
    then = graph.as_of(day)
    try:
        assert [f.printed for f in then.kg.facts if f.predicate == "chief"] == chiefs
        assert list(dict.fromkeys(f.printed for f in then.kg.facts if f.predicate == "seat")) == seats
        assert len(then.kg.nodes("Duty")) == duties
        assert len(then.kg.nodes("Task")) == tasks
        assert all(str(then.kg.value(d, "date")) <= day for d in then.kg.own_documents)
    finally:
        then.close()


@pytest.mark.parametrize(
    ("number", "since", "until"),
    [
        ("青政办字〔2016〕1号", "2016-03-01", "2019-02-28"),
        ("青政办字〔2020〕5号", "2020-04-10", "2023-05-31"),
        ("青政办字〔2022〕7号", "2022-04-10", None),
    ],
)
def test_how_long_a_paper_holds(graph: OpenGraph, number: str, since: str, until: str | None) -> None:
    found = interval(graph.light, graph.find("Document", number))
    assert (found.since, found.until) == (since, until)


def test_an_agency_has_the_name_that_it_had(graph: OpenGraph) -> None:
    agency = graph.find("Agency", "青石区生态环境局")
    assert former_name(graph.light, agency, "2017-01-01") == "区环境保护局"
    assert former_name(graph.light, agency, "2022-01-01") is None
    then = graph.as_of("2017-01-01")
    assert then.kg.caption(agency) == "区环境保护局"
    assert [str(f.object) for f in then.kg.out(agency, "leads")] != []
    then.close()


REFORMED = """\
云州市青石区人民政府办公室
关于印发安全巡查工作方案的通知
青政办字〔2016〕3号

各镇人民政府：
现将《安全巡查工作方案》印发给你们。

云州市青石区人民政府办公室
2016年2月20日

安全巡查工作方案

一、主要任务
1.检查危化品仓库。（牵头单位：区安监局；配合单位：区粮食局）
2.检查加油站台账。（牵头单位：区工商局）

云州市青石区人民政府办公室
关于做好防汛工作的通知
青政办字〔{year}〕5号

各镇人民政府：
现将有关事项通知如下。

一、主要任务
1.检查水库大坝。（牵头单位：区应急局；配合单位：{name}）

云州市青石区人民政府办公室
{year}年4月10日
"""


def agencies(graph: OpenGraph, day: str) -> dict[str, list[str]]:
    """The agencies that have work on a day, each with its tasks."""
    kg = KnowledgeGraph(as_of(graph.kg, day))
    work = {kg.caption(node): kg.out(node, "leads") + kg.out(node, "supports") for node in kg.nodes("Agency")}
    return {name: sorted(kg.caption(str(f.object)) for f in facts) for name, facts in work.items() if facts}


def test_an_agency_that_a_reform_ended_is_there_no_more(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REFORMED.format(year=2020, name="区粮食局"), encoding="utf-8")
    zhize.build(tmp_path / "a.txt", tmp_path / "kg", jobs=1)
    graph = zhize.open(tmp_path / "kg")
    before, after = agencies(graph, "2017-01-01"), agencies(graph, "2021-01-01")
    assert before["青石区安全生产监督管理局"] == ["检查危化品仓库"]
    assert "青石区安全生产监督管理局" not in after
    assert after["青石区应急管理局"] == ["检查危化品仓库", "检查水库大坝"]
    assert after["青石区工商行政管理局（2018年已撤并）"] == ["检查加油站台账"]  # no paper names who took over
    assert after["青石区粮食和物资储备局"] == ["检查危化品仓库", "检查水库大坝"]  # a later paper names it
    then = KnowledgeGraph(as_of(graph.kg, "2021-01-01"))
    assert any("安全生产监督管理局并入" in then.caption(node) for node in then.nodes("Change"))
    graph.close()


def test_after_all_that_is_known_what_has_not_ended_is_all_there(sample_graph: OpenGraph) -> None:
    day = str(sample_graph.kg.newest_day)
    kept = {f.id for f in as_of(sample_graph.kg, day)}
    over = {d for d in sample_graph.kg.own_documents if not interval(sample_graph.kg, d).holds(day)}
    lost = [f for f in sample_graph.kg.facts if f.id not in kept]
    seats = {"chief", "deputy", "member", "led_by", "seat", "seat_in"}
    assert [f for f in lost if f.document not in over and f.rule not in ("identity", "lexicon", "regions")
            and f.predicate not in seats and not f.subject.startswith("membership:")] == []  # fmt: skip


def test_nothing_is_said_before_the_first_paper(graph: OpenGraph) -> None:
    assert [f for f in as_of(graph.kg, "2000-01-01") if f.document.startswith("document:青")] == []


def test_both_engines_give_the_same_on_a_day(graph: OpenGraph) -> None:
    then = graph.as_of("2021-01-01")
    agency, body = then.find("Agency", "青石区水利局"), then.find("Body", "区防汛指挥部")
    given = {"agency": agency, "body": body, "day": "2021-01-01", "region": then.find("Region", "青石区")}
    asked = [q for q in questions().values() if set(q.params) <= set(given)]
    answered = 0
    for one in asked:
        params = {name: given[name] for name in one.params}
        rows = then.question(one.name, params).rows
        assert rows == then.question(one.name, params, engine="cypher").rows, one.name
        answered += bool(rows)
    assert answered > 8
    assert then.question("members_of_body", {"body": body}).rows[0][2] == "区长"
    then.close()


def test_a_day_is_made_once_and_anew_when_the_graph_has_changed(graph: OpenGraph) -> None:
    first = graph.as_of("2021-01-01").path
    assert graph.as_of("2021-01-01").path == first
    for n in range(1, 15):
        graph.as_of(f"2021-02-{n:02}").close()
    kept = list((graph.path / "days").iterdir())
    assert len(kept) == 12
    with pytest.raises(OptionError, match="this is no day"):
        graph.as_of("gestern")


def test_answers_cards_and_prints_are_those_of_the_day(graph: OpenGraph) -> None:
    then, later = graph.as_of("2021-01-01"), graph.as_of("2022-12-31")
    assert then.ask("区防汛指挥部总指挥是谁？").items == ("区长",)
    assert later.ask("区防汛指挥部总指挥是谁？").items == ("区政府分管副区长",)
    assert "区气象局" in str(then.show("区防汛指挥部"))
    assert "区财政局" in str(later.show("区防汛指挥部"))
    prints = [g.reader.print_of("公报.txt") for g in (then, graph)]
    assert all(prints)
    assert len({p.text for p in prints if p}) == 1
    assert then.kg.newest_day == "2020-04-10"


def test_the_command_line_takes_a_day(graph: OpenGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*args: object) -> str:
        command_line(app).main([str(a) for a in args], prog_name="zhize", standalone_mode=False)
        return capsys.readouterr().out

    assert "区长" in run("ask", graph.path, "区防汛指挥部总指挥是谁？", "--as-of", "2021-01-01")
    assert "分管副区长" in run("show", graph.path, "区防汛指挥部", "--as-of=2022-12-31")
    assert "(2 tasks)" in run("ledger", graph.path, "-o", tmp_path / "a.xlsx", "--as-of", "2017-01-01")
    assert "(0 tasks)" in run("ledger", graph.path, "-o", tmp_path / "a.xlsx", "--as-of", "2020-01-01")


def test_pages_and_the_api_take_a_day(graph: OpenGraph) -> None:
    with client(graph.path, sparql=False) as web:
        body = graph.find("Body", "区防汛指挥部")
        page = web.get(f"/{body.replace(':', '/', 1)}", params={"as_of": "2021-01-01"}).text
        assert "以2021-01-01为准" in page
        assert "区气象局" in page
        assert all("as_of=2021-01-01" in link for link in re.findall(r'href="(/agency/[^"]*)"', page))
        assert "区气象局" not in web.get(f"/{body.replace(':', '/', 1)}", params={"as_of": "2022-12-31"}).text
        assert web.get("/api/tasks", params={"as_of": "2017-01-01"}).json()["pager"]["total"] == 2
        assert web.get("/api/tasks", params={"as_of": "2020-01-01"}).json()["pager"]["total"] == 0
        assert web.get("/tasks?as_of=gestern").status_code == 400
        asked = {"q": "区防汛指挥部总指挥是谁？", "as_of": "2021-01-01"}
        assert web.get("/api/ask", params=asked).json()["items"][0]["text"] == "区长"
        assert "as_of" not in web.get("/tasks").text.replace('name="as_of"', "")


def test_sparql_takes_a_day(graph: OpenGraph) -> None:
    count = {"query": "SELECT (COUNT(?t) AS ?n) WHERE { ?t a <https://w3id.org/zhize/ontology#Task> }"}
    with client(graph.path) as web:
        csv = {"accept": "text/csv"}
        rows = {
            name: web.get("/sparql", params={**count, **day}, headers=csv).text.split()[1] for name, day in DAYS.items()
        }
        assert rows == {"now": str(len(graph.kg.nodes("Task"))), "2017-01-01": "2", "2020-01-01": "0"}
        refused = web.get("/sparql", params={**count, "as_of": "gestern"})
        assert (refused.status_code, "不是日期" in refused.text) == (400, True)
        page = web.get("/query", params={**count, "run": "1", "as_of": "2017-01-01"}).text
        assert "<td>2</td>" in page


DAYS = {"now": {}, "2017-01-01": {"as_of": "2017-01-01"}, "2020-01-01": {"as_of": "2020-01-01"}}


def test_a_day_is_made_within_the_limits_of_a_request(graph: OpenGraph) -> None:
    folder = graph.path / FOLDER / "2018-05-05"
    folder.mkdir(parents=True)
    busy = Sentence("somebody else makes the day", {})  # so that it takes longer than any limit
    with (
        TestClient(application(Shelves(graph.path), Workers(graph.path, seconds=0.01))) as web,
        locked(folder / "lock", busy),
    ):
        late = web.get("/api/tasks", params={"as_of": "2018-05-05"}, headers={"host": "localhost"})
        assert (late.status_code, "秒内没有答完" in late.text) == (503, True)
        assert web.get("/api/tasks", headers={"host": "localhost"}).status_code == 200


def test_agents_ask_for_a_day_in_a_running_session(graph: OpenGraph) -> None:
    async def run() -> None:
        async with Client(server(Shelves(graph.path), Workers(graph.path, 60))) as agent:

            async def call(tool: str, /, **given: object) -> dict[str, Any]:
                return dict((await agent.call_tool(tool, given)).data)

            asked = {"question": "区防汛指挥部总指挥是谁？"}
            assert (await call("ask", **asked, as_of="2021-01-01"))["items"] == ["区长"]
            assert (await call("ask", **asked, as_of="2022-12-31"))["items"] == ["区政府分管副区长"]
            assert (await call("tasks", as_of="2017-01-01"))["total"] == 2
            assert (await call("tasks", as_of="2020-01-01"))["total"] == 0
            sparql = {"query": "SELECT ?t { ?t a z:Task }", "as_of": "2017-01-01"}
            assert len((await call("sparql", **sparql))["rows"]) == 2
            with pytest.raises(ToolError, match="不是日期"):
                await call("tasks", as_of="gestern")

    asyncio.run(run())
