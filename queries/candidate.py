"""A possible answer to one part of a question, with what it rests on."""

from __future__ import annotations

import msgspec

from zhize.graph.model.facts import Fact


class Candidate(msgspec.Struct, frozen=True):
    """Items with the sentence that says them. `kind` is `fact` where the graph holds it, `text` where only the print says it.

    `relation` is the relation or type it answers by, `document` where it stands, `partial` that it answers less than was asked.
    `covers` are the words of the question that the form itself has answered, such as the time within which things end.
    Of a value of the print: `fits` tells how well its own stretch of the clause fits against the best value of the clause, `near`
    how much of the words around the interrogative stand around it (both 0 to 1), `way` how it was come by: `other` (not the best
    value of its clause), `between` (it stands where the interrogative stands), `heading` (the clause stands under it).
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
    fits: float = 1.0
    near: float = 0.0
    way: str = ""
