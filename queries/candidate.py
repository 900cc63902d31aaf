"""A possible answer to one part of a question, with what it rests on."""

from __future__ import annotations

import msgspec

from zhize.graph.model.facts import Fact


class Candidate(msgspec.Struct, frozen=True):
    """Items with the sentence that says them. `kind` is `fact` where the graph holds it, `text` where only the print says it.

    `relation` is the relation or type it answers by, `document` where it stands, `partial` that it answers less than was asked.
    `covers` are the words of the question that the form itself has answered, such as the time within which things end.
    """

    items: tuple[str, ...]
    sentence: str
    facts: tuple[Fact, ...]
    document: str
    relation: str
    kind: str
    score: float
    nodes: tuple[str, ...] = ()
    partial: bool = False
    place: str = ""
    covers: str = ""
