"""SPARQL queries: parameters bound as terms, nothing written, no other server asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zhize.errors import QueryError
from zhize.graph.model.ontology import ontology
from zhize.graph.store.rows import Rows
from zhize.messages import Sentence

if TYPE_CHECKING:
    import pyoxigraph

_TOKEN = re.compile(
    r"""(?P<text>\"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*(?:\"{3})?|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*(?:'{3})?
        |"(?:[^"\\\n\r]|\\.)*"?|'(?:[^'\\\n\r]|\\.)*'?)
      |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      |(?P<comment>\#[^\n\r]*)
      |(?P<variable>[$?]\w+)
      |(?P<word>[^\W\d_][\w.-]*(?::[\w.:%\\-]*)?|_?:[\w.:%\\-]*)
      |(?P<language>@[\w-]+)
      |(?P<number>\d[\w.]*)
      |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
"""The tokens of a query, for parameters alone. A string that never ends is one token, so that each character is read once."""
_OUTSIDE = re.compile("service", re.IGNORECASE)
_PROLOGUE = re.compile(r"(?:\s+|\#[^\n\r]*|PREFIX\s+[^\s:<]*:\s*<[^>]*>|BASE\s*<[^>]*>)*", re.IGNORECASE)
_WRITES = re.compile(r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE)
_NUMBERS = frozenset({"integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"})
_REALS = frozenset({"decimal", "double", "float"})


def sparql(store: pyoxigraph.Store, text: str, params: Mapping[str, str | int] | None = None) -> Rows:
    """Run a SPARQL query.

    A parameter stands in the query as `$name`, a variable as `?name`. Values are bound term for term: a whole
    number as xsd:integer, text as a plain literal, text that begins with the IRI of the `id:` namespace as
    that node. Text of the graph has the language zh: compare `STR(?title) = $title`. The prefixes of the
    schema (z:, id:, eli: …) need no declaration.

    Returns:
        Rows: of SELECT its columns, of ASK one column `answer`, of CONSTRUCT and DESCRIBE `s`, `p`, `o`. IRIs
        are given in full, an unbound variable is None.

    Raises:
        QueryError: the query is wrong, lacks a parameter, writes, or asks another server.
    """
    import pyoxigraph

    bound = bind(text, params or {})
    try:
        answer = store.query(closed(bound), prefixes=dict(ontology().namespaces))
        if isinstance(answer, pyoxigraph.QueryBoolean):
            return Rows(["answer"], [[bool(answer)]])
        if isinstance(answer, pyoxigraph.QueryTriples):
            triples = sorted({tuple(str(term) for term in triple): triple for triple in answer}.items())
            return Rows(["s", "p", "o"], [[_plain(term) for term in triple] for _, triple in triples])
        columns = [variable.value for variable in answer.variables]
        return Rows(columns, [[_plain(term) for term in solution] for solution in answer])
    except SyntaxError as error:
        raise QueryError(wrong(bound, error)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError("The SPARQL query failed: {reason}.", reason=short(error)) from None


def closed(text: str) -> str:
    r"""The query in a spelling in which it cannot call another server.

    The engine reads the keyword SERVICE from its seven letters alone, and escapes of characters only in strings and IRIs. So
    the first letter is written as an escape wherever the seven stand: a string or an IRI stays what it is, and a call is
    none any more but an error, however it is spelt.

    Example:
        >>> closed('SELECT ("service" AS ?x) {}')
        'SELECT ("\\\\u0073ervice" AS ?x) {}'
    """
    return _OUTSIDE.sub(lambda match: f"\\u{ord(match[0][0]):04x}{match[0][1:]}", text)


def wrong(text: str, error: SyntaxError) -> Sentence:
    """What is wrong with a query that the engine cannot read, as a sentence."""
    if _OUTSIDE.search(text):
        return Sentence(
            "The SPARQL store answers from its own graph only: SERVICE is not allowed, nor a variable or a short name "
            "that holds the word ({reason}).",
            {"reason": short(error)},
        )
    prologue = _PROLOGUE.match(text)
    if _WRITES.match(text, prologue.end() if prologue else 0):
        return Sentence("The SPARQL store is read-only; this is an update. Use SELECT, ASK or CONSTRUCT.")
    return Sentence("The SPARQL query is wrong: {reason}.", {"reason": short(error)})


def short(error: Exception) -> str:
    """Why the engine refused, in one line."""
    first = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    return first if len(first) <= 200 else first[:200] + "…"


def bind(text: str, params: Mapping[str, str | int], *, strict: bool = True) -> str:
    """The query with each `$name` of a parameter replaced by its term.

    The engine's own substitutions bind only variables that the query selects, so the terms are put in here:
    token by token, as the engine writes them. Strings, IRIs and comments of the query stay as they are.

    Args:
        text: a query.
        params: values for its `$name`s.
        strict: refuse a `$name` that has no value and no `?name` beside it; else it is a variable.

    Raises:
        QueryError: a parameter is missing or is no text and no whole number.
    """
    terms = {name: _term(name, value) for name, value in params.items()}
    tokens = [(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(text)]
    variables = {token[1:] for kind, token in tokens if kind == "variable" and token[0] == "?"}
    out: list[str] = []
    for kind, token in tokens:
        if kind == "iri" and "'" in token:
            raise QueryError("In the SPARQL query, write %27 for the apostrophe in {token}.", token=token)
        if kind == "variable" and token[0] == "$" and token[1:] in terms:
            out.append(terms[token[1:]])
        elif strict and kind == "variable" and token[0] == "$" and token[1:] not in variables:
            raise QueryError(
                "The SPARQL query needs a value for {token}. Give it as a parameter, or write ?{name} for a variable.",
                token=token,
                name=token[1:],
            )
        else:
            out.append(token)
    return "".join(out)


def _term(name: str, value: object) -> str:
    import pyoxigraph

    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise QueryError(
            "The parameter ${name} is a {kind}; give text or a whole number.", name=name, kind=type(value).__name__
        )
    try:
        if isinstance(value, int):
            return f" {value} "
        if value.startswith(ontology().namespaces["id"]):
            return f" {pyoxigraph.NamedNode(value)} "
        return f" {pyoxigraph.Literal(value)} "
    except ValueError as error:
        raise QueryError("The parameter ${name} cannot be bound: {reason}.", name=name, reason=short(error)) from None


def _plain(term: Any) -> Any:
    """A term of an answer as text or number."""
    import pyoxigraph

    if term is None:
        return None
    if isinstance(term, pyoxigraph.Literal):
        kind = term.datatype.value.rpartition("#")[2]
        try:
            if kind in _NUMBERS:
                return int(term.value)
            if kind in _REALS:
                return float(term.value)
        except ValueError:
            return term.value
        return term.value == "true" if kind == "boolean" else term.value
    return term.value if isinstance(term, pyoxigraph.NamedNode) else str(term)
