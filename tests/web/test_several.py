"""Several graphs asked at once: the place of the question decides which, each place answers for itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import zhize
from zhize.endpoint import Limits
from zhize.errors import OptionError
from zhize.router import Router, named_graphs
from zhize.web.app import Settings
from zhize.web.several import made_of

PAPER = """云州市{place}人民政府办公室
关于做好防汛工作的通知

{sign}政办发〔2024〕{number}号

各镇街、各有关部门：

一、清掏雨水篦子，6月底前完成。（牵头单位：区{leads}；配合单位：区财政局）

二、巡查水库。（责任单位：区水利局）

云州市{place}人民政府办公室
2024年3月1日
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Graphs of two districts, whose papers name different bodies for the same task."""
    top, out = tmp_path_factory.mktemp("several"), []
    for n, (name, place, leads) in enumerate((("qing", "青石区", "应急局"), ("bai", "白塔区", "城管局")), 1):
        (top / f"{name}.txt").write_text(PAPER.format(place=place, sign=place[0], number=n, leads=leads), "utf-8")
        zhize.build(top / f"{name}.txt", top / name, jobs=1)
        out.append(top / name)
    return out


@pytest.fixture(scope="module")
def router(folders: list[Path]) -> Iterator[Router]:
    with Router(folders) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "region", "expected"),
    [
        ("青石区清掏雨水篦子由谁牵头？", None, {"青石区": "应急"}),
        ("白塔区清掏雨水篦子由谁牵头？", None, {"白塔区": "城"}),
        ("清掏雨水篦子由谁牵头？", None, {"青石区": "应急", "白塔区": "城"}),
        ("清掏雨水篦子由谁牵头？", "白塔区", {"白塔区": "城"}),
        ("月亮由谁牵头？", None, {}),
    ],
)
def test_the_place_decides_who_is_asked(
    router: Router, question: str, region: str | None, expected: dict[str, str]
) -> None:
    found = router.ask(question, region=region)
    assert {one.place: one.answer.items[0][1:] for one in found.answers}.keys() == expected.keys()
    for one in found.answers:
        assert expected[one.place] in one.answer.items[0]
    merged = found.merged()
    assert merged.answered == bool(expected)
    for place, body in expected.items():
        assert len(expected) == 1 or any(place in item and body in item for item in merged.items)
    assert {s.file for s in merged.sources} == {f"{one.graph}/{one.graph}.txt" for one in found.answers}
    assert {i for s in merged.sources for i in s.items} == set(merged.items)


def test_graphs_are_told_apart_by_their_folders() -> None:
    assert list(named_graphs(["kg/a", "kg/b"])) == ["a", "b"]
    assert list(named_graphs(["a/kg", "b/kg"])) == ["a-kg", "b-kg"]
    with pytest.raises(OptionError, match="given twice"):
        named_graphs(["kg", "./kg"])


@pytest.fixture(scope="module")
def client(folders: list[Path]) -> Iterator[TestClient]:
    with made_of(folders, Limits(seconds=30, at_once=1), Settings(base="/zhize")) as app:
        yield TestClient(app, base_url="http://localhost")


def test_the_first_page_asks_all_and_leads_to_each(client: TestClient) -> None:
    page = client.get("/ask", params={"q": "清掏雨水篦子由谁牵头？"}).text
    assert "青石区" in page
    assert "白塔区" in page
    assert "qing/qing.txt" in page
    assert client.get("/zhize/qing/").status_code == 200
    assert 'href="/zhize/qing/agencies"' in client.get("/qing/").text
    assert client.get("/nowhere").status_code == 404


def test_the_answers_as_data(client: TestClient) -> None:
    data = client.get("/api/ask", params={"q": "白塔区清掏雨水篦子由谁牵头？"}).json()
    assert data["asked"] == ["bai"]
    assert data["answer"]["answered"]
    assert client.get("/api/ask").status_code == 400
