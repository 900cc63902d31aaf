"""Answer questions in Chinese from the graph, with sources, or say that the graph does not hold the answer."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import regex

from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.queries.answer import Answer, cite, joined, shorten
from zhize.queries.frames import frames_of, parts_of, topic_words
from zhize.queries.handlers import HANDLERS, PASSING
from zhize.queries.links import Link, Linker, Links
from zhize.queries.search import CLEAR, ENOUGH, Index, grams


class Candidate(msgspec.Struct):
    """A task, duty or body that may be what a question is about."""

    node: str
    text: str
    kind: str


_KIND_WORDS = regex.compile(
    r"管理办法|实施方案|工作方案|应急预案|实施意见|工作要点|办法|方案|预案|规划|意见|通知|通告|批复|规定|规程|细则|公告|文件|这个|那个|还|制定|定的"
)
"""Words that say what kind of document it is, and nothing of its matter."""


class Asker:
    """Answers questions on one graph. Building it indexes names and texts once."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.kg = kg
        self.linker = Linker(kg)
        self.candidates = [self._candidate(n, kind) for kind in ("Task", "Duty", "Body") for n in kg.nodes(kind)]
        self.index = Index([c.text for c in self.candidates])
        self.position = {c.node: i for i, c in enumerate(self.candidates)}

    def _candidate(self, node: str, kind: str) -> Candidate:
        kg = self.kg
        if kind == "Task":
            section = kg.source(node)
            path = "".join(section.section) if section else ""
            text = f"{kg.text(node, 'title')}。{kg.text(node, 'title')}。{kg.text(node, 'text')}{path}"
        elif kind == "Duty":
            text = kg.text(node, "text") + kg.text(node, "context")
        else:
            text = "".join(str(v) for v in (*kg.values(node, "name"), *kg.values(node, "alias"), kg.text(node, "duty")))
        document = self.document_of(node)
        return Candidate(node, text + (kg.text(document, "title") if document else ""), kind)

    def document_of(self, node: str) -> str | None:
        """The document that a node stands in."""
        fact = self.kg.source(node)
        return fact.document if fact else None

    # -- the whole way

    def ask(self, question: str, *, region: str | None = None) -> Answer:
        """Answer one question; `region` is the place meant where the question names none."""
        links = self.linker.link(question, region)
        parts = parts_of(question)
        if len(parts) > 1 and (joined := self._parts(question, parts, region)):
            return joined
        for frame in frames_of(question):
            answer = HANDLERS[frame](self, question, links)
            if answer is not None:
                return msgspec.structs.replace(answer, frame=frame)
            if frame not in PASSING and "provision" not in frames_of(question):
                return self._none(question, links, frame)
        return self._none(question, links, "")

    def _parts(self, question: str, parts: list[str], region: str | None) -> Answer | None:
        """A question of several: each part is answered, with the agency of the first where it names none."""
        first = self.linker.link(parts[0], region)
        subject = first.agencies[0].text if first.agencies else ""
        answers = []
        for part in parts:
            links = self.linker.link(part, region)
            answers.append(self.ask(part if links.agencies or links.bodies else subject + part, region=region))
        found = [a for a in answers if a.answered]
        if not found or not answers[0].answered:
            return None
        return msgspec.structs.replace(joined(found[0], found[1:]), question=question)

    def _none(self, question: str, links: Links, frame: str) -> Answer:
        near = self._nearest(question, links)
        known = f"与此最接近的有：{'；'.join(near)}。" if near else "也没有与此接近的内容。"
        unknown = f"（没有查到“{'、'.join(links.unknown)}”）" if links.unknown else ""
        return Answer(question, False, f"这些文件里没有查到答案{unknown}。{known}", (), (), frame)

    def _nearest(self, question: str, links: Links) -> list[str]:
        names = [self.kg.caption(n) for link in (*links.agencies, *links.bodies) for n in link.nodes[:2]]
        found = self.index.best(topic_words(links.topic), 3)
        titles = [shorten(self.kg.caption(self.candidates[i].node), 30) for i, _ in found]
        return list(dict.fromkeys([*names, *titles]))[:5]

    def answer(self, question: str, sentence: str, items: Iterable[str], *facts: Fact | None) -> Answer:
        """An answer with its items and the places of the facts that say it."""
        return Answer(question, True, sentence, tuple(dict.fromkeys(i for i in items if i)), cite(self.kg, *facts))

    # -- finding what a question is about

    def in_scope(self, node: str, links: Links) -> bool:
        """Whether a node stands in a document of a place that the question names."""
        document = self.document_of(node)
        if document is None:
            return False
        if links.regions:
            homes = {str(f.object) for f in self.kg.out(document, "relevant_for")}
            if homes and not homes & set(links.regions):
                return False
        return True

    def find(self, question: str, links: Links, kinds: tuple[str, ...], nodes: set[str] | None = None) -> list[str]:
        """Nodes that fit the topic of a question, best first, only those that cover enough of it."""
        topic = topic_words(links.topic)
        if not grams(topic):
            return []
        scored: list[tuple[float, int]] = []
        for i, score in self.index.best(topic, 80):
            candidate = self.candidates[i]
            if candidate.kind not in kinds or (nodes is not None and candidate.node not in nodes):
                continue
            if not self.in_scope(candidate.node, links):
                continue
            cover = self.index.coverage(topic, i)
            bonus = 1.15 if self.document_of(candidate.node) in links.documents else 1.0
            title = set(grams(self.kg.caption(candidate.node))) & set(grams(topic))
            share = sum(self.index.weight(t) for t in title)
            if cover * bonus >= ENOUGH:
                scored.append((cover * bonus + 0.02 * score + 0.03 * share, i))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return [self.candidates[i].node for value, i in scored if value >= CLEAR * scored[0][0]]

    def named_body(self, question: str, links: Links) -> str | None:
        """The body a question names, or a working group of a name that stands in it."""
        for link in links.bodies:
            nodes = [n for n in link.nodes if self.in_scope(n, links)] or list(link.nodes)
            best = [n for n in nodes if self.document_of(n) in links.documents] or nodes
            if best:
                return best[0]
        return None

    def agencies_of(self, links: Links) -> list[str]:
        """The agencies that the question names, each once."""
        return list(dict.fromkeys(n for link in links.agencies for n in link.nodes))

    # -- frames: agencies

    def place_of(self, node: str) -> tuple[str, str, int]:
        """Where a node stands, to order by: document, file, offset."""
        fact = self.kg.source(node)
        return (fact.document, fact.evidence.file, fact.evidence.start) if fact else ("", "", 0)

    # -- frames: tasks

    # -- frames: bodies

    # -- frames: documents

    def the_document(self, links: Links) -> str | None:
        """The document that the question names best; one that shares only a place and a kind of document is none."""
        documents = [d for d in links.documents if self.in_scope(d, links) and self._is_meant(d, links)]
        return documents[0] if documents else None

    # -- frames: the rest

    def _is_meant(self, document: str, links: Links) -> bool:
        """Whether a document's title covers enough of what the question is about."""
        if links.numbered:
            return True
        wanted = set(grams(_KIND_WORDS.sub(" ", topic_words(links.topic))))
        return not wanted or len(wanted & set(grams(self.linker.title_of(document)))) >= 0.4 * len(wanted)


__all__ = ["Asker", "Link", "Links"]
