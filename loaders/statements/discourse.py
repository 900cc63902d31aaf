"""What a text is about, sentence by sentence: the body of the heading, of the paragraph, and the one last spoken of."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from zhize.graph.language.bodies import OFFICE
from zhize.graph.language.people import Role
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.sentences import sentence_end
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Scope
from zhize.loaders.outline import Section
from zhize.loaders.print.documents import Block
from zhize.loaders.statements.body_labels import heading_of, label_of, offset_of
from zhize.loaders.statements.registry import MAIN_KINDS, Body, BodyMention, Registry

_SETS_UP = phrase("bodies", "sets_up")
_OTHER_MATTER = phrase("bodies", "matter_heading")
_OFFICE_BEFORE = phrase("bodies", "office_before")
_AMONG = words("bodies", "among")
LONGEST_SENTENCE = 2000
"""A longer run without 。 is no sentence about people; the longest lists of members stay under 1,500."""


class Passage(msgspec.Struct):
    """A sentence (or a row of a table) and the bodies it may be about.

    `own` is the body that the paragraph begins with (`综合协调组：…`), `heading` the one of the heading above, `topic`
    the one spoken of first in the sentences before, `focus` the one set up or spoken of last. `duty` tells that the
    heading announces duties.
    """

    section: Section
    block: Block
    text: str
    base: int
    own: Body | None
    heading: Body | None
    topic: Body | None
    focus: Body | None
    duty: bool = False
    first: bool = False
    spoken: list[BodyMention] = msgspec.field(default_factory=list)

    def about(self) -> Body | None:
        """The body that the passage is about, where nothing in it says another."""
        return self.own or self.heading or self.topic or self.focus


class _Heading(msgspec.Struct, frozen=True):
    """The body that a heading names, and whether it announces duties."""

    body: Body | None = None
    duty: bool = False


class _Thread:
    """What the text is about while it is read: see Passage for `topic`, `focus` and `heading`.

    `place` is the path under which a body was spoken of first: outside of it the text is about something else again.
    """

    def __init__(self, registry: Registry, titled: Body | None) -> None:
        self.registry = registry
        self.titled = titled
        self.topic = titled
        self.focus: Body | None = None
        self.heading = _Heading()
        self.part = ""
        self.place: tuple[str, ...] = ()

    def enter(self, section: Section, sections: list[Section]) -> None:
        """A section begins."""
        if section.path[: len(self.place)] != self.place:
            self.topic, self.focus, self.place = self.titled, None, ()
        if section.part != self.part:
            self.part, self.topic, self.focus = section.part, self.titled or self.topic, None
        self.heading = _above(section, sections, self.registry)
        self.topic = self.heading.body or self.topic

    def passage(self, section: Section, block: Block, text: str, base: int, own: Body | None, first: bool) -> Passage:
        """A sentence with what it may be about."""
        heading = self.heading
        return Passage(section, block, text, base, own, heading.body, self.topic, self.focus, heading.duty, first)

    def names(self, section: Section, text: str, *, within: bool) -> bool | None:
        """Take a line for a heading: whether it names a body, None where it is no heading at all.

        `within` tells that the line stands inside the section, where another heading ends what was said of the one above.
        """
        match = heading_of(text)
        if match is None and not _is_bare_heading(text):
            return None
        body = self.registry.get(match["name"], self.topic) if match is not None else None
        if body is not None and match is not None:
            self.heading = _Heading(body, bool(match["duty"]))
            self.topic, self.focus, self.place = body, body, section.path
        elif within:
            self.heading = _Heading()
        return body is not None

    def speak(self, passage: Passage) -> None:
        """A sentence was read: the bodies in it are what the next ones may be about."""
        if passage.own is not None:
            self.focus = passage.own
        elif passage.spoken:
            self.focus = passage.spoken[-1].body
            if passage.spoken[0].start <= 8 or _sets_up(passage.text, passage.spoken[0]):
                self.topic, self.place = passage.spoken[0].body, passage.section.path


def passages(scope: Scope, registry: Registry, titled: Body | None) -> Iterator[Passage]:
    """The sentences and table rows of a document in print order, with what each is about."""
    thread = _Thread(registry, titled)
    for section in scope.sections:
        thread.enter(section, scope.sections)
        for n, block in enumerate(section.blocks):
            if block.title:
                continue
            if block.table:
                yield thread.passage(section, block, block.text, block.start, None, False)
                continue
            at = offset_of(section, block)
            named = thread.names(section, block.text[at:], within=n > 0)
            if named and thread.heading.duty and n:
                yield thread.passage(section, block, block.text, block.start, None, True)
            if named or (named is not None and n):
                continue
            yield from _sentences_of(thread, section, block, at)


def _sentences_of(thread: _Thread, section: Section, block: Block, at: int) -> Iterator[Passage]:
    """The sentences of a paragraph, each with the bodies spoken of in it."""
    registry = thread.registry
    own = _own(block.text, at, registry, thread.topic)
    first = True
    for start, stop in sentences(block.text, at):
        text = block.text[start:stop]
        own = _own(text, 0, registry, thread.topic) or own
        passage = thread.passage(section, block, text, block.start + start, own, first)
        passage.spoken = registry.spoken(text, own or thread.heading.body or thread.topic)
        yield passage
        first = False
        thread.speak(passage)


def _sets_up(text: str, spoken: BodyMention) -> bool:
    return bool(_SETS_UP.search(text[: spoken.start])) or spoken.end == len(text)


def sentences(text: str, start: int) -> Iterator[Span]:
    """The sentences of a paragraph, cut at 。 and at ；."""
    while start < len(text):
        stop = sentence_end(text, start, stops="。；！")
        if stop - start <= LONGEST_SENTENCE:
            yield start, stop
        start = stop


def _above(section: Section, sections: list[Section], registry: Registry) -> _Heading:
    """The nearest heading that names a body."""
    node: Section | None = section
    near = True
    while node is not None:
        match = heading_of(node.title)
        body = registry.get(match["name"]) if match is not None else None
        if body is not None and match is not None:
            return _Heading(body, bool(match["duty"]))
        if near and node.number and _OTHER_MATTER.search(node.title) and len(node.title) < 20:
            return _Heading()
        node, near = (sections[node.parent], False) if node.parent >= 0 else (None, False)
    return _Heading()


_BARE_HEADING = regex.compile(r"[^，。；：、\t]{2,24}：?")


def _is_bare_heading(text: str) -> bool:
    return _BARE_HEADING.fullmatch(text) is not None


def _own(text: str, at: int, registry: Registry, topic: Body | None) -> Body | None:
    match = label_of(text, at) if registry.bodies else None
    if match is None:
        return None
    body = registry.named(match["name"]) or registry.get(match["name"], topic)
    return body if body is not None and (match["stop"] or body.kind not in MAIN_KINDS) else None


def target(passage: Passage, role: Role, at: int, registry: Registry) -> Body | None:
    """The body that a role in a sentence belongs to; `at` is where the word for the role begins.

    What stands right before the word counts most (`办公室主任`), then the body of the paragraph, then one set up in the
    sentence, the heading's, one named before, and what the text was about. A body has only roles of its kind: 主任 is no
    chief of a command but of its office.
    """
    text = passage.text
    before = [s for s in passage.spoken if s.end <= at]
    if before and before[-1].end == at:
        return _fitting(before[-1].body, role, registry) or before[-1].body
    if _OFFICE_BEFORE.search(text[:at]):
        base = passage.own or (before[-1].body if before else None) or passage.heading or passage.topic
        if base is not None:
            return (
                base
                if base.kind == "office"
                else registry.office_of(
                    base,
                    (passage.base + max(0, at - len(OFFICE)), passage.base + at),
                    passage.section.path,
                    printed=OFFICE,
                )
            )
    after = [s for s in passage.spoken if s.start >= at and _sets_up(text, s)][:1]
    introduced = [s for s in before if _sets_up(text, s)]
    order = [
        passage.own,
        *(s.body for s in reversed(introduced)),
        *(s.body for s in reversed(before) if _leads(text, s)),
        *(s.body for s in after),
        *((passage.focus, passage.topic) if _office_next(passage, role) else ()),
        passage.heading,
        passage.topic,
        passage.focus,
        *(s.body for s in reversed(before)),
        registry.main() if role.relation != "member" else None,
    ]
    candidates = [body for body in order if body is not None]
    best: Body | None = next((body for body in candidates if role.fits(body.kind)), None)
    if best is not None:
        return best
    fitting: list[Body] = [f for body in candidates if (f := _fitting(body, role, registry)) is not None]
    return fitting[0] if fitting else None


def _leads(text: str, spoken: BodyMention) -> bool:
    """Whether a mention begins a clause: it is what the clause is about."""
    return (
        spoken.start == 0
        or text[spoken.start - 1] in "，。；："
        or text[max(0, spoken.start - 2) : spoken.start] in _AMONG
    )


def _office_next(passage: Passage, role: Role) -> bool:
    """Whether the sentence before set up an office that a 主任 now named belongs to."""
    focus = passage.focus
    return (
        focus is not None
        and focus.kind == "office"
        and role.kinds == ("office", "committee")
        and not focus.has(role.relation)
    )


def _fitting(body: Body, role: Role, registry: Registry) -> Body | None:
    """The body, or its office or owner, that has a role of this kind."""
    if role.fits(body.kind):
        return body
    child = registry.child(body)
    if child is not None and role.fits(child.kind):
        return child
    if body.parent is not None and role.fits(body.parent.kind):
        return body.parent
    return None
