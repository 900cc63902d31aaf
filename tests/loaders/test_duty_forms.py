"""One list of duties in many forms of print reads the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.loaders.reading import duties, read
from zhize.graph.language.mentions import Mention

PLAN = (
    "青石区人民政府办公室\n关于印发青石区防汛工作方案的通知\n青政办字〔2031〕12号\n\n各镇人民政府：\n现将方案印发给你们。\n\n"
    "青石区人民政府办公室\n2031年3月5日\n\n青石区防汛工作方案\n\n"
)
DUTIES = {
    "区水利局": "组织水库巡查，督促施工单位在次年汛前完工。",
    "区气象局": "发布暴雨预警，向区防汛指挥部报送雨情信息。",
    "区应急局": "统筹抢险队伍，调度抢险物资。",
    "区财政局": "筹措并拨付防汛经费。",
}
HEADINGS = ("二、成员单位职责", "三、部门职责", "四、职责分工", "（二）各成员单位主要职责")
FORMS: dict[str, Callable[[int, str, str], str]] = {
    "colon": lambda i, name, duty: f"{name}：{duty}",
    "number and verb": lambda i, name, duty: f"{i}. {name}负责{duty}",
    "main duty": lambda i, name, duty: f"{i}．{name}主要负责{duty}",
    "its duties are": lambda i, name, duty: f"{i}、{name}的主要职责是{duty}",
    "name on a line": lambda i, name, duty: f"{i}.{name}\n\n{duty}",
    "bold": lambda i, name, duty: f"**{name}**：{duty}",
    "dash": lambda i, name, duty: f"{name}——{duty}",
    "short dash": lambda i, name, duty: f"{name}—{duty}",
    "narrow colon": lambda i, name, duty: f"{i}.{name}:{duty}",
    "circle": lambda i, name, duty: f"{'①②③④'[i - 1]}{name}：{duty}",
    "stop": lambda i, name, duty: f"{i}.{name}。{duty}",
    "agent": lambda i, name, duty: f"{i}.由{name}负责{duty}",
    "must": lambda i, name, duty: f"{name}要{duty}",
    "wide digits": lambda i, name, duty: f"（{'１２３４'[i - 1]}）{name}：{duty}",
    "frame": lambda i, name, duty: f"【{name}】{duty}",
    "bullet": lambda i, name, duty: f"· {name}：{duty}",
    "one is": lambda i, name, duty: f"{'一二三四'[i - 1]}是{name}负责{duty}",
}
WHOLE = {
    "run": "".join(f"{name}负责{duty[:-1]}；" for name, duty in DUTIES.items())[:-1] + "。\n",
    "run with numbers": "".join(f"（{i}）{name}：{duty}" for i, (name, duty) in enumerate(DUTIES.items(), 1)) + "\n",
    **{
        f"table {head}": head.replace("|", "\t") + "\n" + "".join(f"{name}\t{duty}\n" for name, duty in DUTIES.items())
        for head in (
            "单位|职责",
            "成员单位|主要职责",
            "部门|分工",
            "责任单位|工作职责",
            "单位名称|职责任务",
            "处室|职能",
        )
    },
}
PRINTS = {
    **{
        name: "\n\n".join(form(i, who, duty) for i, (who, duty) in enumerate(DUTIES.items(), 1)) + "\n"
        for name, form in FORMS.items()
    },
    **WHOLE,
}


def _duties(text: str) -> dict[str, str]:
    statements = read(text).statements
    texts = {s.subject: str(s.object) for s in statements if s.predicate == "text"}
    held = [s for s in statements if s.predicate == "has_duty" and isinstance(s.subject, Mention)]
    return {s.subject.printed: texts[s.object] for s in held if isinstance(s.subject, Mention)}


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("form", PRINTS)
def test_forms(form: str, heading: str) -> None:
    found = _duties(PLAN + heading + "\n\n" + PRINTS[form])
    assert list(found) == list(DUTIES)
    for name, duty in DUTIES.items():
        assert duty.rstrip("。") in found[name]
        assert not any(other in found[name] for other in DUTIES if other != name)


def test_a_blank_cell_goes_on_with_the_name_above() -> None:
    table = "单位\t职责\n区水利局\t组织水库巡查。\n\t督促施工单位完工。\n区气象局\t发布暴雨预警。\n"
    statements = read(PLAN + "二、成员单位职责\n\n" + table).statements
    held = [s.subject.printed for s in statements if s.predicate == "has_duty" and isinstance(s.subject, Mention)]
    assert held == ["区水利局", "区水利局", "区气象局"]


@pytest.mark.parametrize(
    "lead",
    [
        "第四条 有下列情形之一的，由区水利局责令改正：",
        "第四条 申请采砂应当具备下列条件：",
        "第四条 本办法所称采砂，是指：",
    ],
)
def test_items_of_cases_and_conditions_are_no_duties(lead: str) -> None:
    text = f"青石区采砂管理办法\n\n{lead}\n\n（一）区林业部门负责审批的林地；\n\n（二）区交通部门负责管理的航道。\n"
    assert not any("林业" in name or "交通" in name for name in _duties(text))


OFFICES = (
    "（一）{a}\n{x}\n（二）{b}\n{y}\n（三）行政审批办公室\n根据民政工作的法律法规，负责行政审批事项的受理和审批工作。\n"
)


@pytest.mark.parametrize(
    ("a", "x", "b", "y", "expected"),
    [
        (
            "社会救济科",
            "拟订全市救灾工作规划；组织核查灾情。",
            "基层工作科（社区建设科）",
            "负责行政区划管理；监督地名管理规定的实施。",
            ["社会救济科", "基层工作科（社区建设科）", "行政审批办公室"],
        ),
        ("工作目标", "健全救灾工作制度。", "保障措施", "负责人要到位。", []),
        ("社会救济科", "科长王建国，电话5550101。", "基层工作科", "科长李明，电话5550102。", []),
    ],
)
def test_offices_as_headings_over_what_they_do(a: str, x: str, b: str, y: str, expected: list[str]) -> None:
    found = duties(read("青石市民政局\n" + OFFICES.format(a=a, x=x, b=b, y=y)))
    assert [name for names in found.values() for name in names] == expected


def test_units_under_a_heading_of_units_are_read_each_with_its_duties() -> None:
    text = (
        "青石市茶研究中心\n\n部门职责\n\n机构设置及职能：\n\n1. 秘书处\n负责日常值班。\n2. 财务处\n负责报销工作。\n"
        "3. 采茶处：负责茶园管理。\n"
    )
    assert duties(read(text)) == {
        "负责日常值班。": ["秘书处"],
        "负责报销工作。": ["财务处"],
        "负责茶园管理。": ["采茶处"],
    }


def test_an_office_that_is_called_like_a_body_stands_among_offices() -> None:
    text = (
        "青石市茶业局\n（一）茶山公开办公室\n负责制定茶山公开的制度。\n（二）人事科\n负责人事管理工作。\n（三）财务科\n负责财务管理工作。\n"
        "机关党委 负责机关党群工作。\n四、人员编制\n机关编制29名。\n"
    )
    assert duties(read(text)) == {
        "负责制定茶山公开的制度。": ["茶山公开办公室"],
        "负责人事管理工作。": ["人事科"],
        "负责财务管理工作。": ["财务科"],
        "负责机关党群工作。": ["机关党委"],
    }
