"""Who does what a text says: the names at the head of its sentences and clauses."""

from __future__ import annotations

import regex

from zhize.graph.language.leading import leading_names, starts_statement
from zhize.graph.language.mentions import Mention
from zhize.graph.language.sentences import sentence_end


def actors(text: str) -> list[Mention]:
    """Who does what a text says: the names at the head of its sentences, or after 由.

    Example: `区气象局加强监测。由区水利局调度工程。` -> 区气象局, 区水利局.
    """
    out: list[Mention] = []
    start = 0
    while start < len(text):
        stop = sentence_end(text, start, stops="。；")
        for mention in _actors(text[start:stop]) + _in_clauses(text[start:stop]):
            if all(mention.reading != known.reading for known in out):
                out.append(mention)
        start = stop
    return out


def _in_clauses(sentence: str) -> list[Mention]:
    """Names at the head of later clauses: `由总指挥启动，区水利局调度工程`."""
    out: list[Mention] = []
    for clause in sentence.split("，")[1:]:
        names, end = leading_names(clause)
        if names and starts_statement(clause[end:]):
            out += [n for n in names if len(n.printed) > 2 and not _IN_PROSE.search(n.printed)]
    return out


_POST = regex.compile(r"主任|副?(?:总)?指挥|常务|秘书长|负责人|主要负责")
_BODY = regex.compile(
    r"^(?:[省市区县镇]|本)?\p{Han}{0,14}?(?:防指|指挥部|领导小组|委员会|安委会|减灾委|联席会议)(?:办公室|各?(?:有关)?成员单位)?+(?=[\p{Han}，、])(?!主任|副?(?:总)?指挥|常务|秘书长|成员)"
)
_IN_PROSE = regex.compile(
    r"组织|安排|主持|开展|成立|建议|派出|提示|立即|形成|系统|属于|分析|对(?!外|口)|应(?!急)|在|将|报告|请求|视情|服从|协同|会同|^由|处置|部署|作出|负责|责任人|影响|组$"
)


def _actors(sentence: str) -> list[Mention]:
    by = regex.search(r"(?:^|，)由(?=\p{Han})", sentence)
    comma = regex.match(r"[^，。]{2,40}，", sentence)
    starts = [by.end()] if by and not by.start() else [0, by.end() if by else 0, comma.end() if comma else 0]
    for at in dict.fromkeys(starts):
        rest = sentence[at:]
        names, end = leading_names(rest)
        if _POST.match(rest[end:]):
            continue  # `区防指办公室主任` is a person's post
        sure = [n for n in names if len(n.printed) > 2 and not _IN_PROSE.search(n.printed)]
        if sure and (
            not rest[end:]
            or starts_statement(rest[end:])
            or rest[end] in "，（等按根视密立、在于"
            or rest[end].isdigit()
            or at
        ):
            return sure
        body = _BODY.match(rest)
        if body and not _IN_PROSE.search(body[0]):
            return [Mention(body[0], body[0], collective=body[0].endswith("单位"))]
    return []
