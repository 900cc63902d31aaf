"""Heads and signatures in all printed forms: who issues what under which number, and when. All texts are invented."""

from __future__ import annotations

import pytest

from tests.loaders.reading import issues, read, values
from zhize.graph.language.mentions import Mention

TITLE = "关于做好防汛工作的通知"
BODY = "各镇人民政府：\n\n现就有关事项通知如下：\n\n一、加强管理，落实责任。\n\n"


@pytest.mark.parametrize(
    ("head", "signature", "issuer", "date"),
    [
        # several issuers: parted by a mark, by blanks, by lines, by nothing
        (
            "青石市水利局、青石市财政局\n",
            "青石市水利局\n青石市财政局\n2024年3月1日",
            "青石市水利局、青石市财政局",
            "2024-03-01",
        ),
        ("", "青石市水利局　青石市财政局\n2024年3月1日", "青石市水利局、青石市财政局", "2024-03-01"),
        ("", "青石市水利局青石市财政局\n2024年3月1日", "青石市水利局、青石市财政局", "2024-03-01"),
        ("", "财政部 税务总局\n二〇二四年三月一日", "财政部、税务总局", "2024-03-01"),
        # one issuer, spread over blanks or lines
        ("", "财　政　部\n2024年3月1日", "财政部", "2024-03-01"),
        ("", "财\n政\n部\n2024年3月1日", "财政部", "2024-03-01"),
        (
            "",
            "青石市应对突发公共卫生事件\n防控工作领导小组\n2024年3月1日",
            "青石市应对突发公共卫生事件防控工作领导小组",
            "2024-03-01",
        ),
        ("", "青石市人民政府\n办公室\n2024年3月1日", "青石市人民政府办公室", "2024-03-01"),
        # no governments
        ("", "青石大学\n2024年3月1日", "青石大学", "2024-03-01"),
        ("", "青石市供水集团有限公司\n2024年3月1日", "青石市供水集团有限公司", "2024-03-01"),
        ("", "青石区农业技术推广站\n2024年3月1日", "青石区农业技术推广站", "2024-03-01"),
        # marks of the seal, the day on the line of the issuer, the day cut by a line
        ("", "青石市水利局（盖章）\n2024年3月1日", "青石市水利局", "2024-03-01"),
        ("", "青石市水利局\n（盖章）2024年3月1日", "青石市水利局", "2024-03-01"),
        ("", "青石市水利局　2024年3月1日", "青石市水利局", "2024-03-01"),
        ("", "青石市水利局\n2024年3月\n1日", "青石市水利局", "2024-03-01"),
        # an attachment above the signature is no part of the name, what is forwarded signs later
        ("", "附件：防汛检查表\n青石市水利局\n2024年3月1日", "青石市水利局", "2024-03-01"),
        (
            "",
            "青石市水利局\n2024年3月1日\n关于防汛的请示\n市政府：\n现请示。\n青石市财政局\n2024年2月1日",
            "青石市水利局",
            "2024-03-01",
        ),
        # the day of printing is no day of signing
        ("青石市水利局\n", "抄送：市财政局。\n青石市水利局2024年3月2日印发", "青石市水利局", None),
    ],
)
def test_signatures(head: str, signature: str, issuer: str, date: str | None) -> None:
    result = read(f"{head}{TITLE}\n青水发〔2024〕5号\n{BODY}{signature}\n")
    assert values(result, "issuer") == [issuer]
    assert values(result, "date") == ([date] if date else [])
    signed = [s.subject for s in result.statements if s.predicate == "signed"]
    assert [s.printed for s in signed if isinstance(s, Mention)] == issuer.split("、")


@pytest.mark.parametrize(
    ("top", "number", "title"),
    [
        (f"{TITLE}\n{TITLE}\n青水发〔2024〕5号", "青水发〔2024〕5号", TITLE),
        (f"青石市水利局{TITLE}青水发〔2024〕5号", "青水发〔2024〕5号", TITLE),
        (f"青水发〔2024〕5号-青石市水利局{TITLE}", "青水发〔2024〕5号", TITLE),
        (f"青石市水利局文件\n青水发〔2024〕5号\n{TITLE}", "青水发〔2024〕5号", TITLE),
        ("青石市水利局关于做好\n防汛工作的通知\n★青水发〔2024〕5号　签发人：张某", "青水发〔2024〕5号", TITLE),
        (f"青石市水利局{TITLE}\n【发布文号】\n青水发〔2024〕5号\n【发布日期】\n2024-03-02", "青水发〔2024〕5号", TITLE),
        (f"发文字号：青水发〔2024〕5号\n发文机关：青石市水利局\n青石市水利局{TITLE}", "青水发〔2024〕5号", TITLE),
        (f"索引号：\t0123\t文号：\t青水发〔2024〕5号\n青石市水利局{TITLE}", "青水发〔2024〕5号", TITLE),
        ("青石市水利局对市政协第12号提案的答复\n青水函〔2024〕5号", "青水函〔2024〕5号", "对市政协第12号提案的答复"),
        ("青石市人民政府令\n第5号", "青石市人民政府令第5号", "青石市人民政府令"),
        ("青石市人民政府令（第5号）", "青石市人民政府令第5号", "青石市人民政府令"),
    ],
)
def test_numbers_around_titles(top: str, number: str, title: str) -> None:
    result = read(f"{top}\n{BODY}青石市水利局\n2024年3月1日\n")
    assert len(result.origins) == 1
    assert values(result, "number")[:1] == [number]
    assert values(result, "title")[0] == title


@pytest.mark.parametrize(
    ("note", "issuer", "date"),
    [
        (
            "（2016年5月6日青石市第三届人民代表大会常务委员会第五次会议通过）",
            "青石市第三届人民代表大会常务委员会",
            "2016-05-06",
        ),
        ("2001年2月3日 青石市人民政府令第8号公布 2010年2月3日修订", "青石市人民政府", "2001-02-03"),
        (
            "（2001年1月3日市政府第9次常务会议通过 2001年2月3日青石市人民政府令第8号公布）",
            "青石市人民政府",
            "2001-02-03",
        ),
        ("第一章 总则", None, None),
    ],
)
def test_notes_under_the_title_of_a_rule(note: str, issuer: str | None, date: str | None) -> None:
    result = read(f"青石市河道管理办法\n{note}\n第一条 市水利局负责河道的监督管理，有关部门应当配合。\n")
    assert values(result, "issuer") == ([issuer] if issuer else [])
    assert values(result, "date") == ([date] if date else [])


def test_a_decree_issues_the_rule_behind_it() -> None:
    text = "青石市人民政府令\n第5号\n《青石市河道管理办法》已经市政府常务会议通过，现予公布，自2024年5月1日起施行。\n市长　张某某\n2024年3月1日\n"
    result = read(text + "青石市河道管理办法\n第一条 市水利局负责河道的监督管理。\n")
    assert values(result, "issues") == ["plan:青石市河道管理办法"]
    assert (values(result, "issuer"), values(result, "date")) == (["青石市人民政府"], ["2024-03-01"])


def test_the_press_prints_a_plan() -> None:
    text = "中共中央 国务院印发《国家示例工作规划》\n新华社北京2月1日电 近日印发了规划。\n《国家示例工作规划》全文如下。\n1 总则\n甲部负责工作。\n"
    result = read(text)
    assert values(result, "title")[0] == "国家示例工作规划"
    assert values(result, "issuer") == ["中共中央、国务院"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"青石市水利局{TITLE}\n青水发〔20?4〕5号\n{BODY}青石市水利局\n2024年3月1日\n", "unread-number"),
        (f"青石市水利局{TITLE}\n青水发〔2024〕5号\n{BODY}青石市水利局\n2024年13月1日\n", "unread-date"),
        (f"青石市水利局{TITLE}\n青水发〔2024〕5号\n{BODY}青石市水利局\n2024年3月\n", "unread-date"),
        (f"文号：见附件\n青石市水利局{TITLE}\n{BODY}青石市水利局\n2024年3月1日\n", "unread-number"),
    ],
)
def test_what_is_not_understood_is_an_issue(text: str, kind: str) -> None:
    assert kind in issues(read(text))


def test_what_a_page_prints_behind_a_paper_is_no_text() -> None:
    footer = "主办单位：青石市水利局\n承办单位：青石市信息中心\n网站标识码：1234567890　青公网安备123号\n分享到：微信\n"
    result = read(
        f"青石市水利局{TITLE}\n青水发〔2024〕5号\n{BODY}青石市水利局\n2024年3月1日\n扫一扫在手机打开当前页\n{footer}"
    )
    assert not values(result, "leads")
    assert not any("信息中心" in s.evidence.quote for s in result.statements)


def test_a_label_of_a_task_is_no_footer() -> None:
    marked = BODY.replace("责任。", "责任。\n主办单位：市水利局")
    result = read(f"青石市水利局{TITLE}\n青水发〔2024〕5号\n{marked}青石市水利局\n2024年3月1日\n")
    assert any("主办单位" in s.evidence.quote for s in result.statements)


def test_a_paper_that_lost_all_line_breaks() -> None:
    filler = "各部门应当落实责任，加强检查，及时报告情况。" * 14
    text = f"青石市水利局青水函〔2024〕5号关于商请会签《青石市防汛预案》的函市直有关部门：我局组织修订了《青石市防汛预案》。{filler}青石市水利局2024年3月1日青石市防汛预案（会签稿）为做好防汛工作，制定本预案。"
    result = read(text)
    assert values(result, "number")[:1] == ["青水函〔2024〕5号"]
    assert values(result, "title")[0] == "关于商请会签青石市防汛预案的函"
    assert (values(result, "issuer"), values(result, "date")) == (["青石市水利局"], ["2024-03-01"])
    assert values(result, "issues") == ["plan:青石市防汛预案"]
