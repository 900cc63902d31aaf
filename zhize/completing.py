"""What a shell offers when a call is being completed: values of options, and names that stand in the graph that is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from zhize.api import OpenGraph

NODES = ("Agency", "Body", "Document", "Region")
"""Classes whose nodes people name."""
_MOST = 100
"""Names that are offered at most."""


def one_of(values: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """Offer values; they are made only when something is being completed."""

    def offer(incomplete: str) -> list[str]:
        return [value for value in values() if value.startswith(incomplete)]

    return offer


def names(*classes: str) -> Callable[[typer.Context, str], list[str]]:
    """Offer the names of nodes of these classes in the graph that the call names; nothing where it names none."""

    def offer(ctx: typer.Context, incomplete: str) -> list[str]:
        from zhize.cli_options import opened_graph
        from zhize.errors import ZhizeError

        try:
            with opened_graph(ctx.params["graph"]) as graph:
                return _beginning(graph, classes, incomplete)
        except (KeyError, TypeError, ZhizeError, OSError):  # a shell shows what is offered, and no complaints
            return []

    return offer


def _beginning(graph: OpenGraph, classes: Iterable[str], incomplete: str) -> list[str]:
    found = {name for class_id in classes for name in graph.light.names_of(class_id) if name.startswith(incomplete)}
    return sorted(found, key=lambda name: (len(name), name))[:_MOST]


def subjects() -> Iterable[str]:
    """What a report may be on."""
    from zhize.graph.views.reports.report import SUBJECTS

    return SUBJECTS


def roles() -> Iterable[str]:
    """What the roles in tasks are called."""
    from zhize.graph.views.ledger import ROLES

    return ROLES


def library() -> Iterable[str]:
    """The questions of the library."""
    from zhize.queries.library import questions

    return questions()


def exports() -> Iterable[str]:
    """The formats in which a graph is exported."""
    from zhize.graph.store.exports import FORMATS

    return FORMATS
