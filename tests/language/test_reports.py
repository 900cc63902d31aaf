"""Reports with a limit: who reports what within which time, and what is none."""

from __future__ import annotations

import pytest

from tests.loaders.reading import notice, of, read
from zhize.graph.language.reports import find_reports


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "事发单位应当在30分钟内向区示例局报告，区示例局在1小时内书面报告区政府。",
            [("事发单位", "30分钟内", "向区示例局报告"), ("区示例局", "1小时内", "书面报告区政府")],
        ),
        ("市政府在接到示例报告后三十分钟内直报省政府。", [("市政府", "三十分钟内", "直报省政府")]),
        (
            "各镇要在事发后10分钟内将初步情况电话报告，事发后两小时内续报。",
            [("各镇", "10分钟内", "初步情况电话报告"), ("各镇", "两小时内", "续报")],
        ),
        ("区政府应在50分钟内（上级要求时不超过1小时）书面报告市政府。", [("区政府", "50分钟内", "书面报告市政府")]),
        ("初步情况最迟不超过2小时报告。", [("", "2小时", "报告")]),
        ("预报未来24小时内有暴雨，及时报告。", []),
        ("检验机构应当在十个工作日内出具检验报告。", []),
        ("受理后5个工作日内答复。", []),
        ("实行24小时值班，有情况及时报告。", []),
        ("区示例局立即报告区政府。", []),
    ],
)
def test_reports(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = [("、".join(m.printed for m in r.who), r.limit, r.title) for r in find_reports(text)]
    assert found == expected


def test_a_report_is_a_step_of_its_heading() -> None:
    steps = of(read(notice("一、信息报告\n\n各镇要在事发后30分钟内向区政府报告。")), "step:")
    assert [(s["procedure"], s["title"], s["limit"]) for s in steps] == [("信息报告", "向区政府报告", "30分钟内")]
