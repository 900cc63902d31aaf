"""What each part of a document is a list of, and whose: told by headings, by the instrument, and by the parts themselves."""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.bodies import is_body_name
from zhize.graph.language.doers import Doer, find_doer, may_be_name, owner_of, predicate_kind
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency
from zhize.graph.language.vocabulary import any_of, list_cues
from zhize.loaders.claims import Scope
from zhize.loaders.outline import Section

PARALLEL = 0.6
"""Siblings are a list of bodies when this share of them, and at least three, begins with a name."""


class Context(msgspec.Struct, frozen=True):
    """How the statements under a heading are to be read.

    `listed`: the parts begin with the name of a body each. `owner`: all parts say duties of these names, empty where
    none are named. `duties`: a heading above speaks of duties. `heading` is the heading that says so, as printed.
    """

    heading: str
    duties: bool = False
    listed: bool = False
    owner: tuple[Mention, ...] = ()


class Instrument(msgspec.Struct, frozen=True):
    """What kind of paper a part of a document is: rules and plans set duties for good, a page tells an agency's own."""

    title: str
    rules: bool
    page: bool
    plan: bool = False
    law: bool = False
    opinion: bool = False
    owner: tuple[Mention, ...] = ()


@cache
def _cues() -> dict[str, regex.Pattern[str]]:
    cues = list_cues()
    return {
        "duties": regex.compile(rf"{any_of(cues.owner)}|分工|任务分解"),
        "rules": regex.compile(rf"{any_of(cues.rules)}(?:（[^（）]*）)?$"),
        "laws": regex.compile(rf"{any_of(cues.laws)}(?:（[^（）]*）)?$"),
        "page": regex.compile(any_of(cues.page)),
        "many": regex.compile(any_of(cues.many)),
        "announces": regex.compile(rf"{any_of(cues.owner)}$"),
    }


def instrument(scope: Scope, part: str) -> Instrument:
    """The kind of paper that a part of a document is: the attachment it stands in, else the document itself."""
    title = part if part and not _is_chapter(part, scope.document.title) else scope.document.title
    rules = bool(_cues()["rules"].search(title))
    plain = regex.sub(r"（[^（）]*）$", "", title)
    page = bool(_cues()["page"].search(plain)) or is_agency(plain)
    owner = owner_of(plain) or ()
    if not owner and page:
        owner = _leading_agency(plain) or _leading_agency(scope.document.issuer or "")
    plan = any(word in title for word in list_cues().plans)
    law = bool(_cues()["laws"].search(title)) and not title.rstrip("（）试行").endswith("办法")
    opinion = plain.endswith(list_cues().opinions) and not plan
    page = page and not regex.search(r"预案|办法|条例|通知$|细则", title)
    return Instrument(title, rules, page, plan, law, opinion, owner)


def _is_chapter(part: str, title: str) -> bool:
    """Whether what looks like an attachment is a chapter of rules whose number was lost: `消防职责` names nobody whose page it were."""
    rules, page = _cues()["rules"], _cues()["page"]
    return bool(rules.search(title)) and bool(page.search(part)) and owner_of(part) is None and not is_agency(part)


def _leading_agency(title: str) -> tuple[Mention, ...]:
    """The agency that a title begins with: `云州市体育局主要职责` -> 云州市体育局."""
    for end in range(len(title), 3, -1):
        if title[end - 1] in "局委办部厅署会院心府司处所站校队社关团" and is_agency(title[:end]):
            return (Mention(title[:end], title[:end]),)
    return ()


def contexts(scope: Scope) -> list[Context]:
    """The context of every section's own text, in the order of the sections."""
    out: list[Context] = []
    offices = _offices(scope)
    for section in scope.sections:
        if (office := offices.get(section.index)) is not None:
            out.append(Context(office, True, False, (Mention(office, office),)))
        else:
            out.append(_context(scope, section, out))
    return out


@cache
def _office() -> regex.Pattern[str]:
    return regex.compile(
        rf"\p{{Han}}[\p{{Han}}、]{{1,14}}{any_of(list_cues().offices)}(?:（\p{{Han}}[\p{{Han}}、]{{1,20}}）)?"
    )


def _offices(scope: Scope) -> dict[int, str]:
    """The headings that name offices of an agency over what these do, by section: two or more beside each other.

    Example: `（一）救济科` over `拟订救灾工作规划；…`, `（二）基层科` over `负责行政区划管理；…`.
    """
    beside: dict[tuple[int, str], list[Section]] = {}
    for section in scope.sections:
        if section.number:
            beside.setdefault((section.parent, section.style), []).append(section)
    found: dict[int, str] = {}
    for group in beside.values():
        named = {s.index: title for s in group if (title := _office_of(s))}
        sure = [s for s in group if s.index in named and not is_body_name(named[s.index])]
        working = sum(1 for s in sure if predicate_kind(s.blocks[1].text, 0) in ("duty", "act"))
        if working >= max(LEAST_OFFICES, PARALLEL * len(group)):
            found |= named  # among offices, one that is called like a body that documents set up is an office too
    return found


LEAST_OFFICES = 2


def _office_of(section: Section) -> str | None:
    """The office that a heading names over a paragraph."""
    title = section.title.strip("：。: ") if section.heading else ""
    if len(section.blocks) < 2 or section.blocks[0].text[section.offset :].strip("：。: ") != title:
        return None
    return title if _office().fullmatch(title) else None


def parallel(texts: list[str]) -> bool:
    """Whether texts are a list in which each begins with the name of a body: at least three, and most of them."""
    if len(texts) < 3:
        return False
    found = [find_doer(text) or _named(text) for text in texts]
    certain = sum(1 for subject in found if subject is not None and _names_bodies(subject))
    return certain >= 3 and certain >= PARALLEL * len(texts)


def _named(text: str) -> Doer | None:
    """A name of its own at the head of a text with a word of duty behind its stop: `区水利局。负责水库巡查。`."""
    found = find_doer(text, listed=True)
    return found if found and found.form == "name" and predicate_kind(text, found.body) == "duty" else None


def _names_bodies(subject: Doer) -> bool:
    roles = lexicon().words.roles
    return all((name.collective or may_be_name(name.printed)) and name.printed not in roles for name in subject.names)


def _context(scope: Scope, section: Section, before: list[Context]) -> Context:
    above = before[section.parent] if section.parent >= 0 else under(section.part or scope.document.title, Context(""))
    heading = section.title.strip("：。: ") if section.heading else ""
    if section.style == "name":
        return Context(heading, False, False, (Mention(heading, heading),))
    if not heading or "：" in heading or (above.duties and may_be_name(heading)):
        return above
    if section.children or len(section.blocks) > 1 or section.style in ("title", "heading"):
        return under(heading, above)
    return under(heading, above) if owner_of(heading) else above


def under(heading: str, above: Context) -> Context:
    """The context of what stands under a heading, given the context of the heading itself."""
    owner = owner_of(heading)
    if owner:
        return Context(heading, True, False, owner)
    said = find_doer(heading)
    many = bool(_cues()["many"].search(heading))
    announces = many and _cues()["announces"].search(heading) is not None
    if said is not None and said.form in ("predicate", "agent") and not announces:
        return above  # a sentence that print sets like a heading
    if owner == ():
        return Context(heading, True, above.listed or many, above.owner)
    spoken = predicate_kind(heading, 0) in ("act", "duty") or heading[-1:] in "。；"
    if spoken and above.owner:
        return above  # an item of one body's own duties that has paragraphs below it
    if not spoken and (many or _cues()["duties"].search(heading)):
        return Context(heading, True, True)
    return Context(heading, above.duties, False)
