"""What documents say of others, and how long they hold."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read, values
from zhize.loaders.statements.reference import find_references


def _relations(body: str, **head: str) -> dict[str, list[str]]:
    result = read(notice(body, **head))  # type: ignore[arg-type]
    titles = {s.subject: str(s.object) for s in result.statements if s.predicate == "title"}
    out: dict[str, list[str]] = {}
    for statement in result.statements:
        if statement.predicate in ("based_on", "cites", "repeals", "amends", "implements", "continues"):
            out.setdefault(statement.predicate, []).append(titles[str(statement.object)])
    return out


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("根据《示例法》《示例条例》制定本办法。", {"based_on": ["示例法", "示例条例"]}),
        ("为贯彻落实《示例规划》，现就有关事项通知如下。", {"based_on": ["示例规划"], "implements": ["示例规划"]}),
        ("本办法自发布之日起施行。《甲办法》（青政发〔2019〕3号）同时废止。", {"repeals": ["甲办法"]}),
        ("《甲办法》《乙规定》和《丙细则》同时废止。", {"repeals": ["甲办法", "乙规定", "丙细则"]}),
        ("对《甲办法》作如下修改：删去第三条。", {"amends": ["甲办法"]}),
        ("《甲方案》继续执行，有效期至2027年6月30日。", {"continues": ["甲方案"]}),
        ("要加强《示例法》宣传。", {"cites": ["示例法"]}),
        ("不得废止《示例法》规定的程序。", {"cites": ["示例法"]}),
    ],
)
def test_relations(body: str, expected: dict[str, list[str]]) -> None:
    assert _relations(body) == expected


def test_a_list_of_repealed_documents() -> None:
    body = "经清理，决定废止下列文件。\n\n附件：废止的文件目录\n\n附件\n\n废止的文件目录\n\n1.《甲办法》（青政发〔2019〕3号）\n\n2.《乙规定》（青政发〔2018〕5号）"
    found = _relations(body, title="公布废止部分文件")
    assert found["repeals"] == ["甲办法", "乙规定"]


def test_a_list_of_continued_documents_with_their_dates() -> None:
    rows = "序号\t文件名称\t文号\t有效期\n1\t示例保障金管理办法\t青政发〔2019〕3号\t2027年6月30日\n"
    result = read(notice("附件\n\n继续有效的文件目录\n\n" + rows))
    assert values(result, "extended_until") == ["2027-06-30"]
    assert [d["number"] for d in of(result, "document:青政发")] == ["青政发〔2019〕3号"]


def test_nested_titles_and_brackets_that_never_close() -> None:
    found = find_references("《关于印发〈甲〉的通知》《关于《乙》的批复》《丙")
    assert [ref.title for ref in found] == ["关于印发〈甲〉的通知", "关于〈乙〉的批复"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("本办法自2024年4月1日起施行，有效期至2029年3月31日。", ("2024-04-01", "2029-03-31")),
        ("本办法自2024年3月1日起施行，有效期五年。", ("2024-03-01", "2029-02-28")),
        ("本办法自发布之日起30日后施行。", ("2024-03-31", None)),
        ("本办法自二〇二四年五月一日起施行，有效期限2年。", ("2024-05-01", "2026-04-30")),
        ("许可证有效期至2029年3月31日的，继续使用。", (None, None)),
        ("会议定于2024年4月1日召开。", (None, None)),
        ("《甲办法》有效期至2029年3月31日。", (None, None)),
        ("本办法自2024年13月41日起施行。", (None, None)),
    ],
)
def test_times_of_force(body: str, expected: tuple[str | None, str | None]) -> None:
    document = of(read(notice(body)), "document:青政办发")[0]
    assert (document.get("in_force_from"), document.get("valid_until")) == expected


def test_on_trial() -> None:
    assert values(read(notice("甲。", title="印发示例办法（试行）")), "trial") == ["试行"]
    assert values(read(notice("甲。")), "trial") == []
