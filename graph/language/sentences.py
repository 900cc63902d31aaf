"""Where sentences and clauses end, outside brackets and quotations."""

from __future__ import annotations

from functools import cache

import regex

from zhize.graph.language.late import late

_OPEN, _CLOSE = "（《〈“‘「〔[(【", "）》〉”’」〕])】"


@cache
def _signs(stops: str) -> regex.Pattern[str]:
    return regex.compile("[" + regex.escape(_OPEN + _CLOSE + '"' + stops) + "]")


def sentence_end(text: str, start: int = 0, stops: str = "。！？") -> int:
    """The place just after the first stop that is in no quotation or bracket; len(text) where there is none.

    Straight quotation marks open and close in turn. A bracket left open is taken as closed at a stop that
    stands 120 characters on, so that one lost mark does not swallow a page.
    """
    depth, straight, opened = 0, False, start
    for sign in _signs(stops).finditer(text, start):
        i, char = sign.start(), sign[0]
        if char == '"':
            straight = not straight
            opened = i
        elif char in _OPEN:
            depth += 1
            opened = i
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in stops and ((depth == 0 and not straight) or i - opened > 120):
            return i + 1
    return len(text)


def is_enclosed(text: str, at: int) -> bool:
    """Whether a place stands in round brackets or in quotation marks: of `甲（乙，丙）` the comma does."""
    before = text[:at]
    return before.count("（") > before.count("）") or before.count("“") > before.count("”")


_ADVERBIAL = late(
    r"^(?:根据|按照|依据|依照|遵照|围绕|结合|为了?|针对|鉴于|通过|对照|自|到|至|在|以|积极|进一步)[^，]*$|(?:前|底|内|年|月|日|以来|期间|时|后)$|^(?:同时|其中|此外|另外|力争|原则上)$"
)


def first_clause(text: str) -> str:
    """The first clause of a text, with the adverbial clauses before it.

    `根据省工作安排，制定出台办法，……` -> `根据省工作安排，制定出台办法`.
    """
    start = 0
    while True:
        end = sentence_end(text, start, stops="，。；：！？")
        clause = text[start:end].rstrip("，。；：！？")
        if end >= len(text) or text[end - 1] != "，" or not _ADVERBIAL.search(clause) or end > 100:
            return text[:end].rstrip("，。；：！？")
        start = end
