"""Runs: the committed figures, what a new run gained and lost against them, and whether it may stand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from tools.evaluation.figures import CEILING, EXTRA, GUARDED, HIT, SILENT, WRONG, Counts, Figures, Row, pooled
from tools.evaluation.gold import REAL, ROOT, Gold
from tools.evaluation.score import FolderScore

COMMITTED = ROOT / "tests" / "golden" / "run.json"
PRECISION = 0.9
"""The precision that assignments, duties and bodies keep once they have reached it."""

_SLACK = 1e-6

Misses = dict[str, dict[str, dict[str, list[str]]]]
"""Figure -> outcome -> label of the document -> keys of rows."""


class Folder(msgspec.Struct, frozen=True):
    """One folder of gold in a run. `gold` is the digest of its rows, so that only like is compared with like."""

    gold: str
    group: str
    figures: Figures
    misses: Misses


class Run(msgspec.Struct, frozen=True):
    """The figures of one state of the program. `script` is the digest of the evaluation script."""

    script: str
    folders: dict[str, Folder]


class Change(msgspec.Struct, frozen=True, order=True):
    """A row that is better or worse than in the committed run. `how` is gained, lost, extra, extra gone, or `silent -> wrong`."""

    better: bool
    folder: str
    figure: str
    how: str
    text: str


def make_run(script: str, scores: Mapping[str, FolderScore], golds: Iterable[Gold]) -> Run:
    """A run out of the scores of every folder; only misses are kept, as keys."""
    return Run(
        script,
        {g.name: Folder(g.digest, g.group, scores[g.name].figures, _misses(scores[g.name].rows)) for g in golds},
    )


def _misses(rows: Iterable[Row]) -> Misses:
    out: Misses = {}
    for row in sorted((r for r in rows if r.outcome != HIT), key=lambda r: (r.figure, r.outcome, r.label, r.key)):
        out.setdefault(row.figure, {}).setdefault(row.outcome, {}).setdefault(row.label, []).append(row.key)
    return out


def read_run(file: Path = COMMITTED) -> Run | None:
    """The committed run; None where there is none."""
    return msgspec.json.decode(file.read_bytes(), type=Run) if file.exists() else None


def write_run(run: Run, file: Path = COMMITTED) -> None:
    """Write a run, a line per figure, so that a change of it can be read as a difference."""
    folders = []
    for name, folder in sorted(run.folders.items()):
        figures = _lines({k: [v.hit, v.missed, v.extra] for k, v in folder.figures.items()})
        misses = _lines(folder.misses)
        head = f'"gold": {json.dumps(folder.gold)}, "group": {json.dumps(folder.group)}'
        folders.append(f' {json.dumps(name)}: {{{head},\n  "figures": {figures},\n  "misses": {misses}}}')
    body = ",\n".join(folders)
    file.write_text(f'{{"script": {json.dumps(run.script)}, "folders": {{\n{body}\n}}}}\n', encoding="utf-8")


def _lines(table: Mapping[str, object]) -> str:
    rows = [f"   {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in sorted(table.items())]
    return "{\n" + ",\n".join(rows) + "}" if rows else "{}"


def comparable(run: Run, committed: Run) -> list[str]:
    """Folders of real print whose gold is the same in both runs; none where another script counted."""
    if run.script != committed.script:
        return []
    return [
        name
        for name, folder in run.folders.items()
        if folder.group in REAL and name in committed.folders and committed.folders[name].gold == folder.gold
    ]


def pool(run: Run, names: Iterable[str]) -> Figures:
    """The pooled figures of some folders of a run."""
    return pooled(run.folders[name].figures for name in names)


def fallen(run: Run, committed: Run) -> list[str]:
    """A sentence for each pooled figure that fell; empty where the run may stand.

    The share of wrong answers is a ceiling. The precision of assignments, duties and bodies must not fall under 0.9
    once the committed run has reached it, and must not fall at all before.
    """
    names = comparable(run, committed)
    old, new = pool(committed, names), pool(run, names)
    out = []
    for figure, before in old.items():
        now = new.get(figure, Counts(0, before.gold, 0))
        if figure == CEILING:
            if now.hit > before.hit:
                out.append(f"{figure}: rose from {before.hit} to {now.hit} of {now.gold}")
        elif now.f1 < before.f1 - _SLACK:
            out.append(f"{figure}: F1 fell from {before.f1:.4f} to {now.f1:.4f}")
        if figure in GUARDED and now.precision < min(PRECISION, before.precision) - _SLACK:
            least = min(PRECISION, before.precision)
            out.append(f"{figure}: precision is {now.precision:.4f}, it must be at least {least:.4f}")
    return out


def changes(run: Run, committed: Run, scores: Mapping[str, FolderScore]) -> list[Change]:
    """What was gained and lost, row by row, losses first."""
    out: list[Change] = []
    for name in comparable(run, committed):
        old, new = _flat(committed.folders[name].misses), _flat(run.folders[name].misses)
        texts = {(row.figure, row.key): row.text for row in scores[name].rows}
        outcomes = {(row.figure, row.key): row.outcome for row in scores[name].rows}
        before = {(row.figure, row.key): row.outcome for row in old}
        for row, count in (new - old).items():
            text = texts.get((row.figure, row.key), row.label)
            how = {SILENT: "silent", WRONG: "wrong", EXTRA: "extra"}.get(row.outcome, "lost")
            if row.outcome in (SILENT, WRONG) and (row.figure, row.key) in before:
                how = f"{before[row.figure, row.key]} -> {row.outcome}"
            out += [Change(how == "wrong -> silent", name, row.figure, how, text)] * count
        for row, count in (old - new).items():
            if row.outcome in (SILENT, WRONG) and outcomes.get((row.figure, row.key)) != HIT:
                continue  # told above
            how = "extra gone" if row.outcome == EXTRA else "gained"
            text = row.label if row.outcome == EXTRA else texts.get((row.figure, row.key), row.label)
            out += [Change(True, name, row.figure, how, text)] * count
    return sorted(out)


def _flat(misses: Misses) -> Counter[Row]:
    return Counter(
        Row(figure, outcome, label, key)
        for figure, outcomes in misses.items()
        for outcome, labels in outcomes.items()
        for label, keys in labels.items()
        for key in keys
    )
