"""What several commands share: the graph and its argument, parameters of queries, counted classes, the progress bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhize.errors import OptionError
from zhize.messages import later

if TYPE_CHECKING:
    from rich.progress import Progress

    from zhize.api import OpenGraph

GraphPath = Annotated[Path, typer.Argument(help="Graph folder made by `zhize build`.", metavar="GRAPH")]

COUNTED = {
    "Document": later("{count} documents"),
    "Agency": later("{count} agencies"),
    "Task": later("{count} tasks"),
    "Duty": later("{count} duties"),
    "Body": later("{count} bodies"),
    "Region": later("{count} regions"),
}
"""The classes whose nodes a build counts, with how it says so."""


@contextmanager
def opened_graph(path: Path) -> Iterator[OpenGraph]:
    """The graph of a folder, closed at the end."""
    import zhize

    graph = zhize.open(path)
    try:
        yield graph
    finally:
        graph.close()


def parameter(text: str) -> tuple[str, str | int]:
    """A parameter of a query as given on the command line: `agency=区应急管理局`, `year=2024` (a number).

    Raises:
        OptionError: the text is not of the form name=value.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise OptionError("“{text}” is no parameter. Write name=value, e.g. --param agency=区应急管理局.", text=text)
    return name, int(value) if value.lstrip("-").isdigit() and len(value) < 16 else value


def checked_day(text: str | None, option: str) -> str | None:
    """A day as given on the command line, ISO.

    Raises:
        OptionError: the text is no day.
    """
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise OptionError(
            "{option} {text}: this is no day. Write it as 2024-01-31.", option=option, text=text
        ) from None


def progress_bar(*, quiet: bool = False) -> Progress:
    """A progress bar on standard error: what is done, how much of it, for how long."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), disable=quiet)
