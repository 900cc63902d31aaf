"""Who does something in a text: the names, where they stand, how print ties them to what is said of them."""

from __future__ import annotations

from typing import Literal

import msgspec

from zhize.graph.language.mentions import Mention

Form = Literal["label", "name", "predicate", "agent", "duties"]
Cue = Literal["duty", "modal", "manner", "act", ""]


class Doer(msgspec.Struct, frozen=True):
    """The names that do something.

    `start` and `end` are where the names stand in the text, `body` is where what is said of them begins. `form` is how
    print ties the two: a label (`区水利局：…`), a name on its own (`区水利局。…`), a predicate behind the name
    (`区水利局负责…`), an agent behind 由 (`由区水利局负责…`), or the heading of its duties (`区水利局主要职责：…`).
    `cue` is the kind of the first predicate word (empty behind a label), `word` that word where it is known.
    """

    names: tuple[Mention, ...]
    start: int
    end: int
    body: int
    form: Form
    cue: Cue = ""
    word: str = ""


class Piece(msgspec.Struct, frozen=True):
    """A part of a sentence with who does what it says; the places of `doer` count from `start`."""

    start: int
    end: int
    doer: Doer | None
