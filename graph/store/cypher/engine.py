"""The engine of the embedded Cypher store: ArcadeDB on a Java machine that comes with its wheel.

A process has one Java machine and one open database per place; nothing is started before it is needed.
"""

from __future__ import annotations

import atexit
import os
import re
import shlex
import threading
from pathlib import Path
from typing import Any

from zhize.errors import GraphError, require
from zhize.messages import Sentence

_EXCEPTION = re.compile(r"^(?:[\w.$]*(?:Exception|Error)\s*:\s*)+")
_LONGEST_REASON = 200
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


_LOCK = threading.RLock()
_DATABASES: dict[Path, tuple[Any, int]] = {}


def start(folder: Path, *more: str) -> None:
    """Start the Java machine if none runs, with more options. If it crashed, its report would lie in the folder's parent."""
    with _LOCK:
        require("cypher")
        import jpype
        from arcadedb_embedded import jvm

        if jpype.isJVMStarted():
            return
        options = [*_JVM_OPTIONS, *more, f"-XX:ErrorFile={folder.parent}{os.sep}hs_err_pid%p.log"]
        options += shlex.split(os.environ.get("ARCADEDB_JVM_ARGS", ""))
        jars = sorted(str(jar) for jar in Path(jvm.get_jar_path()).glob("*.jar"))
        try:
            # Not jvm.start_jvm: it adds an incubator module, for which Java prints a warning.
            jpype.startJVM(jvm.get_bundled_jre_lib_path(), *options, classpath=jars, interrupt=False)
        except Exception as error:
            raise GraphError(
                "The Cypher store's Java machine does not start ({reason}).", reason=reason_of(error)
            ) from error
        jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
        root = jpype.JClass("java.util.logging.Logger").getLogger("")
        root.setLevel(jpype.JClass("java.util.logging.Level").OFF)
        # A thread that ends because the heap is full would print its stack; its client hears that the connection is lost.
        quiet = jpype.JProxy("java.lang.Thread$UncaughtExceptionHandler", {"uncaughtException": lambda *_: None})
        jpype.JClass("java.lang.Thread").setDefaultUncaughtExceptionHandler(quiet)
        atexit.register(_close_all)


def acquire(place: Path) -> Any:
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
            if not of_engine(error):
                raise
            raise GraphError(
                "{folder}: the Cypher store cannot be opened ({reason}). Build it anew.",
                folder=place.parent,
                reason=reason_of(error),
            ) from error
        settings = jpype.JClass("com.arcadedb.GlobalConfiguration")
        java.getConfiguration().setValue(settings.OPENCYPHER_LOAD_CSV_ALLOW_FILE_URLS, False)
        java.getConfiguration().setValue(settings.OPENCYPHER_LOAD_CSV_ALLOW_REMOTE_URLS, False)
        database = Database(java)
        _DATABASES[place] = (database, 1)
        return database


def release(place: Path) -> None:
    """Give a database back; the last user closes it."""
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


# -- errors


def of_engine(error: BaseException) -> bool:
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


def reason_of(error: BaseException) -> str:
    """Why the engine refused, in one short line without names of Java classes."""
    texts = []
    for step in _chain(error):
        message = step.getMessage() if hasattr(step, "getMessage") else step.args[0] if step.args else ""
        texts.append(str(message or ""))
    text = next((t for t in texts[1:] if t), texts[0]) or type(error).__name__
    text = _EXCEPTION.sub("", text.strip().splitlines()[0].strip())
    text = re.sub(r",? expected: one of .*", "", text)
    return text if len(text) <= _LONGEST_REASON else text[:_LONGEST_REASON] + "…"


def sentence_of(error: BaseException) -> Sentence:
    """What is wrong with a query, as a sentence for its writer."""
    kinds = " ".join(f"{type(step).__module__}.{type(step).__name__}" for step in _chain(error))
    reason = reason_of(error).rstrip(".")
    if "CommandParameterMissing" in kinds:
        names = ", ".join(f"${name.strip()}" for name in reason.partition(":")[2].split(","))
        return Sentence("The Cypher query needs a value for {names}. Give it as a parameter.", {"names": names})
    if "QueryNotIdempotent" in kinds or "DatabaseIsReadOnly" in kinds:
        return Sentence("The Cypher store is read-only; this query writes or calls what may write. Use MATCH … RETURN.")
    if "LOAD CSV" in reason:
        return Sentence("The Cypher store reads its own graph only: LOAD CSV is not allowed.")
    if "Parsing" in kinds or "Semantic" in kinds or "Syntax" in reason:
        return Sentence("The Cypher query is wrong: {reason}.", {"reason": reason})
    return Sentence("The Cypher query failed: {reason}.", {"reason": reason})
