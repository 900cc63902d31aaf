"""Who a sentence of a rule or plan says shall do what."""

import pytest

from zhize.graph.language.doers import actors, doer, doers, find_doer, names_of
from zhize.graph.language.duty_signs import is_penalty, shall_follows


@pytest.mark.parametrize(
    ("sentence", "names", "rest"),
    [
        ("县级以上人民政府应当加强对茶山工作的领导。", ["县级以上人民政府"], "应当加强"),
        ("有护林任务的乡镇人民政府应当组织巡山队。", ["有护林任务的乡镇人民政府"], "应当组织"),
        ("有护林任务的县级人民政府，应当编制规划。", ["有护林任务的县级人民政府"], "应当编制"),
        ("负责登记的部门、单位应当在十日内办结。", ["负责登记的部门、单位"], "应当在"),
        ("市人民政府负责茶叶管理的部门会同有关部门编制目录。", ["市人民政府负责茶叶管理的部门"], "会同"),
        ("茶山开发目录，由市林业主管部门会同财政部门制定。", ["市林业主管部门"], "会同"),
        ("巡护经费由市财政部门安排。", ["市财政部门"], "安排"),
        ("清明节前，当地人民政府应当组织检查。", ["当地人民政府"], "应当组织"),
        ("铁路、民航部门应当优先运送茶苗。", ["铁路", "民航部门"], "应当优先"),
        ("公路、铁路、民航等部门应当优先运送茶苗。", ["公路", "铁路", "民航"], "应当优先"),
        ("教育、公安等有关部门按照职责做好工作。", ["教育", "公安", "有关部门"], "按照职责"),
        ("市人民政府及其有关部门应当加强宣传。", ["市人民政府", "有关部门"], "应当加强"),
        ("地方各级党委和政府应当建立机制。", ["地方各级党委和政府"], "应当建立"),
        ("街道（乡镇）和社区（村）要实行网格管理。", ["街道（乡镇）", "社区（村）"], "要实行"),
        ("河道、水库等水工程管理单位必须按规定巡查。", ["河道、水库等水工程管理单位"], "必须"),
        ("市水行政主管部门是本市排水工作的主管部门。", ["市水行政主管部门"], "是本市"),
        # where a name ends
        ("省人民政府建设行政主管部门对茶房建设实施监督管理。", ["省人民政府建设行政主管部门"], "对茶房"),
        ("县建设主管部门应当检查茶房。", ["县建设主管部门"], "应当检查"),
        ("省规划由省林业部门分别会同省财政部门、省水利部门编制。", ["省林业部门"], "分别会同"),
        ("民政部门接收的茶苗，由县级以上人民政府林业部门统筹安排。", ["县级以上人民政府林业部门"], "统筹安排"),
        ("茶山消防救援队、专职消防队按照规定承担扑救工作。", ["茶山消防救援队", "专职消防队"], "按照规定"),
        ("市林业部门，依法对茶山进行检查。", ["市林业部门"], "依法对"),
        ("市林业局分管全市茶园建设，指导制茶。", ["市林业局"], "分管全市"),
        ("市林业局统筹茶害防治工作。", ["市林业局"], "统筹茶害"),
        ("各区县政府和市政府各部门单位负责本地茶山的管理。", ["各区县政府", "市政府各部门单位"], "负责本地"),
    ],
)
def test_who_acts(sentence: str, names: list[str], rest: str) -> None:
    found = doer(sentence)
    assert found is not None
    assert [name.printed for name in found.names] == names
    assert sentence[found.body :].startswith(rest)


@pytest.mark.parametrize(
    "sentence",
    [
        "未经有管辖权的部门批准，任何单位不得采茶。",
        "有关单位或者个人有下列行为之一的，责令改正。",
        "经营者应当如实申报。",
        "本办法适用于由市场监管部门监督管理的茶叶。",
        "充分发挥安委会办公室指导协调作用。",
        "重大茶害的应急工作原则上移交给相应的部门负责。",
        # a person's field, and how the name of a body begins, are no predicates
        "市政府分管茶业的副秘书长任组长。",
        "省人民政府协助分管茶业工作的副秘书长主要负责协调工作。",
        "区公安局分管副局长负责现场秩序。",
        "市委统筹茶业振兴工作领导小组重点围绕茶山发布信息。",
    ],
)
def test_no_public_body_acts(sentence: str) -> None:
    assert doer(sentence) is None


def test_two_bodies_in_one_sentence() -> None:
    sentence = "市水利局负责水库巡查，市财政局负责资金保障。"
    pieces = doers(sentence)
    assert [[n.printed for n in p.doer.names] for p in pieces if p.doer] == [["市水利局"], ["市财政局"]]
    assert "".join(sentence[p.start : p.end] for p in pieces) == sentence


def test_a_phrase_with_a_part_that_is_no_body_names_none() -> None:
    assert names_of("市水利局和全体村民") == ()


def test_penalties() -> None:
    assert is_penalty("由市水利部门责令限期改正，处一万元以下罚款。")
    assert not is_penalty("前款规定的行政处罚，由市水利部门决定。")


@pytest.mark.parametrize(
    "sentence",
    [
        "确保行政机关履行法定职责。",
        "其组织机构可进行调整。",
        "下列建设项目在施工前应当评审。",
        "加大政府在茶山开发中的主导作用。",
        "依法协助人民政府开展采茶工作。",
    ],
)
def test_a_phrase_around_a_name_is_no_name(sentence: str) -> None:
    assert doer(sentence) is None
    found = find_doer(sentence)
    assert found is None or not any(name.printed[:2] in ("确保", "下列", "加大", "依法") for name in found.names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("区气象局加强监测。由区水利局调度工程。", ["区气象局", "区水利局"]),
        ("区茶防指作出部署，各镇（街道）组织巡山。", ["区茶防指", "各镇（街道）"]),
        ("由茶害应急指挥部启动本预案。", ["茶害应急指挥部"]),
        ("区茶防指办公室主任主持会商。", []),
        ("茶苗长势良好，茶农组织采摘。", []),
    ],
)
def test_all_who_act(text: str, names: list[str]) -> None:
    assert [name.printed for name in actors(text)] == names


def test_lists_and_sentences_read_the_same_names() -> None:
    for text in (
        "公安、消防部门负责巡山。",
        "街道（乡镇）和社区（村）要巡山。",
        "各省、自治区、直辖市人民政府负责巡山。",
    ):
        in_list, in_sentence = find_doer(text), doer(text)
        assert in_list is not None
        assert in_sentence is not None
        assert in_list.names == in_sentence.names


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("接到报告后，应当派员查看。", True),
        ("在检查中发现火情的，必须立即扑救。", True),
        ("接到报告后，派员查看。", False),
        ("接到报告并应当派员查看。", False),
    ],
)
def test_the_must_behind_a_case(text: str, follows: bool) -> None:
    assert shall_follows(text) is follows
