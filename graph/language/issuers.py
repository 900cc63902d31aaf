"""The bodies that issue and sign papers, as they are printed in titles and signatures: one, or several in a row."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from zhize.graph.language.late import late
from zhize.graph.language.lexicon import lexicon, type_words
from zhize.graph.language.names import is_agency, joint
from zhize.graph.language.papers import paper_words

LONGEST_ISSUER = 60


@cache
def issuer_endings() -> str:
    """The last words of names of issuing bodies as alternatives of a pattern, longest first."""
    words = lexicon().words
    endings = {word for word in type_words() if len(word) > 1} | set(words.endings)
    listed = sorted(endings | set(paper_words().issuers), key=lambda e: (-len(e), e))
    return "(?:" + "|".join(map(regex.escape, listed)) + ")"


@cache
def _shape() -> regex.Pattern[str]:
    return regex.compile(
        rf"[\p{{Han}}A-Za-z（）“”·]{{1,{LONGEST_ISSUER}}}?{issuer_endings()}(?:（\p{{Han}}{{2,20}}）)?"
    )


_NO_ISSUER = late(
    r"^(?:[各请由经向将把对从在为以按至与和及本该此其]|有关|相关|附件|关于|根据|特此|抄送|主送|联系|组长|成员|负责|第[一二三四五六七八九十\d]+[章节条])"
    r"|[好害到用益坏何各此首查惩承协主开举创交督包催申兴经停代严速须未可能][办处]$"
    r"|(?:负责|牵头|配合|协助|有关|相关|所属)(?:\p{Han}{0,4})?(?:部门|单位|机关|部|局|委)$"
)


@lru_cache(65536)
def is_issuer(text: str) -> bool:
    """Whether a text has the form of the name of one issuing body (or of several without a mark between).

    Example: `青石市住房公积金管理中心`, `国务院安委会`, `青石大学`; not `请各有关部门`.
    """
    if text in lexicon().central:
        return True
    if len(text) < 3 or text in lexicon().words.endings or text in paper_words().issuers:
        return False
    return bool(_shape().fullmatch(text) and not _NO_ISSUER.search(text))


@lru_cache(65536)
def stands_alone(text: str) -> bool:
    """Whether a piece of a signature is a name of its own, and not the rest of the one before (`办公室`, `局`)."""
    if text in lexicon().central:
        return True
    known = lexicon().match(text) if len(text) > 2 else None
    if known and known[1] in ("部", "总局", "署"):
        return True
    if not is_issuer(text):
        return False
    return is_agency(text) or (len(text) >= 5 and text not in lexicon().words.roles)


def issuers_of(text: str) -> tuple[str, ...]:
    """The bodies of a signature, or of what stands before 关于 in a title.

    They are parted by 、, by blanks or line ends, or by nothing; a name spread over blanks or lines stays one.
    Example: `青石市民政局　青石市财政局` -> two; `财　政　部` -> `财政部`; `青石市人民政府` / `办公室` -> one.
    """
    found: list[str] = []
    for marked in regex.split(r"[、，,；;/\t]", text):
        pieces = [p for p in regex.split(r"\s+", marked) if p]
        for name in _joined(pieces):
            found += _apart(name)
    return tuple(dict.fromkeys(found))


def _joined(pieces: list[str]) -> list[str]:
    """Pieces between blanks as names: each where all stand on their own, else as few as make names."""
    names: list[str] = []
    for piece in pieces:
        behind = bool(names) and len(piece) > 2 and lexicon().match(piece) is not None
        if names and (not (stands_alone(piece) or behind) or not stands_alone(names[-1])):
            names[-1] += piece
        else:
            names.append(piece)
    return names


_NEXT = late(r"中共|中国|共青团|国家|中华")


def _apart(name: str) -> list[str]:
    """Names printed without a mark between: `甲县委员会甲县人民政府` -> two; the cut leaves two names of real bodies."""
    if whole := joint(name):
        return [part for named in whole for part in _apart(named)]
    at = _cut(name) if len(name) >= 8 else 0
    return [name[:at], *_apart(name[at:])] if at else [name]


def _cut(name: str) -> int:
    """Where a second name begins in a text, 0 where none does."""
    for match in regex.finditer(issuer_endings(), name, overlapped=True):
        cut = match.end()
        head, tail = name[:cut], name[cut:]
        if len(tail) < 3 or not is_issuer(head) or not is_issuer(tail):
            continue
        if _begins_anew(head, tail):
            return cut
    return 0


def _begins_anew(head: str, tail: str) -> bool:
    """Whether the tail begins as the head does (`青石市民政局青石市财政局`) or as a new name must (`中国…银行`)."""
    shared = 0
    while shared < min(len(head), len(tail)) and head.removeprefix("中共")[shared : shared + 1] == tail[shared]:
        shared += 1
    if _NEXT.match(tail):
        return is_agency(head) or len(head) >= 5
    if shared >= 2 and tail[:shared].endswith(("省", "市", "区", "县", "州", "旗", "镇", "乡", "盟")):
        return True
    return shared >= 2 and is_agency(head) and is_agency(tail)
