"""Who a sentence of a rule or plan says shall do what."""

import pytest

from zhize.graph.language.doers import actors, doer, doers, find_doer, names_of
from zhize.graph.language.duty_signs import is_penalty, puts_in_charge, shall_follows


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
        # words that only begin like what is no predicate
        ("市林业局负责制定茶山防火办法。", ["市林业局"], "负责制定"),
        ("市林业局负责人员疏散。", ["市林业局"], "负责人员"),
        ("市林业局负责人事管理。", ["市林业局"], "负责人事"),
        ("市林业局指导下级部门开展巡山。", ["市林业局"], "指导下级"),
        ("市防火指挥部领导、指挥全市茶山防火工作。", ["市防火指挥部"], "领导、指挥"),
        # a clause that a name begins with; what else a name ends in
        ("组织火灾调查的林业主管部门应当提交报告。", ["组织火灾调查的林业主管部门"], "应当提交"),
        ("接到报告的部门应当立即核实。", ["接到报告的部门"], "应当立即"),
        ("所在镇（街道）负责安置茶农。", ["所在镇（街道）"], "负责安置"),
        ("工会、妇女组织依法监督茶厂遵守规定。", ["工会", "妇女组织"], "依法监督"),
        ("市林业局及其派出机构应当巡查茶山。", ["市林业局", "派出机构"], "应当巡查"),
        ("巡山经费由当地政府给予保障。", ["当地政府"], "给予保障"),
        ("各级茶山防火指挥部汛前应当检查水源。", ["各级茶山防火指挥部"], "汛前应当"),
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
        "市林业局领导、茶厂代表参加开园仪式。",
        "镇政府发现茶厂有隐患。",
        "市林业局主要负责人由市长提名。",
    ],
)
def test_no_public_body_acts(sentence: str) -> None:
    assert doer(sentence) is None


def test_two_bodies_in_one_sentence() -> None:
    sentence = "市水利局负责水库巡查，市财政局负责资金保障。"
    pieces = doers(sentence)
    assert [[n.printed for n in p.doer.names] for p in pieces if p.doer] == [["市水利局"], ["市财政局"]]
    assert "".join(sentence[p.start : p.end] for p in pieces) == sentence


def test_several_bodies_in_charge_in_one_sentence() -> None:
    sentence = "市林业局是茶山防火的主管部门，各镇政府是本镇茶山防火的责任主体，茶山是重点区域。"
    pieces = doers(sentence)
    assert [[n.printed for n in p.doer.names] for p in pieces if p.doer] == [["市林业局"], ["各镇政府"]]


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


@pytest.mark.parametrize(
    ("text", "in_charge"),
    [
        ("是本市茶山防火的主管部门。", True),
        ("为茶园登记的主管单位。", True),
        ("为主管部门提供茶山地图。", False),
        ("是全市最大的茶厂。", False),
    ],
)
def test_who_is_in_charge(text: str, in_charge: bool) -> None:
    assert puts_in_charge(text) is in_charge


def test_a_name_before_its_own_bodies_in_a_list() -> None:
    """The heads of statements and the sentences read `A及其B` the same: B is a name without 其, and no verb of A."""
    for text in ("市林业局及其派出机构依法巡查茶山。", "市林业局及其所属机构应当巡查茶山。"):
        listed, said = find_doer(text, listed=True), doer(text)
        assert listed is not None
        assert said is not None
        assert (
            [n.printed for n in listed.names]
            == [n.printed for n in said.names]
            == [
                "市林业局",
                "派出机构" if "派出" in text else "所属机构",
            ]
        )
