"""A Bolt server for a graph: clients of Neo4j read the embedded Cypher store without Neo4j.

The engine begins a transaction for every query, which it cannot do in a store that is opened for reading. So
a private copy of the store is served, to a user who may read and nothing else; it is removed at the end. The server
runs in a process of its own (`bolt_process`), which ends itself when a query cannot be ended otherwise; it is then
started again, and clients connect anew.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from zhize.errors import OptionError, ServerError, require
from zhize.files import is_running
from zhize.graph.store.cypher.bolt_process import CONFIG, DATABASE, Said, Service
from zhize.graph.store.sockets import listen

_SHORTEST_PASSWORD = 8
_PREFIX = "zhize-bolt-"
_PAUSE = 0.5
"""Seconds before a server that ended is started again."""
_END = 10.0
"""Seconds that a server has to end by itself."""


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
    require("cypher")
    _clear()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as own:
        keeper = _Keeper(store, Service(own, host, number, seconds, user, word))
        keeper.begin()
        threading.Thread(target=keeper.keep, daemon=True).start()
        try:
            shown = f"[{host}]" if ":" in host else host
            yield BoltServer(f"bolt://{shown}:{number}", user, word)
        finally:
            keeper.end()


class _Keeper:
    """Keeps a server running: its process, and a new one where that has ended."""

    def __init__(self, store: Path, service: Service) -> None:
        self.store, self.service = store, service
        self.ended = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the server with a new copy of the store.

        Raises:
            ServerError: it does not start.
        """
        root = Path(self.service.root)
        for old in root.iterdir():
            if old.name != CONFIG:
                shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(self.store, root / "databases" / DATABASE)
        command = [sys.executable, "-m", "zhize.graph.store.cypher.bolt_process"]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603
        self.process = process
        said = b""
        if process.stdin and process.stdout:
            with suppress(BrokenPipeError):
                process.stdin.write(msgspec.json.encode(self.service) + b"\n")
                process.stdin.flush()
            said = process.stdout.readline()
        try:
            error = msgspec.json.decode(said, type=Said).error
        except msgspec.DecodeError:
            error = "its process ended"
        if error:
            process.kill()
            process.wait()
            raise ServerError("The Bolt server does not start ({reason}).", reason=error)

    def keep(self) -> None:
        """Start the server again whenever it has ended, until `end`."""
        while not self.ended.is_set():
            if self.process:
                self.process.wait()
            if not self.ended.wait(_PAUSE):
                with suppress(ServerError, OSError):
                    self.begin()
        self._stop()  # one that was begun while `end` was called

    def end(self) -> None:
        """End the server."""
        self.ended.set()
        self._stop()

    def _stop(self) -> None:
        process = self.process
        if process is None or process.poll() is not None:
            return
        with suppress(OSError):
            if process.stdin:
                process.stdin.close()  # by which it knows that nobody needs it any more
        try:
            process.wait(_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _clear() -> None:
    """Remove the copies of servers that were killed: those of this user whose process is gone."""
    for copy in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = copy.name.removeprefix(_PREFIX).partition("-")[0]
        with suppress(OSError):
            mine = copy.stat(follow_symlinks=False).st_uid == os.getuid() if hasattr(os, "getuid") else True
            if mine and owner.isdigit() and not is_running(int(owner)) and not copy.is_symlink():
                shutil.rmtree(copy, ignore_errors=True)


def _free(host: str, port: int) -> int:
    """The port, or a free one for 0; the engine would only log that a port is taken."""
    with listen(host, port) as probe:
        number: int = probe.getsockname()[1]
        return number
