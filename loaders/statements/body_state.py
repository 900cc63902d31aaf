"""The bodies of a document while it is read: what is known of each, and how they are found by name."""

from __future__ import annotations

import msgspec
import regex

BODY_END = r"(?:指挥部|领导小组|协调小组|工作小组|委员会|联席会议|工作专班|专班|工作组|调查组|专家组|专业组|指挥中心)"
KINDS = (
    ("office", r"办公室$"),
    ("command", r"指挥部$|指挥中心$"),
    ("leading_group", r"(?:领导|协调|工作)小组$|专班$"),
    ("investigation_group", r"调查组$"),
    ("committee", r"委员会$|联席会议$"),
    ("working_group", r"组$"),
)

_BARE = regex.compile(r"[省市区县州]?(?:指挥部|领导小组|工作小组|委员会|联席会议|专班)")


def kind_of(name: str) -> str:
    """The kind of a body by the end of its name: `区防汛指挥部` -> `command`."""
    return next((kind for kind, pattern in KINDS if regex.search(pattern, name)), "other")


class Body(msgspec.Struct):
    """A body: who sits in it by relation, and where each thing of it is printed."""

    name: str
    kind: str
    span: tuple[int, int]
    section: tuple[str, ...]
    aliases: list[str] = msgspec.field(default_factory=list)
    parent: str | None = None
    seat: str | None = None
    duty: str | None = None
    people: dict[str, list[str]] = msgspec.field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = msgspec.field(default_factory=dict)


class State(msgspec.Struct):
    """The bodies read so far, by name."""

    bodies: dict[str, Body] = msgspec.field(default_factory=dict)

    def get(self, name: str) -> Body | None:
        """A body by its name or alias; 区指挥部 or 领导小组 alone is the only one of its kind."""
        known = self.bodies.get(name) or next((b for b in self.bodies.values() if name in b.aliases), None)
        if known is not None or not _BARE.fullmatch(name):
            return known
        kind = kind_of(name)
        alike = [b for b in self.bodies.values() if b.kind == kind and b.parent is None]
        return alike[0] if len(alike) == 1 else None
