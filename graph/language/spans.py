"""Where something stands in a text."""

from __future__ import annotations

import msgspec

Span = tuple[int, int]
"""Start and end in characters, the end not included, as `regex.Match.span` gives them."""


class Stretch(msgspec.Struct, frozen=True):
    """Where a name or a sentence stands in a text."""

    start: int
    end: int


class Excerpt(msgspec.Struct, frozen=True):
    """Words taken from a text, and where they stand in it; `text` may be shorter than the place, by its stop."""

    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Both ends of the place."""
        return self.start, self.end
