"""Marks and items that do not fit: an issue each, and the rest stands."""

from __future__ import annotations

from tests.loaders.reading import issues, notice, of, read, values


def test_a_mark_that_names_nobody() -> None:
    result = read(notice("一、甲事项要办好。（责任单位：）\n\n二、乙事项要办好。（责任单位：区水利局）"))
    assert issues(result) == ["mark-names-nobody"]
    assert len(of(result, "task:")) == 1


def test_a_mark_of_three_hundred_names() -> None:
    names = "、".join(
        f"示例{'甲乙丙丁戊己庚辛壬癸'[i % 10]}{'一二三四五六七八九十'[i // 10 % 10]}{'东南西'[i // 100]}镇政府"
        for i in range(300)
    )
    result = read(notice(f"一、甲事项要办好。（责任单位：{names}）\n\n二、乙事项要办好。（责任单位：区水利局）"))
    assert issues(result) == ["mark-many-names"]
    assert len(values(result, "title")) >= 2


def test_a_mark_whose_bracket_never_closes() -> None:
    result = read(
        notice("一、甲事项要办好。（责任单位：区水利局、区财政局\n\n二、乙事项要办好。（责任单位：区应急局）")
    )
    assert issues(result) == ["mark-unbalanced"]
    printed = [getattr(s.subject, "printed", "") for s in result.statements if s.predicate == "responsible_for"]
    assert printed == ["区水利局", "区财政局", "区应急局"]


def test_the_same_item_twice() -> None:
    item = "甲事项要按时按质按量办好办实。（责任单位：区水利局）\n\n"
    result = read(notice(f"一、重点\n\n1.{item}2.乙事项要办好。（责任单位：区财政局）\n\n1.{item}"))
    assert "item-twice" in issues(result)
    assert len(of(result, "task:")) == 3


def test_a_number_that_jumps_back() -> None:
    body = "一、重点\n\n" + "".join(f"（{n}）事项{n}要办好。（责任单位：区水利局）\n\n" for n in "一二三五四")
    result = read(notice(body))
    assert issues(result) == ["number-back"]
    assert result.issues[0].text.startswith("（四）")
    assert len(of(result, "task:")) == 5


def test_lists_that_begin_again_are_in_order() -> None:
    body = "一、甲\n\n（一）事。\n\n（二）事。\n\n二、乙\n\n（一）事。\n\n（二）事。"
    assert issues(read(notice(body))) == []
