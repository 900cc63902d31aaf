"""The bodies that a document sets up or describes: commands, leading groups, committees, offices, working groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from zhize.graph.language.bodies import (
    LONGEST_NAME,
    OFFICE,
    body_lexicon,
    head_of,
    is_bare,
    is_body_name,
    name_end,
)
from zhize.graph.language.people import role_pattern
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.spans import Span
from zhize.graph.language.vocabulary import alternatives
from zhize.loaders.claims import Scope
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.statements.body_labels import heading_body, label_body, owner_for
from zhize.loaders.statements.registry import Body, Registry

_CALLED = phrase("bodies", "alias")
_TITLE = phrase("bodies", "title")
_SEAT = words("bodies", "seat")[0]
_MANY = phrase("bodies", "many")
_MANY_AHEAD = phrase("bodies", "many_ahead")
_LIST_END = phrase("bodies", "list_end")
_LIST_CUT = phrase("bodies", "list_cut")
_OTHERS = phrase("bodies", "of_others")
_SHOULD = phrase("bodies", "told_to")
_OF_OTHERS = phrase("bodies", "others_shall")
_TAIL = phrase("bodies", "rules_end")
_ALIAS_END = phrase("bodies", "alias_end")


@cache
def _verb() -> regex.Pattern[str]:
    known = body_lexicon()
    verbs = alternatives(w for w in known.set_up if w != "设")
    between = alternatives(known.between)
    return phrase("bodies", "verb", verbs=f"(?:{verbs})", between=f"(?:{between})")


def is_of_others(sentence: str) -> bool:
    """Whether a sentence tells others to set up bodies of their own: `各镇要成立领导小组，由镇长任组长`."""
    return bool(_OF_OTHERS.search(sentence))


def introduce(scope: Scope, registry: Registry) -> Body | None:
    """Find the bodies of a document; returns the one that its title sets up.

    Reads `成立X（以下简称Y）`, `X下设A组、B组`, `X（以下简称Y）`, `X由A、B组成`, `关于成立X的通知`, headings over people or duties
    (`2.1 X`, `X职责`), paragraphs `A组：…` and tables of groups (in `membership`).
    Example: `成立青石区防汛指挥部，下设办公室` -> 青石区防汛指挥部 and its office.
    """
    titled = _of_title(scope, registry)
    for section, block in text_blocks(scope):
        _by_alias(section, block, registry)
    for section, block in text_blocks(scope):
        _by_verb(section, block, registry)
        _by_composition(section, block, registry)
    registry.bodies.sort(key=lambda body: body.span)
    for section in scope.sections:
        heading_body(section.title, section.blocks[0] if section.blocks else None, section, registry)
        for n, block in enumerate(section.blocks):
            if not block.table and not (n == 0 and section.number):
                heading_body(block.text, block, section, registry)
    for section, block in text_blocks(scope):
        label_body(section, block, registry)
    return titled


def text_blocks(scope: Scope) -> Iterator[tuple[Section, Block]]:
    """The paragraphs of a document, titles of instruments and rows of tables left out."""
    for section in scope.sections:
        for block in section.blocks:
            if not block.table and not block.title:
                yield section, block


def _of_title(scope: Scope, registry: Registry) -> Body | None:
    match = _TITLE.search(scope.document.title)
    if match is None or _SEAT in match["name"]:
        return None
    name = match["name"].strip("“”《》")
    name = name[: name_end(name, 0)]
    head = head_of(name)
    if head is None or not is_body_name(name):
        return None
    start, end = scope.document.head
    return registry.add(name, (start, end), (), sure=not head.open or len(name) > 6)


# -- 成立…, 下设…


def _by_verb(section: Section, block: Block, registry: Registry) -> None:
    text = block.text
    at = 0
    while match := _verb().search(text, at):
        at = match.end()
        begin = text.rfind("。", 0, match.start()) + 1
        before = text[begin : match.start()]
        if _OTHERS.search(before) and _SHOULD.search(before):
            continue
        names, end = _names(text, match.end())
        owner = _subject(before, registry) if (match["set"] or match["verb"] in body_lexicon().within) else None
        for start, stop in names:
            body = _new(text[start:stop], block, start, section, registry, owner, listed=len(names) > 1)
            if body is None:
                continue
            called = _CALLED.match(text, stop)
            if called and is_alias(called["alias"]):
                registry.call(body, called["alias"])
            if owner is None and body.kind not in ("command", "leading_group", "committee"):
                body.parent = body.parent or _before(registry, body)
        at = max(at, end)


def _before(registry: Registry, body: Body) -> Body | None:
    main = registry.main()
    return main if main is not body else None


_SENTENCE_START = phrase("bodies", "sentence_start")


@cache
def _composed_next() -> regex.Pattern[str]:
    return phrase("bodies", "composed_next", chiefs=role_pattern("chief"))


def _by_composition(section: Section, block: Block, registry: Registry) -> None:
    """`X由A、B组成`, `X成员包括A、B`: a body that the text speaks of at the head of a sentence and nothing set up."""
    for match in _SENTENCE_START.finditer(block.text):
        end = name_end(block.text, match.end())
        if not end or not _composed_next().match(block.text, end):
            continue
        name = block.text[match.end() : end]
        head = head_of(name)
        if head is not None and not is_bare(name) and registry.get(name) is None:
            span = (block.start + match.end(), block.start + end)
            registry.add(name, span, section.path, parent=owner_for(registry, head.kind), sure=not head.open)


_REACH = 40
"""How many characters may stand between a body and the verb by which it sets up another."""
_LONGEST = 60
"""How many characters the name of a body may have there."""


def _subject(before: str, registry: Registry) -> Body | None:
    """The body that sets up another: the last one named at the beginning of the clauses before the verb."""
    near = before[
        -_REACH - _LONGEST :
    ]  # who sets up stands close before the verb; the rest of a long sentence is not read again for each verb
    spoken = registry.spoken(near)
    return spoken[-1].body if spoken and len(near) - spoken[-1].end <= _REACH else None


def _new(
    name: str, block: Block, start: int, section: Section, registry: Registry, owner: Body | None, *, listed: bool
) -> Body | None:
    """Register a name that a verb sets up; bare 办公室 is the office of its owner."""
    span = (block.start + start, block.start + start + len(name))
    head = head_of(name)
    if name == OFFICE or (head is not None and head.kind == "office" and is_bare(name)):
        owner = owner or registry.main()
        return registry.office_of(owner, span, section.path, printed=name) if owner else None
    if head is None or (is_bare(name) and len(name) < 4 and not listed and head.kind in ("committee", "office")):
        return None
    if is_bare(name) and registry.get(name) is not None:
        return registry.get(name)
    if name.endswith(OFFICE) and (inner := registry.get(name.removesuffix(OFFICE))) is not None:
        return registry.office_of(inner, span, section.path, printed=name)
    sure = (
        listed
        or not head.open
        or (owner is not None and head.kind == "working_group" and len(name) >= len(head.head) + 4)
    )
    return registry.add(name, span, section.path, parent=owner, sure=sure)


def _names(text: str, start: int) -> tuple[list[Span], int]:
    """The names after a verb that sets up: one, or a list `综合协调组、抢险救援组等2个工作组`."""
    stop = _list_end(text, start)
    run = text[start:stop]
    plain = regex.sub(r"（[^（）]*）", lambda m: "＿" * len(m[0]), run)
    many = _MANY.search(plain)
    ahead = _MANY_AHEAD.match(text[start:])
    if ahead and "、" not in ahead[0]:
        inner = start + ahead.end()
        return _names(text, inner) if inner < len(text) and inner > start else ([], start)
    pieces = [p for p in _cut_spans(plain) if p[1] > p[0]]
    if len(pieces) > 1:
        out = []
        for a, b in pieces:
            end = name_end(plain, a)
            if end and end <= b:
                out.append((start + a, start + end))
            elif many is not None and many["head"].endswith("组") and regex.fullmatch(r"\p{Han}{2,8}", plain[a:b]):
                out.append((start + a, start + b))
            else:
                out.append((-1, -1))
        good = [p for p in out if p[0] >= 0]
        if len(good) > 1 and len(good) >= len(out) - 1:
            return good, stop
    end = name_end(plain, 0)
    if not end and plain.startswith(OFFICE):
        end = len(OFFICE)
    return ([(start, start + end)], start + end) if end else ([], start)


_BRACKET_OR_END = regex.compile("[（），。；：\\t]")


def _list_end(text: str, start: int) -> int:
    """Where a list of names ends: at the first mark of a clause outside brackets, at most 400 characters on."""
    depth, last = 0, min(len(text), start + 400)
    for mark in _BRACKET_OR_END.finditer(text, start, last):
        if mark[0] in "（）":
            depth += 1 if mark[0] == "（" else -1
        elif not depth:
            return mark.start()
    return last


def _cut_spans(text: str) -> list[Span]:
    """Pieces between 、 and 和/及, with where they stand; the tail from 等 on is left out."""
    end = _LIST_END.search(text)
    text = text[: end.start()] if end else text
    out: list[Span] = []
    at = 0
    for match in _LIST_CUT.finditer(text):
        out.append((at, match.start()))
        at = match.end()
    return [*out, (at, len(text))]


# -- X（以下简称Y）


def is_alias(alias: str) -> bool:
    """Whether a short name in brackets is one of a body."""
    return bool(head_of(alias)) or bool(_ALIAS_END.search(alias))


def _by_alias(section: Section, block: Block, registry: Registry) -> None:
    """`X（以下简称Y）` for an X that ends like a body and is no department."""
    text = block.text
    for called in _CALLED.finditer(text):
        if not is_alias(called["alias"]):
            continue
        stop = called.start()
        stop -= len(_TAIL.search(text, 0, stop)[0]) if _TAIL.search(text, 0, stop) else 0  # type: ignore[index]
        known = registry.ending(text[:stop])
        start = stop - len(known) if known else name_start(text, stop)
        name = text[start:stop]
        if not name or not is_body_name(name) or is_bare(name):
            continue
        span = (block.start + start, block.start + stop)
        if name.endswith(OFFICE) and (owner := registry.get(name.removesuffix(OFFICE))) is not None:
            body = registry.office_of(owner, span, section.path, printed=name)
        else:
            body = registry.add(name, span, section.path, sure=True)
        registry.call(body, called["alias"])


@cache
def _starts() -> regex.Pattern[str]:
    known = body_lexicon()
    start = alternatives(w for w in (*known.set_up, *known.prose, *known.before) if len(w) > 1)
    return phrase("bodies", "before_name", start_words=f"(?:{start})", between=f"(?:{alternatives(known.between)})")


def name_start(text: str, stop: int) -> int:
    """Where the name of a body that ends at `stop` begins: after the last stop, verb or word of prose before it."""
    floor = max(0, stop - LONGEST_NAME)
    start = floor
    for match in _starts().finditer(text, floor, stop - 2):
        start = match.end()
    return start
