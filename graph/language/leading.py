"""Names of bodies at the start of a statement: `区教体局、区财政局负责…`."""

from __future__ import annotations

import regex

from zhize.graph.language.lists import split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_collective, is_elliptic

VERBS = [
    "负责",
    "承担",
    "承办",
    "指导",
    "组织",
    "协调",
    "统筹",
    "监督",
    "牵头",
    "落实",
    "制定",
    "制订",
    "编制",
    "提供",
    "开展",
    "协助",
    "配合",
    "参与",
    "会同",
    "加强",
    "做好",
    "督促",
    "受理",
    "管理",
    "建立",
    "健全",
    "及时",
    "依法",
    "依职权",
    "具体",
    "主要",
    "根据",
    "按照",
    "按",
    "依据",
    "应当",
    "应",
    "要",
    "须",
    "在",
    "对",
    "为",
    "将",
    "作为",
    "结合",
    "履行",
    "担负",
    "保障",
    "完善",
    "推进",
    "推动",
    "支持",
    "引导",
    "配备",
    "调度",
    "实施",
    "执行",
    "发布",
    "收集",
    "汇总",
    "会商",
    "研究",
    "分析",
    "审核",
    "审批",
    "检查",
    "维护",
    "确保",
    "利用",
    "积极",
    "密切",
    "立即",
    "迅速",
    "接到",
    "是",
    "可",
    "派出",
    "调集",
    "安排",
    "抓好",
    "分别",
    "共同",
    "充分",
    "严格",
    "全面",
    "进一步",
    "认真",
    "切实",
    "主管",
    "参加",
    "宣传",
    "监测",
    "预警",
    "处置",
    "救治",
    "抢修",
    "筹集",
    "联系",
    "通报",
    "报告",
    "通过",
    "强化",
    "深入",
    "围绕",
    "依托",
    "充当",
    "定期",
    "按期",
    "每",
    "于",
]
_VERB = regex.compile("|".join(sorted(VERBS, key=len, reverse=True)))
_INNER_VERB = regex.compile(
    r"负责|指导|组织|协调|做好|开展|制定|承担|监督检查|落实|配合|协助|参与|会同|根据|按照|加强|派出(?!所)|(?:事项|工作|任务|项目)由|成立|建议|调集|\d(?:个|日|天|小时)"
)
_STRADDLES = frozenset(
    ["组织", "办结", "办理", "部署", "处置", "处理", "院校", "会商", "会同", "联系", "联合", "体系", "站点"]
)
"""Words that a name must not end in the middle of: `各镇` + `组织`, not `各镇组` + `织`."""
_END = frozenset("局委办部厅院会署心司队所站校团室府处社馆道镇乡村居区组关行位门）体库场联协")
_JOIN = regex.compile(r"[、和及与]|以及")
LONGEST = 34


def leading_names(text: str) -> tuple[list[Mention], int]:
    """The list of bodies a text begins with, and where it ends; ([], 0) where it begins otherwise.

    Example: `区住建局、区水利局负责排水` -> two mentions, 8.
    """
    end = name_end(text, 0)
    if not end:
        return [], 0
    while True:
        joint = _JOIN.match(text, end)
        following = name_end(text, joint.end(), inherits=True) if joint else 0
        if not following:
            break
        end = following
    if etc := _ETC.match(text, end):
        end = etc.end()
    mentions, _ = split_names(text[:end])
    return mentions, end


_ETC = regex.compile(r"等(?:\p{Han}{0,4}(?:部门|单位))?")


def name_end(text: str, start: int, *, inherits: bool = False) -> int:
    """Where the longest name that starts here ends, 0 if none does."""
    for end in range(_limit(text, start), start + 1, -1):
        if text[end - 1] not in _END or text[end - 1 : end + 1] in _STRADDLES:
            continue
        piece = text[start:end]
        if is_agency(piece) or is_collective(piece) or (inherits and is_elliptic(piece)):
            return end
    return 0


def _limit(text: str, start: int) -> int:
    """How far a name that starts here may reach: no stop outside brackets and no verb of work stands inside it."""
    limit = min(len(text), start + LONGEST)
    depth = 0
    for at in range(start, limit):
        char = text[at]
        if char == "（":
            depth += 1
        elif char == "）":
            depth = max(0, depth - 1)
        elif char in "，。；：、" and not depth:
            limit = at
            break
    verb = _INNER_VERB.search(text, start, limit)
    return min(limit, verb.end() - 1) if verb else limit


def starts_statement(text: str) -> bool:
    """Whether a text goes on like what a body does: with a verb of duty (or an adverb before one)."""
    return bool(_VERB.match(text))
