"""The prompt of `zhize ask` without a question: history, and completion of the names in the graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhize.api import OpenGraph

LEAVE = frozenset({"", "q", "quit", "exit", "退出", "再见"})


def names_of(graph: OpenGraph) -> list[str]:
    """Names worth completing: agencies, bodies with their short names, numbers and titles of documents."""
    kg = graph.kg
    names = {kg.caption(node) for node in (*kg.nodes("Agency"), *kg.nodes("Region"))}
    names |= {str(v) for node in kg.nodes("Body") for p in ("name", "alias") for v in kg.values(node, p)}
    names |= {str(v) for node in kg.own_documents for p in ("number", "title") for v in kg.values(node, p)}
    return sorted(names)


def _writable(file: Path) -> bool:
    """Whether a file can be written; its folder is made."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab"):
            return True
    except OSError:
        return False


def converse(
    graph: OpenGraph,
    answer: Callable[[str], str],
    say: Callable[[str], None],
    history: Path | None = None,
    **streams: Any,
) -> int:
    """Ask for questions until an empty line or the end of input; returns how many were asked.

    `streams` are `input` and `output` of prompt_toolkit, given by tests.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    if history is not None and not _writable(history):
        history = None
    session: PromptSession[str] = PromptSession(
        "问：",
        completer=WordCompleter(names_of(graph), sentence=True, match_middle=True),
        history=FileHistory(str(history)) if history else InMemoryHistory(),
        complete_while_typing=False,
        **streams,
    )
    asked, before = 0, ""
    while True:
        try:
            question = session.prompt().strip()
        except (EOFError, KeyboardInterrupt):
            return asked
        if question in LEAVE:
            return asked
        full = graph.follow(before, question)
        say(answer(full))
        asked, before = asked + 1, full
