"""Whose duties a paper tells, in the forms of rules, agencies' pages and lists."""

from __future__ import annotations

import pytest

from tests.loaders.reading import duties, read
from zhize.loaders.statements.duty import is_directory, may_hold

RULE = """松桥县城市管理办法

第四条 县城市管理主管部门是本县城市管理工作的主管部门，负责组织、协调和监督检查。

县自然资源、住房城乡建设等部门应当按照各自职责，做好城市管理的相关工作。

第六条 任何单位和个人有权举报违反本办法的行为。

第七条 建设单位应当在施工现场设置围挡。

第八条 违反本办法规定的，由县城市管理主管部门责令改正，处五百元以下罚款。
"""

PAGE = """松桥县农业农村局职能配置、内设机构和人员编制规定

第一条 根据有关规定，制定本规定。

第二条 县农业农村局是县政府工作部门，为正科级。

第三条 县农业农村局贯彻落实农业农村工作的方针政策。主要职责是：

（一）统筹推动发展全县农村社会事业。

（二）指导乡村特色产业工作。

（三）有关职责分工。

1.县水利局负责水旱灾害防御；县应急局负责组织抢险救援。

第四条 县农业农村局设下列内设机构：

（一）办公室。负责机关日常运转，承担信息、安全、保密等工作。

（二）政策法规股。组织起草规范性文件，指导行政执法。

（三）种植业管理股。起草种植业发展政策。
"""

LIST = """青石区防汛抗旱指挥部成员单位职责

（一）区委宣传部：负责防汛宣传报道。

（二）区水利局：负责水库调度。

（三）区财政局：负责防汛经费保障。

（四）防汛物资仓库和车辆维修班组。
"""


def test_a_rule_says_who_is_in_charge() -> None:
    assert duties(read(RULE)) == {
        "是本县城市管理工作的主管部门，负责组织、协调和监督检查。": ["县城市管理主管部门"],
        "应当按照各自职责，做好城市管理的相关工作。": ["县自然资源", "住房城乡建设"],
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("贯彻落实农业农村工作的方针政策。", ["县农业农村局"]),
        ("统筹推动发展全县农村社会事业。", ["县农业农村局"]),
        ("负责水旱灾害防御；", ["县水利局"]),
        ("负责组织抢险救援。", ["县应急局"]),
        ("负责机关日常运转，承担信息、安全、保密等工作。", ["办公室"]),
        ("组织起草规范性文件，指导行政执法。", ["政策法规股"]),
    ],
)
def test_an_agency_s_page_tells_its_own_duties_and_its_units(text: str, names: list[str]) -> None:
    assert duties(read(PAGE))[text] == names


HEAD = """青石区人民政府办公室
关于印发青石区茶业工作要点的通知
青政办字〔2031〕15号

各镇人民政府：
现将工作要点印发给你们。

青石区人民政府办公室
2031年3月5日

青石区茶业工作要点

"""
ITEM = "（一）改进制茶。推广新茶具。区林业局要建立茶农名册，负责茶山巡查。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"一、组织保障\n\n{ITEM}\n", ["区林业局"]),
        (f"一、组织保障\n\n{ITEM}（责任单位：区林业局）\n", []),  # the item is a task
        (f"一、组织保障\n\n{ITEM}〔责任单位：区林业局、区文旅局〕\n", []),
        ("一、职责分工\n\n区林业局负责茶山巡查。\n", ["区林业局"]),
        ("一、职责分工\n\n市政府分管茶业的副秘书长、市林业局局长。\n", []),
        ("一、工作原则\n\n（一）统一领导，分工负责。区林业局负责茶山巡查。\n", []),
    ],
)
def test_what_stands_around_a_sentence_tells_whether_it_is_a_duty(text: str, said: list[str]) -> None:
    assert [name for names in duties(read(HEAD + text)).values() for name in names] == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("区林业局负责茶山巡查。", True),
        ("各有关部门要充分认识茶业的重要意义，切实加强领导。", False),
        ("各有关部门要增强大局意识，积极配合。", False),
        ("各成员单位可根据工作需要，调整参加人员。", False),
        ("各成员单位要做好本领域的茶山巡查。", True),
        ("镇（街道）要高度重视茶山巡查，建立名册。", True),
    ],
)
def test_what_all_are_called_upon_to_do_is_no_duty(text: str, said: bool) -> None:
    listed = f"一、成员单位职责\n\n（一）区文旅局负责茶山宣传。\n\n（二）{text}\n\n（三）区财政局负责经费保障。\n"
    assert len(duties(read(HEAD + listed))) == 2 + said


def test_paragraphs_with_a_head_of_their_own_are_duties() -> None:
    text = """松桥县茶房建设管理办法

第三条 本办法所称项目单位是指出资的单位，建设单位是指具体实施的单位。

项目单位主要职责：筹集资金，审核茶房预算。

建设单位主要职责：办理茶房手续；组织验收。

第四条 建设单位应当公示茶房图纸。
"""
    assert duties(read(text)) == {
        "筹集资金，审核茶房预算。": ["项目单位"],
        "办理茶房手续；组织验收。": ["建设单位"],
    }


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ("村（居）民委员会依法协助做好茶农名册的申请、公示等工作。", True),
        ("村（居）民委员会依法公示名册。", False),
        ("各有关单位依法协助做好茶农名册的申请、公示等工作。", False),
    ],
)
def test_a_field_of_responsibility_beside_the_duty_of_another(beside: str, said: bool) -> None:
    text = f"松桥县茶农救助办法\n\n第三条 县民政部门负责统筹救助工作。{beside}\n\n第四条 本办法所称茶农，是指种茶的农民。\n"
    assert len(duties(read(text))) == 1 + said


def test_what_an_agency_is_is_no_duty() -> None:
    assert not any("正科级" in text for text in duties(read(PAGE)))


def test_an_item_that_was_not_read_is_listed() -> None:
    result = read(LIST)
    assert len(duties(result)) == 3
    assert [i.kind for i in result.issues if i.kind.startswith("duty")] == ["duty-unread"]


def test_a_sentence_read_as_a_duty_keeps_its_signs() -> None:
    signs = [str(s.object) for s in read(RULE).statements if s.predicate == "signs"]
    assert len(signs) == 2
    assert all("rules +" in sign for sign in signs)


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("区水利局", True),
        ("区教育局（区委教育工委）", True),
        ("演练信号（区移动公司", False),
        ("并监督区水利局", False),
    ],
)
def test_a_holder_of_duties_has_a_whole_name(name: str, whole: bool) -> None:
    assert may_hold(name) == whole


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("训练科5550101学生科5550102", True), ("负责受理投诉，电话5550101。", False), ("负责管理20240101号文件。", False)],
)
def test_a_directory_of_telephones_is_no_duty(text: str, numbers: bool) -> None:
    assert is_directory(text) == numbers


_ITEMS = "1、拟订水利规划；组织实施。\n\n2、负责节约用水工作。\n\n3、指导农村水利工作。\n"


@pytest.mark.parametrize(
    "lead",
    [
        "青石市水务局\n\n青石市水务局是主管全市水资源的工作部门，其职能如下：",
        "青石市水务局机构设置和职能\n\n一、主要职责\n\n贯彻落实水务工作的方针政策。主要职责是：",
        "水务局概况\n\n青石市水务局贯彻落实水务工作的方针政策，在履行职责过程中坚持党的领导。主要职责是：",
    ],
)
def test_items_behind_a_lead_are_the_duties_of_who_it_speaks_of(lead: str) -> None:
    found = duties(read(f"{lead}\n\n{_ITEMS}"))
    texts = ["拟订水利规划；组织实施。", "负责节约用水工作。", "指导农村水利工作。"]
    assert found == {text: ["青石市水务局"] for text in texts}


def test_items_behind_a_lead_of_tasks_are_no_duties() -> None:
    assert duties(read(f"青石市节水行动方案\n\n为做好节水工作，主要目标如下：\n\n{_ITEMS}")) == {}
