"""The grammar of lists of names: `区教育、公安局`, `各镇、街道及A、B等有关部门`.

A list is cut at its joints; shortened names inherit the level word, the type word or the tail of their neighbours.
"""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from zhize.graph.language.compiling import compiled
from zhize.graph.language.late import late
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import body_endings, is_agency, is_collective, is_elliptic, parse
from zhize.graph.language.spans import Span
from zhize.graph.language.vocabulary import any_of

LONGEST_TAIL = 40
"""How far from the end of a piece `等…` may begin."""

_PAIRS = {"（": "）", "[": "]", "〔": "〕", "【": "】", "(": ")"}


_BRACKET = late(r"[（(\[〔【）)\]〕】]")


def bracket(text: str, start: int = 0) -> Span | None:
    """The next outermost bracket pair at or after `start`, whatever mixture of forms; None if it never closes."""
    depth, opened = 0, -1
    for sign in _BRACKET.finditer(text, start):
        if sign[0] in _PAIRS:
            if not depth:
                opened = sign.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                return opened, sign.end()
    return None


def cut(text: str, marks: str) -> list[str]:
    """Cut at marks that stand in no bracket or quotation."""
    if not any(mark in text for mark in marks):
        return [text] if text.strip() else []
    out, depth, start = [], 0, 0
    for i, char in enumerate(text):
        if char in "（([〔【《“":
            depth += 1
        elif char in "）)]〕】》”":
            depth = max(0, depth - 1)
        elif char in marks and not depth:
            out.append(text[start:i])
            start = i + 1
    out.append(text[start:])
    return [piece for piece in out if piece.strip()]


HELD = "\u2060"
"""Stands for a joint inside a class of bodies while a list is cut."""
_LEVEL = r"(?:省|自治区|直辖市|市|地|州|盟|县|区|旗|乡|镇|街道)(?:（[^（）]{1,12}）)?"
_ORGAN = r"(?:党中央|国务院|中央军委|全国人大|(?:地方)?(?:各级)?党委|[省市区县州]委|[省市区县州]政府)"
_ONE_CLASS = late(
    rf"(?:各|有关|相关)*{_LEVEL}(?:[、和]{_LEVEL})+(?:人民)?政府|{_ORGAN}(?:[、和]{_ORGAN})+(?:有关|相关)(?:部门|单位)"
    r"|(?:地方)?(?:各级)?党委(?:和|、)(?:人民)?政府(?=(?:主要|有关|相关|分管)?(?:负责|领导)|$|[、，。；])"
)


def held_together(text: str) -> str:
    """A list in which the joints inside one class of bodies are set apart from those of the list; `released` sets them back.

    Example: `有关省、自治区、直辖市人民政府、区水利局` has two pieces; `省委、省政府有关部门` is one.
    """
    return _ONE_CLASS.sub(lambda m: m[0].replace("、", HELD).replace("和", HELD + "\u200b"), text)


_BEHIND_CLASS = late(r"(?<=政府|部门|单位)(?:以及|及其?|和|与)(?=\p{Han}{2})")


def released(text: str) -> list[str]:
    """The names of a piece of a list as printed, after `held_together`."""
    return [
        name.replace(HELD + "\u200b", "和").replace(HELD, "、") for name in _BEHIND_CLASS.split(text) if len(name) > 1
    ]


_ETC = late(
    r"等(?P<class>(?:\p{Han}{0,12}?(?:有关|相关|各|所属|市直|区直|县直|省直|政府|直属|其他|成员|责任|职能|涉及|市|区|县|省|专责|行业|主管)?\p{Han}{0,6}?(?:部门|单位|企业|机构|机关|镇办|成员)(?:单位|和单位|及单位)?)?)?$"
)
_PLAIN_CLASS = late(
    r"^(?:\d+|[二三四五六七八九十]+)?(?:个|家)?(?:部门|单位|部门单位|部门（单位）|部门和单位|单位部门|职能部门|责任单位|责任部门|机构|企业|部门、单位)?$"
)
_AND = late(r"及其(?!他|它|余|中)|及|和|与|以及|并会同|会同")
_LEVELS = ("国家", "省", "市", "区", "县", "州", "旗", "镇", "自治区", "自治州")
_PARK = late(r"(?:区|园|城|新区|开发区|高新区|度假区|示范区|园区)$")


def split_names(text: str, level: str = "") -> tuple[list[Mention], str]:
    """A list of names into mentions; `level` is the level word that a shortened name inherits.

    Returns the mentions and the level word in force after them.
    Example: `区人武部、宣传部、发改局` -> three mentions, the last two reading 区宣传部, 区发改局.
    """
    cells = [piece.strip(" ，；。：") for piece in cut(text, "、/／")]
    pieces = _with_class(_rejoined([name for cell in cells for name in separated(cell)]))
    printed = [name for piece in pieces for name in _names_of(piece)]
    mentions: list[Mention] = []
    for name, collective in printed:
        parsed = parse(name)
        if collective or parsed is None or parsed.level_word:
            reading = name
            if parsed is not None and parsed.level_word and not collective:
                level = parsed.level_word
            elif parsed is None and not collective and name[:1] in _LEVELS and 3 <= len(name) <= 8:
                level = name[0]  # `市财政、公安局`
        elif level and is_elliptic(name) and not is_agency(name) and not _PARK.search(name):
            reading = level + name
        else:
            reading = name
        mentions.append(Mention(name, reading, collective))
    return _share_tail(_share_type(_classes(mentions))), level


@cache
def _inner() -> regex.Pattern[str]:
    """A place behind the ending of a body where another name may begin."""
    return compiled(rf"(?<={any_of(body_endings())})(?=\p{{Han}}{{2}})")


SHORTEST = 3


@lru_cache(65536)
def separated(text: str) -> tuple[str, ...]:
    """The names of a piece that no `、` parts: names parted by blanks, or by nothing because a blank was lost.

    A name broken over two lines of a cell is one name. What is no row of whole names stays as it is, without blanks.
    Example: `区教育和 体育局 区应急局` -> `区教育和体育局`, `区应急局`; `区水利局区住建局` -> `区水利局`, `区住建局`.
    """
    words = text.split()
    if len(words) > 1:
        return _fewest(words)
    return _glued(text) or (text,)


def _fewest(words: list[str]) -> tuple[str, ...]:
    """Join neighbouring words so that as many of them as can be belong to a whole name."""
    best: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    for end in range(1, len(words) + 1):
        ways = []
        for start in range(max(0, end - LONGEST_RUN), end):
            name = "".join(words[start:end])
            cost = 1 if _one_name(words[start:end], name) else 3 * (end - start)
            ways.append((best[start][0] + cost, (*best[start][1], name)))
        best.append(min(ways, key=lambda way: (way[0], len(way[1]))))
    return best[-1][1] if any(_whole(name) for name in best[-1][1]) else ("".join(words),)


def _one_name(words: list[str], name: str) -> bool:
    """Whether words are one name: a known one, or a whole one of which no word is whole by itself."""
    if len(words) == 1 or _certain(name):
        return _whole(name) and not _glued(name)
    return _whole(name) and not any(_whole(word) for word in words)


LONGEST_RUN = 4
"""A name is broken over no more lines of a cell than this."""


def _glued(text: str) -> tuple[str, ...]:
    """The whole names that a text is made of without anything between them; () where it is none or one."""
    if len(text) < 2 * SHORTEST:
        return ()
    for inner in _inner().finditer(text, SHORTEST, len(text) - SHORTEST + 1):
        left, right = text[: inner.start()], text[inner.start() :]
        if not _certain(left):
            continue
        rest = _glued(right) or ((right,) if _certain(right) else ())
        if rest:
            return (left, *rest)
    return ()


def _certain(name: str) -> bool:
    """Whether a name is that of a known department behind its level word or beginning: `区水利局`, `市委宣传部`."""
    parsed = parse(name)
    if parsed is None or not is_agency(name) or not parsed.level_word:
        return False
    return lexicon().match(parsed.rest) is not None


def _rejoined(pieces: list[str]) -> list[str]:
    """Pieces of one name that holds a `、` itself: `区残疾人` `老龄工作委员会`; what shares a type word stays apart."""
    out: list[str] = []
    for piece in pieces:
        before = out[-1] if out else ""
        joined = parse(f"{before}和{piece}") if before[:1] in _LEVELS and not _whole(before) else None
        if joined and joined.core_id and joined.level_word and not _known(before + joined.suffix):
            out[-1] = f"{before}、{piece}"
        else:
            out.append(piece)
    return out


_PARTY = late(r"^(?:[省市区县州旗镇乡]|\p{Han}{2,6})?(?:党委|委)$")
_ITS_CLASS = late(r"^(?:[省市区县州旗镇乡]|\p{Han}{2,6})?(?:人民)?政府(?:各|所属|有关|相关)\p{Han}+$")


def _with_class(pieces: list[str]) -> list[str]:
    """`区委、区政府各部门`: the bodies of a party committee and a government together are one class."""
    out: list[str] = []
    for piece in pieces:
        if out and _PARTY.match(out[-1]) and _ITS_CLASS.match(piece):
            out[-1] = f"{out[-1]}、{piece}"
        else:
            out.append(piece)
    return out


def _known(name: str) -> bool:
    parsed = parse(name)
    return parsed is not None and parsed.core_id is not None


def _share_type(mentions: list[Mention]) -> list[Mention]:
    """`区教育、公安局`: a department without its type word has that of the next."""
    out = list(mentions)
    for i in range(len(out) - 1, 0, -1):
        before, after = out[i - 1], parse(out[i].reading)
        if after is None or before.collective or _whole(before.reading):
            continue
        level = "" if before.reading[:1] in _LEVELS else after.level_word
        name = level + before.reading + after.suffix
        if _known(name) and name[:1] in _LEVELS:
            out[i - 1] = Mention(before.printed, name)
    return out


_BARE_GOVERNMENT = late(r"^(?:[市区县镇乡]|街道)(?:人民)?(?:政府|办事处|管委会)$")


def _classes(mentions: list[Mention]) -> list[Mention]:
    """`各市、区人民政府`: what goes on with a class of governments is a class too."""
    out = list(mentions)
    for i in range(1, len(out)):
        if out[i - 1].collective and out[i - 1].printed.startswith("各") and _BARE_GOVERNMENT.match(out[i].printed):
            out[i] = Mention(out[i].printed, out[i].printed, collective=True)
    return out


_HAN = late(r"\p{Han}")
_GOVERNED = late(r"(?:管委会|管理委员会|(?<=[区县市])(?:人民)?政府)$")


def _names_of(piece: str) -> list[tuple[str, bool]]:
    """The names of one piece between `、`: cut at 及/和/与 where both sides are whole names; 等 tails."""
    if not _HAN.search(piece) or piece == "无":
        return []
    tail: list[tuple[str, bool]] = []
    etc = _ETC.search(piece, max(0, len(piece) - LONGEST_TAIL))
    if etc and etc.start() > 1:
        kind = etc["class"] or ""
        if kind and not _PLAIN_CLASS.match(kind):
            tail = [(kind, True)]
        piece = piece[: etc.start()]
    for joint in _AND.finditer(piece):
        left, right = piece[: joint.start()], piece[joint.end() :]
        if right not in _BARE and _whole(left) and (_whole(right) or _ETC.search(right)):
            return [*_names_of(left), *_names_of(right), *tail]
    return [
        (piece, is_collective(piece) or ("、" in piece and bool(_ITS_CLASS.match(piece.rpartition("、")[2])))),
        *tail,
    ]


_BARE = ("政府", "人民政府")
"""What goes on with the name before it and is none alone: `县级以上党委和政府`."""


def _whole(name: str) -> bool:
    return is_collective(name) or is_agency(name) or (len(name) > 2 and is_elliptic(name))


def _share_tail(mentions: list[Mention]) -> list[Mention]:
    """`高新区、经济开发区、文昌湖区管委会`: parks before a 管委会 read with it."""
    out = list(mentions)
    for i in range(len(out) - 1, 0, -1):
        tail = _GOVERNED.search(out[i].reading)
        before = out[i - 1]
        if tail and not before.collective and _PARK.search(before.reading) and before.reading == before.printed:
            out[i - 1] = Mention(before.printed, before.printed + tail[0])
    return _share_branch(out)


_BRANCH = late(
    r"^(?:中国)?(?:电信|移动|联通|铁塔|广电|石油|石化)(?:集团)?(?:公司)?(?P<branch>\p{Han}{1,8}(?:分公司|公司|支公司))$"
)
_OPERATOR = late(r"^(?:中国)?(?:电信|移动|联通|铁塔|广电|石油|石化)$")


def _share_branch(mentions: list[Mention]) -> list[Mention]:
    """`中国电信、移动、联通青石分公司`: operators before a branch are the branches of the same place."""
    out = list(mentions)
    for i in range(len(out) - 1, 0, -1):
        branch = _BRANCH.match(out[i].reading)
        if branch and not out[i].reading.startswith("中国"):
            out[i] = Mention(out[i].printed, f"中国{out[i].reading}")
        if branch and _OPERATOR.match(out[i - 1].printed):
            name = out[i - 1].printed.removeprefix("中国")
            out[i - 1] = Mention(out[i - 1].printed, f"中国{name}{branch['branch']}")
    return out
