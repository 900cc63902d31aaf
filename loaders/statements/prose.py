"""Tasks given in words, without a mark: sentences that say who does it, and statements about many items."""

from __future__ import annotations

from typing import Literal

import msgspec
import regex

from zhize.graph.language.deadlines import Deadline, find_deadline
from zhize.graph.language.leading import leading_names, starts_statement
from zhize.graph.language.lists import split_names
from zhize.graph.language.marks import Assignee, parse_mark
from zhize.graph.language.names import is_agency
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.roles import LEAD, RESPONSIBLE, SUPPORT
from zhize.graph.language.sentences import first_clause, sentence_end
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.statements.group import GroupMark, group_marks
from zhize.loaders.statements.mark_places import find_marks
from zhize.loaders.statements.task import Task, add_task

_OTHER_KIND = phrase("tasks", "other_paper")
"""Instruments whose sentences are standing duties or decisions, and no tasks."""
_NO_TASK = phrase("tasks", "no_task_under")
"""Headings under which who does what is standing organisation."""
LONGEST = 400


_OF_OTHERS = phrase("tasks", "of_others")
_LEADS, _WITH, _RESPONSIBLE = (words("tasks", verb)[0] for verb in ("leads", "with", "responsible"))


class Charge(msgspec.Struct, frozen=True):
    """Who a sentence names with which role; `start`/`end` are the words that say it, in the text given.

    `form` is `by` where it says `由A…`, `plain` where the names come first.
    """

    names: tuple[Assignee, ...]
    start: int
    end: int
    form: Literal["by", "plain"] = "by"


def prose_tasks(scope: Scope) -> Claims:
    """Tasks of items without a mark whose text says who does them.

    Reads `由A牵头，B配合`, `由A会同B制定`, `A牵头推进…`, `A负责…工作` at the head of a sentence, and
    `以上工作由A负责` for the items before it (rule `group-mark`, the others `prose-…`). A sentence that only tells
    what a body is or has done assigns nothing.
    """
    found, ids = Claims(), Ids(scope.id)
    marked = {s.index for s in scope.sections if any(find_marks(b.text) for b in s.blocks if not b.table)}
    groups = group_marks(scope.sections, marked=marked)
    for group in groups:
        for index in group.sections:
            _of_group(scope, scope.sections[index], group, ids, found)
            marked.add(index)
    spoken = {id(group.block) for group in groups}
    for section in scope.sections:
        if section.index not in marked and _may_assign(scope, section):
            _of_item(scope, section, spoken, ids, found)
    return found


def _may_assign(scope: Scope, section: Section) -> bool:
    if not section.number or section.style in ("条", "章", "编", "节"):
        return False
    if _OTHER_KIND.search(section.part or scope.document.title):
        return False
    return not any(_NO_TASK.search(heading) for heading in (*section.path, section.title if section.heading else ""))


_BY = phrase("tasks", "by")
_STATES = phrase("tasks", "states")
_VERB_FRONT = phrase("tasks", "verb_front")
_EXPLAINS = phrase("tasks", "no_task")


def charge(sentence: str) -> Charge | None:
    """Who a sentence gives its work to; None where it gives it to nobody certain.

    Example: `建立名录，由市发展改革委牵头，市财政局、市统计局配合。` -> leads 市发展改革委, supports the others.
    """
    if len(sentence) > LONGEST or _OF_OTHERS.match(sentence):
        return None
    match = _BY.search(sentence)
    if match:
        return _by(sentence, match)
    names, end = leading_names(sentence)
    verb = _STATES.match(sentence[end:]) if names else None
    if verb is None or _EXPLAINS.search(sentence[end : end + 8]):
        return None
    role = LEAD if verb[0] == _LEADS else RESPONSIBLE
    helpers = _helpers(sentence, end) if role == LEAD else ()
    return Charge((*(Assignee(role, m) for m in names), *helpers), 0, len(sentence.rstrip("。；")), "plain")


def _by(sentence: str, match: regex.Match[str]) -> Charge | None:
    """`由A牵头，B配合`, `由A会同B制定`, `由A负责…`."""
    names, _ = split_names(match["who"])
    if not names or not all(m.collective or is_agency(m.reading) for m in names):
        return None
    rest = sentence[match.end() :]
    end = match.end()
    if _EXPLAINS.search(regex.split("[，。；]", rest)[0][:6]):
        return None
    if match["verb"] == _WITH:
        others, length = leading_names(rest)
        if not others or not starts_statement(rest[length:]):
            return None
        given = (*(Assignee(LEAD, m) for m in names), *(Assignee(SUPPORT, m) for m in others))
        return Charge(given, match.start(), end + length)
    role = RESPONSIBLE if match["verb"] == _RESPONSIBLE else LEAD
    helpers = _helpers(sentence, end)
    stop = sentence_end(sentence, end, stops="。；") if helpers else end
    return Charge((*(Assignee(role, m) for m in names), *helpers), match.start(), min(stop, len(sentence)))


def _helpers(sentence: str, start: int) -> tuple[Assignee, ...]:
    """Who takes part, said in the clauses after the first: `，市财政局、市统计局配合`."""
    out: list[Assignee] = []
    for clause in regex.split("[，；。]", sentence[start:])[1:]:
        mark = parse_mark(clause)
        if mark.sure and not mark.unread and mark.names and all(a.role == SUPPORT for a in mark.names):
            out += mark.names
    return tuple(out)


def _of_item(scope: Scope, section: Section, spoken: set[int], ids: Ids, found: Claims) -> None:
    """One task an item; where several sentences each name somebody, one a sentence."""
    hits: list[tuple[Charge, str, int]] = []
    for n, block in enumerate(section.blocks):
        if block.table or block.title or id(block) in spoken:
            continue
        at = section.offset if n == 0 else 0
        if n == 0 and section.heading and section.title and len(block.text) > at + len(section.title) + 1:
            at += len(section.title) + 1
        while at < len(block.text):
            stop = sentence_end(block.text, at)
            sentence = block.text[at:stop]
            if given := charge(sentence):
                hits.append((given, sentence, block.start + at))
            at = stop
    for given, sentence, base in hits:
        alone = len(hits) == 1 and section.heading and section.title
        named = alone and not given.start and sentence.startswith(section.title[:8])  # the heading is the sentence
        title = section.title if alone and not named else first_clause(_after_names(sentence, given))
        text, whole = (_text(section)) if alone else (sentence, (base, base + len(sentence)))
        path = section.path if alone or not section.heading else (*section.path, section.label)
        span = (base + given.start, base + given.end)
        item = section.number if alone or not section.heading else ""
        rule = "prose-by" if given.form == "by" else "prose"
        mark, deadline = sentence[given.start : given.end], _deadline(text, whole)
        task = Task(title, text, item, mark, given.names, path, whole, span, rule, deadline)
        add_task(scope, ids, found, task)


def _after_names(sentence: str, given: Charge) -> str:
    """What is to be done: the sentence without the names at its head."""
    if given.start:
        return sentence[: given.start].rstrip("，：")
    _, end = leading_names(sentence)
    rest = _VERB_FRONT.sub("", sentence[end:]).lstrip("，：")
    return rest or sentence


def _text(section: Section) -> tuple[str, Span]:
    blocks = [b for b in section.blocks if not b.table and not b.title]
    return "".join(b.text for b in blocks)[section.offset :], (blocks[0].start + section.offset, blocks[-1].end)


def _of_group(scope: Scope, section: Section, group: GroupMark, ids: Ids, found: Claims) -> None:
    blocks = [b for b in section.blocks if not b.table and b is not group.block] or section.blocks[:1]
    text = "".join(b.text for b in blocks)[section.offset :]
    end = blocks[-1].end
    if group.block is section.blocks[-1] and len(section.blocks) == 1:
        end = group.block.start + max(section.offset + 1, group.start - 4)
    begin = blocks[0].start + section.offset
    text = text[: end - begin] if len(section.blocks) == 1 else text
    span = (group.block.start + group.start, group.block.start + group.start + len(group.mark.text))
    title = section.title or first_clause(text)
    told = group.mark.deadline
    deadline = Deadline(told, *span) if told else _deadline(text, (begin, end))
    task = Task(
        title,
        text,
        section.number,
        group.mark.text,
        group.mark.names,
        section.path,
        (begin, end),
        span,
        "group-mark",
        deadline,
    )
    add_task(scope, ids, found, task)


def _deadline(text: str, whole: Span) -> Deadline | None:
    moment = find_deadline(text)
    return Deadline(moment.printed, *whole) if moment else None
