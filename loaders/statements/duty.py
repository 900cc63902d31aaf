"""Standing duties of agencies and bodies, in every form in which lists of duties are printed."""

from __future__ import annotations

from zhize.graph.language.doers import Doer, find_doer
from zhize.graph.language.duty_cues import cue
from zhize.graph.language.duty_signs import is_addressees, is_wide
from zhize.graph.language.issues import reason_of
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.context import PARALLEL, Context, parallel
from zhize.loaders.outline import Section
from zhize.loaders.statements.duty_list import (
    SHORTEST_LIST,
    in_runs,
    is_list_heading,
    names_only,
    paragraphs,
    under_name,
)
from zhize.loaders.statements.duty_owner import (
    actor,
    below_lead,
    items,
    lead_heading,
    leads_in,
    led_items,
    of_owner,
    run_in,
)
from zhize.loaders.statements.duty_prose import organises
from zhize.loaders.statements.duty_reading import SHORTEST, Reader, Reading


def duties(scope: Scope) -> Claims:
    """Duties of a document, each with its context.

    Reads lists of bodies (`A负责…`, `A：…`, `（1）A。…`, `A——…`), headings over what one body does (`A职责`, an agency's
    page of its own duties), run-in lists (`A主要职责：（一）…`), and in rules and plans sentences that say who is
    responsible (`A负责…`, `A应当…`).
    """
    found, ids = Claims(), Ids(scope.id)
    reader = Reader(scope)
    seen: dict[tuple[str, tuple[str, ...], str], str] = {}
    said: set[int] = set()
    for section in scope.sections:
        if section.index in reader.done or section.style in ("signature", "attachments") or _of_things(reader, section):
            continue
        for reading in _section(reader, section):
            said.add(section.index)
            _claim(scope, found, ids, reading, seen)
    _unread(reader, said, found)
    return found


def _unread(reader: Reader, said: set[int], found: Claims) -> None:
    """List the items of a list of duties from which none was read, where most of the items beside them say one."""
    groups: dict[int, list[Section]] = {}
    for section in reader.scope.sections:
        if section.number and section.style != _ARTICLE:
            groups.setdefault(section.parent, []).append(section)
    for beside in groups.values():
        spoken = sum(1 for item in beside if item.index in said)
        if spoken < SHORTEST_LIST or spoken < PARALLEL * len(beside):
            continue
        for item in beside:
            silent = item.index not in said and item.index not in reader.done and not item.children
            if silent and item.blocks and not item.blocks[0].table and reader.contexts[item.index].duties:
                first = item.blocks[0]
                span = (first.start, item.blocks[-1].end)
                found.doubt("duty-unread", first.text[item.offset :], reason_of("duty-unread"), span)


_ARTICLE = "条"


def _claim(
    scope: Scope, found: Claims, ids: Ids, reading: Reading, seen: dict[tuple[str, tuple[str, ...], str], str]
) -> None:
    text = _without_mark(reading.text.strip())
    if reading.rule == "duty-open":
        found.doubt("duty-open", text, reason_of("duty-open"), reading.span)
        return
    if not reading.names:
        found.doubt("duty-of-nobody", text, reason_of("duty-of-nobody"), reading.span)
        return
    if len(text) < SHORTEST or is_directory(text) or not all(may_hold(name.printed) for name in reading.names):
        return
    if is_addressees(text):
        return
    called = any(sign.name == "opinion" for sign in reading.signs)
    if cue("appeals").match(text) and (called or all(map(_is_anybody, reading.names))):
        return
    names = tuple(map(_without_short_name, reading.names))
    printed = "、".join(name.printed for name in names)
    key = (reading.context, reading.section, printed)
    if reading.rule == "duty-list" and seen.setdefault(key, text) != text:
        found.doubt("duty-twice", f"{printed}：{text}", reason_of("duty-twice"), reading.span)
    duty = ids.make("duty", reading.context, printed, text)
    for predicate, value in (("text", text), ("context", reading.context), ("duty_of", scope.id)):
        found.add(duty, predicate, value, reading.span, reading.rule, section=reading.section)
    if reading.signs:
        signs = "，".join(f"{sign.name} {sign.weight:+d}" for sign in reading.signs)
        found.add(duty, "signs", signs, reading.span, reading.rule, section=reading.section)
    for order, name in enumerate(names):
        found.add(name, "has_duty", duty, reading.span, reading.rule, section=reading.section, order=order)


def may_hold(name: str) -> bool:
    """Whether a printed name is whole: its brackets close, and it does not begin by going on with a sentence.

    Example: `区水利局` may; `演练信号（区移动公司` and `并监督区水利局` may not.
    """
    return (
        name.count("（") == name.count("）")
        and cue("goes_on").match(name) is None
        and cue("no_name").fullmatch(name) is None
    )


def _without_short_name(name: Mention) -> Mention:
    """A name without the short name that it brings in: `国家林业总局（以下简称林业总局）` -> 国家林业总局."""
    if "（" not in name.printed:
        return name
    bare = cue("short_name").sub("", name.printed)
    return Mention(bare, cue("short_name").sub("", name.reading), collective=name.collective)


def is_directory(text: str) -> bool:
    """Whether a text is a list of telephone numbers: `训练科5550101学生科5550102`."""
    return len(cue("telephone").findall(text)) >= LEAST_NUMBERS


LEAST_NUMBERS = 2


def _is_anybody(name: Mention) -> bool:
    """Whether a name is a class that tells no field: `各地区`, `国务院有关部门`, `领导小组成员部门`."""
    return is_wide(name) or cue("any_department").search(name.printed) is not None


def _without_mark(text: str) -> str:
    """A duty without the mark of responsibility at its end, which is read apart."""
    return cue("mark").sub("", text) if text[-1:] in "）)。；" else text


def _of_things(reader: Reader, section: Section) -> bool:
    """Whether a section is an item of a list of cases, conditions or things: `有下列情形之一的：（一）…`."""
    if section.parent < 0 or not section.number:
        return False
    above = reader.scope.sections[section.parent]
    last = above.blocks[-1].text if above.blocks else ""
    return cue("things").search(last[-80:]) is not None or _of_things(reader, above)


def _of_many(subject: Doer) -> bool:
    """Whether a heading speaks of the duties of many bodies that are named behind it: `各成员单位职责：`."""
    return any(map(is_wide, subject.names))


def _is_office(subject: Doer | None) -> bool:
    """Whether a sentence speaks of one real agency, whatever paper it stands in."""
    return subject is not None and len(subject.names) == 1 and is_agency(subject.names[0].printed)


def _section(reader: Reader, section: Section) -> list[Reading]:
    context, paper = reader.contexts[section.index], reader.instrument(section)
    first = section.blocks[0] if section.blocks else None
    own = section.heading and context.heading == section.title.strip("：。: ") and context.duties
    if own and not context.listed:
        owner = context.owner or (paper.owner if paper.page else ())
        if owner:
            return of_owner(reader, section, owner, context, paper)
    if context.duties and context.owner and not context.listed and section.number and section.parent < 0 and paper.page:
        return items(reader, context.owner, [], [section], context, section.path)
    if first is None:
        return []
    text = first.text[section.offset :]
    subject = find_doer(text)
    if subject is not None and subject.form == "duties" and _of_many(subject) and not first.table:
        listed = Context(text[: subject.body].strip("：: "), True, True)
        for child in reader.children(section):
            reader.contexts[child.index] = listed
        ahead = in_runs(first, section.offset + subject.body, section, listed)
        return ahead + paragraphs(section, listed, paper, start=1)
    if subject is not None and subject.form == "duties" and not first.table:
        return run_in(reader, section, subject)
    if subject is not None and section.children and leads_in(text) and not context.owner:
        return below_lead(reader, section, subject)
    owner = context.owner or (subject.names if subject is not None else paper.owner)
    if owner and (paper.page or _is_office(subject)) and not first.table and (led := led_items(reader, section)):
        return items(reader, owner, [], led, Context(lead_heading(text), True), section.path)
    leads = [c.blocks[0].text[c.offset :] for c in reader.children(section) if c.blocks]
    organised = not paper.plan or organises((*section.path, section.label))
    if (
        organised
        and not context.listed
        and not context.owner
        and parallel(leads)
        and not any("：" in lead[:6] for lead in leads)
    ):
        for child in reader.children(section):
            reader.contexts[child.index] = Context(section.title.strip("：。: "), True, True)
    holder = actor(text, leads)
    if holder and not first.table:
        return items(
            reader,
            holder,
            [],
            reader.children(section),
            Context(text.strip("：。: "), True),
            (*section.path, section.label),
        )
    named = names_only(text, context)
    if named is not None and not any(is_list_heading(s.title) for s in reader.below(section) if s.heading):
        return under_name(reader, section, named, context, paper)
    return paragraphs(section, context, paper)
