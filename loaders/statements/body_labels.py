"""The bodies that a heading or the label of a paragraph names, over the people and duties that follow it."""

from __future__ import annotations

from functools import cache

import regex

from zhize.graph.language.bodies import OFFICE, body_lexicon, has_prose, head_of, head_pattern, is_body_name
from zhize.graph.language.leading import leading_names
from zhize.graph.language.names import LEVEL_WORDS
from zhize.graph.language.people import role_pattern
from zhize.graph.language.phrases import phrase
from zhize.graph.language.sentences import sentence_end
from zhize.graph.language.vocabulary import any_of
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.statements.registry import MAIN_KINDS, Body, Registry

_JOINED = phrase("bodies", "joined")
_NO_HEADING = phrase("bodies", "no_heading")
_ITEM = phrase("bodies", "item")
_NO_GROUP = phrase("bodies", "no_group")
_OF_GROUP = phrase("bodies", "of_group")
_BARE_LABEL = phrase("bodies", "bare_label")


def owner_for(registry: Registry, kind: str) -> Body | None:
    """The body that a new one of a kind belongs to: the main one owns groups and offices."""
    return registry.main() if kind in ("working_group", "investigation_group", "office") else None


@cache
def _heading() -> regex.Pattern[str]:
    return phrase("bodies", "heading", head=head_pattern())


def heading_of(title: str) -> regex.Match[str] | None:
    """The parts of a heading that names a body: `区防汛指挥部及其职责` -> name, duty; None for any other text."""
    text = title.strip("：。 ")
    if len(text) > 46 or "，" in text or "。" in text:
        return None
    match = _heading().fullmatch(text)
    if match is None or _NO_HEADING.search(match["name"]) or (text != title and has_prose(match["name"])):
        return None  # `区财政局局长为领导小组成员。` is a sentence
    return match


@cache
def _staffed() -> regex.Pattern[str]:
    return phrase("bodies", "staffed", roles=role_pattern(), chiefs=role_pattern("chief"))


def heading_body(title: str, block: Block | None, section: Section, registry: Registry) -> Body | None:
    """The body that a heading names, made where people or a duty stand below it.

    Example: `2.1 区防汛指挥部` over `总指挥：区长`.
    """
    match = heading_of(title)
    if match is None or block is None:
        return None
    name = match["name"]
    known = registry.get(name)
    head = head_of(name)
    if known is None and head is not None and head.kind_only and (called := _spoken_below(block, section, registry)):
        registry.call(called, name)
        return called
    if (
        known is not None
        or head is None
        or not is_body_name(name)
        or (_JOINED.search(name) and head.kind != "working_group")
    ):
        return known
    own = section.blocks[section.blocks.index(block) + 1 :] if block in section.blocks else section.blocks[1:]
    at = max(block.text.find(name), 0)
    first = block.text[at + len(name) :] if block.text.find(name) >= 0 else ""
    about = [first.lstrip("：。"), *(b.text for b in own[:12])]
    if not match["duty"] and not any(_staffed().search(text) for text in about):
        return None
    span = (block.start + at, block.start + at + len(name))
    if head.kind == "office" and (owner := registry.get(name.removesuffix(OFFICE))) is not None:
        return registry.office_of(owner, span, section.path, printed=name)
    return registry.add(name, span, section.path, parent=owner_for(registry, head.kind))


def _spoken_below(block: Block, section: Section, registry: Registry) -> Body | None:
    """The main body that the first paragraph below a heading speaks of: `2.1 区级防汛指挥机构` over `区长任区防指指挥`."""
    after = section.blocks[section.blocks.index(block) + 1 :] if block in section.blocks else section.blocks[1:]
    spoken = registry.spoken(after[0].text) if after and not after[0].table else []
    return next((s.body for s in spoken if s.body.kind in MAIN_KINDS), None)


@cache
def _label() -> regex.Pattern[str]:
    return phrase("bodies", "label", head=head_pattern())


def label_of(text: str, start: int = 0) -> regex.Match[str] | None:
    """The body that a paragraph begins with: `综合协调组：由区应急局牵头…` -> 综合协调组."""
    item = _ITEM.match(text, start)
    at = item.end() if item else start
    match = _label().match(text, at)
    if match is not None:
        return match
    match = _BARE_LABEL.match(text, at)
    return match if match is not None and leading_names(text[match.end() : match.end() + 60])[1] else None


def offset_of(section: Section, block: Block) -> int:
    """Where the text of a paragraph begins: behind the number of its item."""
    return section.offset if section.number and section.blocks and block is section.blocks[0] else 0


def label_body(section: Section, block: Block, registry: Registry) -> Body | None:
    """The group that a paragraph or each of its sentences describes: `（1）抢险组。负责…`, `抢险组由A牵头；…`."""
    found: Body | None = None
    at = offset_of(section, block)
    while at < len(block.text):
        stop = sentence_end(block.text, at, stops="。；")
        match = label_of(block.text, at)
        if match is not None:
            body = _labelled(match, section, block, at, registry)
            found = found or body
        at = stop if stop > at else at + 1
    return found


def _labelled(match: regex.Match[str], section: Section, block: Block, at: int, registry: Registry) -> Body | None:
    name = match["name"]
    if set_up := _set_up_first().match(name):
        name = name[set_up.end() :]  # `调整区…领导小组。组长由…`: the verb is none of the name
    head = head_of(name)
    known = registry.get(name)
    if known is not None or head is None:
        return known
    if (
        not is_body_name(name)
        or head.kind not in ("working_group", "investigation_group", "leading_group")
        or len(name) < 3
    ):
        return None
    if _NO_GROUP.search(name) or head.head == "队":
        return None
    rest = block.text[match.end() : match.end() + 600]
    if block is section.blocks[0] and len(rest) < 4:
        rest += "".join(b.text for b in section.blocks[1:4])[:600]
    if not _staffed().search(rest) and not _OF_GROUP.match(rest):
        return None
    end = block.start + match.end("name")
    span = (end - len(name) if set_up else block.start + at, end)
    return registry.add(name, span, section.path, parent=owner_for(registry, head.kind), sure=bool(match["stop"]))


@cache
def _set_up_first() -> regex.Pattern[str]:
    verbs = any_of(verb for verb in body_lexicon().set_up if len(verb) > 1)
    return regex.compile(rf"{verbs}(?={any_of(LEVEL_WORDS)})")
