"""Characters that print nothing and control where they are shown: they become marks where a file is read."""

from __future__ import annotations

import regex

from zhize.graph.language.issues import reason_of
from zhize.loaders.files.source import Note
from zhize.loaders.files.traced_text import TracedText
from zhize.texts import visible

MOST = 20
"""So many lines of a file are named."""
_TURNING = "\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_KEPT = "\0\r\f\v" + _TURNING
"""The cleaning of print drops these or takes them for ends of lines (see `print.clean`)."""
_CONTROL = regex.compile(
    rf"[\x01-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_TURNING}\ufffe\uffff]|\p{{Noncharacter_Code_Point}}"
)


def marked(text: TracedText) -> tuple[TracedText, tuple[Note, ...]]:
    """A text with marks for its control characters, one for one, and a note for each line that held one.

    Example: `区<ESC>[31m应急局` -> `区␛[31m应急局`.
    """
    if _CONTROL.search(text.text) is None:
        return text, ()
    clean = TracedText(visible(text.text, keep=_KEPT), text.starts, text.ends)
    notes: list[Note] = []
    at = 0
    for line in text.text.split("\n"):
        if _CONTROL.search(line) is not None and len(notes) < MOST:
            start, end = text.span(at, at + len(line))
            notes.append(Note("control-characters", visible(line)[:60], reason_of("control-characters"), start, end))
        at += len(line) + 1
    return clean, tuple(notes)
