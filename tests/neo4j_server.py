"""A real Neo4j Community server for tests: fetched by Maven, on a free loopback port, with auth on, HTTP off.

`python tests/neo4j_server.py` starts one, says where it listens and stops it when a line is entered.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

VERSION = "5.26.30"
USER = "neo4j"
MAIN = "org.neo4j.server.CommunityEntryPoint"
ADMIN = "org.neo4j.cli.AdminTool"
SECONDS_TO_FETCH = 900
SECONDS_TO_START = 120
QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")  # it lives for a minute
OPENS = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")

POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>zhize.tests</groupId><artifactId>neo4j</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{VERSION}</version></dependency>
  </dependencies>
</project>
"""

CONFIG = """server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
db.tx_log.preallocate=false
server.memory.pagecache.size=64m
"""


def missing() -> str | None:
    """Why no server can be started here; None where it can."""
    for tool in ("mvn", "java"):
        if shutil.which(tool) is None:
            return f"a real Neo4j server needs {tool}, which is not on this machine"
    return None


def class_path() -> str:
    """The server's jars, fetched from Maven Central the first time; where they lie is kept in a cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhize-tests"
    known = cache / f"neo4j-{VERSION}.classpath"
    if known.is_file():
        text = known.read_text(encoding="utf-8").strip()
        if text and all(Path(jar).is_file() for jar in text.split(os.pathsep)):
            return text
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pom, out = Path(folder) / "pom.xml", Path(folder) / "classpath"
        pom.write_text(POM, encoding="utf-8")
        command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:build-classpath", f"-Dmdep.outputFile={out}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_TO_FETCH, check=False)
        if done.returncode or not out.is_file():
            raise RuntimeError(f"Maven could not fetch Neo4j {VERSION}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        text = out.read_text(encoding="utf-8").strip()
        new = Path(f"{known}.{os.getpid()}")
        new.write_text(text, encoding="utf-8")
        new.replace(known)
    return text


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _opens() -> str:
    return " ".join(f"--add-opens={name}=ALL-UNNAMED" for name in OPENS)


class Server:
    """A running server: `uri`, `user` and `password` to reach it. It can be stopped and started again."""

    def __init__(self, home: Path, java: tuple[str, ...] = ("-Xmx768m", *QUICK)) -> None:
        self.home = home
        self.java = java
        self.user = USER
        self.password = secrets.token_urlsafe(12)
        self.port = free_port()
        self.uri = f"bolt://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        (home / "conf").mkdir(parents=True, exist_ok=True)
        (home / "conf" / "neo4j.conf").write_text(CONFIG.format(port=self.port), encoding="utf-8")

    def write_admin(self, folder: Path) -> Path:
        """A `neo4j-admin` for this server, as its distribution has one, in a folder for PATH."""
        folder.mkdir(parents=True, exist_ok=True)
        script = folder / "neo4j-admin"
        place = f'NEO4J_HOME="{self.home}" NEO4J_CONF="{self.home / "conf"}"'
        script.write_text(
            f'#!/bin/sh\n{place} exec java {" ".join(QUICK)} {_opens()} -cp "{class_path()}" {ADMIN} "$@"\n',
            encoding="utf-8",
        )
        script.chmod(0o755)
        return script

    def import_files(self, script: Path, folder: Path) -> None:
        """Run a script of import files with the `neo4j-admin` of this server, which is put into a folder."""
        paths = {**os.environ, "PATH": f"{self.write_admin(folder).parent}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(["sh", str(script)], env=paths, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}", "--console-mode"]
        command = ["java", *self.java, *_opens().split(), "-cp", class_path(), MAIN, *options]
        with (self.home / "console.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=self.home)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> None:
        end = time.monotonic() + SECONDS_TO_START
        while True:
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > end:
                log = (self.home / "console.log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"Neo4j does not start:\n{log[-3000:]}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                break
            time.sleep(0.2)
        while True:
            try:
                return self._set_password()
            except (DriverError, Neo4jError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.5)

    def _set_password(self) -> None:
        """Set the generated password in place of the one a new server has; a known one is left."""
        marker = self.home / "password-set"
        if marker.exists():
            with neo4j.GraphDatabase.driver(self.uri, auth=(USER, self.password)) as driver:
                driver.verify_connectivity()
            return
        with (
            neo4j.GraphDatabase.driver(self.uri, auth=(USER, "neo4j")) as driver,
            driver.session(database="system") as session,
        ):
            session.run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=self.password).consume()
        marker.touch()

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """Stop the server at once, as a power cut would (it recovers when it starts again); may be called twice."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Wire:
    """A loopback port whose connections go to another one, until the wire is cut."""

    def __init__(self, port: int) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = [self._listening]
        self.silent = threading.Event()  # set: what is sent is taken and goes no further, and nothing comes back
        self.uri = f"bolt://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, args=[port], daemon=True).start()

    def _accept(self, port: int) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                there = socket.create_connection(("127.0.0.1", port))
                self._ends += [here, there]
                for a, b in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=[a, b], daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not self.silent.is_set():
                    target.sendall(data)

    def cut(self) -> None:
        """Break all connections and take no more; may be called twice."""
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """A server in a temporary folder, stopped and removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="zhize-neo4j-"))
    server = Server(home)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    reason = missing()
    if reason:
        sys.exit(reason)
    with running() as started:
        print(f"{started.uri}  user {started.user}  password {started.password}\nEnter stops it.", flush=True)  # noqa: T201
        sys.stdin.readline()
