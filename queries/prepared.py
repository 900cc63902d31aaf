"""What is made of a graph for asking, when it is built: the names of its nodes in all forms, its documents as texts.

Only what a change touches is made anew: the nodes that changed facts speak of, and the documents in which these stand.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources

import msgspec
import regex

from zhize.graph.language.names import parse
from zhize.graph.language.phrases import phrase
from zhize.graph.model.facts import Fact, digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.sqlite.paper_data import Line, Paper
from zhize.graph.store.sqlite.papers import (
    AGENCY,
    BACKWARDS,
    BODY,
    CORE,
    FORWARDS,
    NUMBER,
    REGION,
    Name,
    keyed,
    nodes_in,
    write_names,
    write_papers,
)
from zhize.graph.store.sqlite.pending import Changes
from zhize.graph.store.sqlite.stored import StoredGraph
from zhize.queries.touched import documents_headed, documents_touched, nodes_touched
from zhize.queries.words import question_words

LEAST, LONGEST = 4, 14
"""Lengths of names that are looked up with one character wrong; shorter ones differ by one too often."""
TEXTS = ("Task", "Duty", "Body", "Appointment", "ResponseLevel")
"""The classes whose nodes are looked at as texts, beside clauses."""
_DAYS = {"task": "due", "document": "valid_until"}
_SHORT = phrase("questions", "place_end")
_LEVEL = phrase("questions", "level")
_SHORT_NAME = phrase("questions", "short_name")


@cache
def version() -> str:
    """The version of what is made here: it changes with this module and with the words that it uses."""
    data = resources.files(__package__)
    words = question_words()
    return digest(
        (data / "prepared.py").read_text("utf-8"), words.generic, _SHORT.pattern, _LEVEL.pattern, _SHORT_NAME.pattern
    )


def prepare(con: sqlite3.Connection, kg: StoredGraph, changes: Changes) -> None:
    """Bring what questions look up in line with a graph, in the transaction of the caller; some nodes and documents at a time."""
    if list(con.execute("SELECT value FROM about WHERE name = 'prepared'")) != [(version(),)]:
        changes = Changes(whole=True)
        con.execute("INSERT OR REPLACE INTO about VALUES ('prepared', ?)", (version(),))
    maker = _Maker(con, kg)
    nodes = _all_nodes(kg) if changes.whole else [nodes_touched(kg, changes)]
    for chunk in (c for group in nodes for c in _chunks(group, _NODES)):
        maker.names(chunk)
        maker.days(chunk)
        kg.forget(0)
    documents = set(kg.nodes("Document")) if changes.whole else documents_touched(kg, changes)
    headed = documents if changes.whole else documents | documents_headed(kg, changes)
    for chunk in _chunks(headed, _NODES):
        documents |= maker.heads(chunk)
        kg.forget(0)
    maker.tell(None if changes.whole else sorted(documents))
    for chunk in _chunks(documents, _DOCUMENTS):
        maker.papers(set(chunk))
        kg.forget(0)


_NODES, _DOCUMENTS = 5_000, 50
"""So many are looked at at once."""
_CALLED = ("agency:", "body:", "region:", "document:")
_SAID = ("name", "alias", "mention", "number", "core", "jurisdiction")
"""What names are made of."""


def _all_nodes(kg: StoredGraph) -> Iterator[list[str]]:
    return (kg.nodes(kind) for kind in ("Region", "Agency", "Body", "Document", "Task"))


def _chunks(nodes: Iterable[str], size: int) -> Iterator[list[str]]:
    listed = sorted(nodes)
    return (listed[i : i + size] for i in range(0, len(listed), size))


# -- names


def names_of(region: str) -> tuple[str, ...]:
    """A region's name and its short form: `淄川区`, `淄川`."""
    short = _SHORT.sub("", region)
    return (region, short) if len(short) >= 2 else (region,)


def names(kg: KnowledgeGraph, node: str) -> list[Name]:
    """All names by which questions may call a node."""
    kind = node.partition(":")[0]
    if kind == "region":
        return [Name(form, REGION, node) for form in names_of(kg.caption(node))]
    if kind == "document":
        number = bare(kg.text(node, "number"))
        return [Name(number, NUMBER, node)] if number else []
    place = next((str(f.object) for f in kg.out(node, "jurisdiction")), None)
    places = names_of(kg.caption(place)) if place else ()
    ways: Mapping[str, tuple[bool, bool]] = {}
    if kind == "agency":
        ways = _ways(kg, node, places)
    elif kind == "body":
        ways = _body_ways(kg, node, places)
    number_of_kind = AGENCY if kind == "agency" else BODY
    out = [Name(form, number_of_kind, node, place, *how) for form, how in ways.items()]
    if kind == "agency":
        slips = {n.form for n in out if n.alone and may_slip(n.form)}
        out += [Name(keyed(form, len(form)), FORWARDS, node) for form in slips]
        out += [Name(keyed(form[::-1], len(form)), BACKWARDS, node) for form in slips]
        out += [Name(core, CORE, node, place)] if (core := kg.text(node, "core")) else []
    return out


def _ways(kg: KnowledgeGraph, node: str, places: tuple[str, ...]) -> dict[str, tuple[bool, bool]]:
    """The forms of an agency: as printed, and without the place in front; whether each names it alone, and behind its place."""
    out: dict[str, tuple[bool, bool]] = {}

    def add(form: str, *, alone: bool, placed: bool) -> None:
        before = out.get(form, (False, False))
        alone = alone and not regex.fullmatch(question_words().generic, form)
        out[form] = (before[0] or alone, before[1] or (placed and bool(places)))

    for printed in {str(v) for v in kg.values(node, "mention")} | {kg.text(node, "name")}:
        base = regex.sub(r"（[^（）]*）$", "", printed)
        parsed = parse(base)
        level = bool(parsed and parsed.level_word)
        rest = parsed.rest if parsed and level else base
        without = next((rest[len(p) :] for p in places if rest.startswith(p)), rest)
        add(base, alone=True, placed=level)
        add(without, alone=len(without) >= 3, placed=True)
    return {form: how for form, how in out.items() if any(how)}


def _body_ways(kg: KnowledgeGraph, node: str, places: tuple[str, ...]) -> dict[str, tuple[bool, bool]]:
    """The forms of a command, group or office, with and without its place; see `_ways`."""
    out: dict[str, tuple[bool, bool]] = {}
    for value in (*kg.values(node, "name"), *kg.values(node, "alias")):
        name = str(value)
        if regex.fullmatch(question_words().generic, name):
            continue
        out[name] = (True, out.get(name, (False, False))[1])
        without = name[1:] if _LEVEL.match(name) else name
        for place in places:
            form = without.removeprefix(place)
            out[form] = (out.get(form, (False, False))[0] or len(form) >= 5, True)
    return out


def may_slip(form: str) -> bool:
    """Whether a form of a name is looked up with one character wrong."""
    return LEAST <= len(form) <= LONGEST and bool(len(form) > LEAST or _SHORT_NAME.match(form))


def bare(number: str) -> str:
    """A document's number without blanks and brackets."""
    return regex.sub(r"[\s〔〕\[\]（）()【】]", "", number)


# -- making


class _Maker:
    def __init__(self, con: sqlite3.Connection, kg: StoredGraph) -> None:
        self.con, self.kg, self.numbers = con, kg, kg.reader.numbers_of
        self.term: dict[str, int] = {term: n for n, term in con.execute("SELECT id, term FROM terms")}

    def names(self, nodes: list[str]) -> None:
        """The names of agencies, bodies, regions and documents."""
        number = self.numbers(n for n in nodes if n.startswith(_CALLED))
        self.kg.read_ahead(number, _SAID)
        there = [n for n in number if any(self.kg.value(n, p) is not None for p in _SAID if p != "jurisdiction")]
        made = [name for node in there for name in names(self.kg, node)]
        write_names(self.con, number.values(), made, number | self.numbers(n.place for n in made if n.place))

    def days(self, nodes: list[str]) -> None:
        """When tasks are due and documents end."""
        number = self.numbers(n for n in nodes if n.partition(":")[0] in _DAYS)
        rows = []
        for node in sorted(number):
            predicate = _DAYS[node.partition(":")[0]]
            self.con.execute("DELETE FROM days WHERE node = ?", (number[node],))
            day = self.kg.text(node, predicate)
            rows += [(predicate, day, number[node])] if day else []
        self.con.executemany("INSERT INTO days VALUES (?, ?, ?)", rows)

    def heads(self, documents: list[str]) -> set[str]:
        """Where some documents are meant for; those of them whose text is made anew, for it lacks or has another title."""
        number = self.numbers(documents)
        self.kg.read_ahead(number)
        self.kg.read_ahead_into(number, ("signed",))
        self.con.executemany("DELETE FROM homes WHERE document = ?", ((n,) for n in sorted(number.values())))
        for document, n in sorted(number.items()):
            regions = self.numbers(homes(self.kg, document)).values()
            self.con.executemany("INSERT INTO homes VALUES (?, ?)", ((region, n) for region in sorted(regions)))
        query = "SELECT document, title FROM papers WHERE document IN (SELECT value FROM json_each(?))"
        titles = dict(self.con.execute(query, (_json(number.values()),)))
        return {document for document, n in number.items() if titles.get(n) != title(self.kg, document)}

    def papers(self, documents: set[str]) -> None:
        """The documents as texts, and what they charge agencies with."""
        number = self.numbers(documents)
        listed = sorted(number)
        stated, numbers = self._stated(number.values())
        self.kg.read_ahead(numbers | number)
        self.kg.read_ahead_into({n: numbers[n] for n in stated["Task"]}, self.kg.ontology.roles)
        self._loads(stated["Task"], number)
        made = {number[d]: paper for d, paper in papers(self.kg, set(listed), numbers, stated)}
        write_papers(self.con, dict.fromkeys((number[d] for d in listed), None) | made)

    def tell(self, documents: list[str] | None) -> None:
        """Put down which nodes that are texts which documents state anything of: for some documents, or all."""
        self.con.execute("DROP TABLE IF EXISTS temp.told")
        self.con.execute(
            "CREATE TEMP TABLE told (document INTEGER, node INTEGER, PRIMARY KEY (document, node)) WITHOUT ROWID"
        )
        kinds = "n.kind IN (SELECT id FROM classes WHERE class IN (SELECT value FROM json_each(:classes)))"
        insert = "INSERT OR IGNORE INTO told SELECT c.document, f.subject"
        where = "JOIN places e ON e.id = f.evidence JOIN sections c ON c.id = e.section"
        values = {"classes": _json(("Clause", *TEXTS))}
        if documents is None:
            self.con.execute(
                f"{insert} FROM fact_rows f JOIN nodes n ON n.id = f.subject {where} WHERE {kinds}", values
            )
            self.con.execute("INSERT OR IGNORE INTO told SELECT document, node FROM clause_rows")
            return
        given = self.numbers(documents).values()
        # A node that a document states something of now is one of its texts already, or some fact of it has just come or gone.
        touched = {n for (n,) in self.con.execute("SELECT id FROM touched")}
        values |= {"documents": _json(given), "nodes": _json(touched | nodes_in(self.con, given))}
        self.con.execute(
            f"{insert} FROM json_each(:nodes) j CROSS JOIN nodes n ON n.id = j.value CROSS JOIN fact_rows f ON f.subject = n.id "  # noqa: S608 - words of our own
            f"{where} WHERE {kinds} AND c.document IN (SELECT value FROM json_each(:documents))",
            values,
        )
        self.con.execute(
            "INSERT OR IGNORE INTO told SELECT document, node FROM clause_rows WHERE document IN (SELECT value FROM json_each(?))",
            (values["documents"],),
        )

    def _stated(self, documents: Iterable[int]) -> tuple[dict[str, list[str]], dict[str, int]]:
        """The nodes that are texts of which some documents state anything: by class, sorted, and their numbers."""
        out: dict[str, list[str]] = defaultdict(list)
        numbers: dict[str, int] = {}
        query = (
            "SELECT DISTINCT n.class, n.node, n.id FROM json_each(?) AS j CROSS JOIN told t ON t.document = j.value "
            "JOIN nodes n ON n.id = t.node ORDER BY n.node"
        )
        for kind, node, number in self.con.execute(query, (_json(documents),)):
            out[kind].append(node)
            numbers[node] = number
        return out, numbers

    def _loads(self, tasks: Iterable[str], documents: Mapping[str, int]) -> None:
        count: Counter[tuple[int, int, str]] = Counter()
        for task in tasks:
            for role in self.kg.ontology.roles:
                for fact in self.kg.into(task, role):
                    if fact.document in documents and fact.subject.startswith("agency:"):
                        count[documents[fact.document], self.term[role], fact.subject] += 1
        agencies = self.numbers(agency for *_, agency in count)
        rows = sorted((document, role, agencies[agency], n) for (document, role, agency), n in count.items())
        self.con.executemany("DELETE FROM loads WHERE document = ?", ((n,) for n in sorted(documents.values())))
        self.con.executemany("INSERT INTO loads VALUES (?, ?, ?, ?)", rows)


def _json(values: Iterable[object]) -> str:
    return msgspec.json.encode(list(values)).decode()


def homes(kg: KnowledgeGraph, document: str) -> set[str]:
    """The regions that a document is meant for, and those of the bodies that signed it."""
    out = set(kg.regions_of(document))
    for fact in kg.into(document, "signed"):
        out |= {str(f.object) for f in kg.out(fact.subject, "jurisdiction")}
    return out


def title(kg: KnowledgeGraph, document: str) -> str:
    """The titles of a document and of what it issues, with issuer, number and date, in one line."""
    plans = [kg.text(str(f.object), "title") for f in kg.out(document, "issues")]
    head = [kg.text(document, p) for p in ("title", "issuer", "number", "date")]
    return "　".join(dict.fromkeys((head[0], *plans, *head[1:])))


class _Text(msgspec.Struct, frozen=True):
    """A node that a document holds as a text: the fact that shows it, its class, its text, its item."""

    fact: Fact
    node: str
    kind: str
    text: str
    item: str = ""


def papers(
    kg: KnowledgeGraph, documents: set[str], number: Mapping[str, int], stated: Mapping[str, list[str]]
) -> Iterator[tuple[str, Paper]]:
    """Some documents of a graph as texts; `number` are the numbers of the nodes, `stated` the nodes that the documents speak of, by class."""
    texts: dict[str, list[_Text]] = defaultdict(list)
    for text in (
        *_clauses(kg, stated.get("Clause", ()), documents),
        *(t for kind in TEXTS for t in _texts(kg, kind, stated.get(kind, ()), documents)),
    ):
        texts[text.fact.document].append(text)
    own = set(kg.own_documents)
    for document in sorted(documents):
        if document in own or document in texts:
            yield document, _paper(title(kg, document) if document in own else "", texts[document], number)


def _paper(head: str, texts: Iterable[_Text], number: Mapping[str, int]) -> Paper:
    sections: dict[tuple[str, ...], int] = {}
    lines: dict[str, list[Line]] = {kind: [] for kind in ("Clause", *TEXTS)}
    for t in texts:
        section = sections.setdefault(t.fact.section, len(sections))
        lines[t.kind].append(Line(number[t.node], t.text, section, t.item))
    clauses = lines.pop("Clause")
    return Paper(head, list(sections), clauses, lines)


def _clauses(kg: KnowledgeGraph, nodes: Iterable[str], documents: set[str]) -> list[_Text]:
    """All clauses of some documents, in print order."""
    rows = (kg.properties.get(n, {}) for n in nodes)
    facts = [row["text"][0] for row in rows if "text" in row and row["text"][0].document in documents]
    facts.sort(key=lambda f: (f.document, f.evidence.file, f.evidence.start, f.order))
    return [_Text(f, f.subject, "Clause", str(f.object), kg.text(f.subject, "item")) for f in facts]


def _texts(kg: KnowledgeGraph, kind: str, nodes: Iterable[str], documents: set[str]) -> list[_Text]:
    """All nodes of a class in some documents as texts, in print order."""
    sources = ((kg.source(node), node) for node in nodes)
    rows = [(fact, node) for fact, node in sources if fact is not None and fact.document in documents]
    rows.sort(key=lambda r: (r[0].document, r[0].evidence.file, r[0].evidence.start, r[1]))
    return [_Text(fact, node, kind, _said(kg, node, kind)) for fact, node in rows]


def _said(kg: KnowledgeGraph, node: str, kind: str) -> str:
    """The text by which a node is found: a task's title and content, a duty with its list, a body's names, a post with its unit."""
    if kind == "Task":
        return f"{kg.text(node, 'title')}。{kg.text(node, 'text')}"
    if kind == "Duty":
        return kg.text(node, "text") + "　" + kg.text(node, "context")
    if kind == "ResponseLevel":
        return kg.text(node, "name")
    if kind == "Appointment":
        return f"{kg.text(node, 'unit')}{kg.text(node, 'post')}"
    above = [str(f.object) for f in kg.out(node, "within_body")]
    return "　".join(str(v) for n in (node, *above) for p in ("name", "alias") for v in kg.values(n, p))
