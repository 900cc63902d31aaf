"""The query library has one file per question, in Cypher (`cypher/*.cypher`) and in SPARQL (`sparql/*.rq`).

A file begins with comment lines: `question: …`, `params: name (meaning), …`, `columns: …`. Both languages
give the same rows in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from zhize.errors import QueryError, SchemaError
from zhize.graph.store.cypher.store import CypherStore
from zhize.graph.store.rows import Rows

if TYPE_CHECKING:
    import pyoxigraph

_HEADER = re.compile(r"^(?://|#)\s*(?P<key>question|params|columns):\s*(?P<value>.*)$")
_PARAM = re.compile(r"(?P<name>\w+)\s*\((?P<meaning>[^()]*)\)")


NODES = {
    "agency": "Agency",
    "other": "Agency",
    "task": "Task",
    "body": "Body",
    "gazette": "GazetteIssue",
    "document": "Document",
    "region": "Region",
}
"""Parameters that take the id of a node, and of which class."""


class Question(msgspec.Struct, frozen=True):
    """A question of the library: what it asks, must be told and answers with, in both languages."""

    name: str
    question: str
    params: dict[str, str]
    columns: tuple[str, ...]
    cypher: str
    sparql: str


def questions() -> dict[str, Question]:
    """All questions by name.

    Raises:
        SchemaError: a file lacks its header, or its counterpart in the other language.
    """
    return dict(_load())


def question(name: str) -> Question:
    """One question.

    Raises:
        QueryError: the library has no question of that name.
    """
    found = _load().get(name)
    if found is None:
        if meant := get_close_matches(name, _load(), n=1):
            raise QueryError("The library has no question “{name}”. Did you mean {meant}?", name=name, meant=meant[0])
        raise QueryError(
            "The library has no question “{name}”. Give one of {known}.", name=name, known=", ".join(_load())
        )
    return found


def run_cypher(store: CypherStore, name: str, params: Mapping[str, str | int] | None = None) -> Rows:
    """Ask a question of the library in Cypher.

    Raises:
        QueryError: no such question, or a parameter is missing or unknown.
    """
    asked = question(name)
    return store.query(asked.cypher, _checked(asked, params))


def run_sparql(store: pyoxigraph.Store, name: str, params: Mapping[str, str | int] | None = None) -> Rows:
    """Ask a question of the library in SPARQL.

    Raises:
        QueryError: no such question, or a parameter is missing or unknown.
    """
    from zhize.graph.store.rdf.sparql import sparql

    asked = question(name)
    return sparql(store, asked.sparql, _checked(asked, params))


def _checked(asked: Question, params: Mapping[str, str | int] | None) -> dict[str, str | int]:
    given = dict(params or {})
    for name, meaning in asked.params.items():
        if name not in given:
            raise QueryError(
                "{asked} needs the parameter {name}: {meaning}.", asked=asked.name, name=name, meaning=meaning
            )
    for name in given:
        if name not in asked.params:
            raise QueryError(
                "{asked} has no parameter {name}. It takes {known}.",
                asked=asked.name,
                name=name,
                known=", ".join(asked.params) or "none",
            )
    return given


@cache
def _load() -> dict[str, Question]:
    cypher, sparql = _texts("cypher", ".cypher"), _texts("sparql", ".rq")
    for name in sorted(cypher.keys() ^ sparql.keys()):
        raise SchemaError("queries: the question {name} is missing in one of Cypher and SPARQL.", name=name)
    found: dict[str, Question] = {}
    for name, text in cypher.items():
        header = _header(f"cypher/{name}.cypher", text)
        if _header(f"sparql/{name}.rq", sparql[name]) != header:
            raise SchemaError("queries: the headers of {name} differ between Cypher and SPARQL.", name=name)
        params = {m["name"]: m["meaning"] for m in _PARAM.finditer(header.get("params", ""))}
        columns = tuple(column.strip() for column in header["columns"].split(","))
        found[name] = Question(name, header["question"], params, columns, text, sparql[name])
    return found


def _texts(folder: str, suffix: str) -> dict[str, str]:
    files = sorted((resources.files(__package__) / folder).iterdir(), key=lambda file: file.name)
    return {f.name.removesuffix(suffix): f.read_text(encoding="utf-8") for f in files if f.name.endswith(suffix)}


def _header(file: str, text: str) -> dict[str, str]:
    header = {m["key"]: m["value"].strip() for m in map(_HEADER.match, text.splitlines()) if m}
    for key in ("question", "columns"):
        if not header.get(key):
            raise SchemaError("queries/{file}: the line “{key}: …” is missing at the top.", file=file, key=key)
    return header
