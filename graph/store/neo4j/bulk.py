"""Files for `neo4j-admin database import`: the quick way into an empty Neo4j database.

What is imported is what `push` writes, marks included, so a later push goes on from there. One thing differs:
a relation outside of any section has no `section` instead of an empty list.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zhize.errors import GraphError, OptionError
from zhize.files import write_atomically
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.neo4j.records import node_row, relation_row
from zhize.graph.store.neo4j.schema import LOAD, MARK, statements
from zhize.graph.store.records import check_names

BETWEEN = "\x1f"
"""Between the items of a list in a field: a character that print does not have."""

SCRIPT = "import.sh"
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


def write_import(kg: KnowledgeGraph, folder: Path) -> Path:
    """Write one CSV file per class and per relation type, a script with the command line, and the schema as Cypher.

    Raises:
        OptionError: the folder holds something else.
        GraphError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / SCRIPT).is_file())):
        raise OptionError(f"{folder}: this is no folder of import files and is not empty. Give another with --out.")
    check_names(kg.ontology)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.csv"):
            old.unlink()
        nodes, relations = _write_nodes(kg, folder), _write_relations(kg, folder)
        (folder / "schema.cypher").write_text("".join(f"{s};\n" for s in statements(kg.ontology)), encoding="utf-8")
        script = write_atomically(folder / SCRIPT, _script(nodes, relations).encode())
        script.chmod(0o755)
    except OSError as error:
        raise GraphError(f"{folder}: the import files cannot be written ({error.strerror}).") from error
    return folder


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


def _script(nodes: list[str], relations: list[str]) -> str:
    words = " \\\n  ".join(shlex.quote(word) for word in command_line(nodes, relations, "@")[4:])
    return (
        "#!/bin/sh\n# Imports the graph into a database of a stopped Neo4j server (neo4j, or the one named); what it\n"
        "# held is lost. Then start the server and run schema.cypher, or `zhize push`, for the indexes.\n"
        'set -eu\ncd "$(dirname "$0")"\n'
        f'exec neo4j-admin database import full "${{1:-neo4j}}" \\\n  {words}\n'
    )


def _write_nodes(kg: KnowledgeGraph, folder: Path) -> list[str]:
    names: list[str] = []
    for node_class in kg.ontology.classes.values():
        nodes = kg.nodes(node_class.id)
        if not nodes:
            continue
        types = {"id": "ID", "label": "string"}
        for name, prop in node_class.properties.items():
            whole = prop.type == "integer" and all(isinstance(v, int) for n in nodes for v in kg.values(n, name))
            types[name] = ("long" if whole else "string") + ("[]" if prop.many else "")
        types["_hash"] = "string"
        labels = BETWEEN.join((node_class.id, MARK))
        header = [*(f"{name}:{kind}" for name, kind in types.items()), ":LABEL"]
        rows = ([node_row(kg, node)["properties"].get(name) for name in types] + [labels] for node in nodes)
        names.append(_write(folder / f"nodes-{node_class.id}.csv", header, rows))
    total = sum(1 for _ in kg.relations())
    header = ["id:ID", "state:string", "stamp:string", "nodes:long", "relations:long", ":LABEL"]
    # Not “whole”: only a push that has compared everything may say so.
    mark = ["zhize", "loading", "", len(kg.node_ids), total, LOAD]
    return [*names, _write(folder / "nodes-load.csv", header, [mark])]


def _write_relations(kg: KnowledgeGraph, folder: Path) -> list[str]:
    by_type: dict[str, list[list[Any]]] = defaultdict(list)
    for fact in kg.relations():
        row = relation_row(fact)
        type_ = kg.ontology.relations[fact.predicate].cypher
        values = [row["properties"].get(name) for name in _RELATION]
        by_type[type_].append([row["source"], row["target"], type_, *values])
    header = [":START_ID", ":END_ID", ":TYPE", *(f"{name}:{kind}" for name, kind in _RELATION.items())]
    return [_write(folder / f"relations-{type_}.csv", header, rows) for type_, rows in sorted(by_type.items())]


def _write(path: Path, header: list[str], rows: Iterable[list[Any]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(header) + "\n")
        file.writelines(",".join(map(_field, row)) + "\n" for row in rows)
    return path.name


def _field(value: Any) -> str:
    """Write a field; what is missing gives nothing at all, which is not the same as empty text."""
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        value = BETWEEN.join(str(item).replace(BETWEEN, " ") for item in value)
    text = str(value).replace('"', '""')
    return f'"{text}"'
