"""Duties in the sentences of rules: cases that go on, fields of work, classes of one level, offices of an agency."""

from __future__ import annotations

import pytest

from tests.loaders.reading import duties, read
from zhize.graph.language.doers import names_of


def rule(*articles: str) -> dict[str, list[str]]:
    lines = "\n\n".join(f"第{'一二三四五六'[i]}条 {text}" for i, text in enumerate(articles))
    return duties(read(f"松桥县茶山防火条例\n\n{lines}\n"))


@pytest.mark.parametrize(
    ("second", "joined"),
    [
        ("发现枯枝的，应当及时清除。", True),
        ("巡山结果，应当报告县人民政府。", True),
        ("拒不清除枯枝的，应当处以一千元以下罚款。", False),
        ("任何单位不得在茶山烧荒。", False),
    ],
)
def test_a_case_goes_on_with_the_duty_before_it(second: str, joined: bool) -> None:
    first = "应当组织护林员巡山；"
    assert rule(f"县林业部门{first}{second}") == {first + second * joined: ["县林业部门"]}


def test_a_second_body_begins_with_its_field_of_work() -> None:
    text = "县林业部门负责茶山防火工作，财政、审计部门按照各自职责做好经费监督工作。"
    assert list(rule(text).values()) == [["县林业部门"], ["财政", "审计部门"]]


def test_a_field_of_work_before_the_word_of_duty() -> None:
    said = duties(
        read(
            "松桥县茶山管理规定\n\n第一条 县其他有关部门按照规定的职责分工，负责茶山相关工作。\n\n第二条 本规定自发布之日起施行。\n"
        )
    )
    assert list(said.values()) == [["县其他有关部门"]]


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("县级以上交通、建设部门", ["县级以上交通、建设部门"]),
        ("各级林业、水利等主管部门", ["各级林业、水利等主管部门"]),
        ("交通、建设部门", ["交通", "建设部门"]),
        ("交通运输和应急管理等部门", ["交通运输", "应急管理"]),
        ("局法制科", ["局法制科"]),
        ("局属各执法单位", ["局属各执法单位"]),
        ("林业部门和挂靠单位", ["林业部门", "挂靠单位"]),
        ("省人民政府管理茶叶工作的部门", ["省人民政府管理茶叶工作的部门"]),
        ("免除松桥县茶叶公司", []),
        ("地震应急工作实行政府", []),
        ("制订综合性救援队伍", []),
    ],
)
def test_the_bodies_that_a_phrase_names(phrase: str, names: list[str]) -> None:
    assert [name.printed for name in names_of(phrase)] == names


def test_names_with_a_stop_over_their_duties_are_a_list() -> None:
    text = """松桥县茶山防火实施意见

一、各单位按以下分工开展防火工作，每年不少于两次：

（一）县林业局。负责组织护林员巡山。

（二）县公安局。负责查处违规用火。

（三）县茶叶集团。负责清理茶园枯枝。
"""
    assert list(duties(read(text)).values()) == [["县林业局"], ["县公安局"], ["县茶叶集团"]]


def test_a_chapter_without_its_number_is_nobodys_page() -> None:
    text = (
        "# 松桥县茶山防火条例\n\n2010年9月29日 松桥县第八届人民代表大会常务委员会第九次会议通过\n\n"
        "第一条 县人民政府负责茶山防火工作。\n\n防火职责\n\n"
        "第二条 采茶工应当履行下列职责：\n\n（一）开展防火检查，清除枯枝；\n\n（二）保障防火通道畅通。\n\n"
        "第三条 禁止在茶山吸烟。\n\n禁止在茶山燃放孔明灯。\n"
    )
    assert duties(read(text)) == {"负责茶山防火工作。": ["县人民政府"]}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("茶农可以申请采茶。受理范围：县林业部门负责受理茶山的申请。", ["县林业部门"]),
        ("火情影响公路的，由交通、公安等部门根据各自职责负责疏导。", ["交通", "公安"]),
        ("县林业部门未按照规定的职责巡山，发生火灾的，追究责任。", []),
        ("责任单位：县林业局牵头，县财政局按职责分工负责。", []),
        ("县茶业联席会议由县林业局召集，县财政局为成员，研究茶山防火。", []),
    ],
)
def test_duties_behind_labels_and_fields_of_work(text: str, names: list[str]) -> None:
    assert [n for holders in rule(text).values() for n in holders] == names


def test_a_rule_that_lost_its_line_breaks_is_cut_at_its_first_chapter() -> None:
    article = (
        "第二条  县林业部门负责茶山防火工作的统一管理。第三条  县财政部门负责茶山防火经费的统一安排。"
        + "第四条  "
        + "护林员每周巡山一次，" * 40
    )
    text = "各镇人民政府：现印发给你们。松桥县茶山管理办法第一章  总    则第一条  为保护茶山，制定本办法。" + article
    said = duties(read(f"松桥县人民政府关于印发松桥县茶山管理办法的通知\n{text}遵守规定。\n"))
    assert list(said.values()) == [["县林业部门"], ["县财政部门"]]
