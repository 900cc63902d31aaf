"""Several graphs asked at once, as a province asks those of its places: the place in the question decides which, each gives one answer.

A graph of a country is too large for one file; one file per place is asked as fast as before, and all of them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

import zhize
from zhize.api import OpenGraph
from zhize.errors import OptionError
from zhize.queries.answer import Answer


class PlacedAnswer(msgspec.Struct, frozen=True):
    """The answer of one graph: the graph's name, the place that most of its documents are meant for, what it says."""

    graph: str
    place: str
    answer: Answer


class RoutedAnswer(msgspec.Struct, frozen=True):
    """What several graphs say to a question: those that answer it, in the order in which they were given; `asked` are all that were asked."""

    question: str
    asked: tuple[str, ...]
    answers: tuple[PlacedAnswer, ...] = ()
    silent: tuple[PlacedAnswer, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether a graph holds the answer."""
        return bool(self.answers)

    def merged(self) -> Answer:
        """One answer of all: what each place says, its sources with the name of its graph before the file.

        Where several answer, the same words of several places stand once, behind all these places.
        """
        told = self.answers or self.silent[:1]
        if not told:
            return Answer(self.question, False, "")
        sources = tuple(
            msgspec.structs.replace(s, file=f"{one.graph}/{s.file}") for one in told for s in one.answer.sources
        )
        placed = tuple(
            msgspec.structs.replace(s, file=f"{one.graph}/{s.file}", items=tuple(f"{one.place}：{i}" for i in s.items))
            for one in told
            for s in one.answer.sources
        )
        nearest = tuple(
            msgspec.structs.replace(s, file=f"{one.graph}/{s.file}") for one in self.silent for s in one.answer.nearest
        )
        if len(told) == 1:
            return msgspec.structs.replace(told[0].answer, sources=sources, nearest=() if self.answers else nearest)
        said: dict[str, list[str]] = {}
        for one in told:
            said.setdefault(one.answer.answer, []).append(one.place)
        text = "".join(f"{'、'.join(places)}：{words}" for words, places in said.items())
        items = tuple(f"{one.place}：{item}" for one in told for item in one.answer.items)
        kinds = {one.answer.kind for one in told}
        least = min(one.answer.confidence for one in told)
        partial = any(one.answer.partial for one in told)
        kind = kinds.pop() if len(kinds) == 1 else "text"
        return Answer(self.question, True, text, items, placed, kind, least, partial=partial)


def named_graphs(folders: Sequence[str | Path]) -> dict[str, Path]:
    """Graph folders by the names that they are called by: those of the folders, with as much of the path as tells them apart.

    Raises:
        OptionError: a folder is given twice.

    Example:
        >>> list(named_graphs(["kg/a", "kg/b"]))
        ['a', 'b']
        >>> list(named_graphs(["a/kg", "b/kg"]))
        ['a-kg', 'b-kg']
    """
    paths = [Path(folder) for folder in folders]
    whole = [path.resolve() for path in paths]
    for n, path in enumerate(whole):
        if path in whole[:n]:
            raise OptionError("{folder}: this graph is given twice.", folder=paths[n])
    for depth in range(1, max((len(path.parts) for path in whole), default=1)):
        names = ["-".join(part for part in path.parts[-depth:] if part != path.anchor) for path in whole]
        if len(set(names)) == len(names):
            return dict(zip(names, paths, strict=True))
    return {str(n): path for n, path in enumerate(paths, 1)}


def meant(graphs: Mapping[str, OpenGraph], question: str, region: str | None = None) -> list[str]:
    """The graphs that a question is for: those with documents for the place that it names; where there are none, those that know
    the place by name; where it names none, all.

    Args:
        graphs: open graphs by name.
        question: the question.
        region: the place meant where the question names none.
    """
    rank = {name: _knows(graph, question, region) for name, graph in graphs.items()}
    best = max(rank.values(), default=0)
    return [name for name, known in rank.items() if known == best]


def _knows(graph: OpenGraph, question: str, region: str | None) -> int:
    """2 where a graph has documents for a place of the question, 1 where it knows it by name, 0 where not."""
    linker = graph._asker.linker
    named = {node for link in linker.link(question).places for node in link.nodes}
    nodes = named or set(linker.region_nodes(region) if region else ())
    return (2 if nodes & {node for node, _ in _homes(graph)} else 1) if nodes else 0


def place_of(graph: OpenGraph) -> str:
    """The place that most documents of a graph are meant for; empty where none says."""
    homes = Counter(dict(_homes(graph)))
    return graph.light.caption(homes.most_common(1)[0][0]) if homes else ""


def _homes(graph: OpenGraph) -> Iterable[tuple[str, int]]:
    query = "SELECT n.node, count(*) FROM homes h JOIN nodes n ON n.id = h.region GROUP BY n.node ORDER BY n.node"
    return graph.reader.rows(query)


class Router:
    """Several graphs, open.

    Example:
        >>> with Router(["kg/a", "kg/b"]) as router:                                   # doctest: +SKIP
        ...     print(router.ask("防汛由谁牵头？").merged().rendered())

    Raises:
        GraphError: a folder holds no graph, or a damaged one.
        OptionError: a folder is given twice.
    """

    def __init__(self, folders: Sequence[str | Path]) -> None:
        self.graphs: dict[str, OpenGraph] = {}
        for name, path in named_graphs(folders).items():
            self.graphs[name] = zhize.open(path)
        self.places = {name: place_of(graph) or name for name, graph in self.graphs.items()}

    def ask(self, question: str, *, region: str | None = None) -> RoutedAnswer:
        """Ask the graphs that a question is for."""
        asked = meant(self.graphs, question, region)
        return routed(question, {n: self.graphs[n].ask(question, region=region) for n in asked}, self.places)

    def close(self) -> None:
        """Close all graphs."""
        for graph in self.graphs.values():
            graph.close()

    def __enter__(self) -> Router:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def routed(question: str, answers: Mapping[str, Answer], places: Mapping[str, str]) -> RoutedAnswer:
    """The answers of several graphs, by name, as one; `places` are the places of the graphs."""
    told = [PlacedAnswer(name, places[name], answer) for name, answer in answers.items()]
    return RoutedAnswer(
        question,
        tuple(answers),
        tuple(one for one in told if one.answer.answered),
        tuple(one for one in told if not one.answer.answered),
    )
