"""An answer: a sentence, its items alone, and the print it rests on."""

from __future__ import annotations

import msgspec

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph


class AnswerSource(msgspec.Struct, frozen=True):
    """A place in the print: document, section, quoted words, file and character offsets."""

    number: str | None
    title: str
    quote: str
    file: str
    start: int
    end: int
    section: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """What `zhize ask --json` prints. `items` are the elements of the answer and nothing else."""

    question: str
    answered: bool
    answer: str
    items: tuple[str, ...] = ()
    sources: tuple[AnswerSource, ...] = ()
    frame: str = ""

    def rendered(self) -> str:
        """The answer as text for a person: the sentence, the list, the sources."""
        lines = [f"答：{self.answer}"]
        lines += [
            f"  {n}. {item}" for n, item in enumerate(self.items, 1) if len(self.items) > 1 or item not in self.answer
        ]
        if self.sources:
            lines.append("出处：")
            for source in self.sources:
                where = " / ".join((source.number or "无文号", f"《{source.title}》", *source.section))
                lines += [
                    f"  · {where}",
                    f"    “{shorten(source.quote)}”（{source.file} 第{source.start}–{source.end}字）",
                ]
        return "\n".join(lines)


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
        )
        out.setdefault((e.file, e.start, e.end), source)
    return tuple(out.values())


def joined(first: Answer, more: list[Answer]) -> Answer:
    """Answers to one question that stand side by side, each with its document."""
    parts = [first, *more]
    told = [f"《{a.sources[0].title}》：{a.answer}" if a.sources else a.answer for a in parts]
    items = tuple(dict.fromkeys(i for a in parts for i in a.items))
    sources = tuple(dict.fromkeys(s for a in parts for s in a.sources))
    return msgspec.structs.replace(first, answer="".join(told), items=items, sources=sources)
