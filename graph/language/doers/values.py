"""Who a clause says does something: names of bodies and of people, by where they stand in it."""

from __future__ import annotations

import regex

from zhize.graph.language.leading import leading_names
from zhize.graph.language.values import Value

_PLACES = regex.compile(
    r"(?:^|(?<=[，。；：:（）、\s])|(?<=[由经报向送交归请派]|会同|授权|委托|设在|设于|报给|报送|提请|现将))(?=\p{Han})"
)
"""Where a name may begin: behind a mark, behind a word that brings in who acts."""
_NUMBER = regex.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*|第[一二三四五六七八九十百\d]+条\s*)+")
_OFFICE = regex.compile(
    r"(?P<v>(?![^，。；：]{0,3}(?:负责|明确|落实|对|的))[\p{Han}]{2,24}?(?:主要负责人|分管负责人|负责人|分管负责同志|负责同志|分管领导|主要领导|责任人|[局厅县区市镇院校省处科]长|主任|同志|主席))(?=是|为|任|兼任|担任|负责|牵头|[，。；、]|签发|批准|$)"
)
_INNER = regex.compile(
    r"(?P<v>\p{Han}{2,12}(?:处|科|室|组|部门|机构|单位|组织|机关))(?=[：:，。；、\s\t]|负责|牵头|承担|组织|应当|应|按|依法|会同|协助|$)"
)
_BY = regex.compile(
    r"(?:由|经|报|受)(?P<v>[^，。；、《》\d]{2,22}?(?:部门|机构|单位|机关|政府|组织|人员|公司|专家))(?=批准|同意|审批|审核|审查|决定|统一|负责|组织|发布|公布|牵头|协调|实施|责令|制定|编制|指导|提出|处理|处罚|解释|启动|宣布|，|。|；|$)"
)
_LABELS = regex.compile(
    r"(?:\p{Han}{0,4})?(?:责任|牵头|配合|上级|主管|成员|主办|协办|实施|负责考核|发放|受理|承办|参加)?(?:单位|部门|机构|机关|处室|科室|组织)"
)
_LEADS = regex.compile(r"[由经报向送交归请派]|会同|授权|委托|设在|设于|报给|报送|提请|现将")


def actors(text: str) -> list[Value]:
    """The names that stand as those who act or are turned to: at the head of a clause, behind a label, behind 由, 报, 设在.

    Example: `材料由县民政局审核，报县政府` -> `县民政局`, `县政府`.
    """
    lead = _NUMBER.match(text)
    skip = lead.end() if lead else 0
    out: list[Value] = []
    for at in dict.fromkeys([skip, *(m.start() for m in _PLACES.finditer(text) if m.start() >= skip)]):
        if any(v.start <= at < v.end for v in out):
            continue
        mentions, _ = leading_names(text[at : at + 160])
        cursor = at
        for mention in mentions:
            start = text.find(mention.printed, cursor)
            if start >= 0 and not (
                _LABELS.fullmatch(mention.printed) and regex.match("[：:]", text[start + len(mention.printed) :])
            ):
                out.append(Value(start, start + len(mention.printed), mention.printed, mention.reading))
                cursor = start + len(mention.printed)
    for pattern in (_BY, _OFFICE, _INNER):
        for match in pattern.finditer(text):
            name = _LEADS.split(match["v"])[-1]
            if _LABELS.fullmatch(name):
                continue
            start = match.end("v") - len(name)
            if len(name) > 1 and not any(v.start < match.end("v") and start < v.end for v in out):
                out.append(Value(start, match.end("v"), name, name))
    return sorted(out, key=lambda v: v.start)


_POST = regex.compile(
    r"(?:由|请)(?P<v>[\p{Han}（）、·和]{2,60}?)(?:(?<!负责|领导)同志)?(?:担任|兼任|任(?!务|何|命|职)|出任|主持)"
    r"|(?:任命|聘任|免去)(?P<v>[\p{Han}·]{2,4})(?:同志)?(?:为|的)"
    r"|(?:^|[；，：\s])(?P<v>[\p{Han}·]{2,4})(?<![主担兼出])(?:同志)?(?:为|的|任(?!由|务|何|命|期|职))(?=\p{Han}{3,30}(?:[长任员记]|职务))"
    r"|(?:^|[，。；：])(?P<v>(?:(?!由)[\p{Han}、和]){2,40}?)(?:(?<!负责|领导)同志)?(?:担任|兼任)"
    r"|(?:总\s*指\s*挥长?|指挥长|组\s*长|主\s*任|主席|会长|书记|局长|负责人|秘书长|召集人|联系人)[：:]\s*(?P<v>[^，。；（(\s]{2,40})"
)


_GROUPS = regex.compile(
    r"(?<=[、，：和及设由为]|立|建|含|括)(?P<v>(?:(?![设立由为])\p{Han}){2,12}?(?:工作组|组|指挥部|专班))(?=[、，。；和等（]|$)"
)


def groups(text: str) -> list[Value]:
    """The names of groups that a clause lists.

    Example: `下设综合协调组、技术保障组` -> both.
    """
    return [Value(m.start("v"), m.end("v"), m["v"], m["v"]) for m in _GROUPS.finditer(text)]


def persons(text: str) -> list[Value]:
    """Who holds a post: behind 由 before 担任, before 兼任, behind the label of the post.

    Example: `主任由肖某兼任` -> `肖某`.
    """
    return [Value(m.start("v"), m.end("v"), m["v"], m["v"]) for m in _POST.finditer(text)]
