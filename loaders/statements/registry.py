"""The bodies of a document while it is read: what is known of each, and how a text speaks of them."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.bodies import OFFICE, bare_pattern, body_kind, head_of, is_bare
from zhize.graph.language.people import Role
from zhize.graph.language.phrases import phrase, source, words
from zhize.graph.language.spans import Span
from zhize.graph.language.vocabulary import alternatives

_OWN = phrase("bodies", "own")
_LEVEL = phrase("bodies", "level")
MAIN_KINDS = ("command", "leading_group", "committee")


class Seat(msgspec.Struct, frozen=True):
    """Who sits in a body: the word for the role, the printed name (a person, an office or a unit) and the post beside it."""

    role: Role
    printed: str
    span: Span
    person: str | None = None
    post: str | None = None
    units: tuple[str, ...] = ()


class Body(msgspec.Struct):
    """A body: who sits in it, where its office is, what for, and where each of this is printed."""

    name: str
    kind: str
    span: Span
    section: tuple[str, ...]
    aliases: list[str] = msgspec.field(default_factory=list)
    parent: Body | None = None
    seat: str | None = None
    duty: str | None = None
    seats: list[Seat] = msgspec.field(default_factory=list)
    spans: dict[str, Span] = msgspec.field(default_factory=dict)
    sure: bool = False
    """Whether the print introduces it as a body beyond doubt; else something must be said of it."""

    def said(self) -> bool:
        """Whether anything but its name is known of it."""
        return bool(self.seats or self.seat or self.duty or self.aliases)

    def has(self, relation: str) -> bool:
        """Whether somebody is known in a role."""
        return any(seat.role.relation == relation for seat in self.seats)

    def take(self, seat: Seat) -> None:
        """Add who sits in it, once."""
        key = (seat.role.relation, seat.printed, seat.post)
        if key not in [(s.role.relation, s.printed, s.post) for s in self.seats]:
            self.seats.append(seat)


class BodyMention(msgspec.Struct, frozen=True):
    """A place in a text that speaks of a body."""

    start: int
    end: int
    body: Body


_WORK = words("bodies", "work")[0]


_WHOLE_AREA = phrase("bodies", "whole_area")


def _core(name: str) -> str:
    """A name without 工作 in front of its head, and without words for the whole area in front of it.

    Example: `普查工作领导小组`, `全区普查领导小组`, `第二次全国普查领导小组` -> 普查领导小组.
    """
    head = head_of(name)
    plain = name if head is None else f"{name[: -len(head.head)].removesuffix(_WORK)}{head.head}"
    return _WHOLE_AREA.sub("", plain)


def _placed(name: str) -> tuple[str, ...]:
    """What is left of a name behind its level word, where that is enough for a name: `区茶业联席会议` -> 茶业联席会议."""
    core = _core(name)
    return (core[1:],) if _LEVEL.match(core) and len(core) > _SHORT and not is_bare(core) else ()


_SHORT = 7
"""A shorter name with a level word tells too little without it."""


class Registry:
    """The bodies read so far, in print order."""

    def __init__(self) -> None:
        self.bodies: list[Body] = []
        self._pattern: regex.Pattern[str] | None = None
        self._names: dict[str, Body] = {}

    def add(
        self, name: str, span: Span, section: tuple[str, ...], *, parent: Body | None = None, sure: bool = False
    ) -> Body:
        """The body of a name, made where there is none; what is new is put to what is known of it."""
        known = self.named(name) or self._spelled(name)
        if known is not None and known.name != name:
            self.call(known, name)
        if known is None:
            known = Body(name, body_kind(name), span, section)
            self.bodies.append(known)
            self._pattern = None
        known.sure = known.sure or sure
        if known.parent is None and parent is not None and parent is not known and parent.parent is not known:
            known.parent = parent
        return known

    def call(self, body: Body, alias: str) -> None:
        """Give a body another name."""
        if alias and alias != body.name and alias not in body.aliases:
            for other in [b for b in self.bodies if b.name == alias and not b.seats]:
                self.bodies.remove(other)  # the short name was met before the text said whose it is
                for child in self.bodies:
                    child.parent = body if child.parent is other and child is not body else child.parent
            body.aliases.append(alias)
            self._pattern = None

    def named(self, name: str) -> Body | None:
        """The body of just this name or alias."""
        return next((b for b in self.bodies if b.name == name or name in b.aliases), None)

    def _spelled(self, name: str) -> Body | None:
        """The body of a name but for words that say little: `普查工作领导小组`, printed 全区普查领导小组 elsewhere."""
        core = _core(name)
        main = [b for b in self.bodies if b.kind in MAIN_KINDS]
        alike = [b for b in main if _core(b.name) == core]
        if not alike:
            alike = [b for b in main if core in _placed(b.name) or _core(b.name) in _placed(name)]
        return alike[0] if len(alike) == 1 else None

    def ending(self, text: str) -> str:
        """The longest name of a known body that a text ends in; empty where it ends in none."""
        return max((b.name for b in self.bodies if text.endswith(b.name)), key=len, default="")

    def main(self) -> Body | None:
        """The first command, leading group or committee that belongs to no other."""
        found = [b for b in self.bodies if b.kind in MAIN_KINDS and b.parent is None]
        return found[0] if found else None

    def office_of(self, body: Body, span: Span, section: tuple[str, ...], *, printed: str = "") -> Body:
        """The office of a body, made where there is none."""
        known = self.child(body)
        if known is None:
            name = printed if len(printed) > 3 and head_of(printed) else f"{body.name}{OFFICE}"
            known = self.named(name) or self.add(name, span, section)
            known.kind = "office"
            if known is not body:
                known.parent = body
        if printed:
            self.call(known, printed)
        known.sure = True
        return known

    def child(self, body: Body) -> Body | None:
        """The office that is known of a body."""
        return next((b for b in self.bodies if b.kind == "office" and b.parent is body), None)

    def get(self, word: str, context: Body | None = None) -> Body | None:
        """The body that a word means where the text is about `context`: a name, an alias, `区指挥部`, `本办公室`."""
        known = self.named(word)
        if known is not None and word != OFFICE:
            return known
        bare = _OWN.sub("", word)
        if bare == OFFICE:
            return self._office(context)
        if bare != word and (known := self.named(bare)) is not None:
            return known
        if not is_bare(bare):
            return self._shortened(bare)
        core = bare[1:] if _LEVEL.match(bare) and head_of(bare[1:]) else bare
        if context is not None and context.name.endswith(core):
            return context
        alike = [b for b in self.bodies if b.name.endswith(core) and b.kind != "office"]
        roots = [b for b in alike if b.parent is None]
        return roots[0] if len(roots) == 1 else (alike[0] if len(alike) == 1 else None)

    def _shortened(self, word: str) -> Body | None:
        """The only body whose name a word shortens: `指挥工作组` for 演练指挥工作组, `区级指挥部` for 区级应急指挥部."""
        head = head_of(word)
        if head is None or len(word) <= len(head.head) or head.kind == "office":
            return None
        front = word[: -len(head.head)]
        alike = [
            b
            for b in self.bodies
            if b.kind == head.kind
            and (b.name.endswith(word) or (len(front) > 1 and b.name.endswith(head.head) and b.name.startswith(front)))
        ]
        return alike[0] if len(alike) == 1 else None

    def name_offices(self, text: str) -> None:
        """Give the offices the names that the text prints for them: `领导小组办公室`; the fullest one is the name."""
        for office in self.bodies:
            if office.kind != "office" or office.parent is None:
                continue
            owner = office.parent
            forms = [owner.name, *owner.aliases]
            head = head_of(owner.name)
            if head is not None and head.bare:
                level = owner.name[0] if _LEVEL.match(owner.name) else ""
                forms += [f"{level}{head.head}", head.head]
            printed = [form for form in dict.fromkeys(f"{f}{OFFICE}" for f in forms) if form in text]
            printed = [
                f for f in printed if self.named(f) in (None, office) and self.get(f.removesuffix(OFFICE)) is owner
            ]
            if printed and (office.name not in text or office.name == OFFICE):
                best = max(printed, key=len)
                self.call(office, office.name if office.name == OFFICE else "")
                office.name = best
            for form in printed:
                self.call(office, form)
            self._pattern = None

    def _office(self, context: Body | None) -> Body | None:
        if context is not None:
            if context.kind == "office":
                return context
            known = self.child(context)
            if known is not None:
                return known
            if context.parent is not None and (known := self.child(context.parent)) is not None:
                return known
        offices = [b for b in self.bodies if b.kind == "office"]
        return offices[0] if len(offices) == 1 else None

    def spoken(self, text: str, context: Body | None = None) -> list[BodyMention]:
        """The places of a text that speak of bodies, in print order; the longest name counts."""
        if self._pattern is None:
            names = [n for b in self.bodies for n in (b.name, *b.aliases) if len(n) > 2]
            known = alternatives(names) or r"(?!)"
            self._pattern = regex.compile(source("bodies", "name", names=known, bare=bare_pattern()))
        out: list[BodyMention] = []
        for match in self._pattern.finditer(text):
            word = match["name"]
            body = self.get(word, context)
            if body is None and word.endswith(OFFICE) and word != OFFICE:
                owner = self.get(word.removesuffix(OFFICE), context)
                body = self.child(owner) if owner else None
            if body is not None:
                out.append(BodyMention(match.start(), match.end(), body))
                context = body if body.kind != "office" or context is None else context
        return out
