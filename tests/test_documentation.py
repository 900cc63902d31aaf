"""Every command of the READMEs, of the documentation and of the help is run, in a folder with the samples and their graph."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import zhize
from tests.conftest import ROOT
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.cli_examples import EXAMPLES
from zhize.cli_help import command_line, take_language
from zhize.messages import speaking

PAGES = sorted([ROOT / "README.md", ROOT / "README.zh-CN.md", *(ROOT / "docs").rglob("*.md")])
SERVERS = ("serve", "mcp", "push")
"""Commands that go on until they are ended, or need a server: of these the options are looked at, and what they do has tests of its own."""
TAKES_LONG = (
    "--cypher",
    ".png",
    ".svg",
    ".pdf",
    "zhize site",
    "zhize demo",
    "graphml",
    "jsonld",
    "nquads",
    " matrix",
    " timeline",
    "--spark",
    "zhize load",
)
ON_SPARK = ("--spark", "kg.parquet")
"""What calls hold that need Spark, or what one on Spark has made."""
WIDEST = 200
"""Characters of a line of a code block, at most."""


def blocks(text: str, language: str) -> Iterator[str]:
    """The code blocks of a page in one language."""
    yield from re.findall(rf"^ *```{language}[^\n]*\n(.*?)^ *```", text, re.M | re.S)


def calls_of(text: str) -> Iterator[str]:
    """The calls of zhize in the shell blocks of a page, without comments: `zhize ask kg "…"`."""
    for block in blocks(text, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            line = line.strip().removeprefix(".venv/bin/")
            if line.startswith("zhize "):
                yield re.sub(r"\s+#\s.*$", "", line).strip()


def all_calls() -> dict[str, str]:
    """Each call once, with where it stands."""
    found = {call: f"zhize {path} --help" for path, own in EXAMPLES.items() for call in own}
    pages = reversed(PAGES)  # the READMEs last: what stands in them too is theirs
    return found | {call: page.name for page in pages for call in calls_of(page.read_text("utf-8"))}


CALLS = all_calls()
SLOW = [call for call, page in CALLS.items() if "README" not in page or any(sign in call for sign in TAKES_LONG)]
SERVED = [call for call in CALLS if call.split()[1] in SERVERS]
SLOW = [call for call in SLOW if call not in SERVED]
QUICK = [call for call in CALLS if call not in SLOW and call not in SERVED]


@pytest.fixture(scope="module")
def clone(sample_graph: OpenGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder as the documentation supposes it: the samples, and graphs of them in `kg` and `demo/kg`."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "samples", folder / "samples")
    for place in ("kg", "kg-new", "demo/kg"):
        shutil.copytree(sample_graph.path, folder / place)
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


def run(call: str) -> None:
    words, language = take_language(shlex.split(call)[1:])
    given = "区应急管理局负责什么？\n" if "-" in words else ""
    with speaking(language or "en"):
        result = CliRunner().invoke(command_line(app), words, input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        pytest.fail(f"{CALLS.get(call)}: {call}: {result.exception}")
    assert result.exit_code == 0, f"{CALLS.get(call)}: {call}: {result.output}"


@pytest.mark.parametrize("call", QUICK)
def test_commands(clone: Path, call: str) -> None:
    run(call)


@pytest.mark.slow
@pytest.mark.parametrize("call", SLOW)
def test_commands_that_take_long(clone: Path, call: str) -> None:
    if any(sign in call for sign in ON_SPARK) and find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed: make test-spark")
    run(call)


@pytest.mark.parametrize("call", SERVED)
def test_commands_that_serve_have_these_options(call: str) -> None:
    name, *words = shlex.split(call)[1:]
    command: Any = command_line(app).commands[name]
    assert command.make_context(name, words) is not None


def test_the_pages_name_commands() -> None:
    """The tests above would hold of nothing if the blocks were written otherwise."""
    assert len(QUICK) > 15
    assert SLOW
    assert SERVED
    both = [
        {call.split()[1] for call in calls_of((ROOT / name).read_text("utf-8"))}
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert both[0] == both[1]
    own = {"same", "differ", "unsure", "demo", "load"}  # named in words
    assert {path.split()[0] for path in EXAMPLES} - own <= both[0]


def test_targets_of_make_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = {t for page in PAGES for t in re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text("utf-8"), re.M)}
    assert {"demo", "test"} <= named
    assert not {t for t in named if not re.search(rf"^{t}:", makefile, re.M)}


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists() and "generated/" not in target
    ]
    assert not broken


DOCTESTED = (
    "zhize", "zhize.api",
    "zhize.frames", "zhize.cli_help", "zhize.errors", "zhize.messages", "zhize.texts", "zhize.drawing", "zhize.judging", "zhize.building",
    "zhize.queries.answer", "zhize.graph.store.sqlite.search", "zhize.graph.views.pictures.picture", "zhize.graph.store.issues",
    "zhize.graph.store.rows", "zhize.graph.model.ontology", "zhize.graph.store.frames", "zhize.graph.views.tables",
)  # fmt: skip


LONG = ("zhize.building",)
"""Modules whose examples take long."""


@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.slow] if n in LONG else []) for n in DOCTESTED])
def test_examples_in_docstrings(clone: Path, name: str) -> None:
    module = importlib.import_module(name)
    ran = doctest.testmod(
        module, extraglobs={"zhize": zhize}, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )
    assert ran.attempted
    assert not ran.failed
