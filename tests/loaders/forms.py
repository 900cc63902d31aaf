"""One invented paper that is written in many forms, and what must be read whatever its form."""

from __future__ import annotations

from pathlib import Path

import msgspec

from zhize.graph.identity.identity import identify
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views import tables
from zhize.loaders.files.limits import Limits
from zhize.loaders.files.read import read_file
from zhize.loaders.pipeline import load_text

NUMBER = "青政办字〔2024〕7号"
ISSUER = "青石区人民政府办公室"
TITLE = "关于印发青石区防汛工作方案的通知"
DATE = "2024年5月8日"
LETTER = (
    "各镇人民政府、街道办事处，区政府各部门：",
    "《青石区防汛工作方案》已经区政府同意，现印发给你们，请认真组织实施。",
)
PLAN = (
    "青石区防汛工作方案",
    "一、总体要求",
    "坚持人民至上。",
    "二、重点任务",
    "（一）加强水库巡查。每周检查大坝。（牵头单位：区水利局；配合单位：区应急管理局、区气象局）",
    "（二）储备防汛物资。配齐沙袋。（责任单位：区应急管理局；完成时限：2024年5月底前）",
    "三、职责分工",
    "区水利局负责水库防洪调度。",
    "区气象局负责天气预报预警。",
)
LINES = (ISSUER, TITLE, NUMBER, *LETTER, ISSUER, DATE, *PLAN)
"""The paper line by line: three of head, two of letter, two of signature, the plan."""
HEAD, SIGNED = 3, 7
"""The lines after its head and after its signature."""
TASKS = [
    ("（一）", "加强水库巡查", "区水利局", "区应急管理局、区气象局", "", None),
    ("（二）", "储备防汛物资", "", "", "区应急管理局", "2024年5月底前"),
]
DUTIES = [("区气象局", "负责天气预报预警。"), ("区水利局", "负责水库防洪调度。")]
COLUMNS = ("序号", "重点任务", "牵头单位", "配合单位", "完成时限")
ROWS = (
    ("1", "加强水库巡查", "区水利局", "区应急管理局、区气象局", "2024年5月底前"),
    ("2", "储备防汛物资", "区应急管理局", "区财政局", "2024年6月底前"),
)
ROW_TASKS = [(n, title, lead, support, "", due) for n, title, lead, support, due in ROWS]


class Reading(msgspec.Struct, frozen=True):
    """What was read of one file: its documents as (number, title, issuer, date), tasks, duties, kinds of issues."""

    documents: list[tuple[str | None, ...]]
    tasks: list[tuple[str | None, ...]]
    duties: list[tuple[str, str]]
    issues: list[str]


WHOLE = Reading([(NUMBER, TITLE, ISSUER, "2024-05-08")], TASKS, DUTIES, [])


def paper(*, head: str = "", number: str = NUMBER, sign: str = "", date: str = DATE) -> str:
    """The paper as text with another head, number, signature or day."""
    top = head or f"{ISSUER}\n\n{TITLE}\n\n{number}"
    return "\n\n".join((top, *LETTER, sign or f"{ISSUER}\n\n{date}", *PLAN)) + "\n"


def reading(folder: Path, name: str, data: bytes | str) -> Reading:
    """What is read of a file with this name and these bytes."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    result = load_text(read_file(path, max_bytes=Limits().max_bytes))
    facts, _ = identify(list(result.statements), list(result.origins))
    kg = KnowledgeGraph(facts, [])

    def listed(names: object) -> str:
        return "、".join(names) if isinstance(names, list) else ""

    return Reading(
        [tuple(row[field] for field in ("number", "title", "issuer", "date")) for row in tables.documents(kg)],
        sorted(
            (r["item"], r["title"], *(listed(r[f]) for f in ("lead", "support", "responsible")), r["deadline"])
            for r in tables.assignments(kg)
        ),
        sorted((listed(row["agency"]), row["text"]) for row in tables.duties(kg)),
        [issue.kind for issue in result.issues],
    )


def without_issues(read: Reading) -> Reading:
    """A reading whose issues do not matter."""
    return msgspec.structs.replace(read, issues=[])
