"""Text that remembers where each of its characters stands in the file it came from."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable

import regex


class TracedText:
    """A string with, for each character, the span of the source that it stands for.

    `starts[i]` and `ends[i]` are character offsets into the source. All operations return a new object.

    Example:
        >>> text = TracedText.identity("责 任").sub(regex.compile(" "), lambda m: "")
        >>> text.text, text.span(0, 2)
        ('责任', (0, 3))
    """

    __slots__ = ("ends", "starts", "text")

    def __init__(self, text: str, starts: array[int], ends: array[int]) -> None:
        self.text = text
        self.starts = starts
        self.ends = ends

    @classmethod
    def identity(cls, text: str) -> TracedText:
        """The source itself: character i stands for [i, i+1)."""
        return cls(text, array("L", range(len(text))), array("L", range(1, len(text) + 1)))

    @classmethod
    def join(cls, parts: Iterable[TracedText], glue: str = "") -> TracedText:
        """Concatenate; characters of the glue stand for the empty span after the part before them."""
        texts: list[str] = []
        starts, ends = array("L"), array("L")
        for number, part in enumerate(parts):
            if number and glue:
                at = ends[-1] if ends else 0
                texts.append(glue)
                starts.extend([at] * len(glue))
                ends.extend([at] * len(glue))
            texts.append(part.text)
            starts.extend(part.starts)
            ends.extend(part.ends)
        return cls("".join(texts), starts, ends)

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return f"TracedText({self.text!r})"

    def __getitem__(self, part: slice) -> TracedText:
        return TracedText(self.text[part], self.starts[part], self.ends[part])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of text[start:end]; an empty one is put at its place."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def strip(self) -> TracedText:
        """Without white space at either end."""
        left = len(self.text) - len(self.text.lstrip())
        right = len(self.text.rstrip())
        return self if not left and right == len(self.text) else self[left : max(left, right)]

    def translate(self, table: dict[int, str]) -> TracedText:
        """Replace single characters one for one (`table` maps code points to one character)."""
        return TracedText(self.text.translate(table), self.starts, self.ends)

    def sub(self, pattern: regex.Pattern[str], replace: Callable[[regex.Match[str]], str]) -> TracedText:
        """Replace matches; a replacement of equal length maps one for one, any other maps as a whole."""
        texts: list[str] = []
        starts, ends = array("L"), array("L")
        done = 0
        for match in pattern.finditer(self.text):
            a, b = match.span()
            new = replace(match)
            texts += (self.text[done:a], new)
            starts.extend(self.starts[done:a])
            ends.extend(self.ends[done:a])
            if len(new) == b - a:
                starts.extend(self.starts[a:b])
                ends.extend(self.ends[a:b])
            elif new:
                first, last = self.span(a, b)
                starts.extend([first] * len(new))
                ends.extend([last] * len(new))
            done = b
        if not done:
            return self
        texts.append(self.text[done:])
        starts.extend(self.starts[done:])
        ends.extend(self.ends[done:])
        return TracedText("".join(texts), starts, ends)

    def lines(self) -> list[TracedText]:
        """The lines, without their ends."""
        out: list[TracedText] = []
        start = 0
        while True:
            end = self.text.find("\n", start)
            if end < 0:
                out.append(self[start:])
                return out
            out.append(self[start:end])
            start = end + 1


class Builder:
    """A traced text as it is written, piece by piece."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.starts, self.ends = array("L"), array("L")
        self.last = ""
        """The last character written."""

    @property
    def end(self) -> int:
        """The source offset behind the last character written."""
        return self.ends[-1] if self.ends else 0

    def add(self, text: str, at: int) -> None:
        """Write characters of the source that stand from `at` on."""
        if text:
            self.texts.append(text)
            self.starts.extend(range(at, at + len(text)))
            self.ends.extend(range(at + 1, at + len(text) + 1))
            self.last = text[-1]

    def stand_for(self, text: str, start: int, end: int) -> None:
        """Write text that stands for the span of the source as a whole."""
        if text:
            self.texts.append(text)
            self.starts.extend([start] * len(text))
            self.ends.extend([end] * len(text))
            self.last = text[-1]

    def glue(self, text: str, at: int) -> None:
        """Write text that the source does not hold."""
        self.stand_for(text, at, at)

    def extend(self, part: TracedText) -> None:
        """Write what is traced already."""
        if part.text:
            self.texts.append(part.text)
            self.starts.extend(part.starts)
            self.ends.extend(part.ends)
            self.last = part.text[-1]

    def traced(self) -> TracedText:
        """What was written."""
        return TracedText("".join(self.texts), self.starts, self.ends)
