"""Names that a question has and the graph has not: said where they are names, passed over where they are pieces of other words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import zhize
from zhize.queries.ask import Asker

PAPERS = {
    "东河区.txt": "东河区人民政府关于疫情防控工作的通知\n东政发〔2020〕3号\n各镇人民政府：\n东河经济开发区成立复工专班。组长：李建国。\n"
    "区卫生健康局负责防疫。\n东河区人民政府\n2020年2月3日\n",
    "西岭市.txt": "西岭市人民政府关于园区管理的通知\n西政发〔2020〕5号\n各县区人民政府：\n市经济开发区负责招商。经济开发区负责园区管理。\n"
    "西岭市人民政府\n2020年3月4日\n",
}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    folder: Path = tmp_path_factory.mktemp("unknown")
    for name, text in PAPERS.items():
        (folder / name).write_text(text, encoding="utf-8")
    zhize.build(folder, folder / "kg", jobs=1)
    graph = zhize.open(folder / "kg")
    yield Asker(graph.kg)
    graph.close()


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("东河经济开发区复工专班的组长是谁？", ()),  # the print has the name with its place
        ("病人想在社区医院开药，找谁？", ()),  # 区 ends another word
        ("示范区安委会主任由谁担任？", ()),
        ("想给区卫生健康局报名单，打哪个电话？", ()),
        ("东河区水务局负责什么？", ("水务局",)),
    ],
)
def test_what_is_no_name_is_not_missed(asker: Asker, question: str, unknown: tuple[str, ...]) -> None:
    assert bool(asker.linker.link(question).unknown) == bool(unknown)
