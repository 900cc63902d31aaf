"""An answer: a sentence, its items alone, and the print it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import msgspec
import regex

from zhize.graph.language.answers import sentence
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph

SHOWN = 5
"""So many sources are shown with their words; `--json` has all."""
_PARAGRAPH = 100
"""A longer sentence that only lists its items is shown as a list."""


class AnswerSource(msgspec.Struct, frozen=True):
    """A place in the print: document, section, quoted words, file, character offsets, line (from 1; 0 where unknown).

    `items` are the elements of the answer that it shows.
    """

    number: str | None
    title: str
    quote: str
    file: str
    start: int
    end: int
    section: tuple[str, ...] = ()
    line: int = 0
    items: tuple[str, ...] = ()

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
    0 to 1, of the least likely part. `nearest` are lines of the print that come near where there is no answer; `partial` tells
    that the answer says less than was asked, and its sentence says what.

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
    partial: bool = False

    def rendered(self) -> str:
        """The answer as text for a person: a sentence or a list, the sources or the nearest lines with the items marked by 【】.

        Example:
            >>> Answer("谁管月亮？", False, "没有查到。").rendered()
            '答：没有查到。'
        """
        lines = [f"答：{self.head}"]
        for n, item in enumerate(self.listed, 1):
            lines.append(f"  {n}. {item}{self._cited(item)}")
        for head, sources in ((sentence("sources") + "：", self.sources), (sentence("nearest") + "：", self.nearest)):
            lines += [head] if sources else []
            for source in sources[:SHOWN]:
                quote = "".join(f"【{p}】" if n % 2 else p for n, p in enumerate(self._pieces(source)))
                lines += [f"  · {source.where}", f"    “{quote}”  {source.place}"]
            lines += [f"  · {told}"] if (told := _more(sources)) else []
        return "\n".join(lines)

    @property
    def listed(self) -> tuple[str, ...]:
        """The items that are shown as a list: all, where they are several and the sentence is long or lacks one."""
        told = [item in self.answer or _bare(item) in self.answer for item in self.items]
        if all(told) and (len(self.items) < 2 or len(self.answer) <= _PARAGRAPH or self.kind == "text"):
            return ()
        return self.items

    @property
    def head(self) -> str:
        """The sentence as it is shown: without the items that are listed below it.

        Example:
            >>> Answer("谁？", True, "牵头2项：" + "清淤" * 30 + "；" + "护坡" * 30 + "。", ("清淤" * 30, "护坡" * 30)).head
            '牵头2项：'
        """
        if not self.listed or self.kind == "text":
            return self.answer
        text = self.answer
        for item in sorted(bare(self.items), key=lambda i: (-len(i), i)):
            text = text.replace(item.rstrip("。；"), "\0")
        text = regex.sub(r"[：；、]?(?:\0[；、。]?)*\0", "", text)
        text = regex.sub(r"[；：。]+$", "", text)
        return f"{text}：" if regex.search(r"^[\p{Han}\d]", text) else sentence("listed", number=len(self.items))

    def _cited(self, item: str) -> str:
        """Where an item stands, for the end of its line: `〔a.txt:12〕`."""
        source = next((s for s in self.sources if item in s.items), None)
        return f"  〔{source.file}:{source.line}〕" if source else ""

    def _repr_html_(self) -> str:
        """The answer for a notebook: nothing in it is taken as markup."""
        parts = [f"<p><b>{escape(self.question)}</b></p>", f"<p>{escape(self.head)}</p>"]
        items = "".join(f"<li>{escape(item + self._cited(item))}</li>" for item in self.listed)
        parts += [f"<ol>{items}</ol>"] if items else []
        for head, sources in ((sentence("sources"), self.sources), (sentence("nearest"), self.nearest)):
            rows = "".join(
                f"<li>{escape(s.where)}<br><q>{self._marked(s)}</q> <small>{escape(s.place)}</small></li>"
                for s in sources[:SHOWN]
            )
            rows += f"<li>{escape(told)}</li>" if (told := _more(sources)) else ""
            parts += [f"<details open><summary>{head}</summary><ul>{rows}</ul></details>"] if rows else []
        return "".join(parts)

    def _marked(self, source: AnswerSource) -> str:
        """A quote with the items of the answer marked in it."""
        pieces = enumerate(self._pieces(source))
        return "".join(f"<mark>{escape(p)}</mark>" if n % 2 else escape(p) for n, p in pieces)

    def _pieces(self, source: AnswerSource) -> tuple[str, ...]:
        """A quote, shortened for reading, cut at what it shows of the answer: every second piece."""
        return cut(shorten(source.quote, kept=bare(self.items)), bare(source.items or self.items))


def _more(sources: tuple[AnswerSource, ...]) -> str:
    """That there are more sources than are shown; empty where there are not."""
    return sentence("more_sources", number=len(sources) - SHOWN) if len(sources) > SHOWN else ""


_PLACED = regex.compile(r"(?P<item>.+)（[^（）]*）")


def _bare(item: str) -> str:
    """An item without the place behind it: `清淤（青石区）` -> `清淤`."""
    match = _PLACED.fullmatch(item)
    return match["item"] if match else item


def bare(items: Iterable[str]) -> list[str]:
    """Items with the places behind them and without."""
    return list(dict.fromkeys(form for item in items for form in (item, _bare(item))))


def cut(text: str, items: Iterable[str]) -> tuple[str, ...]:
    """A text cut at the items that stand in it, the longest first: every second piece is one.

    Example:
        >>> cut("由水务局清淤", ["水务局"])
        ('由', '水务局', '清淤')
    """
    pieces = [text]
    for item in sorted({i for i in items if i and i in text}, key=lambda i: (-len(i), i)):
        out: list[str] = []
        for n, piece in enumerate(pieces):
            rest = piece.split(item) if n % 2 == 0 else [piece]
            for k, part in enumerate(rest):
                out += [item, part] if k else [part]
        pieces = out
    return tuple(pieces)


def shorten(text: str, most: int = 120, kept: Iterable[str] = ()) -> str:
    """A quote for reading: of a long one a stretch around the first of the words to keep, else beginning and end."""
    if len(text) <= most:
        return text
    at = min((found for word in kept if word and (found := text.find(word)) >= 0), default=-1)
    if at < 0:
        return f"{text[: most * 2 // 3]}……{text[-most // 3 :]}"
    start = max(0, min(at - most // 3, len(text) - most))
    return f"{'……' if start else ''}{text[start : start + most]}{'……' if start + most < len(text) else ''}"


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
