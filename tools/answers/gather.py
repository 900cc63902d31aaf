"""Ask questions with known answers of graphs, also of graphs without the paper that answers them, and keep what was weighed."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

import zhize
from zhize import api
from zhize.queries.ask import Asker
from zhize.queries.decide import Part
from zhize.queries.inquiry import ROLES

EVERY = 3
"""Of the questions that are asked of a graph without their papers every so many is."""
EVERY_AGENCY = 6
"""Of the agencies of a graph every so many is asked about."""
HELD = ("tasks_of", "duties_of", "duty")
"""The relations by which it is told what an agency does."""


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

    def __init__(self, evaluate: ModuleType | None, folder: Path | None) -> None:
        self.evaluate = evaluate
        self.table = evaluate.aliases([folder]) if folder and evaluate else {}

    def right(self, question: dict[str, Any], items: tuple[str, ...], sentence: str, *, part: bool = False) -> bool:
        """Whether items and sentence answer a question, or one of its parts."""
        e = self.evaluate
        if question["type"] == "none" or e is None:
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


def gather(graph: Path, golds: list[Path], evaluate: ModuleType) -> Iterator[Row]:
    """All questions of some gold asked of the graph of its papers; a gold of several papers tells the `file` of each question."""
    asker = Asker(api.open(graph).kg)
    for gold in golds:
        judge = Judge(evaluate, gold)
        for question in evaluate.read(gold / "qa.jsonl" if gold.is_dir() else gold):
            yield _row(asker, judge, graph.name, question.get("file", gold.name), question)


def gather_left(graph: Path, golds: list[Path], evaluate: ModuleType) -> Iterator[Row]:
    """Questions of some gold asked of a graph that has not the papers that answer them: silence is right.

    A question whose answer stands there all the same (a paper may lie in two collections) is left out.
    """
    asker = Asker(api.open(graph).kg)
    for gold in golds:
        judge = Judge(evaluate, gold if gold.is_dir() else None)
        for question in evaluate.read(gold / "qa.jsonl" if gold.is_dir() else gold)[::EVERY]:
            row = _row(asker, judge, graph.name, question.get("file", gold.name), question)
            if question["type"] != "none" and not any(o.right for part in row.parts for o in part):
                row.question, row.left = {**question, "type": "none"}, True
                yield row


def gather_agencies(graph: Path) -> Iterator[Row]:
    """Each agency that holds something asked what it does: what the graph holds of it is the answer."""
    kg = api.open(graph).kg
    asker = Asker(kg)
    for node in sorted(kg.nodes("Agency"))[::EVERY_AGENCY]:
        name = kg.caption(node)
        leads, duties = kg.out(node, "leads"), kg.out(node, "has_duty")
        held = [f for r in ROLES for f in kg.out(node, r)]
        asked: list[tuple[str, tuple[str, ...]]] = [(f"{name}负责什么？", HELD)] if duties or held else []
        if leads:
            asked.append((f"{name}牵头哪些任务？", HELD[:1]))
        for text, relations in asked:
            row = _row(asker, Judge(None, None), graph.name, name, {"q": text, "type": "held", "must": []})
            for option in (o for part in row.parts for o in part):
                option.right = option.kind == "fact" and option.relation in relations
            yield row


def gather_cases(folder: Path, work: Path) -> Iterator[Row]:
    """The questions of small papers, each asked of a graph of its paper alone: `cases.jsonl` and `inputs` lie in the folder."""
    for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = msgspec.json.decode(line)
        asked = case["expect"].get("answers", [])
        given = folder / "inputs" / str(case["input"])
        if not asked or not given.exists():
            continue
        target = work / case["id"]
        zhize.build(given, target)
        asker = Asker(api.open(target).kg)
        for each in asked:
            must = [m["any"] if isinstance(m, dict) else [m] for m in each.get("must", [])]
            question = {"q": each["q"], "type": "case" if each.get("answered", True) else "none", "must": must}
            row = _row(asker, Judge(None, None), "cases", str(case["input"]), question)
            for option in (o for part in row.parts for o in part):
                said = "；".join(option.items) + option.sentence
                held = [any(form in said for form in forms) for forms in must]
                good = any(held) if len(row.parts) > 1 or row.several else all(held)  # one answer a part, one a place
                bare = "；".join(option.items)
                option.right = (
                    question["type"] == "case" and good and not any(m in bare for m in each.get("must_not", []))
                )
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
    """Gather into a file: OUT EVALUATE_PY then `KIND:graph=gold,gold,...` each; KIND is all, left, agencies, cases or samples."""
    out, path, *sets = sys.argv[1:]
    evaluate = evaluator(Path(path))
    rows: list[Row] = []
    for each in sets:
        kind, _, rest = each.partition(":")
        graph, _, names = rest.partition("=")
        start = time.monotonic()
        golds = [Path(n) for n in names.split(",") if n]
        if kind == "samples":
            rows += sampled(Path(graph), golds[0], evaluate)
        elif kind == "agencies":
            rows += gather_agencies(Path(graph))
        elif kind == "cases":
            with tempfile.TemporaryDirectory() as work:
                rows += gather_cases(Path(graph), Path(work))
        else:
            rows += (gather_left if kind == "left" else gather)(Path(graph), golds, evaluate)
        print(f"{each[:60]}: {len(rows)} rows, {time.monotonic() - start:.0f} s", flush=True)
    Path(out).write_bytes(msgspec.msgpack.encode(rows))


if __name__ == "__main__":
    main()
