"""Issues of a gazette, sections, tables, damaged files: what stands where, and what is missing."""

from __future__ import annotations

from tests.loaders.reading import FOOT, HEAD, issues, notice, of, read, values
from zhize.loaders.files.markdown import markdown_text
from zhize.loaders.files.source import SourceText
from zhize.loaders.pipeline import load_text

COVER = "云州市人民政府公报\n\n2024年第5期（总第88期）\n\n主办：云州市人民政府\n2024年5月31日出版\n\n"


def test_a_cover_says_which_issue_it_is() -> None:
    result = read(COVER + notice("做好工作。"))
    gazette = of(result, "gazette:")[0]
    assert (gazette["name"], gazette["year"], gazette["issue"]) == ("云州市人民政府公报", "2024", "5")
    assert (gazette["date"], gazette["publisher"]) == ("2024-05-31", "云州市人民政府")


def test_contents_and_documents_are_held_against_each_other() -> None:
    listed = "目录\n\n关于做好示例工作的通知……（1）\n关于另一件事的通知……（3）\n\n"
    result = read(COVER + listed + notice("甲。") + "\n" + notice("乙。", title="印发第三件方案", n=2))
    assert issues(result) == ["listed-not-printed", "printed-not-listed"]
    missing, extra = result.issues
    assert (missing.text, extra.text) == ("关于另一件事的通知", "关于印发第三件方案的通知")
    assert missing.line > 5


def test_sections_know_what_they_stand_in() -> None:
    result = read(
        notice("一、主要任务\n\n（一）加强巡查。逐处巡查。（责任单位：区水利局）\n\n二、工作要求\n\n压实责任。")
    )
    sections = {s["title"]: s for s in of(result, "section:")}
    assert {"一、主要任务", "二、工作要求"} <= set(sections)
    task = of(result, "task:")[0]
    assert task["in_section"] in {s.subject for s in result.statements if s.object == "一、主要任务"}


def test_an_item_under_a_heading_with_a_comma_is_its_own() -> None:
    body = "一、用好资金，加大支持\n1.支持种植。给予补助。（区财政局）\n二、加强领导，压实责任\n2.压实区长负责制。各镇要负总责。（区水利局）\n"
    titles = {task["title"] for task in of(read(notice(body)), "task:")}
    assert titles == {"支持种植", "压实区长负责制"}


def test_ditto_and_merged_cells_are_filled_from_above() -> None:
    rows = "序号\t重点任务\t责任单位\t完成时限\n1\t修复示例河堤\t区水利局\t5月底前\n2\t清理示例河道\t同上\t〃\n"
    result = read(notice("任务分工如下：\n\n" + rows))
    tasks = of(result, "task:")
    assert [(t["title"], t["mark"], t["deadline"]) for t in tasks] == [
        ("修复示例河堤", "区水利局", "5月底前"),
        ("清理示例河道", "区水利局", "5月底前"),
    ]
    second = next(s for s in result.statements if s.predicate == "title" and s.object == "清理示例河道")
    assert "区水利局" in second.evidence.quote  # the row that names the agency is cited with the row that repeats it


def test_a_file_that_breaks_off_is_noted() -> None:
    whole = notice("一、甲。\n\n二、各单位要认真落实责任，加强巡查并")
    assert issues(read(whole.removesuffix(FOOT))) == ["no-date", "broken-off"]
    assert issues(read(whole)) == []


def test_lost_and_garbled_characters_are_noted_with_their_line() -> None:
    garbled = "关于印发".encode().decode("gb18030")
    result = read(notice(f"一、甲\ufffd乙。\n\n{garbled}\n\n二、丙。"))
    assert {"lost-characters", "mojibake"} <= set(issues(result))
    assert [issue.line for issue in result.issues] == [9, 11]
    assert result.statements  # the rest stands


def test_damage_everywhere_is_told_once_for_all() -> None:
    result = read(notice("甲\ufffd乙。\n\n" * 500))
    assert len(result.issues) == 20
    assert "还有480处" in result.issues[-1].reason.said("zh")


def test_registration_number_and_addressees() -> None:
    result = read(
        "QSDR－2024－0020003\n\n" + HEAD.format(title="印发示例办法", kind="通知", n=3) + "现印发给你们。" + FOOT
    )
    document = of(result, "document:")[0]
    assert document["registration"] == "QSDR-2024-0020003"
    assert document["addressees"] == "各镇人民政府"
    assert values(result, "instrument") or document["title"] == "关于印发示例办法的通知"


def test_items_within_one_paragraph() -> None:
    body = "现提出以下意见。1.资助示例团队，给予补助。责任单位：区委组织部、区科技局。2.奖励示例项目，增加指标。责任单位：区发改局。"
    tasks = of(read(notice(body)), "task:")
    assert [(t["item"], t["text"]) for t in tasks] == [
        ("1", "资助示例团队，给予补助。"),
        ("2", "奖励示例项目，增加指标。"),
    ]


def test_what_a_website_prints_around_a_document() -> None:
    page = "当前位置：首页 > 信息公开\n\n发文字号青政办发〔2024〕7号\n\n发布时间2024-03-05\n\n" + notice(
        "甲。"
    ).replace("青政办发〔2024〕1号\n\n", "")
    document = of(read(page), "document:青政")[0]
    assert (document["number"], document["title"]) == ("青政办发〔2024〕7号", "关于做好示例工作的通知")


def test_the_heading_under_a_bare_label_of_an_attachment_heads_its_list() -> None:
    text = "附件\n\n2031年茶乡民生实事\n\n1.新建茶亭3座（牵头单位：县住建局）。\n\n2.修缮茶路（牵头单位：县交通局）。\n"
    result = read(notice(text))
    heading = {s.subject for s in result.statements if s.object == "2031年茶乡民生实事" and s.predicate == "title"}
    tasks = of(result, "task:")
    assert len(tasks) == 2
    assert {task["in_section"] for task in tasks} == heading


def test_a_short_heading_may_end_in_a_stop() -> None:
    table = "| 任务 | 责任单位 |\n| --- | --- |\n| 建设算力中心 | 市科技局 |\n"
    text = "# 青石市重点任务清单\n\n## 保障算力\n\n### 推进算力布局。\n\n" + table
    result = load_text(SourceText("a.md", markdown_text(text), ""))
    assert {s.section for s in result.statements if s.predicate == "title" and s.subject.startswith("task:")} == {
        ("保障算力", "推进算力布局")
    }
