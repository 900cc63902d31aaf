"""The process of a Bolt server: it is told on its standard input what to serve, and ends when that is closed.

The engine looks at its limit of time between the rows of a query and in scans, not within the value of one row: a
query that doubles a text in `reduce` would go on until the memory is full and keep its place in the queue for ever. So a
query that goes on beyond its limit is first told to end, and soon after the process ends itself, to be started again.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from zhize.errors import GraphError, ServerError
from zhize.graph.store.cypher.engine import of_engine, reason_of, start

DATABASE = "zhize"
CONFIG = "config"
"""The folder below the root where the engine keeps who may log in."""
_STEP = 0.05
"""Seconds between two looks; wrong passwords are forgotten as often."""
_GRACE = 4.0
"""Seconds that a query beyond its limit has to end by itself."""
_STOP = 1.0
"""Seconds that the engine has to close."""
_OVERDUE = 3
"""The exit status of a process that ended because of a query."""
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


class Service(msgspec.Struct, frozen=True):
    """What is served: the folder with the copy of the store, where to listen, seconds of a query, who may log in."""

    root: str
    host: str
    port: int
    seconds: float
    user: str
    password: str


class Said(msgspec.Struct, frozen=True):
    """What the process says when it has begun; `error` tells why it has not."""

    error: str = ""


def _started(service: Service) -> Any:
    import jpype

    root = Path(service.root)
    new = not (root / CONFIG).exists()  # else the user is known from the first connection on
    (root / CONFIG).mkdir(exist_ok=True)
    (root / CONFIG / "server-groups.json").write_text(json.dumps(_GROUPS), encoding="utf-8")
    start(
        root / "databases", "-XX:+ExitOnOutOfMemoryError"
    )  # what is left of a machine without memory is not relied on
    settings = jpype.JClass("com.arcadedb.GlobalConfiguration")
    # The engine reads these of the process, not of the server.
    settings.OPENCYPHER_LOAD_CSV_ALLOW_FILE_URLS.setValue(False)
    settings.OPENCYPHER_LOAD_CSV_ALLOW_REMOTE_URLS.setValue(False)
    settings.COMMAND_TIMEOUT.setValue(max(1, int(service.seconds * 1000)))
    configuration = jpype.JClass("com.arcadedb.ContextConfiguration")()
    for name, value in {
        "server.rootPath": str(root),
        "server.rootPassword": secrets.token_urlsafe(24),  # nobody's
        "server.mode": "test",  # “production” hides from clients what is wrong with a query
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": "0",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "bolt.host": service.host,
        "bolt.port": service.port,
        "bolt.defaultDatabase": DATABASE,
    }.items():
        configuration.setValue(f"arcadedb.{name}", value)
    server = jpype.JClass("com.arcadedb.server.ArcadeDBServer")(configuration)
    try:
        server.start()
        server.getHttpServer().stopService()  # the engine opens it on loopback with every server; nobody is to ask it
        if new:
            _add_user(server, service.user, service.password)
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


def _watch(server: Any, seconds: float, ended: threading.Event) -> None:
    """End queries beyond their limit, and forget wrong passwords at once: the engine would refuse a user's right one
    too after some, whoever sent them. What slows down guessing is the hash of passwords, which takes its time.
    """
    import jpype

    security = server.getSecurity()
    field = security.getClass().getDeclaredField("passwordFailures")
    field.setAccessible(True)
    failures = jpype.JClass("java.util.Map") @ field.get(security)
    registry = server.getRunningQueries()
    while not ended.wait(_STEP):
        failures.clear()
        for query in registry.getRunning():
            late = query.getElapsedMillis() / 1000 - seconds
            if late > _GRACE:
                os._exit(_OVERDUE)
            if late > 0:
                query.terminate("the limit of time")


def serve(service: Service) -> None:
    """Serve until the standard input is closed."""
    own = os.dup(1)  # what the engine prints goes nowhere
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        server = _started(service)
        said = Said()
    except (GraphError, ServerError) as error:
        server, said = None, Said(str(error))
    os.write(own, msgspec.json.encode(said) + b"\n")
    os.close(own)
    if server is None:
        return
    ended = threading.Event()
    threading.Thread(target=_watch, args=(server, service.seconds, ended), daemon=True).start()
    sys.stdin.buffer.read()
    ended.set()
    threading.Thread(target=server.stop, daemon=True).start()
    time.sleep(_STOP)
    shutil.rmtree(service.root, ignore_errors=True)  # where who began it was killed
    os._exit(0)


if __name__ == "__main__":
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with who began it
    serve(msgspec.json.decode(sys.stdin.buffer.readline(), type=Service))
