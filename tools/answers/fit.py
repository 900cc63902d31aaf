"""Fit the ranking and the deciding of answers on gathered questions, each place left out in turn; write the weights.

Ranking: the candidates of one part compete; a conditional logistic model tells of each how likely it is the right one if one of them is.
Deciding: a logistic model tells of the first candidate whether to say it. Questions asked of a graph without the paper that answers them are to be met with silence.

Usage: python -m tools.answers.fit ROWS,ROWS... [--write THRESHOLD]
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import regex

from tools.answers.gather import Option, Row
from zhize.queries.decide import Model, decisive, model_file

Floats = npt.NDArray[np.float64]

RIDGE_RANK = 6.0
RIDGE_DECIDE = 30.0
FOLDS = 4
"""The places are left out in so many groups."""
WRONG = 0.05
"""So many of all questions may be answered wrongly at places left out."""


RISES = frozenset(
    [
        "mass",
        "agree",
        "apart",
        "odds",
        "gap",
        "own",
        "wide",
        "letters",
        "whole",
        "pairs",
        "pairs own",
        "paper",
        "score",
        "score fact",
        "score text",
        "head own",
        "head said",
        "head wide",
        "number met",
        "suffix met",
        "known name",
        "titled",
        "rules",
        "same",
        "same by other",
        "scope",
        "ahead",
        "ahead of its kind",
        "own ahead",
        "wide ahead",
        "letters ahead",
        "whole ahead",
        "pairs ahead",
        "pairs own ahead",
        "relation",
        "title",
        "run",
        "run long",
        "run ahead",
        "dense",
        "dense ahead",
        "held",
        "held ahead",
        "document",
        "fits",
        "near",
        "near ahead",
    ]
)
"""Features that may only speak for the first candidate: what it covers, and how it stands against others."""
FALLS = frozenset(
    [
        "missed most",
        "missed rare",
        "strange",
        "partial",
        "behind",
        "odd",
        "off place",
        "off title",
        "suffix missed",
        "number missed",
        "strange name",
        "no name",
        "no figure",
        "cue missed",
        "cue not told",
        "more than one",
        "unsure",
        "unmet",
        "title behind",
        "misspelt",
        "echo",
        "way other",
    ]
)
"""Features that may only speak against it: what it lacks."""


def logistic(
    rows: Sequence[dict[str, float]], right: Sequence[bool], weight: Sequence[float], ridge: float
) -> dict[str, float]:
    """Weights of a logistic model with a penalty on their squares, by Newton's method; features are scaled by their spread.

    What may only rise or only fall is left out where it would do the other.
    """
    names = sorted({n for r in rows for n in r})
    while True:
        found = _newton(names, rows, right, weight, ridge)
        bad = _astray(found)
        if not bad:
            return found
        names = [n for n in names if n not in bad]


def _newton(
    names: list[str], rows: Sequence[dict[str, float]], right: Sequence[bool], weight: Sequence[float], ridge: float
) -> dict[str, float]:
    place = {n: i for i, n in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for n, v in row.items():
            if n in place:
                x[i, place[n]] = v
    spread = np.maximum(x.std(axis=0), 0.02)
    spread[[i for n, i in place.items() if n == "one"]] = 1.0
    x /= spread
    y, w = np.array(right, dtype=float), np.array(weight)
    penalty = np.full(len(names), ridge)
    penalty[[i for n, i in place.items() if n == "one"]] = 1e-3
    b = np.zeros(len(names))
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ b, -30, 30)))
        gradient = x.T @ (w * (p - y)) + penalty * b
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        b -= step
        if np.abs(step).max() < 1e-6:
            break
    return {n: float(b[i] / spread[i]) for n, i in place.items()}


def competing(parts: Sequence[Sequence[Option]], ridge: float) -> dict[str, float]:
    """Weights under which the right candidates of each part are likeliest among all of it, with a penalty on their squares.

    What may only rise or only fall is left out where it would do the other.
    """
    names = sorted({n for p in parts for o in p for n in o.features})
    while True:
        found = _competing(names, parts, ridge)
        bad = _astray(found)
        if not bad:
            return found
        names = [n for n in names if n not in bad]


def _astray(found: dict[str, float]) -> set[str]:
    """The features whose weights have the sign that they may not have."""
    return {n for n, w in found.items() if (n in RISES and w < 0) or (n in FALLS and w > 0)}


def _competing(names: list[str], parts: Sequence[Sequence[Option]], ridge: float) -> dict[str, float]:
    place = {n: i for i, n in enumerate(names)}
    tables = [np.zeros((len(p), len(names))) for p in parts]
    for table, part in zip(tables, parts, strict=True):
        for i, option in enumerate(part):
            for n, v in option.features.items():
                if n in place:
                    table[i, place[n]] = v
    spread = np.maximum(np.vstack(tables).std(axis=0), 0.05)
    tables = [t / spread for t in tables]
    marks = [np.array([o.right for o in p], dtype=float) for p in parts]
    b = np.zeros(len(names))
    for _ in range(14):
        gradient, hessian = ridge * b, np.eye(len(names)) * ridge
        for x, y in zip(tables, marks, strict=True):
            s = x @ b
            likely = np.exp(s - s.max())
            likely /= likely.sum()
            held = likely * y
            gradient += x.T @ (likely - held / (held.sum() + 1e-12))
            mean = likely @ x
            hessian += (x * likely[:, None]).T @ x - np.outer(mean, mean)
        step = np.linalg.solve(hessian, gradient)
        b -= step * min(1.0, 2.0 / (np.abs(step).max() + 1e-9))
        if np.abs(step).max() < 1e-4:
            break
    return {n: float(b[i] / spread[i]) for n, i in place.items()}


def fitted(rows: Iterable[Row]) -> Model:
    """A model of some questions."""
    rows = list(rows)
    parts = [p for r in rows if not r.left for p in r.parts]
    rank = competing([p for p in parts if 0 < sum(o.right for o in p) < len(p)], RIDGE_RANK)
    data: list[dict[str, float]] = []
    right: list[bool] = []
    weight: list[float] = []
    for row in rows:
        for part in row.parts:
            if part and not row.unknown:
                first, told = decisive(rank, [o.features for o in part], part, apart=row.several)
                data.append(told)
                right.append(part[first].right)
                weight.append((0.7 if row.left else 1.0) / len(row.parts))
    return Model(rank, logistic(data, right, weight, RIDGE_DECIDE), 0.5)


class Outcome(msgspec.Struct):
    """What a question would get: the likelihood of its best part's answer, whether it would be right."""

    row: Row
    chosen: list[tuple[float, Option]]


def outcome(model: Model, row: Row) -> Outcome:
    """What a question would get under a model."""
    chosen = []
    for part in row.parts if not row.unknown else []:
        if part:
            first, told = decisive(model.rank, [o.features for o in part], part, apart=row.several)
            chosen.append((model.likely(told), part[first]))
    return Outcome(row, chosen)


def main() -> None:
    """Fit with groups of places left out, print the curve, and write the model of all where it is asked for."""
    rows = [
        r for name in sys.argv[1].split(",") for r in msgspec.msgpack.decode(Path(name).read_bytes(), type=list[Row])
    ]
    by_place: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_place[_place(row)].append(row)
    out: list[Outcome] = []
    folds = sorted(by_place)
    groups = [folds[i::FOLDS] for i in range(FOLDS)]
    for group in groups:
        model = fitted([r for p in folds if p not in group for r in by_place[p]])
        out += [outcome(model, r) for p in group for r in by_place[p]]
    if "--misses" in sys.argv:
        misses(out, float(sys.argv[sys.argv.index("--misses") + 1]), sys.argv[-1])
        return
    whole = fitted(rows)
    own = [outcome(whole, r) for r in rows]
    print("threshold: per source right/wrong of questions, silent of left-out; left-out places | all fitted")
    for t in [x / 100 for x in range(20, 96, 4)]:
        print(f"{t:.2f}", _told(out, t), "|", _told(own, t))
    if "--write" in sys.argv:
        threshold = float(sys.argv[sys.argv.index("--write") + 1])
        model_file().write_text(_yaml(Model(whole.rank, whole.decide, threshold)), encoding="utf-8")


def _place(row: Row) -> str:
    """The place of a question: the paper it is of, under one name where it lies in two collections."""
    return regex.sub(r"^[a-z]\d?_|\.\w+$", "", row.place)[:14]


def _told(out: list[Outcome], t: float) -> str:
    parts = []
    for source in sorted({o.row.source for o in out}):
        for left in (False, True):
            here = [o for o in out if o.row.source == source and o.row.left == left]
            if here:
                right, wrong = counts(here, t)
                parts.append(f"{source}{'-' if left else ''} {right / len(here):.3f}/{wrong / len(here):.3f}")
    return "  ".join(parts)


def counts(out: list[Outcome], t: float) -> tuple[int, int]:
    """Questions answered rightly and wrongly at a threshold; where one part is silent, all are."""
    right = wrong = 0
    for o in out:
        said = [option for p, option in o.chosen if p >= t]
        if len(said) < len(o.row.parts):
            said = []
        if o.row.question["type"] == "none":
            right += not said
            wrong += bool(said)
            continue
        good = len(said) == len(o.row.parts) and all(s.right for s in said)
        right += good and bool(said)
        wrong += bool(said) and not good
    return right, wrong


def misses(out: list[Outcome], t: float, source: str) -> None:
    """Print the questions that are answered wrongly or not, with what is weighed."""
    for o in out:
        if o.row.source != source or o.row.left:
            continue
        right, wrong = counts([o], t)
        if right:
            continue
        q = o.row.question
        print(
            "WRONG" if wrong else "silent",
            o.row.place,
            f"[{q['type']}]",
            q["q"],
            "must",
            q["must"],
            q.get("must_not") or "",
            "UNKNOWN" if o.row.unknown else "",
        )
        for n, part in enumerate(o.row.parts):
            p, first = o.chosen[n] if n < len(o.chosen) else (0, None)
            print(
                f"   part {n}: {p:.2f}",
                *(
                    [f"{first.kind} {first.relation} {first.right} {'；'.join(first.items)[:70]}"]
                    if first
                    else ["none"]
                ),
            )
            for i, option in enumerate(part):
                if option.right and option is not first:
                    print(
                        f"      right is {i}: {option.kind} {option.relation} {option.features['score']:.2f} {'；'.join(option.items)[:60]}"
                    )
                    break


def _yaml(model: Model) -> str:
    head = "# Fitted by tools/answers/fit.py on questions with known answers; do not edit by hand.\n"
    data = msgspec.to_builtins(model)
    data = {k: {n: round(w, 4) for n, w in sorted(v.items())} if isinstance(v, dict) else v for k, v in data.items()}
    return head + msgspec.yaml.encode(data).decode()


if __name__ == "__main__":
    main()
