"""The traps of print: cleaning, joining, splitting, outline, marks. All texts are invented."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from zhize.graph.language.deadlines import find_deadline, whole_deadline
from zhize.graph.language.marks import parse_mark
from zhize.graph.language.numbers import numeral
from zhize.graph.language.sentences import first_clause, sentence_end
from zhize.loaders.files.source import SourceText
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.outline import outline
from zhize.loaders.patterns import numbering
from zhize.loaders.print.clean import (
    clean,
    fold_number_brackets,
    fold_punctuation,
    fold_stops,
    fold_width,
    squeeze,
)
from zhize.loaders.print.documents import Gazette
from zhize.loaders.print.furniture import is_furniture
from zhize.loaders.print.split import split


def _split(text: str) -> Gazette:
    return split(SourceText("a.txt", TracedText.identity(text), ""))


@pytest.mark.parametrize(
    ("step", "text", "expected"),
    [
        (fold_width, "２０２４年«办法»", "2024年《办法》"),
        (fold_width, "责任单位∶市水务局", "责任单位：市水务局"),
        (fold_number_brackets, "青政办字[2024]5号", "青政办字〔2024〕5号"),
        (fold_number_brackets, "青政办字(2024) 5 号", "青政办字〔2024〕 5 号"),
        (fold_number_brackets, "共计[2024]元", "共计[2024]元"),
        (fold_punctuation, "区应急局,区水利局(下同)", "区应急局，区水利局（下同）"),
        (fold_punctuation, "https://a.cn 8:30 1,200", "https://a.cn 8:30 1,200"),
        (fold_stops, "达到100%. 全区", "达到100%。 全区"),
        (fold_stops, "增长1.5倍", "增长1.5倍"),
        (fold_stops, "3. 加强巡查", "3. 加强巡查"),
        (squeeze, "责 任 单 位：市 水 务局", "责任单位：市水务局"),
        (squeeze, "2024 年 5 月", "2024年5月"),
        (squeeze, "open data", "open data"),
    ],
)
def test_steps(step: object, text: str, expected: str) -> None:
    assert step(TracedText.identity(text)).text == expected  # type: ignore[operator]


@given(st.text(max_size=200))
def test_every_clean_character_knows_its_place(text: str) -> None:
    result = clean(TracedText.identity(text))
    assert len(result.text) == len(result.starts) == len(result.ends)
    for i, char in enumerate(result.text):
        start, end = result.span(i, i + 1)
        assert 0 <= start < end <= len(text)
        if char == text[start:end]:
            continue
        assert not char.isalpha() or char != text[start]  # what changed was folded, not moved
    assert list(result.starts) == sorted(result.starts)


@given(st.text(alphabet="甲乙 \n，a1", max_size=60))
def test_a_piece_of_clean_text_is_what_its_span_says(text: str) -> None:
    traced = TracedText.identity(text).sub(regex.compile(" "), lambda m: "")
    for start in range(len(traced)):
        a, b = traced.span(start, len(traced))
        assert text[a:b].replace(" ", "") == traced.text[start:]


@pytest.mark.parametrize(
    "text",
    [
        "3云州市人民政府公报2024年第2期",
        "市政府文件",
        "[区政府办公室文件]",
        "人事任免",
        "—12—",
        "37",
        "---",
        "第3页共9页",
        "您的位置首页>>组织机构",
        "您现在的位置：首页 > 政务公开 > 机构职能",
        "当前位置：首页/信息公开/通知公告",
        "首页>机构设置",
    ],
)
def test_furniture(text: str) -> None:
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text",
    [
        "市政府文件要求各单位照办",
        "首页信息由办公室维护",
        "您的位置信息不会被保存",
        "区应急局",
        "2024年工作要点",
        "一、总体要求",
    ],
)
def test_no_furniture(text: str) -> None:
    assert not is_furniture(text)


NOTICE = """云州市人民政府公报

2024 年第 5 期

目 录

关于印发电梯安全检查方案的通知………（2）

青石区人民政府办公室
关于印发《青石区电梯安全
检查方案》的通知

青政办字〔2024〕31 号

各镇人民政府，各街道办事处：

《青石区电梯安全检查方案》已经区政府同意，现印发给你们。

青石区人民政府办公室

2024 年 5 月 6 日

青石区电梯安全检查方案

一、检查内容

（一）查台账。逐台核对电梯登记信息，
当月补齐。（责任单位：区市场监管局、
区住建局）

（二）查维保。抽查维保记录。（区市场监管局牵头，区应急局等部门配合）

青石区人民政府
关于调整烟花爆竹禁放范围的通告

为减少噪声，现通告如下：

一、禁放范围为环城路以内。

青石区人民政府
二〇二四年五月九日
"""


def test_a_gazette_splits_into_its_documents() -> None:
    gazette = _split(NOTICE)
    assert gazette.masthead is not None
    assert (gazette.masthead.name, gazette.masthead.year, gazette.masthead.issue) == ("云州市人民政府公报", 2024, 5)
    first, second = gazette.documents
    assert (first.number, first.title) == ("青政办字〔2024〕31号", "关于印发青石区电梯安全检查方案的通知")
    assert (first.issuer, first.date, first.kind) == ("青石区人民政府办公室", "2024-05-06", "通知")
    assert first.addressees == "各镇人民政府，各街道办事处"
    assert (second.number, second.title) == (None, "关于调整烟花爆竹禁放范围的通告")
    assert (second.issuer, second.date, second.kind) == ("青石区人民政府", "2024-05-09", "通告")


def test_sections_nest_and_offsets_lead_back() -> None:
    gazette = _split(NOTICE)
    sections = outline(gazette.documents[0])
    item = next(s for s in sections if s.title == "查台账")
    assert (item.number, item.path) == ("（一）", ("一、检查内容",))
    block = item.blocks[0]
    assert gazette.clean.text[block.start : block.end] == block.text
    start, end = gazette.clean.span(block.start, block.end)
    assert NOTICE[start:end].startswith("（一）查台账")
    assert NOTICE[start:end].endswith("区住建局）")


def test_narrow_columns_are_joined_and_page_heads_dropped() -> None:
    body = "一、做好巡查.各单位要按照职责分工,\n\n逐处检查,发现隐患立即处置,不得拖延\n\n到次日. (责 任 单 位:市 应 急 局、市\n\n４ 云州市人民政府公报　２０２４年第２期\n\n市政府文件\n\n水务局)\n\n二、做好值守.全天有人在岗,接报之后\n\n五分钟内出动. (责任单位:市应急局)\n\n"
    text = (
        "云州市人民政府\n\n关于做好防汛工作的通知\n\n云政字〔２０２４〕７号\n\n各区县人民政府:\n\n"
        + body * 4
        + "云州市人民政府\n\n２０２４年６月１日\n"
    )
    document = _split(text).documents[0]
    marks = [b.text for b in document.blocks if "责任单位" in b.text]
    assert (
        marks[0]
        == "一、做好巡查。各单位要按照职责分工，逐处检查，发现隐患立即处置，不得拖延到次日。（责任单位：市应急局、市水务局）"
    )
    assert document.date == "2024-06-01"


def test_the_number_may_stand_above_the_title() -> None:
    document = _split(
        "白政发〔2024〕3号\n\n白泉区人民政府关于加强河道管理的意见\n\n各镇人民政府：\n\n正文。\n\n白泉区人民政府\n2024年3月1日\n"
    ).documents[0]
    assert (document.number, document.title, document.title_issuer) == (
        "白政发〔2024〕3号",
        "关于加强河道管理的意见",
        "白泉区人民政府",
    )


def test_an_essay_holds_no_document() -> None:
    assert _split("春天来了。\n\n柳树绿了。").documents == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、加强", "一、"),
        ("（三）落实", "（一）"),
        ("12. 推进", "1."),
        ("2.1.3 职责", "1.1"),
        ("第五条 本办法", "条"),
        ("①甲", "①"),
        ("4.1分级响应", "1.1"),
        ("3.2公共设施", "1.1"),
        ("4.5分", None),
        ("2024年", None),
        ("2.5万户", None),
        ("2.5公里", None),
        ("加强领导", None),
    ],
)
def test_numbering(text: str, expected: str | None) -> None:
    found = numbering(text)
    assert (found.style if found else None) == expected


@pytest.mark.parametrize(
    ("text", "value"), [("17", 17), ("十", 10), ("二十三", 23), ("一百零二", 102), ("二○二四", 2024), ("甲", 0)]
)
def test_numerals(text: str, value: int) -> None:
    assert numeral(text) == value


def test_sentences_end_outside_quotes() -> None:
    text = "关于“先立后破。稳中求进”的落实。下一句。"
    assert text[: sentence_end(text)] == "关于“先立后破。稳中求进”的落实。"
    assert first_clause("根据省工作安排，制定出台办法，年底完成") == "根据省工作安排，制定出台办法"
    assert first_clause("市级投入增长10%，支持创新") == "市级投入增长10%"


Roles = dict[str, list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("责任单位：区应急局、区水利局", {"responsible_for": ["区应急局", "区水利局"]}),
        ("区教体局牵头，区财政局、区卫健局配合", {"leads": ["区教体局"], "supports": ["区财政局", "区卫健局"]}),
        ("区教体局", {"responsible_for": ["区教体局"]}),
        (
            "区应急局、区公安分局牵头，区住建局等部门配合",
            {"leads": ["区应急局", "区公安分局"], "supports": ["区住建局"]},
        ),
        (
            "牵头单位：市发展改革委；配合单位：市财政局、市统计局；完成时限：2024年6月底",
            {"leads": ["市发展改革委"], "supports": ["市财政局", "市统计局"]},
        ),
        ("市自然资源和规划局和市文化和旅游局负责", {"responsible_for": ["市自然资源和规划局", "市文化和旅游局"]}),
        ("市教育局（市委教育工委）牵头", {"leads": ["市教育局（市委教育工委）"]}),
        ("责任单位：各区县政府（含高新区，下同）", {"responsible_for": ["各区县政府"]}),
        ("责任单位：市司法局等市政府有关部门单位", {"responsible_for": ["市司法局", "市政府有关部门单位"]}),
        ("区应急局牵头，区有关部门按照职责分工负责", {"leads": ["区应急局"], "responsible_for": ["区有关部门"]}),
        (
            "责任单位：区妇联，各镇政府、街道办事处按职责分工负责，下同",
            {"responsible_for": ["区妇联", "各镇政府", "街道办事处"]},
        ),
        (
            "责任单位：市公安局，市住房城乡建设局配合",
            {"responsible_for": ["市公安局"], "supports": ["市住房城乡建设局"]},
        ),
        ("责任单位：", {}),
        ("市商务局会同市公安局、市市场监管局负责", {"leads": ["市商务局"], "supports": ["市公安局", "市市场监管局"]}),
        ("由市商务局牵头，会同市公安局负责", {"leads": ["市商务局"], "supports": ["市公安局"]}),
        ("市商务局，会同市公安局落实", {"leads": ["市商务局"], "supports": ["市公安局"]}),
        ("由市商务局牵头会同市公安局、市税务局落实", {"leads": ["市商务局"], "supports": ["市公安局", "市税务局"]}),
        ("责任单位：市商务局，会同市公安局", {"responsible_for": ["市商务局"], "supports": ["市公安局"]}),
        ("牵头：区农业农村局 配合：区财政局", {"leads": ["区农业农村局"], "supports": ["区财政局"]}),
        ("责任部门（单位）：区农业农村局", {"responsible_for": ["区农业农村局"]}),
        (
            "主管单位：区农业农村局；建设单位：青石城投集团；督办单位：区政府督查室",
            {"responsible_for": ["区农业农村局", "青石城投集团"]},
        ),
        ("区农业农村局负责，2024年底前完成", {"responsible_for": ["区农业农村局"]}),
        ("区残疾人、老龄工作委员会", {"responsible_for": ["区残疾人、老龄工作委员会"]}),
    ],
)
def test_marks(text: str, expected: Roles) -> None:
    roles: Roles = {}
    for assigned in parse_mark(text).names:
        roles.setdefault(assigned.role, []).append(assigned.mention.printed)
    assert roles == expected


def test_shortened_names_inherit_what_the_first_has() -> None:
    readings = [a.mention.reading for a in parse_mark("责任单位：区人武部、宣传部、发改局").names]
    assert readings == ["区人武部", "区宣传部", "区发改局"]
    readings = [a.mention.reading for a in parse_mark("责任单位：高新区、经济开发区、云湖区管委会").names]
    assert readings == ["高新区管委会", "经济开发区管委会", "云湖区管委会"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区教育、公安局", ["区教育局", "区公安局"]),
        ("市发展改革、财政、人力资源社会保障局", ["市发展改革局", "市财政局", "市人力资源社会保障局"]),
        ("中国电信、移动、联通云州分公司", ["中国电信云州分公司", "中国移动云州分公司", "中国联通云州分公司"]),
        ("中国电信云州分公司、中国移动云州分公司", ["中国电信云州分公司", "中国移动云州分公司"]),
    ],
)
def test_names_share_their_type_word(text: str, expected: list[str]) -> None:
    assert [a.mention.reading for a in parse_mark(text).names] == expected


def test_a_class_goes_on() -> None:
    names = [(a.mention.printed, a.mention.collective) for a in parse_mark("市水利局，各市、区人民政府").names]
    assert names == [("市水利局", False), ("各市", True), ("区人民政府", True)]


def test_a_deadline_as_a_clause() -> None:
    assert parse_mark("区农业农村局负责，2024年底前完成").deadline == "2024年底前"


@given(st.text(alphabet="（）()[]〔〕、，；：。责任单位牵头配合等及和区局市委", max_size=80))
def test_no_mark_makes_it_stumble(text: str) -> None:
    for assigned in parse_mark(text).names:
        assert assigned.mention.printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年10月底前完成改造。", "2024年10月底前"),
        ("年内建成3处。", "年内"),
        ("5月底前制定方案，10月底前完成推广。", "5月底前制定方案，10月底前完成推广"),
        ("落实《关于2023年12月底前办结事项的通知》。", None),
        ("三年内完成。", None),
        ("做好日常巡查。", None),
    ],
)
def test_deadlines(text: str, expected: str | None) -> None:
    found = find_deadline(text)
    assert (found.printed if found else None) == expected


def test_one_deadline_for_the_whole_document() -> None:
    found = whole_deadline("各单位要抓紧推进，确保十项任务在2024年年底前全部完成。")
    assert found is not None
    assert found.printed == "2024年年底前"
    assert whole_deadline("各单位要抓紧推进。") is None
