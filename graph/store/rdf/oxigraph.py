"""The graph in Oxigraph, the SPARQL store: in memory, kept beside the graph, or written to files."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhize.errors import GraphError, OptionError
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import ontology
from zhize.graph.store.kept import find, keep
from zhize.graph.store.rdf.quads import (
    Iri,
    Quad,
    Text,
    node_iri,
    ontology_quads,
    quads,
    quads_of_node,
    quads_of_statement,
)

if TYPE_CHECKING:
    import pyoxigraph

    from zhize.graph.store.sqlite.following import Following

LAYOUT = 1
"""Version of what is stored; a store of another version is made anew."""

FORMATS = ("turtle", "nquads", "trig", "json-ld")

_LITERAL_ESCAPES = {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
} | {code: f"\\u{code:04X}" for code in (*range(9), 11, 12, *range(14, 32), 127)}


def _line(s: Iri, p: Iri, o: Iri | Text) -> str:
    """Write a triple as the beginning of a line of N-Quads."""
    if isinstance(o, Iri):
        return f"<{s}> <{p}> <{o}>"
    text = o.value.translate(_LITERAL_ESCAPES)
    if o.language:
        return f'<{s}> <{p}> "{text}"@{o.language}'
    return f'<{s}> <{p}> "{text}"^^<{o.datatype}>' if o.datatype else f'<{s}> <{p}> "{text}"'


def _encode(lines: Iterable[str]) -> bytes:
    return "".join(lines).encode("utf-8", errors="replace")


def memory_store(kg: KnowledgeGraph) -> pyoxigraph.Store:
    """The graph in a SPARQL store in memory: one named graph per document, the union of all as default graph."""
    import pyoxigraph

    return _filled(pyoxigraph.Store(), kg)


def kept_store(
    kg: Callable[[], KnowledgeGraph], folder: Path, stamp: str, since: Callable[[str], Following | None] | None = None
) -> Path:
    """Where the store that is kept in a folder lies; where it holds another graph it follows this one, or is made anew.

    Args:
        kg: gives the graph; called only where the store must be made.
        folder: where it is kept.
        stamp: what the graph is called; the store is found by it again.
        since: gives what changed since the graph was called so; None where the store must be made anew.

    Raises:
        GraphError: the folder cannot be written.
    """
    import pyoxigraph

    place = find(folder, stamp, LAYOUT)
    if place is not None:
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            pyoxigraph.Store.read_only(str(place))
            return place

    def make(at: Path) -> None:
        store = _filled(pyoxigraph.Store(str(at)), kg())
        store.optimize()
        store.flush()

    def follow(at: Path, held: str) -> bool:
        changes = since(held) if since else None
        if changes is not None:
            _follow(at, changes)
        return changes is not None

    return keep(folder, stamp, LAYOUT, make, "SPARQL store", follow=follow)


def _follow(place: Path, changes: Following) -> None:
    """Say in a store what is said now of all nodes and facts that changed.

    Raises:
        GraphError: the store is damaged.
    """
    import pyoxigraph

    def parsed(found: Iterable[Quad]) -> set[pyoxigraph.Quad]:
        lines = (f"{_line(s, p, o)} {f'<{g}> ' if g else ''}.\n" for s, p, o, graph in found for g in {graph, None})
        return set(pyoxigraph.parse(_encode(lines), format=pyoxigraph.RdfFormat.N_QUADS))

    kg = changes.kg
    now = {node_iri(f"fact:{f.id}"): parsed(quads_of_statement(f)) for f in changes.added}
    names = {node_iri(f"fact:{f.id}") for f in changes.gone} - now.keys()
    now |= {name: set() for name in names}
    for node in changes.nodes:
        own = [f for facts in kg.facts_of(node).values() for f in facts]
        now[node_iri(node)] = parsed(quads_of_node(kg, node, own, kg.reader.facts_into(node)))
    try:
        store = pyoxigraph.Store(str(place))
        for name, said in now.items():
            before = set(store.quads_for_pattern(pyoxigraph.NamedNode(name), None, None))
            for quad in before - said:
                store.remove(quad)
            store.extend(said - before)
        store.flush()
    except (OSError, RuntimeError, ValueError) as error:
        raise GraphError(
            "{folder}: the SPARQL store cannot follow the graph ({reason}).", folder=place.parent, reason=error
        ) from error


def open_store(
    kg: Callable[[], KnowledgeGraph], folder: Path, stamp: str, since: Callable[[str], Following | None] | None = None
) -> pyoxigraph.Store:
    """The kept store, to be read; one in memory where the folder cannot be written. Arguments as `kept_store`."""
    import pyoxigraph

    try:
        return pyoxigraph.Store.read_only(str(kept_store(kg, folder, stamp, since)))
    except GraphError:
        return memory_store(kg())


def _filled(store: pyoxigraph.Store, kg: KnowledgeGraph) -> pyoxigraph.Store:
    """A store with the graph and its ontology loaded into it."""
    import pyoxigraph

    # Oxigraph can take the union of named graphs as default graph, but then gives a triple once for each
    # graph it is in, and counts are wrong. So the default graph holds a copy.
    def lines() -> Iterator[bytes]:
        for source in (quads(kg), ontology_quads()):
            for s, p, o, g in source:
                line = _line(s, p, o)
                yield _encode([f"{line} .\n"] if g is None else [f"{line} .\n", f"{line} <{g}> .\n"])

    store.bulk_load(io.BufferedReader(_Stream(lines()), 1 << 20), format=pyoxigraph.RdfFormat.N_QUADS)
    return store


class _Stream(io.RawIOBase):
    """Pieces of bytes as a file to read, so that a large graph is never in memory as text."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(b"".join(islice(self._pieces, 2_000)))
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken


# -- files


def serialize(kg: KnowledgeGraph, format: str = "turtle") -> bytes:
    """The graph and its ontology as a file, sorted: the same graph gives the same bytes.

    Args:
        kg: the graph.
        format: `turtle` (the union of all named graphs), `nquads`, `trig` or `json-ld`.

    Raises:
        OptionError: no such format.
    """
    if format not in FORMATS:
        raise OptionError("“{format}” is no RDF format. Give one of {known}.", format=format, known=", ".join(FORMATS))
    both = (*quads(kg), *ontology_quads())
    if format == "turtle":
        data = _encode(sorted({f"{_line(s, p, o)} .\n" for s, p, o, _ in both}))
    else:
        # By graph first: TriG and JSON-LD write a graph in one piece.
        ends = {(g or "", f"{_line(s, p, o)} " + (f"<{g}> .\n" if g else ".\n")) for s, p, o, g in both}
        data = _encode(line for _, line in sorted(ends))
    if format == "nquads":
        return data

    import pyoxigraph

    kinds = {
        "turtle": pyoxigraph.RdfFormat.TURTLE,
        "trig": pyoxigraph.RdfFormat.TRIG,
        "json-ld": pyoxigraph.RdfFormat.JSON_LD,
    }
    parsed = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS)
    items: Any = (quad.triple for quad in parsed) if format == "turtle" else parsed
    made = pyoxigraph.serialize(items, format=kinds[format], prefixes=dict(ontology().namespaces))
    assert made is not None  # None is for a serialisation into a file
    return made
