"""Characters that print nothing and control where they are shown: they go where a file is read, and are told."""

from __future__ import annotations

import regex

from zhize.graph.language.issues import reason_of
from zhize.loaders.files.source import Note
from zhize.loaders.files.traced_text import TracedText
from zhize.texts import visible

MOST = 20
"""So many lines of a file are named."""
_TURNING = "\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROL = regex.compile(
    rf"\x1b\[[0-9;?]*[@-~]|[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{_TURNING}\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
    r"|\p{Noncharacter_Code_Point}"
)
"""Signs of control with what belongs to them. Ends of lines stay, U+0085 among them; so do blanks and tabs."""


def without_controls(text: TracedText) -> tuple[TracedText, tuple[Note, ...]]:
    """A text without its control characters, and a note for each line that held one.

    They print nothing: a name in which one stands is that name.

    Example: `区水<BEL>利局<ESC>[31m负责` -> `区水利局负责`.
    """
    if _CONTROL.search(text.text) is None:
        return text, ()
    notes: list[Note] = []
    at = 0
    for line in text.text.split("\n"):
        if _CONTROL.search(line) is not None and len(notes) < MOST:
            start, end = text.span(at, at + len(line))
            notes.append(Note("control-characters", visible(line)[:60], reason_of("control-characters"), start, end))
        at += len(line) + 1
    return text.sub(_CONTROL, lambda _: ""), tuple(notes)
