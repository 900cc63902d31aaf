"""Files for `neo4j-admin database import`: the quick way into an empty Neo4j database.

What is imported is what `push` writes, marks included, so a later push goes on from there. One thing differs:
a relation outside of any section has no `section` instead of an empty list.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from zhize.errors import GraphError, OptionError
from zhize.files import locked, make_folder, remove_empty, umask, write_atomically
from zhize.graph.model.facts import digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import Property
from zhize.graph.store.neo4j.records import node_row, relation_row
from zhize.graph.store.neo4j.schema import LOAD, MARK, statements
from zhize.graph.store.records import check_names
from zhize.graph.store.sqlite.stored import StoredGraph
from zhize.messages import Sentence

BETWEEN = "\x1f"
"""Between the items of a list in a field: a character that print does not have."""

AT_ONCE = 5_000
"""So many nodes of a graph in a file are looked at at a time."""
SCRIPT = "import.sh"
LOCK = ".import.lock"
PART, TABLES = ".tables-part-", "tables-"
"""Begin the names of the folder of the files that are being written, and of those that the script imports."""
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
    """Write a script with the command line, and in a folder of their own the CSV files and the schema as Cypher.

    There is one CSV file per class and per relation type. Of a graph in a file (`StoredGraph`) only some nodes are in memory at a time. The script is written last and names the folder of its files, so
    whenever this is ended the folder holds the old graph or the new. Other files in it stay.

    Raises:
        OptionError: the folder holds something else.
        GraphError: it cannot be written, or somebody else writes it.
    """
    if folder.exists() and not folder.is_dir():
        raise OptionError("{folder}: this is no folder. Give a folder with --out.", folder=folder)
    if folder.exists() and any(folder.iterdir()) and not _is_ours(folder):
        raise OptionError(
            "{folder}: this is no folder of import files and is not empty. Give another with --out.", folder=folder
        )
    check_names(kg.ontology)
    made: list[Path] = []
    try:
        made = make_folder(folder)
        busy = Sentence(
            "{folder}: another zhize is writing there. Try again when that has ended.", {"folder": str(folder)}
        )
        with locked(folder / LOCK, busy):
            old = _named(folder)
            new = folder / f"{PART}{os.getpid()}"
            for part in folder.glob(f"{PART}*"):
                shutil.rmtree(part)
            new.mkdir()
            nodes, relations = _write_tables(kg, new)
            (new / "schema.cypher").write_text("".join(f"{s};\n" for s in statements(kg.ontology)), encoding="utf-8")
            tables = _placed(new, folder)
            script = write_atomically(folder / SCRIPT, _script(tables.name, nodes, relations).encode(), within=folder)
            script.chmod(script.stat().st_mode | 0o111 & ~umask())
            _remove(folder, old, tables.name)
    except OSError as error:
        shutil.rmtree(folder / f"{PART}{os.getpid()}", ignore_errors=True)
        remove_empty(made)
        raise GraphError(
            "{folder}: the import files cannot be written ({reason}).", folder=folder, reason=error.strerror
        ) from error
    return folder


def _is_ours(folder: Path) -> bool:
    """Whether all of a folder may be what a killed export left, or its script is one of this program."""
    if all(path.name == LOCK or path.name.startswith(PART) or _OWN.fullmatch(path.name) for path in folder.iterdir()):
        return True
    try:
        return (folder / SCRIPT).read_bytes().startswith(_HEAD.encode())
    except OSError:
        return False


_OWN = re.compile(f"{TABLES}[0-9a-f]{{16}}")
_NAMED = re.compile(r"--(?:nodes|relationships)=([\w/.-]+)")


def _named(folder: Path) -> set[str]:
    """The files that the script of a folder imports, by their paths in it."""
    if not (folder / SCRIPT).is_file():
        return set()
    names = _NAMED.findall((folder / SCRIPT).read_text(encoding="utf-8", errors="replace"))
    return {name for name in names if ".." not in name and not name.startswith("/")}


def _placed(new: Path, folder: Path) -> Path:
    """Give the folder of new files its name, which is made of what they hold."""
    sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(new.iterdir())]
    place = folder / f"{TABLES}{digest(*sums)}"
    if place.exists():  # of the same graph, perhaps damaged
        shutil.rmtree(place)
    new.rename(place)
    return place


def _remove(folder: Path, old: set[str], kept: str) -> None:
    """Remove the files that the script named before, and the folders of ours but the one it names now."""
    beside = {name for name in old if "/" not in name}  # as earlier versions of this program wrote them
    for name in beside | ({"schema.cypher"} if beside else set()):
        (folder / name).unlink(missing_ok=True)
    for place in folder.iterdir():
        if _OWN.fullmatch(place.name) and place.name != kept and place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)


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


_HEAD = "#!/bin/sh\n# Imports the graph into a database of a stopped Neo4j server (neo4j, or the one named); what it\n"


def _script(tables: str, nodes: list[str], relations: list[str]) -> str:
    a, b = ([f"{tables}/{name}" for name in names] for names in (nodes, relations))
    words = " \\\n  ".join(shlex.quote(word) for word in command_line(a, b, "@")[4:])
    return (
        f"{_HEAD}# held is lost. Then start the server and run {tables}/schema.cypher, or `zhize push`, for the indexes.\n"
        'set -eu\ncd "$(dirname "$0")"\n'
        f'exec neo4j-admin database import full "${{1:-neo4j}}" \\\n  {words}\n'
    )


def _write_tables(kg: KnowledgeGraph, folder: Path) -> tuple[list[str], list[str]]:
    """Write the files of all nodes and relations, class by class, some nodes at a time; their names."""
    names: list[str] = []
    count = total = 0
    with _Relations(kg, folder) as relations:
        for node_class in kg.ontology.classes.values():
            nodes = kg.nodes(node_class.id)
            if not nodes:
                continue
            count += len(nodes)
            types = {"id": "ID", "label": "string"}
            types |= {name: _type(kg, prop, name, nodes) for name, prop in node_class.properties.items()}
            types["_hash"] = "string"
            labels = BETWEEN.join((node_class.id, MARK))
            header = [*(f"{name}:{kind}" for name, kind in types.items()), ":LABEL"]

            def rows(
                nodes: list[str] = nodes, types: Iterable[str] = tuple(types), labels: str = labels
            ) -> Iterator[list[Any]]:
                for node in _by_and_by(kg, nodes):
                    relations.add(node)
                    yield [node_row(kg, node)["properties"].get(name) for name in types] + [labels]

            names.append(_write(folder / f"nodes-{node_class.id}.csv", header, rows()))
        total, written = relations.total, relations.names()
    header = ["id:ID", "state:string", "stamp:string", "nodes:long", "relations:long", ":LABEL"]
    # Not “whole”: only a push that has compared everything may say so.
    mark = ["zhize", "loading", "", count, total, LOAD]
    return [*names, _write(folder / "nodes-load.csv", header, [mark])], written


def _type(kg: KnowledgeGraph, prop: Property, name: str, nodes: list[str]) -> str:
    whole = prop.type == "integer" and all(
        isinstance(value, int) for node in _by_and_by(kg, nodes) for value in kg.values(node, name)
    )
    return ("long" if whole else "string") + ("[]" if prop.many else "")


def _by_and_by(kg: KnowledgeGraph, nodes: list[str]) -> Iterator[str]:
    """Some nodes; of a graph in a file what is said of them is read some at a time and let go again."""
    if type(kg) is not StoredGraph:
        yield from nodes
        return
    for at in range(0, len(nodes), AT_ONCE):
        chunk = nodes[at : at + AT_ONCE]
        kg.read_ahead(kg.reader.numbers_of(chunk))
        yield from chunk
        kg.forget(0)


class _Relations:
    """The files of relations, one per type, open until all are written."""

    def __init__(self, kg: KnowledgeGraph, folder: Path) -> None:
        self.kg, self.folder, self.total = kg, folder, 0
        self._open: dict[str, IO[str]] = {}

    def add(self, node: str) -> None:
        """Write the relations that start at a node, in print order."""
        for name, relation in self.kg.ontology.relations.items():
            for fact in self.kg.out(node, name):
                row = relation_row(fact)
                values = [row["properties"].get(key) for key in _RELATION]
                line = ",".join(map(_field, [row["source"], row["target"], relation.cypher, *values]))
                self._file(relation.cypher).write(f"{line}\n")
                self.total += 1

    def _file(self, type_: str) -> IO[str]:
        if type_ not in self._open:
            self._open[type_] = file = (self.folder / f"relations-{type_}.csv").open("w", encoding="utf-8", newline="")
            header = [":START_ID", ":END_ID", ":TYPE", *(f"{name}:{kind}" for name, kind in _RELATION.items())]
            file.write(",".join(header) + "\n")
        return self._open[type_]

    def names(self) -> list[str]:
        """The names of the files, sorted."""
        return [f"relations-{type_}.csv" for type_ in sorted(self._open)]

    def __enter__(self) -> _Relations:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._open.values():
            file.close()


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
