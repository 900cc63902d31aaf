"""Rows of tables as clauses: which first rows name columns, and that none of a roster is lost."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read
from zhize.loaders.statements.clause import is_head


@pytest.mark.parametrize(
    ("cells", "head"),
    [
        (["姓名", "单位", "职务"], True),
        (["序号", "任务", "责任单位"], True),
        (["对象", "标准"], True),
        (["组长", "副组长", "成员单位"], True),
        (["组长", "王建国", "区长"], False),
        (["王建国", "区水利局"], False),
        (["成员", "", ""], False),
        (["区水利局", "调度"], False),
        (["示例水库", "3座"], False),
        (["示例工程的建设和管理情况说明", "标准"], False),
        (["", ""], False),
    ],
)
def test_heads(cells: list[str], head: bool) -> None:
    assert is_head(cells) is head


def test_the_first_row_of_a_roster_is_a_clause() -> None:
    texts = [c["text"] for c in of(read(notice("名单如下：\n\n组长：王建国  区长\n副组长：李明  副区长\n")), "clause:")]
    assert "组长；王建国；区长" in texts
    assert "副组长；李明；副区长" in texts


def test_a_row_says_its_cells_with_the_heads_of_their_columns() -> None:
    texts = [c["text"] for c in of(read(notice("标准如下：\n\n对象\t标准\n甲类\t每月100元\n")), "clause:")]
    assert "对象：甲类；标准：每月100元" in texts
    assert not any("对象；标准" in text for text in texts)
