"""Numbers, days, issuers and kinds of papers in forms beside those of `test_heads`. All texts are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loaders.forms import ISSUER, NUMBER, TITLE, WHOLE, paper, reading, without_issues
from zhize.graph.language.dates import loose_date
from zhize.graph.language.numbers import number_of_line
from zhize.loaders.files.source import SourceText
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.pipeline import load_text

BRACKETS = ["〔）", "（〕", "【】", "〖〗", "「」", "《》", "＜＞", "〈〉", "｛｝", "[〕", "﹝﹞", "﹙﹚", "⟦⟧", "(]"]


@pytest.mark.parametrize("brackets", BRACKETS)
def test_brackets_of_the_year(tmp_path: Path, brackets: str) -> None:
    printed = f"青政办字{brackets[0]}2024{brackets[1]}7号"
    assert reading(tmp_path, "a.txt", paper(number=printed)).documents == WHOLE.documents


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("青政办字〔2024年〕7号", NUMBER),
        ("青政办字〔2024〕7", NUMBER),
        ("青政办字〔二○二四〕七号", NUMBER),
        ("青政办字（二0二四）7号", NUMBER),
        ("青政办字〔2024〕0007号", NUMBER),
        ("青政办字〔2024-7〕号", NUMBER),
        ("青政办字2024-7号", NUMBER),
        ("青政办字〔2024〕7號", NUMBER),
        ("青政办字〔2024〕7号文", NUMBER),
        ("青政办字〔2024〕八十七号", "青政办字〔2024〕87号"),
        ("青政办字〔2024〕7号之一", "青政办字〔2024〕7号之一"),
        ("青政办（规）字〔2024〕7号", "青政办（规）字〔2024〕7号"),
        ("QZB字〔2024〕7号", "QZB字〔2024〕7号"),
        ("青政办字〔99〕7号", "青政办字〔1999〕7号"),
        ("青政办发〔2024〕7号；青政办规〔2024〕2号", "青政办发〔2024〕7号"),
        # what stands around it
        ("0000231 青政办字〔2024〕7号", NUMBER),
        ("特急　青政办字〔2024〕7号", NUMBER),
        ("青政办字〔2024〕7号　特急", NUMBER),
        ("青政办字〔2024〕7号　密级：公开", NUMBER),
        ("青政办字〔2024〕7号 QSDR-2024-0010003", NUMBER),
        ("青政办字〔2024〕7号 2024年5月8日", NUMBER),
        ("青政办字〔2024〕7号〔青司备2024-3〕", NUMBER),
        ("青政办字〔2024〕7号（此件公开发布）", NUMBER),
        # no numbers of documents
        ("根据青政办字〔2024〕7号", None),
        ("青政办字〔2024〕7号第三条", None),
        ("电话：（2024）7号楼", None),
        ("2024年7月8号", None),
    ],
)
def test_a_line_that_is_a_number(printed: str, number: str | None) -> None:
    assert number_of_line(printed) == number


@pytest.mark.parametrize(
    "head",
    [
        f"{ISSUER}文件{NUMBER}\n\n{TITLE}",
        f"{ISSUER}文件\n{NUMBER}\n\n{ISSUER}\n{TITLE}",
        f"{NUMBER}\n签发人：王大山\n\n{ISSUER}{TITLE}",
        f"{ISSUER}{TITLE}（{NUMBER}）",
        f"{ISSUER}{TITLE}(青政办字[2024]7号)",
        f"{ISSUER}{TITLE}——{NUMBER}",
        f"{ISSUER}\n\n{TITLE}\n\n青政办字〔2024〕\n7号",
        f"{ISSUER}\n\n{TITLE}\n\n青政办字\n〔2024〕7号",
        f"{ISSUER}\n关于印发青石区\n防汛工作方案\n的通知\n\n{NUMBER}",
        f"[发文字号] {NUMBER}\n[成文日期] 2024/5/8\n\n{ISSUER}{TITLE}",
        f"{ISSUER}{TITLE}\n\n发布时间：2024-05-10 09:21　来源：区政府办　文号：{NUMBER}　浏览次数：33",
    ],
)
def test_where_the_number_stands(tmp_path: Path, head: str) -> None:
    assert without_issues(reading(tmp_path, "a.txt", paper(head=head))) == WHOLE


def test_a_list_of_papers_with_their_numbers_is_no_head() -> None:
    text = paper() + f"\n附：\n\n以下文件继续有效：\n\n青石区人民政府{TITLE}（青政办字〔2021〕3号）\n"
    result = load_text(SourceText("a.txt", TracedText.identity(text), ""))
    assert [s.object for s in result.statements if s.predicate == "number"] == [NUMBER]


@pytest.mark.parametrize(
    "printed",
    [
        *(f"二{zero}二四年五月八日" for zero in "〇○◯●⭕⚪⊙◎◦º°零OoＯｏ０ΟοσОо0"),
        "贰零贰肆年伍月捌日",
        "二〇二四年五月\t八日",
        "2024·5·8",
        "2024 - 05 - 08",
        "2024—05—08",
        "2024年5月\n8日",
        "2024年5月8日　　　　2024年5月8日",
    ],
)
def test_days(tmp_path: Path, printed: str) -> None:
    assert reading(tmp_path, "a.txt", paper(date=printed)).documents == WHOLE.documents


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("日期：2024年5月8日", "2024-05-08"),
        ("【2024年5月8日】", "2024-05-08"),
        ("2024年5月8日。", "2024-05-08"),
        ("2024年5月8", "2024-05-08"),
        ("2024年5月8曰", "2024-05-08"),
        ("2024年5月8日 星期三", "2024-05-08"),
        ("公元2024年5月8日", "2024-05-08"),
        ("98年5月8日", "1998-05-08"),
        ("九八年五月八日", "1998-05-08"),
        ("20240508", "2024-05-08"),
        ("20241508", None),
        ("2024年13月8日", None),
        ("2024年5月8日施行", None),
        ("2024年5月", None),
    ],
)
def test_days_where_only_a_day_can_stand(printed: str, iso: str | None) -> None:
    assert loose_date(printed) == iso


@pytest.mark.parametrize(
    "sign",
    [
        f"{ISSUER}（2024年5月8日）",
        f"{ISSUER}，2024年5月8日",
        f"特此通知。　　{ISSUER}2024年5月8日",
        f"{ISSUER}\n20240508",
        f"{ISSUER}\n日期：2024年5月8日\n\n{ISSUER}秘书科 2024年5月10日印发",
    ],
)
def test_signatures_with_their_day(tmp_path: Path, sign: str) -> None:
    assert without_issues(reading(tmp_path, "a.txt", paper(sign=sign))) == WHOLE


BODY = "各有关单位：\n\n现就有关事项通知如下。\n\n一、各部门要加强管理，落实责任。\n\n"


@pytest.mark.parametrize(
    "issuer",
    [
        "青石市铁路护路联防办",
        "青石市企业养老保险处",
        "青石海关",
        "国家统计局青石调查队",
        "武警青石支队",
        "青石林场",
        "青石报社",
        "青石市第一人民医院",
        "青石社区居民委员会",
        "国网青石供电公司",
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_issuers(tmp_path: Path, issuer: str, above: bool) -> None:
    title = "关于做好夏季防溺水工作的通知"
    head = f"{issuer}{title}" if above else title
    got = reading(tmp_path, "a.txt", f"{head}\n\n{BODY}{issuer}\n2024年6月3日\n")
    assert got.documents == [(None, title, issuer, "2024-06-03")]


RULE = (
    "第一条　为加强停车管理，根据有关规定，制定本办法。\n\n"
    "第二条　公安机关负责停车秩序的监督管理。\n\n第三条　本办法自2024年8月1日起施行。\n"
)
DECREE = "\n\n《青石市停车场管理办法》已经市人民政府第3次常务会议通过，现予公布。\n\n市长　王大山\n\n2024年6月3日\n\n青石市停车场管理办法\n\n"


@pytest.mark.parametrize(
    ("text", "issuer", "date"),
    [
        *(
            (head + DECREE + RULE, "青石市人民政府", "2024-06-03")
            for head in (
                "青石市人民政府令\n第 12 号",
                "青石市人民政府令（第12号）",
                "青 石 市 人 民 政 府 令\n\n第12号",
                "青石市人民政府\n令\n第12号",
                "青石市人民政府令\n第十二号",
            )
        ),
        (
            "青石市人民代表大会常务委员会任免名单\n\n（2024年6月3日青石市第十六届人民代表大会常务委员会第三十次会议通过）\n\n"
            "任命：\n\n王大山为青石市中级人民法院副院长。\n",
            "青石市人民代表大会常务委员会",
            "2024-06-03",
        ),
        (
            f"青石市停车场管理办法\n\n（2024年6月3日青石市人民政府令第12号公布）\n\n{RULE}",
            "青石市人民政府",
            "2024-06-03",
        ),
        ("青石区2024年民生实事项目清单\n\n1. 新建口袋公园5处。责任单位：区住建局\n", None, None),
        ("青石市水利局内设机构\n\n（一）办公室。负责机关日常运转工作，监督管理。\n", None, None),
    ],
)
def test_kinds_of_papers(tmp_path: Path, text: str, issuer: str | None, date: str | None) -> None:
    assert [row[2:] for row in reading(tmp_path, "a.txt", text).documents] == [(issuer, date)]


@pytest.mark.parametrize("text", ["春天来了，河边的柳树绿了，孩子们在河边放风筝。", "姓名,年龄\n王大山,12\n"])
def test_what_holds_no_official_prose_is_refused(text: str) -> None:
    with_error = load_text(SourceText("a.txt", TracedText.identity(text), ""))
    assert "no formal document" in str(with_error.error)
