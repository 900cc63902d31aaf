"""Questions in Chinese answered from a graph: words, forms, run, rank, decide, say."""

from __future__ import annotations

from functools import cached_property

from zhize.graph.language.people import is_person
from zhize.graph.language.phrases import phrase
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.queries.answer import Answer
from zhize.queries.candidate import Candidate
from zhize.queries.choice import chosen
from zhize.queries.decide import Decision, Part, beside, decide
from zhize.queries.explain import Explanation, explain
from zhize.queries.finders import acting
from zhize.queries.follow import followed
from zhize.queries.forms import ITEMS, forms_for
from zhize.queries.ground import Ground
from zhize.queries.inquiry import CLOSE, Inquiry
from zhize.queries.names import Link, Linker, Links
from zhize.queries.namesakes import Limit, Names
from zhize.queries.passages import Passage
from zhize.queries.rank import Term, terms_of
from zhize.queries.said import close, said_of, values
from zhize.queries.say import no_place, say, silent
from zhize.queries.shelf import Shelf, Vectors
from zhize.queries.tasks import lacking
from zhize.queries.titles import meant
from zhize.queries.words import Question, understand

_BODY_LAST = phrase("questions", "body_last")
_NAME_ASKED = phrase("questions", "name_asked")
_NO_SIGN = phrase("questions", "no_sign")


class Asker:
    """Answers questions on one graph: one that lies in a file is never loaded, one in memory is laid out the same way."""

    def __init__(self, kg: KnowledgeGraph, vectors: Vectors | None = None) -> None:
        self.shelf = Shelf.of(kg)
        self.shelf.vectors = vectors
        self.linker = Linker(self.shelf, self._knows, self._resembles)

    def ask(self, question: str, *, region: str | None = None) -> Answer:
        """Answer one question; `region` is the place meant where the question names none."""
        if region and not self.linker.region_nodes(region):
            return no_place(self.shelf.kg, question, region)
        self.shelf.forget()
        understood = understand(question)
        links = self.linker.link(understood.text, region)
        if links.unknown:  # whatever the print says, it says it of another
            return silent(self.shelf.kg, question, [], links, "")
        ground = self._ground(understood, links)
        parts = self.parts(ground, understood, links)
        if not all(p.decision.chosen for p in parts):
            note = next((s for p in parts if not p.decision.chosen and (s := lacking(p.asked))), "")
            return silent(ground.kg, question, parts, links, note)
        return say(ground, question, parts, links)

    def follow(self, before: str, question: str) -> str:
        """A question in full that may go on from the one before."""
        return followed(self.linker, before, question)

    def explain(self, question: str, *, region: str | None = None) -> Explanation:
        """How a question is understood and what is weighed for it."""
        return explain(*self.weigh(question, region))

    def weigh(self, question: str, region: str | None = None) -> tuple[list[Part], Links]:
        """The parts of a question with their candidates, and its names."""
        self.shelf.forget()
        understood = understand(question)
        links = self.linker.link(understood.text, region)
        return self.parts(self._ground(understood, links), understood, links), links

    def _ground(self, question: Question, links: Links) -> Ground:
        """The documents that a question is asked of."""
        if self.shelf.whole:
            return self._whole
        return Ground(self.shelf, self.linker, chosen(self.shelf, question.text, links))

    @cached_property
    def _whole(self) -> Ground:
        """All documents, where they are few."""
        return Ground(self.shelf, self.linker)

    def _knows(self, text: str) -> bool:
        return self._whole.knows(text) if self.shelf.whole else self.shelf.holds(text)

    def _resembles(self, name: str) -> bool:
        if len(name) < 8:
            return False
        ground = self._whole if self.shelf.whole else Ground(self.shelf, self.linker, chosen(self.shelf, name, Links()))
        return ground.resembles(name)

    def several_places(self, links: Links) -> bool:
        """Whether a name of the question stands for bodies of several places."""
        regions = self.linker.region_of
        return any(len({regions(n) for n in link.nodes}) > 1 for link in (*links.agencies, *links.bodies))

    def parts(self, ground: Ground, question: Question, links: Links) -> list[Part]:
        """Each part of a question with its candidates decided."""
        titled = frozenset() if links.numbered else meant(question.text, ground.titles)
        scope = ground.scope(links, titled)
        apart = self.several_places(links)
        out: list[Part] = []
        for number, target in enumerate(question.targets):
            terms = terms_of(ground, question, number, links)
            bare = terms_of(ground, question, number, links, skip=_subjects(links))
            before = question.targets[number - 1].type if number else ""
            if target.type in _CONTACTS and before not in ("", *_CONTACTS) and len(out[-1].decision.chosen) == 1:
                found = out[-1].decision.chosen[0].items[:2]  # `归哪个处管，电话多少`: the number of the one just found
                terms += [Term(item, (item,), 6.0, head=True) for item in found]
            asked = Inquiry(ground, question, target, links, terms, bare, scope, titled, Limit(CLOSE))
            asked.few = None if apart or self._names_asked(asked) else CLOSE
            decision = self._decide(asked, apart=apart)
            if apart and decision.chosen and asked.limit.left >= (least := beside(decision.chosen[0])):
                asked.limit.least = least  # what holds in other places as well is said beside it
                decision = self._decide(asked, apart=apart)
            out.append(Part(asked, decision))
        return out

    def _decide(self, asked: Inquiry, *, apart: bool) -> Decision:
        """What one part of a question gets; `apart` tells that a name of it stands for bodies of several places."""
        candidates = run(asked)
        if self._names_asked(asked):
            candidates = [c for c in candidates if any(map(_holds_person, c.items))]
        return decide(asked, candidates, places_apart=apart)

    @staticmethod
    def _names_asked(asked: Inquiry) -> bool:
        """Whether a person is asked for by name."""
        target = asked.target
        until = target.start + len(target.asked)
        return target.type == "person" and bool(_NAME_ASKED.search(asked.question.text, 0, until))


_CONTACTS = ("phone", "mailbox")


def _holds_person(item: str) -> bool:
    """Whether an item names a person, and not a post only."""
    return any(map(is_person, _NO_SIGN.split(item)))


def _subjects(links: Links) -> tuple[Link, ...]:
    return links.agencies


def run(asked: Inquiry) -> list[Candidate]:
    """All candidates for one part of a question: of the facts, and of the print."""
    out: list[Candidate] = []
    for form in forms_for(asked):
        out += [c for c in form(asked) if c.items or c.relation == "counted"]
    if asked.target.type in ITEMS and asked.links.agencies:
        out += (
            said_of(asked) if asked.bare or not out else []
        )  # no word of the question but the name tells clauses apart
        if out:
            return out
    if any(c.relation in ("due_tasks", "ending", "top", "counted", "without") for c in out):
        return out  # reckoned over the whole graph: no single clause says it better
    near = asked.ground.near(asked.question.text)
    rows = close(asked.ground, asked.terms, asked.scope, asked.target.type, near=near)
    if asked.target.type in ("phone", "mailbox") and asked.links.agencies:
        rows = [r for r in rows if _names(asked, r.passage)] or [r for r in rows if not acting(r.passage.text)]
    return out + [c for c in values(asked, rows) if c.items]


def _names(asked: Inquiry, passage: Passage) -> bool:
    """Whether a clause or its paragraph or headings name an agency of the question."""
    kg, said = asked.ground.kg, asked.ground.said
    nodes = {n for link in asked.links.agencies for n in link.nodes}
    names = Names(kg.all_values(nodes, "mention"))
    if names.any_in(passage.text):
        return True
    if _BODY_LAST.search(passage.text.partition("：")[2]):
        return False  # it is somebody else's
    text = "".join((*passage.section, *(p.text for p in said.around(passage.number))))
    return names.any_in(text) or bool({f.subject for f in kg.into(passage.document, "signed")} & nodes)
