"""An answer: a sentence, its items alone, and the print it rests on."""

from __future__ import annotations

from html import escape

import msgspec

from zhize.graph.language.answers import sentence
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph


class AnswerSource(msgspec.Struct, frozen=True):
    """A place in the print: document, section, quoted words, file, character offsets, line (from 1; 0 where unknown)."""

    number: str | None
    title: str
    quote: str
    file: str
    start: int
    end: int
    section: tuple[str, ...] = ()
    line: int = 0

    @property
    def where(self) -> str:
        """Document and section in one line."""
        return " / ".join((self.number or sentence("no_number"), f"《{self.title}》", *self.section))

    @property
    def place(self) -> str:
        """File and line, with the characters: `a.txt 第12行（第340–395字）`."""
        line = f" 第{self.line}行" if self.line else ""
        return f"{self.file}{line}（第{self.start}–{self.end}字）"


class Answer(msgspec.Struct, frozen=True):
    """What `zhize ask --json` prints. `items` are the elements of the answer and nothing else.

    `kind` is `fact` where the graph holds the answer, `text` where only the print says it; `confidence` is how likely it is right,
    0 to 1, of the least likely part. `nearest` are lines of the print that come near where there is no answer.

    Example:
        >>> Answer("区森防指办公室设在哪里？", True, "设在区应急管理局。", ("区应急管理局",)).items
        ('区应急管理局',)
    """

    question: str
    answered: bool
    answer: str
    items: tuple[str, ...] = ()
    sources: tuple[AnswerSource, ...] = ()
    kind: str = ""
    confidence: float = 0.0
    nearest: tuple[AnswerSource, ...] = ()

    def rendered(self) -> str:
        """The answer as text for a person: the sentence, the list, the sources or the nearest lines.

        Example:
            >>> Answer("谁管月亮？", False, "没有查到。").rendered()
            '答：没有查到。'
        """
        lines = [f"答：{self.answer}"]
        lines += [f"  {n}. {item}" for n, item in enumerate(self.items, 1) if self._listed(item)]
        for head, sources in ((sentence("sources") + "：", self.sources), (sentence("nearest") + "：", self.nearest)):
            lines += [head] if sources else []
            for source in sources:
                lines += [f"  · {source.where}", f"    “{shorten(source.quote)}”  {source.place}"]
        return "\n".join(lines)

    def _listed(self, item: str) -> bool:
        return len(self.items) > 1 or item not in self.answer

    def _repr_html_(self) -> str:
        """The answer for a notebook: nothing in it is taken as markup."""
        parts = [f"<p><b>{escape(self.question)}</b></p>", f"<p>{escape(self.answer)}</p>"]
        items = "".join(f"<li>{escape(item)}</li>" for item in self.items if self._listed(item))
        parts += [f"<ol>{items}</ol>"] if items else []
        for head, sources in ((sentence("sources"), self.sources), (sentence("nearest"), self.nearest)):
            rows = "".join(
                f"<li>{escape(s.where)}<br><q>{self._marked(s.quote)}</q> <small>{escape(s.place)}</small></li>"
                for s in sources
            )
            parts += [f"<details open><summary>{head}</summary><ul>{rows}</ul></details>"] if rows else []
        return "".join(parts)

    def _marked(self, quote: str) -> str:
        """A quote with the items of the answer marked in it."""
        text = shorten(quote)
        inside = sorted({i for i in self.items if i and i in text}, key=lambda i: (-len(i), i))
        pieces = [(text, False)]
        for item in inside:
            cut: list[tuple[str, bool]] = []
            for piece, marked in pieces:
                rest = piece.split(item) if not marked else [piece]
                for n, part in enumerate(rest):
                    cut += [(item, True)] if n else []
                    cut += [(part, marked)] if part else []
            pieces = cut
        return "".join(f"<mark>{escape(p)}</mark>" if marked else escape(p) for p, marked in pieces)


def shorten(text: str, most: int = 120) -> str:
    """A quote for reading: the middle of a long one is left out, and that is shown."""
    return text if len(text) <= most else f"{text[: most * 2 // 3]}……{text[-most // 3 :]}"


def cite(kg: KnowledgeGraph, *facts: Fact | None) -> tuple[AnswerSource, ...]:
    """Sources of some facts, each place once, in order."""
    out: dict[tuple[str, int, int], AnswerSource] = {}
    for fact in facts:
        if fact is None:
            continue
        e = fact.evidence
        number = kg.value(fact.document, "number")
        source = AnswerSource(
            None if number is None else str(number),
            kg.text(fact.document, "title"),
            e.quote,
            e.file,
            e.start,
            e.end,
            fact.section,
            e.line,
        )
        out.setdefault((e.file, e.start, e.end), source)
    return tuple(out.values())
