"""What notices to the public and decisions order, allow or approve."""

from __future__ import annotations

from tests.loaders.reading import notice, of, read


def _texts(body: str, kind: str) -> list[str]:
    return [p["text"] for p in of(read(notice(body, kind=kind)), "provision:")]


def test_items_of_a_public_notice() -> None:
    body = "为减少噪声，现通告如下：\n\n一、禁放区域：示例路以内。\n\n二、有关规定\n\n（一）区域内全天禁止燃放示例烟花。\n\n三、本通告自2024年4月1日起施行。"
    assert _texts(body, "通告") == ["禁放区域：示例路以内。", "区域内全天禁止燃放示例烟花。"]


def test_what_a_reply_approves() -> None:
    body = "《关于报批示例村规划的请示》收悉。经研究，现批复如下：\n\n原则同意示例村规划，面积386公顷。\n\n此复。"
    assert _texts(body, "批复") == ["原则同意示例村规划，面积386公顷。"]


def test_a_notice_to_offices_holds_tasks_and_no_provisions() -> None:
    assert _texts("一、做好示例工作。各单位要落实。", "通知") == []
