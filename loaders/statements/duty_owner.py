"""Duties of one body: an agency's own page, what stands under `A职责`, `A主要职责：（一）…`, `A履行下列职责：`."""

from __future__ import annotations

import regex

from zhize.graph.language.doers import Doer, find_doer, names_of, predicate_kind
from zhize.graph.language.duty_cues import cue
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency
from zhize.graph.language.vocabulary import list_cues
from zhize.loaders.context import PARALLEL, Context, Instrument, parallel
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.statements.duty_list import paragraphs
from zhize.loaders.statements.duty_reading import (
    LONGEST_ACTOR,
    SHORTEST,
    Reader,
    Reading,
    content,
    is_public,
    says_work,
    strip_owner,
)


def of_owner(
    reader: Reader, section: Section, owner: tuple[Mention, ...], context: Context, paper: Instrument
) -> list[Reading]:
    """What stands under a heading of one body's duties: item by item on an agency's own page, else as one duty."""
    children = reader.children(section)
    blocks = content(section)
    leads = [c.blocks[0].text[c.offset :] for c in children if c.blocks] or [b.text for b in blocks]
    if parallel(leads) or any(leads_in(lead) for lead in leads):
        listed = Context(context.heading, True, True)
        for child in [section, *children]:
            reader.contexts[child.index] = listed
        return paragraphs(section, listed, paper)
    if any(is_agency(c.title) or c.style in ("heading", "name") for c in children):
        children = []
    path = (*section.path, section.label)
    run_in = section.style in _LOW or (section.blocks[0].text[-1:] in "：:" and section.style != "heading")
    body = any(cue("body").search(n.printed) for n in owner)
    if (paper.page and (children or len(blocks) > 1)) or (children and not run_in and not body):
        return items(reader, owner, blocks, children, context, path)
    for child in children:
        for inner in [child, *reader.below(child)]:
            reader.done.add(inner.index)
            blocks += [b for b in inner.blocks if not b.table]
    if not blocks:
        return []
    text = strip_owner("".join(b.text for b in blocks), owner)
    span = (blocks[0].start, blocks[-1].end)
    return [Reading(owner, text, span, context.heading, path, "duty-heading")]


def leads_in(text: str) -> bool:
    """Whether an item announces what somebody does below it: `各部门履行下列共同职责：`."""
    subject = find_doer(text)
    return subject is not None and bool(cue("below").search(text[:120])) and len(text) <= 120


_LOW = ("1.", "（1）", "1）", "①", "1")
"""Under numbers of such low levels the items that follow are one text."""


def items(
    reader: Reader,
    owner: tuple[Mention, ...],
    blocks: list[Block],
    children: list[Section],
    context: Context,
    path: tuple[str, ...],
) -> list[Reading]:
    """Each item of an agency's own page is a duty of it."""
    out: list[Reading] = []
    for block in blocks:
        if says_work(block.text):
            other = _other(block.text, owner)
            names, text = (other.names, block.text[other.body :]) if other else (owner, strip_owner(block.text, owner))
            out.append(Reading(names, text, (block.start, block.end), context.heading, path, "duty-page"))
    for child in children:
        inner = [child, *reader.below(child)]
        title = child.title.strip("。：: ") if child.heading else ""
        if cue("apart").fullmatch(title):
            reader.done.update(s.index for s in inner)
            continue
        if cue("parted").fullmatch(title):
            for s in inner:
                reader.contexts[s.index] = Context(title, True, True)
            continue
        plain = [b for s in inner for b in s.blocks if not b.table]
        if not plain:
            continue
        reader.done.update(s.index for s in inner)
        first = plain[0].text[child.offset :]
        rest = [b for b in plain[1:] if says_work(b.text) or b.text[:1] in "（(①12２"]
        text = first + "".join(b.text for b in rest)
        span = (plain[0].start + child.offset, (rest[-1] if rest else plain[0]).end)
        out.append(Reading(owner, strip_owner(text, owner), span, context.heading, path, "duty-page"))
    return out


def _other(text: str, owner: tuple[Mention, ...]) -> Doer | None:
    """Another office than the owner that a paragraph of a page begins with: `机关党委负责党群工作。`."""
    subject = find_doer(text)
    if subject is None or subject.form != "predicate" or subject.cue != "duty" or subject.start or not owner:
        return None
    single = len(subject.names) == 1 and len(owner) == 1
    known = single and (is_agency(subject.names[0].reading) or is_public(subject.names[0]))
    return subject if known and not owner[0].printed.startswith(subject.names[0].printed) else None


def run_in(reader: Reader, section: Section, subject: Doer) -> list[Reading]:
    """`A主要职责：（一）…（二）…`: the text behind the colon and the items under it are one duty."""
    first = section.blocks[0]
    at = section.offset + subject.body
    if subject.form == "agent":
        at = first.text.find("：", section.offset) + 1 or at
    blocks = [b for b in section.blocks[1:] if not b.table]
    for child in reader.below(section):
        reader.done.add(child.index)
        blocks += [b for b in child.blocks if not b.table]
    paper = reader.instrument(section)
    heading = first.text[section.offset : at].rstrip("：: ")
    path = (*section.path, section.label) if section.number and section.heading else section.path
    children = reader.children(section) or led_items(reader, section)
    if paper.page and len(children) > 1 and (not first.text[at:].strip() or cue("lead_end").search(first.text)):
        for child in reader.below(section):
            reader.done.discard(child.index)
        out = items(reader, subject.names, [], children, Context(heading, True), path)
        before = cue("lead_end").sub("", first.text[section.offset + subject.end :])
        before = regex.sub(r"，?(?:其|该)?[^，。；]{0,6}$", "", before.rstrip("：:")) if "。" not in before else before
        if predicate_kind(before, 0) and len(before) >= SHORTEST:
            span = (first.start + section.offset, first.end)
            out.insert(0, Reading(subject.names, before, span, heading, path, "duty-page"))
        return out
    text = first.text[at:] + "".join(b.text for b in blocks)
    span = (first.start + section.offset, blocks[-1].end if blocks else first.end)
    return [Reading(subject.names, text, span, heading, path, "duty-run-in")]


def below_lead(reader: Reader, section: Section, subject: Doer) -> list[Reading]:
    """What stands below `A履行下列职责：`: a duty of A per item, unless the items name bodies of their own."""
    children = reader.children(section)
    leads = [c.blocks[0].text[c.offset :] for c in children if c.blocks]
    if parallel(leads) or cue("units").search(section.blocks[0].text[section.offset :]):
        for child in children:
            reader.contexts[child.index] = Context(section.title.strip("：: "), True, True)
        return []
    if section.style == "条":
        return run_in(reader, section, subject)
    return items(reader, subject.names, [], children, Context(section.title.strip("：: "), True), section.path)


def led_items(reader: Reader, section: Section) -> list[Section]:
    """The items of an agency's duties behind a paragraph that leads to them and may name nobody: `……。主要职责是：`.

    The items stand below the paragraph; below one without a number they may stand beside it.
    """
    text = section.blocks[-1].text
    if not cue("lead_end").search(text):
        return []
    below = reader.children(section)
    if below or section.number:
        return below
    beside = [s for s in reader.scope.sections[section.index + 1 :] if s.parent == section.parent and s.number]
    return [s for s in beside if s.style == beside[0].style and s.part == section.part]


def lead_heading(text: str) -> str:
    """The words of a lead that say that duties follow: `……。主要职责是：` -> 主要职责是."""
    match = cue("lead_end").search(text)
    return match[0].strip("，：: ") if match else ""


def actor(text: str, leads: list[str]) -> tuple[Mention, ...]:
    """The names that a heading consists of, where the items under it say what they do: `（二）各镇（街道）。1.排查…`."""
    plain = text.strip("：。: ")
    if cue("units").search(plain):
        return ()
    names = names_of(plain) if leads and len(plain) <= LONGEST_ACTOR else ()
    if names and not any(cue("body").search(n.printed) for n in names) and _says_work_all(leads):
        return names
    subject = find_doer(plain + "：x") if leads and len(plain) <= LONGEST_ACTOR else None
    if subject is None or subject.form != "label" or subject.end != len(plain):
        return ()
    if any(cue("body").search(n.printed) or n.printed in list_cues().people for n in subject.names):
        return ()
    certain = all(is_public(n) for n in subject.names)
    return subject.names if certain and _says_work_all(leads) else ()


def _says_work_all(leads: list[str]) -> bool:
    """Whether most of the items begin with what is to be done."""
    work = sum(1 for lead in leads if predicate_kind(lead, 0) or cue("verb_phrase").match(lead))
    return work >= PARALLEL * len(leads)
