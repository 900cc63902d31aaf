"""What the rules of duties share: a duty before it becomes claims, and the document while it is read."""

from __future__ import annotations

import itertools

import msgspec

from zhize.graph.language.doers import find_doer, is_field, predicate_kind
from zhize.graph.language.duty_cues import cue
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Scope
from zhize.loaders.context import Instrument, contexts, instrument
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.statements.mark_places import find_marks

SHORTEST = 5
"""A duty says at least so many characters."""


SHORTEST_OPEN = 8
"""A duty that does not begin with a known verb says at least so many characters, up to a stop."""
SEVERAL = 3
"""A paper with so many marks of responsibility gives tasks."""
LONGEST_ACTOR = 30
"""The names of who holds duties are no longer, where they stand alone on a line."""


class Sign(msgspec.Struct, frozen=True):
    """One thing that speaks for a reading, or against it, and how much."""

    name: str
    weight: int


class Reading(msgspec.Struct):
    """One duty before it becomes claims: whose it is, its text, where it stands, the rule that read it, and its signs."""

    names: tuple[Mention, ...]
    text: str
    span: Span
    context: str
    section: tuple[str, ...]
    rule: str
    signs: tuple[Sign, ...] = ()


class Reader:
    """What the rules share while a document is read: contexts, instruments, and the sections that are done."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.contexts = contexts(scope)
        self.instruments: dict[str, Instrument] = {}
        self.done: set[int] = set()

    def instrument(self, section: Section) -> Instrument:
        """The kind of paper that a section stands in."""
        if section.part not in self.instruments:
            paper = instrument(self.scope, section.part)
            if paper.opinion and self._gives_tasks(section.part):
                paper = msgspec.structs.replace(paper, opinion=False)
            self.instruments[section.part] = paper
        return self.instruments[section.part]

    def _gives_tasks(self, part: str) -> bool:
        """Whether a part of a document says who does what by marks of responsibility: its sentences call on all."""
        blocks = (b for s in self.scope.sections if s.part == part for b in s.blocks if not b.table)
        return sum(1 for _ in itertools.islice(filter(find_marks, (b.text for b in blocks)), SEVERAL)) == SEVERAL

    def children(self, section: Section) -> list[Section]:
        """The sections right under a section; under a title of an attachment those up to the next title."""
        if section.style != "title":
            return [self.scope.sections[c] for c in section.children]
        out: list[Section] = []
        for other in self.scope.sections[section.index + 1 :]:
            if other.style in ("title", "signature", "attachments"):
                break
            if other.parent < 0:
                out.append(other)
        return out

    def below(self, section: Section) -> list[Section]:
        """The sections under a section, in print order."""
        out: list[Section] = []
        for child in section.children:
            out += [self.scope.sections[child], *self.below(self.scope.sections[child])]
        return out


def content(section: Section) -> list[Block]:
    """The plain paragraphs under a heading; what runs on behind the heading itself is a paragraph too."""
    out: list[Block] = []
    for i, block in enumerate(section.blocks):
        if block.table or block.title:
            continue
        if i == 0 and section.style != "":
            rest = block.text[section.offset + len(section.title) :].lstrip("：。: ")
            if len(rest) >= SHORTEST:
                start = block.end - len(rest)
                out.append(msgspec.structs.replace(block, text=rest, start=start))
            continue
        out.append(block)
    return out


def says_work(text: str) -> bool:
    """Whether a paragraph is a statement of work and no label, contact or caption."""
    return len(text) >= 8 and "：" not in text[:12] and (bool(predicate_kind(text, 0)) or text[-1] in "。；;")


def strip_owner(text: str, owner: tuple[Mention, ...]) -> str:
    """What a statement says of its owner, without the owner's name in front."""
    subject = find_doer(text)
    if subject is not None and subject.start == 0 and [n.printed for n in subject.names] == [n.printed for n in owner]:
        return text[subject.body :].lstrip("：，")
    return text


def is_public(name: Mention) -> bool:
    """Whether a name is that of a public body, a class of them or the field of one (公安), and no role in a deal (建设单位)."""
    role = name.printed in lexicon().words.roles and cue("role").search(name.printed) is not None
    if is_agency(name.reading) or (name.collective and is_field(name.printed)):
        return True
    return bool(cue("public").search(name.printed)) and not role
