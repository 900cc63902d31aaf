"""What stands in files for `neo4j-admin database import`: their columns, their lines, the command line that takes them.

Declared once: for the files of one machine (`bulk`) and for those that Spark writes in parts. What is imported is what `push` writes, marks
included, so a later push goes on from there. One thing differs: a relation outside of any section has no `section` instead of an empty list.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from zhize.graph.model.facts import Fact
from zhize.graph.model.ontology import NodeClass, Ontology
from zhize.graph.store.neo4j.records import relation_row
from zhize.graph.store.neo4j.schema import LOAD, MARK

BETWEEN = "\x1f"
"""Between the items of a list in a field: a character that print does not have."""
SCRIPT = "import.sh"
SCHEMA = "schema.cypher"
MARKED = "nodes-load.csv"
"""The file of the node that says what the database holds."""
HEAD = "#!/bin/sh\n# Imports the graph into a database of a stopped Neo4j server (neo4j, or the one named); what it\n"
"""Begins every script of this program."""
_RELATION = {
    "id": "string",
    "document": "string",
    "section": "string[]",
    "quote": "string",
    "file": "string",
    "start": "long",
    "end": "long",
    "rule": "string",
    "printed": "string",
    "_hash": "string",
}


def node_columns(node_class: NodeClass, texts: Collection[str]) -> dict[str, str]:
    """The columns of the nodes of a class with their types; `texts` are the properties that are numbers by the schema and somewhere are not."""
    types = {"id": "ID", "label": "string"}
    for name, prop in node_class.properties.items():
        whole = prop.type == "integer" and name not in texts
        types[name] = ("long" if whole else "string") + ("[]" if prop.many else "")
    return types | {"_hash": "string"}


def node_header(types: Mapping[str, str]) -> str:
    """The first line of a file of nodes."""
    return ",".join([*(f"{name}:{kind}" for name, kind in types.items()), ":LABEL"]) + "\n"


def node_line(properties: Mapping[str, Any], node_class: NodeClass, names: Iterable[str]) -> str:
    """The line of a node, without its end; `names` are those of its columns."""
    labels = BETWEEN.join((node_class.id, MARK))
    return ",".join(map(_field, [*(properties.get(name) for name in names), labels]))


RELATION_HEADER = ",".join([":START_ID", ":END_ID", ":TYPE", *(f"{n}:{kind}" for n, kind in _RELATION.items())]) + "\n"
"""The first line of a file of relations."""


def relation_line(fact: Fact, model: Ontology) -> str:
    """The line of a relation, without its end."""
    row = relation_row(fact)
    values = [row["properties"].get(name) for name in _RELATION]
    return ",".join(map(_field, [row["source"], row["target"], model.relations[fact.predicate].cypher, *values]))


def mark(nodes: int, relations: int) -> str:
    """The file that marks the database. It says not “whole”: only a push that has compared everything may say so."""
    header = ["id:ID", "state:string", "stamp:string", "nodes:long", "relations:long", ":LABEL"]
    return ",".join(header) + "\n" + ",".join(map(_field, ["zhize", "loading", "", nodes, relations, LOAD])) + "\n"


def _field(value: Any) -> str:
    """Write a field; what is missing gives nothing at all, which is not the same as empty text."""
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        value = BETWEEN.join(str(item).replace(BETWEEN, " ") for item in value)
    text = str(value).replace('"', '""')
    return f'"{text}"'


def command_line(nodes: Iterable[str], relations: Iterable[str], database: str = "neo4j") -> list[str]:
    """The arguments after `neo4j-admin`."""
    return [
        "database",
        "import",
        "full",
        database,
        "--overwrite-destination",
        "--array-delimiter=U+001F",
        "--multiline-fields=true",
        "--input-encoding=UTF-8",
        *(f"--nodes={name}" for name in nodes),
        *(f"--relationships={name}" for name in relations),
    ]


def import_script(tables: str, nodes: Iterable[str], relations: Iterable[str]) -> str:
    """The script that imports files of a folder beside it; one name may be several files, with commas between."""
    a, b = (
        [",".join(f"{tables}/{file}" for file in name.split(",")) for name in names] for names in (nodes, relations)
    )
    words = " \\\n  ".join(shlex.quote(word) for word in command_line(a, b, "@")[4:])
    return (
        f"{HEAD}# held is lost. Then start the server and run {tables}/{SCHEMA}, or `zhize push`, for the indexes.\n"
        'set -eu\ncd "$(dirname "$0")"\n'
        f'exec neo4j-admin database import full "${{1:-neo4j}}" \\\n  {words}\n'
    )
