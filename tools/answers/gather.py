"""Ask questions with known answers of graphs, also of graphs without the paper that answers them, and keep what was weighed."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from zhize import api
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.queries.ask import Asker
from zhize.queries.decide import Part

FOLDS = 6
"""So many graphs are made, each without a sixth of the places."""
EVERY = 2
"""Of the questions whose papers are left out every so many is asked."""


class Option(msgspec.Struct):
    """A candidate of a part: its features, whether it is right, its items and sentence."""

    features: dict[str, float]
    right: bool
    items: tuple[str, ...]
    sentence: str
    kind: str
    relation: str
    place: str


class Row(msgspec.Struct):
    """A question with the candidates of each part; `left` where the paper that answers it is not in the graph."""

    source: str
    place: str
    question: dict[str, Any]
    parts: list[list[Option]]
    left: bool = False
    unknown: bool = False
    several: bool = False


class Judge:
    """Tells whether an answer is right, by the rules of the evaluator."""

    def __init__(self, evaluate: ModuleType, folder: Path | None) -> None:
        self.evaluate = evaluate
        self.table = evaluate.aliases([folder]) if folder else {}

    def right(self, question: dict[str, Any], items: tuple[str, ...], sentence: str, *, part: bool = False) -> bool:
        """Whether items and sentence answer a question, or one of its parts."""
        e = self.evaluate
        if question["type"] == "none":
            return False
        focused = question["type"] not in e.PROSE
        flat = e.bare("\n".join([*items, *([] if focused else [sentence])]))
        asked = sum(len(e.bare(m)) for m in question["must"])
        held = [any(e.bare(form) in flat for form in self.table.get(e.norm(m), {e.norm(m)})) for m in question["must"]]
        wrong = any(
            e.bare(m) in flat and not any(e.bare(m) in e.bare(x) for x in question["must"])
            for m in question.get("must_not") or []
        )
        long = len(flat) > (80 + 5 * asked if focused else 600 + 6 * asked)
        return (any(held) if part else all(held)) and not wrong and not long


def evaluator(path: Path) -> ModuleType:
    """The evaluator as a module."""
    spec = importlib.util.spec_from_file_location("evaluate", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def files_of(gold: Path) -> tuple[str, ...]:
    """How the names of the files begin that a gold tells of: as it names them, or its own name."""
    told = gold / "documents.jsonl"
    rows = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    named = {Path(file).stem for row in rows if row and (file := msgspec.json.decode(row).get("file"))}
    return tuple(sorted(named)) or (gold.name,)


def without(kg: KnowledgeGraph, files: Iterable[str]) -> KnowledgeGraph:
    """The graph as it would be without the files whose names begin so."""
    gone = tuple(files)
    return KnowledgeGraph(f for f in kg.facts if not Path(f.evidence.file).stem.startswith(gone))


def gather(graph: Path, golds: list[Path], evaluate: ModuleType, *, left: bool = True) -> Iterator[Row]:
    """All questions of some gold asked of a graph, then of the graph without the places of each fold."""
    kg = api.open(graph).kg
    asker = Asker(kg)
    for gold in golds:
        judge = Judge(evaluate, gold)
        for question in evaluate.read(gold / "qa.jsonl"):
            yield _row(asker, judge, graph.name, gold.name, question)
    for fold in [golds[i::FOLDS] for i in range(FOLDS)] if left else []:
        small = Asker(without(kg, [file for gold in fold for file in files_of(gold)]))
        for gold in fold:
            for question in evaluate.read(gold / "qa.jsonl")[::EVERY]:
                if question["type"] != "none":
                    row = _row(small, Judge(evaluate, None), graph.name, gold.name, {**question, "type": "none"})
                    row.left = True
                    yield row


def sampled(graph: Path, file: Path, evaluate: ModuleType) -> Iterator[Row]:
    """The questions of the samples asked of their graph."""
    asker = Asker(api.open(graph).kg)
    table = msgspec.yaml.decode(file.read_bytes())
    for kind, rows in table.items():
        for row in rows:
            question = {"q": row["q"], "must": row.get("has", []), "type": kind}
            yield _row(asker, Judge(evaluate, None), "samples", "samples", question)


def _row(asker: Asker, judge: Judge, source: str, place: str, question: dict[str, Any]) -> Row:
    parts, links = asker.weigh(question["q"])
    several = len(parts) > 1
    options = [[*_options(judge, question, part, several)] for part in parts]
    return Row(source, place, question, options, unknown=bool(links.unknown), several=asker.several_places(links))


def _options(judge: Judge, question: dict[str, Any], part: Part, several: bool) -> Iterator[Option]:
    for candidate, told in zip(part.decision.weighed, part.decision.told, strict=True):
        right = judge.right(question, candidate.items, candidate.sentence, part=several)
        yield Option(
            {k: round(v, 5) for k, v in told.items()},
            right,
            candidate.items,
            candidate.sentence,
            candidate.kind,
            candidate.relation,
            candidate.place,
        )


def main() -> None:
    """Gather into a file: OUT EVALUATE_PY then `graph=gold,gold,...` or `graph=questions.yaml` each."""
    out, path, *sets = sys.argv[1:]
    evaluate = evaluator(Path(path))
    rows: list[Row] = []
    for each in sets:
        graph, _, names = each.partition("=")
        start = time.monotonic()
        paths = [Path(n) for n in names.split(",")]
        if paths[0].suffix == ".yaml":
            rows += sampled(Path(graph), paths[0], evaluate)
        else:
            rows += gather(Path(graph), paths, evaluate, left=all((p / "documents.jsonl").exists() for p in paths))
        print(f"{graph}: {len(rows)} rows, {time.monotonic() - start:.0f} s", flush=True)
    Path(out).write_bytes(msgspec.msgpack.encode(rows))


if __name__ == "__main__":
    main()
