"""Bodies by their rosters and headings: one person a line, `总指挥：…` below a heading."""

from __future__ import annotations

from pathlib import Path

import pytest

import zhize

NOTICE = """青石区人民政府办公室
关于成立青石区森林防灭火指挥部的通知
青政办字〔2024〕19号

各镇人民政府，各街道办事处：
区政府决定成立青石区森林防灭火指挥部。现将组成人员名单通知如下：
总 指 挥：王建国  区委常委、常务副区长
副总指挥：李  明  区政府副区长
          张华山  区应急局局长
成    员：刘  伟  区委宣传部副部长
          陈  静  区发展改革局副局长
指挥部办公室设在区应急局，张华山同志兼任办公室主任。

青石区人民政府办公室
2024年4月8日
"""

PLAN = """青石区人民政府办公室
关于印发青石区地震应急预案的通知
青政办字〔2024〕21号

各镇人民政府：
《青石区地震应急预案》已经区政府同意，现印发给你们。

青石区人民政府办公室
2024年5月1日

青石区地震应急预案

2 组织体系
2.1 区抗震救灾指挥部
总指挥：区政府分管副区长
副总指挥：区政府办公室分管副主任、区应急局局长
成员单位：区应急局、区水利局。
区指挥部主要职责：统一指挥全区抗震救灾工作。
2.2 区指挥部办公室
区指挥部办公室设在区应急局，主任由区应急局局长兼任。
"""


def read(folder: Path, text: str) -> dict[str, dict[str, object]]:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    zhize.build(folder / "a.txt", folder / "kg", jobs=1)
    return {str(row["name"]): row for row in zhize.open(folder / "kg").bodies().to_dict("records")}


@pytest.mark.parametrize("blank", ["  ", "\u3000\u3000", "   "])
def test_a_roster_keeps_names_and_posts_apart(tmp_path: Path, blank: str) -> None:
    rows = read(tmp_path, NOTICE.replace("  ", blank))
    body = rows["青石区森林防灭火指挥部"]
    assert body["chief"] == ["王建国（区委常委、常务副区长）"]
    assert body["deputy"] == ["李明（区政府副区长）", "张华山（区应急局局长）"]
    assert body["members"] == ["刘伟（区委宣传部副部长）", "陈静（区发展改革局副局长）"]
    office = rows["指挥部办公室"]
    assert (office["parent"], office["seat"]) == ("青石区森林防灭火指挥部", "区应急局")


def test_what_is_no_roster_stays_text(tmp_path: Path) -> None:
    text = NOTICE.replace("陈  静  区发展改革局副局长", "陈  静  电话 0533-1234567")
    assert read(tmp_path, text)["青石区森林防灭火指挥部"]["deputy"] == [
        "李明（区政府副区长）",
        "张华山（区应急局局长）",
    ]


def test_a_heading_names_the_body_below_it(tmp_path: Path) -> None:
    rows = read(tmp_path, PLAN)
    body = rows["区抗震救灾指挥部"]
    assert (body["chief"], body["deputy"]) == (["区政府分管副区长"], ["区政府办公室分管副主任", "区应急局局长"])
    assert body["members"] == ["区应急局", "区水利局"]
    assert str(body["duty"]).startswith("统一指挥")
    assert rows["区指挥部办公室"]["parent"] == "区抗震救灾指挥部"


def test_a_heading_alone_is_no_body(tmp_path: Path) -> None:
    text = PLAN.replace("总指挥：区政府分管副区长\n", "").replace(
        "成员单位：区应急局、区水利局。\n", "按照规定开展工作。\n"
    )
    text = text.replace("副总指挥：区政府办公室分管副主任、区应急局局长\n", "")
    assert "区抗震救灾指挥部" not in read(tmp_path, text)
