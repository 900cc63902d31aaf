"""Fixtures shared by all tests: the sample gazettes, the real ones where they lie beside the repository."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import zhize
from tests.neo4j_server import Server, missing, running
from tools.evaluation.gold import SHARED
from zhize.api import OpenGraph

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples" / "gazettes"

os.environ["ZHIZE_LANG"] = "en"  # what tests expect of messages
os.environ.setdefault("ARCADEDB_JVM_ARGS", "-XX:TieredStopAtLevel=1")  # stores of tests live for seconds

USE_NEO4J = ("test_neo4j.py", "test_exports.py", "test_parity.py")

USE_JAVA = (
    "test_api.py",
    "test_bolt.py",
    "test_cli.py",
    "test_cypher.py",
    "test_days.py",
    "test_documentation.py",
    "test_explain.py",
    "test_extras.py",
    "test_library.py",
    "test_notebooks.py",
    "test_parity.py",
    "test_people_and_clauses.py",
    "test_pictures.py",
    "test_serve.py",
    "test_two_places.py",
)
"""Files whose tests start a Java machine in their own process. They come last: a process in which one runs cannot be forked."""

REPORT: list[str] = []
"""Lines that the run prints at its end (the figures over all gold)."""


@pytest.fixture(scope="session")
def sample_graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGraph]:
    """The graph of the repository's own gazettes."""
    folder = tmp_path_factory.mktemp("samples") / "kg"
    zhize.build(SAMPLES, folder, jobs=1)
    graph = zhize.open(folder)
    yield graph
    graph.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that start a Java machine last, and those that share a process with one of them."""
    items.sort(key=lambda item: item.path.name in (*USE_JAVA, *USE_NEO4J))


@pytest.fixture(autouse=True)
def _java_is_expected(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test of a file that is not in the list of those that start a Java machine, where one runs after it."""
    yield
    assert request.path.name in (*USE_JAVA, *USE_NEO4J) or not _java_runs(), f"add {request.path.name} to USE_JAVA"


def _java_runs() -> bool:
    java = sys.modules.get("jpype")
    return java is not None and bool(java.isJVMStarted())


def need_shared() -> Path:
    """The folder with the real gazettes; skips where it is missing, fails where CI must have it."""
    if (SHARED / "gazettes").is_dir():
        return SHARED
    reason = "the real gazettes are not beside the repository (../shared)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def need_office() -> None:
    """Skip where LibreOffice is missing; fail where CI must have it."""
    if shutil.which("soffice") or shutil.which("libreoffice"):
        return
    if os.environ.get("CI") == "true":
        pytest.fail("LibreOffice is not installed")
    pytest.skip("LibreOffice is not installed")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real gazettes and gold."""
    return need_shared()


@pytest.fixture(scope="session")
def real_graph(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGraph]:
    """The graph of the real gazettes."""
    folder = tmp_path_factory.mktemp("real") / "kg"
    zhize.build(shared / "gazettes", folder)
    graph = zhize.open(folder)
    yield graph
    graph.close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `--dist loadfile`, files that need the Neo4j server go to one process, which starts it once."""
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):  # type: ignore[misc, unused-ignore]
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            if Path(file).name in USE_NEO4J:
                return "neo4j"
            return nodeid if Path(file).name == "test_notebooks.py" else file  # a notebook goes where there is room

    config.option.loadscopereorder = False  # the order of the files is meant, see USE_JAVA
    return Together(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the lines of a worker process to the one that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["report"] = REPORT


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the lines of a worker process."""
    REPORT.extend(getattr(node, "workeroutput", {}).get("report", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures over all gold with what they gained or lost."""
    if REPORT:
        terminalreporter.section("figures over all gold (change: F1 against the committed run; more: make eval)")
        for line in REPORT:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Server]:
    """A real Neo4j server; skips where it cannot be had, fails where CI must have it."""
    reason = missing()
    if reason is not None:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with running() as server:
        yield server
