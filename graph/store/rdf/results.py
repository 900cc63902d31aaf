"""Results of SPARQL queries as a server sends them: JSON, XML and CSV of rows, Turtle and others of triples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from zhize.errors import QueryError
from zhize.graph.model.ontology import ontology
from zhize.graph.store.rdf.sparql import closed, short, wrong

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

ROWS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""Media types of the rows of SELECT and of the answer of ASK; the first is sent where any will do."""

TRIPLES = {
    "text/turtle": "TURTLE",
    "application/n-triples": "N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON_LD",
    "text/plain": "N_TRIPLES",
}
"""Media types of the triples of CONSTRUCT and DESCRIBE."""


def results(
    store: pyoxigraph.Store,
    query: str,
    accepted: Sequence[str],
    max_rows: int,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> tuple[str, bytes] | None:
    """Run a query and write its result.

    Args:
        store: the store.
        query: a query whose parameters are bound (see `sparql.bind`).
        accepted: media types, the best first; `*/*` for any.
        max_rows: a result with more rows or triples is refused: a part of it could be taken for the whole.
        default_graphs: IRIs of graphs that make the default graph of this query.
        named_graphs: IRIs of graphs that `GRAPH` sees in this query.

    Returns:
        tuple[str, bytes] | None: the media type and the result; None where no accepted type fits it.

    Raises:
        QueryError: the query is wrong or its result too large.
    """
    import pyoxigraph

    graphs: dict[str, Any] = {}
    try:
        if default_graphs or named_graphs:
            graphs["default_graph"] = [pyoxigraph.NamedNode(name) for name in default_graphs]
            graphs["named_graphs"] = [pyoxigraph.NamedNode(name) for name in named_graphs]
        answer = store.query(closed(query), prefixes=dict(ontology().namespaces), **graphs)
        kinds = TRIPLES if isinstance(answer, pyoxigraph.QueryTriples) else ROWS
        media_type = _chosen(accepted, kinds)
        if media_type is None:
            return None
        if isinstance(answer, pyoxigraph.QueryTriples):
            triples = _limited(answer, max_rows)
            format_ = getattr(pyoxigraph.RdfFormat, kinds[media_type])
            data = pyoxigraph.serialize(triples, format=format_, prefixes=dict(ontology().namespaces))
        else:
            data = _table(answer, max_rows).serialize(format=kinds[media_type])
        return media_type, data or b""
    except SyntaxError as error:
        raise QueryError(wrong(query, error)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError("The SPARQL query failed: {reason}.", reason=short(error)) from None


def _chosen(accepted: Sequence[str], kinds: dict[str, str]) -> str | None:
    for wanted in accepted:
        group = wanted.removesuffix("*")
        for kind in kinds:
            if wanted in ("*/*", kind) or (group != wanted and kind.startswith(group)):
                return kind
    return None


def _limited(items: Iterable[Any], most: int) -> list[Any]:
    found = list(islice(items, most + 1))
    if len(found) > most:
        raise QueryError(
            "The result has more than {most} rows. Ask for fewer with LIMIT, or in parts with OFFSET.", most=most
        )
    return found


def _table(answer: Any, max_rows: int) -> rdflib.query.Result:
    import pyoxigraph
    import rdflib

    if isinstance(answer, pyoxigraph.QueryBoolean):
        result = rdflib.query.Result("ASK")
        result.askAnswer = bool(answer)
        return result
    result = rdflib.query.Result("SELECT")
    names = [rdflib.Variable(variable.value) for variable in answer.variables]
    result.vars = names
    result.bindings = [
        {name: _term(term) for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in _limited(answer, max_rows)
    ]
    return result


def _term(term: Any) -> rdflib.term.Identifier:
    """A term of Oxigraph as one of rdflib, which writes the results."""
    import pyoxigraph
    import rdflib

    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, pyoxigraph.Literal):
        kind = None if term.language or term.datatype.value.endswith("#string") else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=kind, normalize=False)
    return rdflib.BNode(term.value)
