"""The texts of one document laid out to be looked through: each is made once, and a question puts those together that it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import regex

from zhize.graph.store.sqlite.paper_data import Line, Paper

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


class Strip:
    """Texts one below the other, each with the end of a line behind it, as one text and as the numbers of its characters."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.joined = "".join([f"{text}\n" for text in texts])
        self.chars = np.frombuffer(self.joined.encode("utf-32-le"), dtype=np.uint32)
        self.lengths = np.array(list(map(len, texts)), dtype=np.int64) + 1


class Sheet:
    """Some lines of a document (its clauses, tasks, duties …) with the texts around each: its paragraph or item, its headings.

    `paragraphs` and `paths` tell for each line which paragraph and which path of headings it stands in, `first` where a paragraph begins:
    lines of one item, where these are `joined`, else each line by itself.
    """

    def __init__(self, paper: Paper, lines: Sequence[Line], *, joined: bool) -> None:
        self.paper, self.lines = paper, lines
        self.texts = [line.text for line in lines]
        keys = [(line.section, line.item) for line in lines] if joined else list(range(len(lines)))
        starts = [i for i, key in enumerate(keys) if not i or key != keys[i - 1]]
        ends = [*starts[1:], len(lines)] if starts else []
        self.first = np.array(starts, dtype=np.int64)
        self.paragraphs = np.repeat(np.arange(len(starts)), np.array(ends, dtype=np.int64) - self.first)
        sections = [line.section for line in lines]
        table = {section: n for n, section in enumerate(dict.fromkeys(sections))}
        self.paths = np.array([table[section] for section in sections], dtype=np.int64)
        self.own = Strip(self.texts)
        self.around = (
            Strip(["".join(self.texts[a:b]) for a, b in zip(starts, ends, strict=True)]) if joined else self.own
        )
        self.above = Strip(["　".join(paper.sections[section]) for section in table])
        self._marks: dict[str, Floats] = {}

    @cached_property
    def keys(self) -> list[int]:
        """The numbers of the lines' nodes."""
        return [line.node for line in self.lines]

    @cached_property
    def places(self) -> dict[int, int]:
        """The places of the lines by the numbers of their nodes."""
        return {key: n for n, key in enumerate(self.keys)}

    def marks(self, kind: str, pattern: regex.Pattern[str]) -> Floats:
        """1 for each line that has a sign of a kind, 0 for the others."""
        if kind not in self._marks:
            found = [1.0 if pattern.search(text) else 0.0 for text in self.texts]
            self._marks[kind] = np.array(found, dtype=np.float32)
        return self._marks[kind]


def sheet_of(paper: Paper, kind: str) -> Sheet:
    """The clauses of a document, or its lines of another class, each of which stands for itself."""
    if kind == "Clause":
        return Sheet(paper, paper.clauses, joined=True)
    return Sheet(paper, paper.nodes.get(kind, []), joined=False)
