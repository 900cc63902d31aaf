"""What all questions of one graph look up: its names, its documents as texts, how rare words are. It is read from the file."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt
import regex

from zhize.errors import GraphError
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.clauses import TEXT
from zhize.graph.store.sqlite.database import FILE, create, damaged
from zhize.graph.store.sqlite.grams import grams
from zhize.graph.store.sqlite.overlaid import OverlaidGraph
from zhize.graph.store.sqlite.paper_data import Paper
from zhize.graph.store.sqlite.papers import (
    AGENCY,
    BACKWARDS,
    BODY,
    CORE,
    FORWARDS,
    NUMBER,
    REGION,
    Name,
    NameBearer,
    begun,
    called_in,
    homes_of,
    keyed,
    named_so,
    names_of,
    papers_of,
    slips,
)
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.stored import StoredGraph
from zhize.graph.store.sqlite.writer import write
from zhize.messages import Sentence
from zhize.queries.prepared import LEAST, LONGEST, bare, homes, may_slip, names, prepare, version
from zhize.queries.sheets import Sheet, sheet_of
from zhize.queries.spread import Spread
from zhize.queries.words import declared, question_words

WHOLE = 12_000
"""A graph of so many clauses at most is looked at whole for every question; of a larger one documents are chosen."""
KEPT = 400
"""So many documents that were read are kept."""
_WIDEST = 80
"""Longer texts are the names of nothing."""
_TRIED = 3000
"""So many clauses at most are read to see whether one holds a string whose pieces it holds."""


Whole = npt.NDArray[np.int8]
"""Vectors as whole numbers, a row each."""


class Vectors(Protocol):
    """What tells how near in meaning clauses are to a question."""

    def made(self) -> bool:
        """Whether there are any; texts need not be put together where there are none."""

    def rows(self, texts: Sequence[str]) -> Whole | None:
        """The vectors of some texts; None where one has none."""

    def near(self, question: str, rows: Whole) -> npt.NDArray[np.float32]:
        """How near the texts of some vectors are to a question, 1 the nearest that can be."""


class Shelf:
    """The looked-up parts of a graph. `whole` tells that every question looks at all documents."""

    def __init__(self, kg: StoredGraph) -> None:
        self.kg = kg
        self.vectors: Vectors | None = None
        self.rows = kg.reader.rows
        self.spread = Spread(self.rows)
        self.documents, self.clauses = self.spread.documents, self.spread.clauses
        self.whole = self.clauses <= WHOLE
        self._papers: dict[int, Paper] = {}
        self._sheets: dict[tuple[int, str], Sheet] = {}
        self._names: dict[tuple[int, str], list[NameBearer]] = {}
        self._regions: dict[str, str | None] = {}
        """The regions of the agencies and bodies that were looked up."""
        self._looked: set[str] = set()
        self._affected: frozenset[str] = kg.affected if isinstance(kg, OverlaidGraph) else frozenset()
        """Nodes of which decisions tell otherwise than the tables of the file."""
        self._text = ""
        self._possible: set[tuple[int, str]] = set()
        """Of the text that was looked up last, the pieces that may name agencies or bodies."""
        self._held: dict[str, bool] = {}
        self._are_names: dict[str, bool] = {}
        self._numbers: dict[str, int] = {}

    @classmethod
    def of(cls, kg: KnowledgeGraph) -> Shelf:
        """The shelf of a graph: as it lies in its file where that was prepared for asking, else made in memory.

        Raises:
            GraphError: the file was prepared by another version of the program; to do it again at each question would take long.
        """
        if isinstance(kg, StoredGraph) and kg.reader.prepared:
            if kg.reader.prepared == version():
                return cls(kg)
            raise GraphError(
                "{folder}: another version of this program prepared the graph for questions. Build it again with: zhize build GAZETTES -o {folder}",
                folder=kg.reader.file.parent,
            )
        con = create(Path(":memory:"), threads=True)
        write(con, kg, [], follow=prepare)
        con.execute("COMMIT")
        return cls(StoredGraph(Reader(con, Path(FILE))))

    def forget(self) -> None:
        """Let go of what earlier questions looked up, where it has become much."""
        self.kg.forget()
        self.spread.forget()
        if len(self._looked) > 50_000:
            self._names, self._looked, self._regions = {}, set(), {}
        for table in (self._held, self._are_names, self._numbers):
            if len(table) > 50_000:
                table.clear()

    # -- documents

    def papers(self, numbers: Iterable[int]) -> dict[int, Paper]:
        """Some documents as texts, by number."""
        wanted = list(numbers)
        known = self._papers
        missing = [n for n in wanted if n not in known]
        if missing and not self.whole and len(known) + len(missing) > KEPT:  # half of them, those that came last
            late = {*list(known)[-KEPT // 2 :], *wanted}
            self._papers = known = {n: paper for n, paper in known.items() if n in late}
            self._sheets = {key: sheet for key, sheet in self._sheets.items() if key[0] in known}
        try:
            known.update(papers_of(self.rows, missing) if missing else {})
        except (zlib.error, msgspec.DecodeError, LookupError) as error:
            raise damaged(
                self.kg.reader.file, Sentence("a document is unreadable: {error}", {"error": str(error)})
            ) from error
        return {n: known[n] for n in wanted if n in known}

    def sheet(self, number: int, kind: str) -> Sheet:
        """The clauses of a document, by its number, or its lines of another class, laid out to be looked through."""
        key = (number, kind)
        if key not in self._sheets:
            self._sheets[key] = sheet_of(self.papers([number])[number], kind)
        return self._sheets[key]

    def number_of(self, node: str) -> int:
        """The number of a node; 0 where there is none."""
        if node not in self._numbers:
            self._numbers[node] = self.kg.reader.number_of(node) or 0
        return self._numbers[node]

    def paper_of(self, document: str) -> Paper | None:
        """A document as texts."""
        number = self.number_of(document)
        return self.papers([number]).get(number)

    def has_paper(self, document: str) -> bool:
        """Whether the graph has a text of a document; the text itself is not looked at."""
        number = self.number_of(document)
        return number in self.spread.size

    def all(self) -> list[int]:
        """The numbers of all documents."""
        return [n for (n,) in self.rows("SELECT document FROM papers")]

    def title(self, document: str) -> str:
        """The titles of a document in one line, empty where the graph has no text of it."""
        query = "SELECT title FROM papers WHERE document = ?"
        return next((str(title) for (title,) in self.rows(query, (self.number_of(document),))), "")

    def homes(self, document: str) -> frozenset[str]:
        """The regions that a document is meant for."""
        return self._homes.get(document) or homes_of(self.rows, self.number_of(document))

    def days(self, predicate: str, start: str, end: str) -> list[str]:
        """The tasks due (`due`) or documents that end (`valid_until`) from one day to another, by id."""
        query = (
            "SELECT n.node FROM days d JOIN nodes n ON n.id = d.node WHERE d.predicate = ? AND d.day BETWEEN ? AND ?"
        )
        return sorted(node for (node,) in self.rows(query, (predicate, start, end)))

    def loads(self, roles: Iterable[str]) -> list[tuple[str, str, int]]:
        """How many tasks each document gives each agency in some roles: (document, agency, tasks)."""
        query = (
            "SELECT d.node, a.node, sum(l.tasks) FROM loads l JOIN nodes d ON d.id = l.document JOIN nodes a ON a.id = l.agency "
            "WHERE l.role IN (SELECT id FROM terms WHERE term IN (SELECT value FROM json_each(?))) GROUP BY l.document, l.agency"
        )
        listed = list(roles)
        rows = list(self.rows(query, (msgspec.json.encode(listed).decode(),)))
        if not self._affected:
            return rows
        own = [f for node in sorted(self._affected) for role in listed for f in self.kg.out(node, role)]
        return [r for r in rows if r[1] not in self._affected] + [(f.document, f.subject, 1) for f in own]

    # -- words

    def count(self, piece: str) -> int:
        """How many clauses hold a pair of characters."""
        return self.spread.clauses_of(piece)

    def sizes(self, numbers: Iterable[int]) -> dict[int, int]:
        """How many clauses some documents have, by number."""
        known = self.spread.size
        return {n: known[n] for n in numbers if n in known}

    def holds(self, text: str) -> bool:
        """Whether a clause, heading or title holds a string."""
        if text not in self._held:
            self._held[text] = self._find(text)
        return self._held[text]

    def _find(self, text: str) -> bool:
        pairs = [f'"{piece}"' for piece in dict.fromkeys(grams(text)) if regex.fullmatch(r"\p{Han}{2}", piece)]
        if not pairs:
            return True  # digits and single characters are no pieces of their own
        wanted = " AND ".join(pairs)
        if len(text) == 2:
            query = "SELECT 1 FROM paper_words WHERE paper_words MATCH ? LIMIT 1"
            return any(True for _ in self.rows(query, (wanted,)))
        held = "SELECT rowid AS id FROM clauses WHERE clauses MATCH ? LIMIT ?"
        query = f"SELECT 1 FROM ({held}) n WHERE instr({TEXT}, ?) LIMIT 1"  # noqa: S608 - words of our own
        if list(self.rows(query, (wanted, _TRIED, text))):
            return True
        query = "SELECT p.title FROM paper_titles t JOIN papers p ON p.document = t.rowid WHERE paper_titles MATCH ? LIMIT ?"
        if any(text in said for (said,) in self.rows(query, (wanted, _TRIED))):
            return True
        query = "SELECT rowid FROM paper_words WHERE paper_words MATCH ? LIMIT 40"
        papers = self.papers([n for (n,) in self.rows(query, (wanted,))]).values()
        return any(text in "　".join(path) for paper in papers for path in paper.sections)

    # -- names

    def look_up(self, text: str) -> None:
        """Look up every piece of a text among the names, all at once."""
        spans = [(a, b) for a in range(len(text)) for b in range(a + 2, min(len(text), a + 40) + 1)]
        self._learn({text[a:b] for a, b in spans})
        behind: dict[int, list[int]] = {}
        self._text, self._possible = text, set()
        for a, b in spans:
            if (REGION, text[a:b]) in self._names:
                behind.setdefault(b, []).append(a)
        for a, b in spans:
            for kind in (AGENCY, BODY):
                if (kind, text[a:b]) in self._names:
                    self._possible |= {(kind, text[start:b]) for start in (a, *behind.get(a, ()))}

    def _learn(self, forms: set[str]) -> None:
        missing = forms - self._looked
        if missing:
            found = names_of(self.rows, missing, self.kg.reader.nodes_at)
            for key, called in found.items() if self._affected else ():
                found[key] = [c for c in called if c.node not in self._affected]
            for name in self._more:
                if name.form in missing:
                    own = NameBearer(name.node, name.place, name.alone, name.placed)
                    found.setdefault((name.kind, name.form), []).append(own)
            self._names.update((key, called) for key, called in found.items() if called)
            self._regions.update(
                (c.node, c.place) for called in found.values() for c in called if c.node[:7] != "region:"
            )
            self._looked |= missing

    @cached_property
    def _more(self) -> list[Name]:
        """The names of nodes that decisions tell of."""
        return [name for node in sorted(self._affected) if self.kg.facts_of(node) for name in names(self.kg, node)]

    @cached_property
    def _homes(self) -> dict[str, frozenset[str]]:
        """The regions of the documents that these nodes signed."""
        signed = {str(f.object) for node in self._affected for f in self.kg.out(node, "signed")}
        return {document: frozenset(homes(self.kg, document)) for document in signed}

    def _called(self, kind: int, form: str) -> list[NameBearer]:
        if form not in self._looked:
            self._learn({form})
        return self._names.get((kind, form), [])

    def agencies(self, form: str) -> dict[str, str | None]:
        """The agencies that a form names, with their regions."""
        return self._bodies(AGENCY, form)

    def bodies(self, form: str) -> dict[str, str | None]:
        """The commands, groups and offices that a form names, with their regions."""
        return self._bodies(BODY, form)

    def _bodies(self, kind: int, form: str) -> dict[str, str | None]:
        """What a form names by itself, or as a name behind the name of its region."""
        if not 1 < len(form) <= _WIDEST or (form in self._text and (kind, form) not in self._possible):
            return {}
        if form not in self._looked:
            self._learn({form, *(form[:i] for i in range(2, len(form))), *(form[i:] for i in range(2, len(form)))})
        out = {c.node: c.place for c in self._called(kind, form) if c.alone}
        for cut in range(2, len(form)):
            if here := {c.node for c in self._called(REGION, form[:cut])}:
                out |= {c.node: c.place for c in self._called(kind, form[cut:]) if c.placed and c.place in here}
        if out and kind == AGENCY and declared(question_words().generic).fullmatch(form):
            return {}
        return out

    def are_names(self, forms: Collection[str]) -> set[str]:
        """Those of some forms that name agencies or bodies; whose names they are is not looked up."""
        if self._affected:
            return {form for form in forms if self.agencies(form) or self.bodies(form)}
        likely = {form for form in forms if 1 < len(form) <= _WIDEST}
        if missing := [form for form in likely if form not in self._are_names]:
            found = named_so(self.rows, missing)
            for form in missing:
                generic = declared(question_words().generic).fullmatch(form)
                self._are_names[form] = (BODY, form) in found or ((AGENCY, form) in found and not generic)
        return {form for form in likely if self._are_names[form]}

    def region_of(self, node: str) -> str | None:
        """The region of an agency or body."""
        if node in self._regions:
            return self._regions[node]
        return next((str(f.object) for f in self.kg.out(node, "jurisdiction")), None)

    def regions(self, name: str) -> set[str]:
        """The regions of a name, full or short."""
        return {c.node for c in self._called(REGION, name)}

    def department(self, core: str) -> dict[str, str | None]:
        """The agencies of a department, with their regions."""
        return {c.node: c.place for c in self._called(CORE, core)}

    def numbered(self, number: str) -> list[str]:
        """The documents of a number, or of the longest of its ends that is one."""
        text = bare(number)
        self._learn({text[i:] for i in range(len(text))})
        return [
            n for i in range(len(text)) for n in sorted((c.node for c in self._called(NUMBER, text[i:])), reverse=True)
        ]

    def near(self, text: str) -> Mapping[str, dict[str, set[str]]]:
        """The pieces of a text that are an agency's name but for one character: the forms, with the agencies of each."""
        spans = [(a, b) for a in range(len(text)) for b in range(a + LEAST, min(len(text), a + LONGEST) + 1)]
        pieces = {text[a:b] for a, b in spans}
        cuts = {(len(p), p[: len(p) // 2], p[len(p) // 2 :]) for p in pieces}
        heads = {head for _, head, _ in cuts}
        forms = {form[1:] for form in begun(self.rows, {keyed(head, n) for n, head, _ in cuts}, FORWARDS)}
        ends = begun(self.rows, {keyed(tail[::-1], n) for n, _, tail in cuts}, BACKWARDS)
        forms |= {form[:0:-1] for form in ends}
        own: dict[str, set[str]] = {}
        for name in self._more:
            if name.kind == FORWARDS:
                own.setdefault(name.form[1:], set()).add(name.node)
        regions = {c.node for piece in pieces | heads for c in self._called(REGION, piece)}
        ways = {self.number_of(region): [name.form for name in names(self.kg, region)] for region in regions}
        placed: dict[str, set[int]] = {}
        for form, node, region in called_in(self.rows, ways):
            for place in ways[region]:
                placed.setdefault(place + form, set()).add(node)
        halves: dict[tuple[int, str], set[str]] = {}
        generic = declared(question_words().generic)
        for form in forms | own.keys() | placed.keys():
            if may_slip(form) and not generic.fullmatch(form):
                for half in (form[: len(form) // 2], form[len(form) // 2 :]):
                    halves.setdefault((len(form), half), set()).add(form)
        out: dict[str, dict[str, set[str]]] = {}
        for piece in pieces:
            cut = len(piece) // 2
            alike = [f for half in (piece[:cut], piece[cut:]) for f in halves.get((len(piece), half), ())]
            for form in alike:
                if _apart(piece, form) <= 1:
                    nodes = self._now(
                        slips(self.rows, keyed(form, len(form))), own.get(form, set()), placed.get(form, ())
                    )
                    out.setdefault(piece, {}).update({form: nodes} if nodes else {})
        return {piece: found for piece, found in out.items() if found}

    def _now(self, named: Iterable[int], own: set[str], placed: Iterable[int]) -> set[str]:
        """The nodes that a form names after the decisions: by itself in the file, by decisions, behind a place."""
        nodes_at = self.kg.reader.nodes_at
        present = {name.node for name in self._more}
        out = {n for n in nodes_at(named).values() if n not in self._affected} | own
        return out | {n for n in nodes_at(placed).values() if n not in self._affected or n in present}


def _apart(a: str, b: str) -> int:
    """In how many places two names of one length differ; 2 stands for more."""
    count = 0
    for x, y in zip(a, b, strict=True):
        count += x != y
        if count > 1:
            break
    return count
