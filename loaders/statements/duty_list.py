"""Duties of many bodies, one after the other: `A负责…`, `A：…`, `A——…`, a name on a line of its own."""

from __future__ import annotations

import itertools

from zhize.graph.language.doers import Doer, find_doer, may_be_name, names_of, owner_of, predicate_kind
from zhize.graph.language.doers.predicates import strong_predicate
from zhize.graph.language.duty_cues import cue
from zhize.graph.language.duty_signs import is_wide
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency
from zhize.graph.language.vocabulary import list_cues
from zhize.loaders.clauses import Run, runs
from zhize.loaders.context import PARALLEL, Context, Instrument, parallel, under
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.statements.duty_prose import prose
from zhize.loaders.statements.duty_reading import (
    LONGEST_ACTOR,
    SHORTEST,
    SHORTEST_OPEN,
    Reader,
    Reading,
    is_public,
    strip_owner,
)

SHORTEST_LIST = 3


def names_only(text: str, context: Context) -> tuple[Mention, ...] | None:
    """The names that are all a part says, where its list gives each name its duties."""
    plain = text.strip("：。: ")
    if not (context.listed and context.duties) or len(plain) > 60 or is_list_heading(plain):
        return None
    subject = find_doer(plain + "：x", listed=True)
    whole = subject is not None and subject.form == "label" and subject.end == len(plain)
    if subject is None or any(n.printed in list_cues().people for n in subject.names):
        return None
    return subject.names if whole and all(may_be_name(n.printed) for n in subject.names) else None


def is_list_heading(text: str) -> bool:
    """Whether a heading announces duties: of one body, or of many."""
    return owner_of(text) is not None or any(word in text for word in list_cues().many)


def under_name(
    reader: Reader, section: Section, names: tuple[Mention, ...], context: Context, paper: Instrument
) -> list[Reading]:
    """A name on a line of its own over what it does."""
    blocks = [b for b in section.blocks[1:] if not b.table and not _tells_people(b.text)]
    inner = reader.below(section)
    subjects = [find_doer(b.text) for b in blocks]
    if any(subject is not None and subject.form == "duties" for subject in subjects):
        return paragraphs(section, context, paper)
    said = subjects[0] if subjects else None
    if said is not None and said.form == "predicate" and [n.printed for n in said.names] != [n.printed for n in names]:
        return paragraphs(section, context, paper)
    reader.done.update(s.index for s in inner)
    blocks += [b for s in inner for b in s.blocks if not b.table and not _tells_people(b.text)]
    if not blocks:
        return []
    text = "".join(b.text for b in blocks)
    span = (section.blocks[0].start + section.offset, blocks[-1].end)
    return [Reading(names, strip_owner(text, names), span, context.heading, section.path, "duty-item")]


def _in_duties(section: Section) -> bool:
    """Whether the part that a section stands in is a list of the duties of many bodies."""
    return under(section.part, Context("")).listed


def _tells_people(text: str) -> bool:
    """Whether a line names who holds a post, without a stop: `负责人`, `主任张某`."""
    return len(text) <= LONGEST_ACTOR and text[-1:] not in "。；" and text.startswith(list_cues().people)


def paragraphs(section: Section, context: Context, paper: Instrument, *, start: int = 0) -> list[Reading]:
    """The duties in the paragraphs of a section itself, from its block `start` on.

    What goes on with a duty before it is joined to it.
    """
    plain = [b for b in section.blocks[start:] if not b.table and not b.title]
    listed = context.listed and context.duties and not (paper.law and section.style == "条")
    if not listed and len(plain) > 3 and not paper.law:
        listed = parallel([b.text for b in plain[1:]])
    out: list[Reading] = []
    for i, block in enumerate(plain):
        at = section.offset if block is section.blocks[0] and section.number else 0
        if listed and (bullet := cue("bullet").match(block.text, at)):
            at = bullet.end()
        if (
            i == 0
            and section.heading
            and section.number
            and len(block.text) - at <= len(section.title) + 1
            and not listed
            and not _is_sentence(section)
        ):
            continue
        if at and section.heading and not listed and "：" not in section.title and not _is_sentence(section):
            at += len(section.title)
            while at < len(block.text) and block.text[at] in "。：":
                at += 1
        if i and (own := _run_in(block, at, section)) is not None:
            out.append(own)
            continue
        readings = _paragraph(
            block, at, section, context, paper, listed or (not paper.law and _holds_list(block.text, at))
        )
        if (
            i == 1
            and not readings
            and section.style == "name"
            and predicate_kind(block.text, 0)
            and _in_duties(section)
        ):
            span = (section.blocks[0].start, block.end)
            out.append(
                Reading(context.owner, block.text, span, section.part or context.heading, section.path, "duty-item")
            )
            continue
        names = _label_alone(block.text[at:]) if listed else ()
        if names:
            out.append(Reading(names, "", (block.start + at, block.end), context.heading, section.path, "duty-list"))
            continue
        if (
            not readings
            and listed
            and out
            and out[-1].rule == "duty-list"
            and (not out[-1].text or _goes_on(block.text))
        ):
            last = out[-1]
            last.text, last.span = last.text + block.text, (last.span[0], block.end)
        elif (
            not readings
            and listed
            and not out
            and predicate_kind(block.text, at) == "duty"
            and "：" not in block.text[:20]
        ):
            out.append(
                Reading(
                    (), block.text[at:], (block.start + at, block.end), context.heading, section.path, "duty-of-nobody"
                )
            )
        out += readings
    return out


def _run_in(block: Block, at: int, section: Section) -> Reading | None:
    """A paragraph that is the duty of one body by its own head: `代建单位主要职责：办理手续…`."""
    subject = find_doer(block.text, at)
    if subject is None or subject.form != "duties" or len(block.text) - subject.body < SHORTEST_OPEN:
        return None
    if any(map(is_wide, subject.names)):
        return None
    heading = block.text[at : subject.body].rstrip("：: ")
    path = (*section.path, section.label) if section.number and section.heading else section.path
    span = (block.start + at, block.end)
    return Reading(subject.names, block.text[subject.body :], span, heading, path, "duty-run-in")


def _holds_list(text: str, at: int) -> bool:
    """Whether one paragraph is a list of bodies by itself: three or more real bodies with a colon behind each."""
    if len(text) - at < SHORTEST_LIST * SHORTEST_OPEN or not _may_hold_list(text, at):
        return False
    found = [r.subject for r in runs(text, at) if r.subject is not None]
    labels = [s for s in found if s.form == "label" and all(is_agency(n.reading) for n in s.names)]
    said = [s for s in found if s.form == "predicate" and s.cue in ("duty", "modal") and all(map(_is_one, s.names))]
    holders = {tuple(n.printed for n in s.names) for s in said}
    return len(labels) >= SHORTEST_LIST or (len(holders) >= SHORTEST_LIST and len(said) >= PARALLEL * len(found))


def _may_hold_list(text: str, at: int) -> bool:
    """Whether a paragraph has marks of labels, or words of duty, enough for a list; a look that costs little."""
    if sum(text.count(mark, at) for mark in "：:\t—－") >= SHORTEST_LIST:
        return True
    return sum(1 for _ in itertools.islice(strong_predicate().finditer(text, at), SHORTEST_LIST)) == SHORTEST_LIST


def _is_sentence(section: Section) -> bool:
    """Whether what print sets like a heading says what a body does: `第三条 区水利局负责…`."""
    subject = find_doer(section.title)
    return subject is not None and subject.form in ("predicate", "agent") and bool(subject.cue)


def _label_alone(text: str) -> tuple[Mention, ...]:
    """The names of a label on a line of its own; what they do stands on the lines below."""
    if text[-1:] not in "：:" or len(text) > LONGEST_ACTOR:
        return ()
    subject = find_doer(text + "x")
    if subject is None or subject.form != "label" or any(n.printed in list_cues().people for n in subject.names):
        return ()
    return subject.names if all(is_public(n) for n in subject.names) else ()


def _goes_on(text: str) -> bool:
    """Whether a paragraph without a name goes on with the duty before it, which a page break had cut."""
    return not cue("note").match(text) and text[-1:] in "。；"


def _paragraph(
    block: Block, at: int, section: Section, context: Context, paper: Instrument, listed: bool
) -> list[Reading]:
    """The duties of one paragraph: run by run in a list of bodies, else sentence by sentence."""
    found = in_runs(block, at, section, context) if listed else []
    return found or prose(block, at, section, context, paper)


def in_runs(block: Block, at: int, section: Section, context: Context) -> list[Reading]:
    """The duties of a paragraph that names one body after the other, each with what it does."""
    titled = section.heading and bool(section.title) and "：" not in section.title
    path = (*section.path, section.label) if section.number and titled else section.path
    heading = context.heading or (path[-1] if path else "") or section.part
    out: list[Reading] = []
    for run in runs(block.text, at, listed=True):
        subject = run.subject
        if subject is None:
            continue
        leads = run.start == at or subject.form == "label"
        if not (_in_list(block.text, subject, run) if leads else _follows(block.text, subject, run)):
            continue
        begin = run.start if subject.form == "agent" else subject.body
        text = block.text[begin : run.end]
        span = (block.start + run.start, block.start + run.end)
        names = _parted(subject.names) if subject.form == "predicate" else subject.names
        out.append(Reading(names, text, span, heading, path, "duty-list"))
    return out


def _parted(names: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Fields of work before one class are a name each: `铁路、民航部门` -> `铁路`, `民航部门`."""
    out: list[Mention] = []
    for name in names:
        out += (names_of(name.printed) if name.collective and "、" in name.printed else ()) or (name,)
    return tuple(out)


def _follows(text: str, subject: Doer, run: Run) -> bool:
    """Whether a second body in a paragraph of a list has a duty of its own: `…；区水利局负责…`."""
    rest = text[subject.body : run.end]
    if cue("sets_up").match(rest) or cue("forbids").match(rest):
        return False
    return subject.cue in ("duty", "modal") and all(map(is_public, subject.names))


def _in_list(text: str, subject: Doer, run: Run) -> bool:
    rest = text[subject.body : run.end]
    if subject.form not in ("label", "name"):
        return not cue("sets_up").match(rest) and not cue("forbids").match(rest)
    if len(rest) < SHORTEST or any(n.printed in list_cues().people for n in subject.names):
        return False
    if predicate_kind(rest, 0):
        return True
    known = all(is_agency(n.reading) or may_be_name(n.printed) for n in subject.names)
    return known and rest[-1] in "。；" and len(rest) >= SHORTEST_OPEN


def _is_one(name: Mention) -> bool:
    """Whether a name tells one body or one kind of department, not `各部门` or `有关部门`."""
    return is_agency(name.reading) or (
        cue("department").search(name.printed) is not None and not cue("any_department").search(name.printed)
    )
