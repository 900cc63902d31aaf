"""Deadlines as printed in a text: `2021年12月底前`, `年内`, `于2021年12月31日`."""

from __future__ import annotations

import regex

from zhize.loaders.outline import first_clause

_YEAR = r"(?:20\d\d年|今年|明年|当年|本年度?)"
_MOMENT = regex.compile(
    rf"(?:{_YEAR}?\d{{1,2}}月(?:\d{{1,2}}日|底|末|中旬|上旬|下旬|份)?|{_YEAR}?(?:年底|年末|上半年|[一二三四]季度末?|第[一二三四]季度)|20\d\d年(?:年?底|年?末)?)(?:以前|之前|前)"
    r"|(?<![\d一二三四五六七八九十两几百每近半])年内(?!\d)"
    rf"|(?<=至|于|在){_YEAR}\d{{1,2}}月\d{{1,2}}日|今年\d{{1,2}}月\d{{1,2}}日|20\d\d年年?底(?!前)"
)
_CITED = regex.compile(r"《[^《》]*》(?:（[^（）]*〔\d{4}〕[^（）]*）)?|〔\d{4}〕")


def find_deadline(text: str) -> tuple[str, int, int] | None:
    """The deadline of an item and its place: the moment as printed; with several, the clauses they open.

    Dates inside titles of cited documents do not count.
    Example: `5月底前制定方案，10月底前完成应用。` -> `5月底前制定方案，10月底前完成应用`.
    """
    masked = _CITED.sub(lambda m: "＊" * len(m[0]), text)
    found = list(_MOMENT.finditer(masked))
    if not found:
        return None
    if len(found) == 1 or any(m[0] == "年内" for m in found):
        return found[0][0], found[0].start(), found[0].end()
    clauses: list[str] = []
    end = found[0].end()
    for match in found:
        clause = first_clause(text[match.start() :])
        clause = clause.split("，")[0] if clause.startswith(match[0] + "，") is False else clause
        if match.start() >= end or not clauses:
            clauses.append(clause)
            end = match.start() + len(clause)
    if len(clauses) == 1 or any(len(c) > 40 for c in clauses):
        return found[0][0], found[0].start(), found[0].end()
    return "，".join(clauses), found[0].start(), end


_WHOLE = regex.compile(
    r"(?:确保|力争|务必|保证)[^。；]{0,30}?(?:任务|实事|事项|工作|项目|措施)[^。；]{0,8}?(?:在|于)?(?P<moment>(?:20\d\d年|今年)?(?:\d{1,2}月(?:\d{1,2}日|底)?|年?底)前?)"
    r"[^。；，]{0,6}(?:完成|落实|办结)"
)


def whole_deadline(text: str) -> tuple[str, int, int] | None:
    """A deadline set once for all items of a document: `确保各项任务在2023年年底完成`."""
    match = _WHOLE.search(text)
    return (match["moment"], match.start("moment"), match.end("moment")) if match else None
