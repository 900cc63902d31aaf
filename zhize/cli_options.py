"""What several commands share: the graph's argument and the progress bar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

GraphPath = Annotated[Path, typer.Argument(help="Graph folder made by `zhize build`.", metavar="GRAPH")]


def progress_bar(*, quiet: bool = False) -> Progress:
    """A progress bar on standard error: what is done, how much of it, for how long."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), disable=quiet)
