"""Files for `neo4j-admin database import`: the quick way into an empty Neo4j database."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from zhize.errors import GraphError, OptionError
from zhize.files import locked, make_folder, remove_empty, umask, write_atomically
from zhize.graph.model.facts import digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.ontology import NodeClass
from zhize.graph.store.neo4j.fields import (
    HEAD,
    MARKED,
    RELATION_HEADER,
    SCHEMA,
    SCRIPT,
    import_script,
    mark,
    node_columns,
    node_header,
    node_line,
    relation_line,
)
from zhize.graph.store.neo4j.records import node_row
from zhize.graph.store.neo4j.schema import statements
from zhize.graph.store.records import check_names
from zhize.graph.store.sqlite.stored import StoredGraph
from zhize.messages import Sentence

AT_ONCE = 5_000
"""So many nodes of a graph in a file are looked at at a time."""
LOCK = ".import.lock"
PART, TABLES = ".tables-part-", "tables-"
"""Begin the names of the folder of the files that are being written, and of those that the script imports."""


def write_import(kg: KnowledgeGraph, folder: Path) -> Path:
    """Write a script with the command line, and in a folder of their own the CSV files and the schema as Cypher.

    There is one CSV file per class and per relation type. Of a graph in a file (`StoredGraph`) only some nodes are in memory at a time. The script is written last and names the folder of its files, so
    whenever this is ended the folder holds the old graph or the new. Other files in it stay.

    Raises:
        OptionError: the folder holds something else.
        GraphError: it cannot be written, or somebody else writes it.
    """
    if folder.exists():
        there, script = lambda: [path.name for path in folder.iterdir()], folder / SCRIPT
        refuse_others(folder, there, script.read_bytes, is_folder=folder.is_dir())
    check_names(kg.ontology)
    try:
        with writing_alone(folder):
            _renew(kg, folder)
    except OSError as error:
        raise GraphError(
            "{folder}: the import files cannot be written ({reason}).", folder=folder, reason=error.strerror
        ) from error
    return folder


def _renew(kg: KnowledgeGraph, folder: Path) -> None:
    """Write the tables beside those that the script names, then the script, then remove the old ones."""
    old = _named(folder)
    new = folder / f"{PART}{os.getpid()}"
    for part in folder.glob(f"{PART}*"):
        shutil.rmtree(part)
    try:
        new.mkdir()
        nodes, relations = _write_tables(kg, new)
        (new / SCHEMA).write_text("".join(f"{s};\n" for s in statements(kg.ontology)), encoding="utf-8")
        tables = _placed(new, folder)
        script = write_atomically(folder / SCRIPT, import_script(tables.name, nodes, relations).encode(), within=folder)
        script.chmod(script.stat().st_mode | 0o111 & ~umask())
        _remove(folder, old, tables.name)
    except OSError:
        shutil.rmtree(new, ignore_errors=True)
        raise


@contextmanager
def writing_alone(folder: Path) -> Iterator[None]:
    """Be the only one who writes import files into a folder, which is made; where nothing comes of it, the folder goes again.

    Raises:
        GraphError: somebody else writes there.
        OSError: the folder cannot be made.
    """
    busy = Sentence("{folder}: another zhize is writing there. Try again when that has ended.", {"folder": str(folder)})
    made = make_folder(folder)
    try:
        with locked(folder / LOCK, busy):
            yield
    except BaseException:
        remove_empty(made)
        raise


def refuse_others(
    folder: object, names: Callable[[], Collection[str]], script: Callable[[], bytes], *, is_folder: bool
) -> None:
    """Refuse a place that holds something else than import files, wherever it lies; `names` and `script` read it.

    Raises:
        OptionError: it does.
    """
    if not is_folder:
        raise OptionError("{folder}: this is no folder. Give a folder with --out.", folder=folder)
    if not _is_ours(names(), script):
        raise OptionError(
            "{folder}: this is no folder of import files and is not empty. Give another with --out.", folder=folder
        )


def _is_ours(names: Collection[str], script: Callable[[], bytes]) -> bool:
    """Whether all of a folder may be what a killed export left, or its script is one of this program."""
    if all(name == LOCK or name.startswith(PART) or OWN.fullmatch(name) for name in names):
        return True
    try:
        return script().startswith(HEAD.encode())
    except OSError:
        return False


OWN = re.compile(f"{TABLES}[0-9a-f]{{16}}")
"""The name of a folder of files that a script imports."""
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
    for name in beside | ({SCHEMA} if beside else set()):
        (folder / name).unlink(missing_ok=True)
    for place in folder.iterdir():
        if OWN.fullmatch(place.name) and place.name != kept and place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)


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
            types = node_columns(node_class, _texts(kg, node_class, nodes))

            def lines(
                nodes: list[str] = nodes, own: NodeClass = node_class, names: tuple[str, ...] = tuple(types)
            ) -> Iterator[str]:
                for node in _by_and_by(kg, nodes):
                    relations.add(node)
                    yield node_line(node_row(kg, node)["properties"], own, names)

            names.append(_write(folder / f"nodes-{node_class.id}.csv", node_header(types), lines()))
        total, written = relations.total, relations.names()
    (folder / MARKED).write_text(mark(count, total), encoding="utf-8", newline="")
    return [*names, MARKED], written


def _texts(kg: KnowledgeGraph, node_class: NodeClass, nodes: list[str]) -> set[str]:
    """The properties of a class that are numbers by the schema and of some node are not."""
    numbers = [name for name, prop in node_class.properties.items() if prop.type == "integer"]
    return {
        name for name in numbers if any(isinstance(v, str) for n in _by_and_by(kg, nodes) for v in kg.values(n, name))
    }


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
                self._file(relation.cypher).write(f"{relation_line(fact, self.kg.ontology)}\n")
                self.total += 1

    def _file(self, type_: str) -> IO[str]:
        if type_ not in self._open:
            self._open[type_] = file = (self.folder / f"relations-{type_}.csv").open("w", encoding="utf-8", newline="")
            file.write(RELATION_HEADER)
        return self._open[type_]

    def names(self) -> list[str]:
        """The names of the files, sorted."""
        return [f"relations-{type_}.csv" for type_ in sorted(self._open)]

    def __enter__(self) -> _Relations:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._open.values():
            file.close()


def _write(path: Path, header: str, lines: Iterable[str]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header)
        file.writelines(f"{line}\n" for line in lines)
    return path.name
