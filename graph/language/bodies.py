"""Names of bodies that documents set up: what they end in, what kind each is, where a name begins and ends.

The heads stand in `lexicon/bodies.yaml`; nothing here knows a body.
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec
import regex

from zhize.errors import SchemaError
from zhize.graph.language.names import parse
from zhize.graph.language.phrases import words
from zhize.graph.language.vocabulary import alternatives, load

KINDS = ("command", "leading_group", "committee", "office", "working_group", "investigation_group")
LONGEST_NAME = 44
OFFICE = words("bodies", "office")[0]
"""What an office is called where it has no name of its own."""


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a name of a body ends in; see bodies.yaml for what the fields mean."""

    head: str
    kind: str
    open: bool = False
    bare: bool = False
    kind_only: bool = False


class BodyLexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of bodies.yaml."""

    heads: tuple[Head, ...]
    set_up: tuple[str, ...]
    within: tuple[str, ...]
    between: tuple[str, ...]
    classes: tuple[str, ...]
    prose: tuple[str, ...]
    whole: tuple[str, ...]
    ordinary: tuple[str, ...]
    never_first: tuple[str, ...]
    before: tuple[str, ...]
    seat: tuple[str, ...]


@cache
def body_lexicon() -> BodyLexicon:
    """Load and check the heads of names of bodies.

    Raises:
        SchemaError: the file is malformed, a kind is unknown, or a head stands twice.
    """
    found = load("bodies.yaml", BodyLexicon)
    heads = [head.head for head in found.heads]
    for head in found.heads:
        if head.kind not in KINDS:
            raise SchemaError("graph/language/lexicon/bodies.yaml: {kind} is no kind of a body.", kind=head.kind)
    if len(set(heads)) != len(heads):
        raise SchemaError("graph/language/lexicon/bodies.yaml: a head stands twice.")
    return found


@cache
def head_pattern() -> str:
    """All heads as a pattern, the longest first."""
    heads = alternatives(head.head for head in body_lexicon().heads)
    return rf"(?:{heads})(?!长(?!期)|织|成(?!员|立)|员|建|合(?!作))"


@cache
def bare_pattern() -> str:
    """The heads that may stand alone, with the level word that may stand before them: `区指挥部`, `领导小组`."""
    return f"(?:本|该|[省市区县州旗镇])?(?:{alternatives(h.head for h in body_lexicon().heads if h.bare)})"


@lru_cache(16384)
def head_of(name: str) -> Head | None:
    """The longest head that a name ends in, None where it ends in none: `区防汛抗旱指挥部` -> 指挥部."""
    return max(
        (head for head in body_lexicon().heads if name.endswith(head.head)), key=lambda h: len(h.head), default=None
    )


def body_kind(name: str) -> str:
    """The kind of a body by the end of its name: `区防汛指挥部` -> `command`; `other` where it tells nothing."""
    head = head_of(name)
    return head.kind if head else "other"


@cache
def _end() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{head_pattern()})(?!办公室|会议)")


@cache
def _prose() -> regex.Pattern[str]:
    return regex.compile(alternatives(body_lexicon().prose))


def has_prose(name: str) -> bool:
    """Whether a text holds words that no name of a body holds, outside the phrases that names hold whole."""
    for phrase in body_lexicon().whole:
        name = name.replace(phrase, "＿")
    return bool(_prose().search(name))


@cache
def _class() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{alternatives(body_lexicon().classes)})")


_CHARS = regex.compile(r"[\p{Han}“”‘’·A-Za-z0-9]|、|（[^（）]{1,12}）(?=\p{Han})")


@lru_cache(16384)
def is_body_name(name: str) -> bool:
    """Whether a text is shaped like the name of one body that documents set up, and no department of a government.

    Example: `区防汛抗旱指挥部`, `综合协调组` are; `区发展和改革委员会`, `各工作组`, `区政府办公室` are not.
    """
    head = head_of(name)
    if head is None or not 3 <= len(name) <= LONGEST_NAME or _class().match(name) or has_prose(name):
        return False
    if (
        _GENERIC.fullmatch(name)
        or name.endswith(body_lexicon().ordinary)
        or name.startswith(body_lexicon().never_first)
    ):
        return False
    if head.kind in ("committee", "office") and not is_bare(name):
        parsed = parse(name)
        if parsed is not None and parsed.core_id is not None and parsed.kind not in ("command_body", "office"):
            return False
        if head.head == "委员会" and regex.search(
            r"(?:[区园城港景库岛]管理|常务|村民|居民|业主|检察|纪律检查)委员会$", name
        ):
            return False
        if head.head == OFFICE and "、" in name:
            return False
        if head.head == OFFICE and regex.search(r"政府办公室$|委办公室$|(?:[局厅院]|(?<!挥)部)办公室$", name):
            return False
    return len(name) > len(head.head) or head.bare or len(name) > 3


_GENERIC = regex.compile(r"[省市区县州镇国家级各本地方]{0,4}(?:组织|应急|工作)*(?:指挥|领导|办事)机构")
"""Headings that tell what kind of body follows rather than which one: `区级组织指挥机构`."""


@cache
def _bare() -> regex.Pattern[str]:
    return regex.compile(bare_pattern())


def is_bare(name: str) -> bool:
    """Whether a name is a head alone, with a level word at most: `区指挥部`, `领导小组`, `办公室`."""
    return _bare().fullmatch(name) is not None


def name_end(text: str, start: int) -> int:
    """Where the name of a body that begins at `start` ends, 0 if none does; an office of a body is one name with it.

    Example: in `成立区防汛抗旱指挥部，由区长…` from 2 on -> 10.
    """
    limit = start
    while limit < len(text) and limit - start < LONGEST_NAME:
        match = _CHARS.match(text, limit)
        if match is None:
            break
        limit = match.end()
    for match in _end().finditer(text, start, limit):
        piece = text[start : match.end()]
        if has_prose(piece):
            return 0
        if is_body_name(piece):
            return match.end()
    return 0
