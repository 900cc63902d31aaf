"""Measure the program on all gold and print the tables: `python -m tools.evaluation --help`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from tools.evaluation.coverage import rule_uses
from tools.evaluation.gold import SHARED
from tools.evaluation.measure import corpus_firings, measure
from tools.evaluation.report import change_lines, coverage_lines, place_lines, short_lines
from tools.evaluation.runs import changes, comparable, fallen, read_run, write_run


def main(
    shared: Annotated[
        Path, typer.Option(help="Folder with gazettes, places, gold and the evaluation script.")
    ] = SHARED,
    corpus: Annotated[
        Path | None, typer.Option(help="Folder of print without gold, for the coverage of rules.")
    ] = None,
    rows: Annotated[int, typer.Option(help="Rows gained and lost that are printed, of each.")] = 40,
    answers: Annotated[bool, typer.Option(help="Ask the questions of the gold.")] = True,
    write: Annotated[bool, typer.Option(help="Make this run the committed one.")] = False,
) -> None:
    """Print figures pooled and by place, changes row by row, and the coverage of rules; fail where a figure fell."""
    committed = read_run()
    with tempfile.TemporaryDirectory() as temp:
        taken = measure(shared, Path(temp), answers=answers)
        fired = taken.fired + (corpus_firings(corpus, Path(temp)) if corpus else [])
    run = taken.run
    _print("Pooled (all real print; F1 over the gazettes and over other places)", short_lines(run, committed))
    _print("By place (F1)", place_lines(run))
    _print("Rules (narrowest first; provisional: of one place)", coverage_lines(rule_uses(fired)))
    problems: list[str] = []
    if committed:
        _print("Against the committed run", change_lines(changes(run, committed, taken.scores), rows))
        problems = fallen(run, committed) if answers else []
        if not comparable(run, committed):
            typer.echo("Nothing could be compared: the evaluation script or all gold changed since the committed run.")
    for problem in problems:
        typer.echo(f"FELL {problem}", err=True)
    if write and answers:
        write_run(run)
        typer.echo("This run is now the committed one.")
    elif problems:
        raise typer.Exit(1)


def _print(title: str, lines: list[str]) -> None:
    typer.echo(f"\n== {title}")
    for line in lines:
        typer.echo(line)


if __name__ == "__main__":
    typer.run(main)
