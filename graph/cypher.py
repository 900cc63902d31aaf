"""The embedded Cypher store: the graph in a database of its own, read-only once it is built.

The engine is ArcadeDB, which runs on a Java machine that comes with its wheel. Nothing is started before a
store is opened, nothing is logged or printed, and several processes may read one store at the same time.
"""

from __future__ import annotations

import atexit
import os
import re
import shlex
import shutil
import tempfile
import threading
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from zhize.errors import GraphError, QueryError, SchemaError
from zhize.graph.facts import Fact, digest
from zhize.graph.knowledge import KnowledgeGraph

LAYOUT = 1
"""Version of what is stored; a store of another version is built anew."""

_KEPT_OF_NODES = frozenset({"id", "label", "type"})
_EXCEPTION = re.compile(r"^(?:[\w.$]*(?:Exception|Error)\s*:\s*)+")
_LONGEST_REASON = 200
_CHUNK = 20_000
_JVM_OPTIONS = (
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF8",
    "-Darcadedb.log.impl=slf4j",  # the default logger would open ./log in the current directory
    "-Dpolyglot.engine.WarnInterpreterOnly=false",
    "-XX:+UseSerialGC",
    "-Xrs",  # signals stay with Python
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
)


class Rows(msgspec.Struct, frozen=True):
    """The result of a query: column names, and rows of text, numbers, lists, dicts or None."""

    columns: list[str]
    rows: list[list[Any]]

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as dicts by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class CypherStore:
    """A read-only Cypher database of a knowledge graph.

    A node has the label of its class and the properties `id`, `label` (its caption) and those of the schema.
    A relation has the type of the schema (LEADS) and the properties `id` (of its fact), printed, document,
    section, quote, file, start, end and rule. In results a node is a dict of its properties with `type`, a
    relation one with `type`, `source` and `target` (node ids), a path a list of both by turns.

    Example:
        >>> with CypherStore.build(kg, folder, stamp) as store:  # doctest: +SKIP
        ...     store.query("MATCH (a:Agency {id: $id}) RETURN a.name", {"id": "agency:370302:应急管理局"})
    """

    def __init__(self, place: Path) -> None:
        """Open the database at a place; use `open` or `build`."""
        self._place = place
        self._database = _acquire(place)
        self._open = True

    @classmethod
    def build(cls, kg: KnowledgeGraph, folder: Path, stamp: str) -> CypherStore:
        """Load a graph into a new database, replace what the folder held, and open it.

        Args:
            kg: the graph.
            folder: the store's folder, made where it is missing.
            stamp: what the content is called; `open` finds the store by it again.

        Raises:
            GraphError: the folder cannot be written, or the engine does not start.
        """
        folder = folder.resolve()
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        except OSError as error:
            raise GraphError(f"{folder}: the Cypher store cannot be written ({error.strerror}).") from error
        try:
            _start(new)
            _load(kg, new / _name(stamp))
            (new / "stamp").write_text(_content(stamp), encoding="utf-8")
            new.chmod(0o755)
            _replace(folder, new)
        except OSError as error:
            raise GraphError(f"{folder}: the Cypher store cannot be written ({error.strerror}).") from error
        finally:
            shutil.rmtree(new, ignore_errors=True)
        return cls(folder / _name(stamp))

    @classmethod
    def open(cls, folder: Path, stamp: str) -> CypherStore | None:
        """Open the store that was built with this stamp; None where there is none and one must be built."""
        folder = folder.resolve()
        try:
            known = (folder / "stamp").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        if known != _content(stamp) or not (folder / _name(stamp)).is_dir():
            return None
        _start(folder)
        try:
            return cls(folder / _name(stamp))
        except GraphError:
            return None

    def query(self, text: str, params: Mapping[str, Any] | None = None) -> Rows:
        """Run a query.

        Args:
            text: Cypher that reads.
            params: values for its `$name`s; text, numbers, truth values, None, lists and dicts of these.

        Raises:
            QueryError: the query is wrong, lacks a parameter, writes, or reads files; or the store is closed.
        """
        if not self._open:
            raise QueryError("The Cypher store is closed. Open the graph again.")
        values = dict(params or {})
        for name, value in values.items():
            _check_value(name, value)
        try:
            text.encode()
            answer = self._database.query("opencypher", text, *([values] if values else []))
            found = answer.to_list()
            columns = list(found[0]) if found else self._columns(text)
            return Rows(columns, [[_plain(row.get(column)) for column in columns] for row in found])
        except UnicodeEncodeError:
            raise QueryError("The query holds half a character (a lone surrogate).") from None
        except Exception as error:
            if not _of_engine(error):
                raise
            raise QueryError(_sentence(error)) from None

    def _columns(self, text: str) -> list[str]:
        """The columns of a query that found nothing, from its RETURN."""
        import jpype

        parser = jpype.JClass("com.arcadedb.query.opencypher.parser.Cypher25AntlrParser")
        try:
            statement = parser(self._database.get_java_database()).parse(text.rstrip().rstrip(";"))
            while hasattr(statement, "getFirstQuery"):
                statement = statement.getFirstQuery()
            clause = statement.getReturnClause()
            names = [] if clause is None else [str(item.getOutputName()) for item in clause.getReturnItems()]
        except Exception as error:
            if not _of_engine(error):
                raise
            return []
        return [name for name in names if name != "*"]

    def close(self) -> None:
        """Close the store. It can be closed twice."""
        if self._open:
            self._open = False
            _release(self._place)

    def __enter__(self) -> CypherStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


# -- the Java machine and open databases: one of each in a process

_LOCK = threading.RLock()
_DATABASES: dict[Path, tuple[Any, int]] = {}


def _start(folder: Path) -> None:
    """Start the Java machine if none runs; a crash report of it would lie in the folder's parent."""
    with _LOCK:
        try:
            import jpype
            from arcadedb_embedded import jvm
        except ImportError as error:
            raise GraphError(f"The Cypher store needs the package arcadedb-embedded ({error}).") from error
        if jpype.isJVMStarted():
            return
        options = [*_JVM_OPTIONS, f"-XX:ErrorFile={folder.parent}{os.sep}hs_err_pid%p.log"]
        options += shlex.split(os.environ.get("ARCADEDB_JVM_ARGS", ""))
        jars = sorted(str(jar) for jar in Path(jvm.get_jar_path()).glob("*.jar"))
        try:
            # Not jvm.start_jvm: it adds an incubator module, for which Java prints a warning.
            jpype.startJVM(jvm.get_bundled_jre_lib_path(), *options, classpath=jars, interrupt=False)
        except Exception as error:
            raise GraphError(f"The Cypher store's Java machine does not start ({_reason(error)}).") from error
        jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
        root = jpype.JClass("java.util.logging.Logger").getLogger("")
        root.setLevel(jpype.JClass("java.util.logging.Level").OFF)
        atexit.register(_close_all)


def _acquire(place: Path) -> Any:
    """The open database of a place, shared by the stores of this process."""
    import jpype
    from arcadedb_embedded import Database

    with _LOCK:
        if place in _DATABASES:
            database, users = _DATABASES[place]
            _DATABASES[place] = (database, users + 1)
            return database
        mode = jpype.JClass("com.arcadedb.engine.ComponentFile$MODE").READ_ONLY
        try:
            java = jpype.JClass("com.arcadedb.database.DatabaseFactory")(str(place)).open(mode)
        except Exception as error:
            if not _of_engine(error):
                raise
            why = f"the Cypher store cannot be opened ({_reason(error)}). Build it anew."
            raise GraphError(f"{place.parent}: {why}") from error
        settings = jpype.JClass("com.arcadedb.GlobalConfiguration")
        java.getConfiguration().setValue(settings.OPENCYPHER_LOAD_CSV_ALLOW_FILE_URLS, False)
        java.getConfiguration().setValue(settings.OPENCYPHER_LOAD_CSV_ALLOW_REMOTE_URLS, False)
        database = Database(java)
        _DATABASES[place] = (database, 1)
        return database


def _release(place: Path) -> None:
    with _LOCK:
        database, users = _DATABASES.pop(place, (None, 0))
        if users > 1:
            _DATABASES[place] = (database, users - 1)
        elif database is not None:
            database.close()


def _close_all() -> None:
    with _LOCK:
        for database, _ in _DATABASES.values():
            database.close()
        _DATABASES.clear()


# -- building


def _name(stamp: str) -> str:
    return f"db-{digest(str(LAYOUT), stamp)}"


def _content(stamp: str) -> str:
    return f"{LAYOUT}\n{stamp}\n"


def _replace(folder: Path, new: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = new.with_name(new.name + "-old")
    folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _load(kg: KnowledgeGraph, place: Path) -> None:
    """Make a database of a graph at a place that does not exist yet."""
    from arcadedb_embedded import ArcadeDBError, create_database

    try:
        with create_database(str(place)) as database:
            _declare(kg, database.schema)
            with database.graph_batch() as batch:
                rids: dict[str, str] = {}
                for class_id in kg.ontology.classes:
                    nodes = kg.nodes(class_id)
                    for i in range(0, len(nodes), _CHUNK):
                        part = nodes[i : i + _CHUNK]
                        made = batch.create_vertices(class_id, [_vertex(kg, node) for node in part])
                        rids.update(zip(part, made, strict=True))
                by_type: dict[str, list[Fact]] = defaultdict(list)
                for fact in kg.relations():
                    by_type[kg.ontology.relations[fact.predicate].cypher].append(fact)
                for name, facts in by_type.items():
                    for i in range(0, len(facts), _CHUNK):
                        part_facts = facts[i : i + _CHUNK]
                        sources = [rids[f.subject] for f in part_facts]
                        targets = [rids[str(f.object)] for f in part_facts]
                        batch.new_edges(sources, name, targets, [_edge(f) for f in part_facts])
    except ArcadeDBError as error:
        raise GraphError(f"{place.parent}: the Cypher store cannot be built ({_reason(error)}).") from error


def _declare(kg: KnowledgeGraph, schema: Any) -> None:
    for node_class in kg.ontology.classes.values():
        taken = _KEPT_OF_NODES.intersection(node_class.properties)
        if taken:
            raise SchemaError(f"{node_class.id}: the Cypher store sets {min(taken)} itself. Rename the property.")
        schema.create_vertex_type(node_class.id)
        schema.create_property(node_class.id, "id", "STRING")
        schema.create_index(node_class.id, ["id"], unique=True)
    for relation in kg.ontology.relations.values():
        schema.create_edge_type(relation.cypher)


def _vertex(kg: KnowledgeGraph, node: str) -> dict[str, Any]:
    properties: dict[str, Any] = {"id": node, "label": kg.caption(node)}
    for name, prop in kg.ontology.class_of(node).properties.items():
        values = kg.values(node, name)
        if values:
            properties[name] = values if prop.many else values[0]
    return properties


def _edge(fact: Fact) -> dict[str, Any]:
    where = fact.evidence
    properties: dict[str, Any] = {
        "id": fact.id, "document": fact.document, "section": list(fact.section), "quote": where.quote,
        "file": where.file, "start": where.start, "end": where.end, "rule": fact.rule,
    }  # fmt: skip
    if fact.printed is not None:
        properties["printed"] = fact.printed
    return properties


# -- values and errors


def _check_value(name: str, value: object) -> None:
    """Refuse what the engine would store as something else."""
    if isinstance(value, (list, tuple)):
        for item in value:
            _check_value(name, item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise QueryError(f"The parameter ${name} holds a dict whose keys are not text.")
            _check_value(name, item)
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise QueryError(f"The parameter ${name} is a number beyond 64 bits.")
    elif isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise QueryError(f"The parameter ${name} holds half a character (a lone surrogate).") from None
    elif value is not None and not isinstance(value, float):
        kind = type(value).__name__
        raise QueryError(f"The parameter ${name} is a {kind}; give text, a number or a list of these.")


def _plain(value: Any) -> Any:
    """A value of the engine as text, number, list, dict or None."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if hasattr(value, "getVertices") and hasattr(value, "toAlternatingList"):
        return [_record(item) for item in value.toAlternatingList()]
    if hasattr(value, "getTypeName") and hasattr(value, "propertiesAsMap"):
        return _record(value)
    return str(value)


def _record(record: Any) -> dict[str, Any]:
    from arcadedb_embedded import convert_java_to_python

    properties = {str(k): _plain(v) for k, v in convert_java_to_python(record.propertiesAsMap()).items()}
    ends: dict[str, Any] = {}
    if hasattr(record, "getOutVertex"):
        ends = {"source": str(record.getOutVertex().get("id")), "target": str(record.getInVertex().get("id"))}
    return {"type": str(record.getTypeName()), **ends, **dict(sorted(properties.items()))}


def _of_engine(error: BaseException) -> bool:
    """Whether an exception comes from the engine or from the bridge to it."""
    origin = type(error).__module__.partition(".")[0]
    return origin in ("arcadedb_embedded", "jpype", "_jpype", "java", "com", "org")


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in found:
        found.append(step)
        step = step.__cause__
    return found


def _reason(error: BaseException) -> str:
    """Why the engine refused, in one short line without names of Java classes."""
    texts = []
    for step in _chain(error):
        message = step.getMessage() if hasattr(step, "getMessage") else step.args[0] if step.args else ""
        texts.append(str(message or ""))
    text = next((t for t in texts[1:] if t), texts[0]) or type(error).__name__
    text = _EXCEPTION.sub("", text.strip().splitlines()[0].strip())
    text = re.sub(r",? expected: one of .*", "", text)
    return text if len(text) <= _LONGEST_REASON else text[:_LONGEST_REASON] + "…"


def _sentence(error: BaseException) -> str:
    kinds = " ".join(f"{type(step).__module__}.{type(step).__name__}" for step in _chain(error))
    reason = _reason(error).rstrip(".")
    if "CommandParameterMissing" in kinds:
        names = ", ".join(f"${name.strip()}" for name in reason.partition(":")[2].split(","))
        return f"The Cypher query needs a value for {names}. Give it as a parameter."
    if "QueryNotIdempotent" in kinds or "DatabaseIsReadOnly" in kinds:
        return "The Cypher store is read-only; this query writes or calls what may write. Use MATCH … RETURN."
    if "LOAD CSV" in reason:
        return "The Cypher store reads its own graph only: LOAD CSV is not allowed."
    if "Parsing" in kinds or "Semantic" in kinds or "Syntax" in reason:
        return f"The Cypher query is wrong: {reason}."
    return f"The Cypher query failed: {reason}."
