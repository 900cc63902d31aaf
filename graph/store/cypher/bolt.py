"""A Bolt server for a graph: clients of Neo4j read the embedded Cypher store without Neo4j.

The engine begins a transaction for every query, which it cannot do in a store that is opened for reading. So
a private copy of the store is served, to a user who may read and nothing else; it is removed at the end.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from zhize.errors import OptionError, ServerError
from zhize.files import is_running
from zhize.graph.store.cypher.engine import of_engine, reason_of, start
from zhize.graph.store.sockets import listen

DATABASE = "zhize"
_SHORTEST_PASSWORD = 8
_PREFIX = "zhize-bolt-"
_FORGIVE = 0.05
"""Seconds after which wrong passwords are forgotten."""
_GROUPS = {
    "databases": {
        "*": {
            "groups": {
                "reader": {
                    "resultSetLimit": -1,
                    "readTimeout": -1,
                    "access": [],
                    "types": {"*": {"access": ["readRecord"]}},
                }
            }
        }
    },
    "version": 1,
}


class BoltServer(msgspec.Struct, frozen=True):
    """A running server: where it listens and who may log in."""

    uri: str
    user: str
    password: str
    database: str = DATABASE

    def __repr__(self) -> str:
        """Without the password."""
        return f"BoltServer({self.uri!r}, {self.user!r})"

    def wait(self) -> None:
        """Wait until the process is interrupted or told to end."""
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.wait(1):
            pass


@contextmanager
def serving(
    store: Path, host: str, port: int, user: str, password: str | None = None, seconds: float = 20.0
) -> Iterator[BoltServer]:
    """Serve a Cypher store.

    Args:
        store: a kept Cypher store.
        host: address to listen on.
        port: port; 0 takes a free one.
        user: who may log in.
        password: its password; a new one where none is given.
        seconds: longest time of a query.

    Raises:
        OptionError: the user or the password cannot be used.
        ServerError: nothing can listen there.
    """
    if not user or user == "root":
        raise OptionError("Give Bolt clients another user than root.")
    if password is not None and len(password) < _SHORTEST_PASSWORD:
        raise OptionError(
            "The password of Bolt clients needs {least} characters or more.",
            least=_SHORTEST_PASSWORD,
        )
    word = password or secrets.token_urlsafe(12)
    number = _free(host, port)
    start(store.parent)
    _clear()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as own:
        root = Path(own)
        shutil.copytree(store, root / "databases" / DATABASE)
        (root / "config").mkdir()
        (root / "config" / "server-groups.json").write_text(json.dumps(_GROUPS), encoding="utf-8")
        server = _started(root, host, number, seconds)
        ended = threading.Event()
        try:
            _add_user(server, user, word)
            shown = f"[{host}]" if ":" in host else host
            threading.Thread(target=_forgive, args=(server, ended), daemon=True).start()
            yield BoltServer(f"bolt://{shown}:{number}", user, word)
        finally:
            ended.set()
            server.stop()


def _clear() -> None:
    """Remove the copies of servers that were killed: those of this user whose process is gone."""
    for copy in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = copy.name.removeprefix(_PREFIX).partition("-")[0]
        with suppress(OSError):
            mine = copy.stat(follow_symlinks=False).st_uid == os.getuid() if hasattr(os, "getuid") else True
            if mine and owner.isdigit() and not is_running(int(owner)) and not copy.is_symlink():
                shutil.rmtree(copy, ignore_errors=True)


def _forgive(server: Any, ended: threading.Event) -> None:
    """Forget wrong passwords at once: the engine would refuse a user's right one too after some, whoever sent them.

    What slows down guessing is the hash of passwords, which takes tens of milliseconds each time.
    """
    import jpype

    security = server.getSecurity()
    field = security.getClass().getDeclaredField("passwordFailures")
    field.setAccessible(True)
    failures = jpype.JClass("java.util.Map") @ field.get(security)
    while not ended.wait(_FORGIVE):
        failures.clear()


def _free(host: str, port: int) -> int:
    """The port, or a free one for 0; the engine would only log that a port is taken."""
    with listen(host, port) as probe:
        number: int = probe.getsockname()[1]
        return number


def _started(root: Path, host: str, port: int, seconds: float) -> Any:
    import jpype

    settings = jpype.JClass("com.arcadedb.GlobalConfiguration")
    # The engine reads these of the process, not of the server.
    settings.OPENCYPHER_LOAD_CSV_ALLOW_FILE_URLS.setValue(False)
    settings.OPENCYPHER_LOAD_CSV_ALLOW_REMOTE_URLS.setValue(False)
    settings.COMMAND_TIMEOUT.setValue(max(1, int(seconds * 1000)))
    configuration = jpype.JClass("com.arcadedb.ContextConfiguration")()
    for name, value in {
        "server.rootPath": str(root),
        "server.rootPassword": secrets.token_urlsafe(24),  # nobody's
        "server.mode": "test",  # “production” hides from clients what is wrong with a query
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": "0",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "bolt.host": host,
        "bolt.port": port,
        "bolt.defaultDatabase": DATABASE,
    }.items():
        configuration.setValue(f"arcadedb.{name}", value)
    server = jpype.JClass("com.arcadedb.server.ArcadeDBServer")(configuration)
    try:
        server.start()
        server.getHttpServer().stopService()  # the engine opens it on loopback with every server; nobody is to ask it
    except BaseException as error:
        server.stop()
        if not of_engine(error):
            raise
        raise ServerError("The Bolt server does not start ({reason}).", reason=reason_of(error)) from error
    return server


def _add_user(server: Any, user: str, password: str) -> None:
    import jpype

    security = server.getSecurity()
    record = {"name": user, "password": str(security.encodePassword(password)), "databases": {DATABASE: ["reader"]}}
    security.createUser(jpype.JClass("com.arcadedb.serializer.json.JSONObject")(json.dumps(record)))
