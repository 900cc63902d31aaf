"""The tables that `make eval` prints, as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tools.evaluation.coverage import RuleUse
from tools.evaluation.figures import CEILING, RIGHT, Counts, Figures, pooled, replies
from tools.evaluation.gold import GAZETTES, PLACES, REAL
from tools.evaluation.runs import Change, Run, comparable, pool

COLUMNS = {
    "docs": "documents",
    "assign": "assignment (task, role, agency)",
    "duties": "duties",
    "bodies": "bodies",
    "people": "body people and members",
    "seats": "body seat",
}
"""Columns of the table by place: what heads them, and their figure."""

ANSWERS = "answers: "
"""What the figures of questions begin with; those of facts do not."""

_NONE = "–"
_ORDER = ("document", "assignment", "duties", "bod", "agency")


def pooled_lines(run: Run, committed: Run | None) -> list[str]:
    """Each figure pooled over all real print, then its F1 over the gazettes and over the other places."""
    groups = {group: _group(run, (group,)) for group in (*REAL, "all")} | {"all": _group(run, REAL)}
    names = comparable(run, committed) if committed else []
    old, new = (pool(committed, names), pool(run, names)) if committed else ({}, {})
    head = f"{'figure':36} {'gold':>5} {'prec':>6} {'recall':>6} {'F1':>6} {'change':>7} {GAZETTES:>9} {PLACES:>7}"
    lines = [head]
    for figure, counts in sorted(groups["all"].items(), key=lambda item: _rank(item[0])):
        if figure.startswith(ANSWERS):
            continue
        change = new[figure].f1 - old[figure].f1 if figure in old and figure in new else 0.0
        lines.append(
            f"{figure:36} {counts.gold:5} {counts.precision:6.3f} {counts.recall:6.3f} {counts.f1:6.3f} "
            f"{_signed(change)} {_f1(groups[GAZETTES], figure):>9} {_f1(groups[PLACES], figure):>7}"
        )
    return lines


def answer_lines(run: Run, committed: Run | None) -> list[str]:
    """Answers right, silent and wrong: over the gazettes, over the other places, over both."""
    names = set(comparable(run, committed)) if committed else set()
    lines = []
    for title, groups in ((GAZETTES, (GAZETTES,)), (PLACES, (PLACES,)), ("all", REAL)):
        figures = _group(run, groups)
        if RIGHT not in figures:
            continue
        now, asked = replies(figures), figures[RIGHT].gold
        here = [n for n in run.folders if n in names and run.folders[n].group in groups]
        then = replies(pool(committed, here)) if committed and here else None
        same = replies(pool(run, here)) if then else None
        parts = [
            f"{word} {getattr(now, word):4} ({getattr(now, word) / asked:.2f})"
            + (_step(getattr(same, word) - getattr(then, word)) if then and same else "")
            for word in ("right", "silent", "wrong")
        ]
        lines.append(f"answers, {title:9} {asked:4} asked: " + ", ".join(parts))
    kinds = [
        f"{figure.removeprefix(ANSWERS)} {counts.hit}/{counts.gold}"
        for figure, counts in sorted(_group(run, REAL).items())
        if figure.startswith(ANSWERS) and figure not in (RIGHT, CEILING)
    ]
    return [*lines, "right by kind of question: " + ", ".join(kinds)] if kinds else lines


def place_lines(run: Run) -> list[str]:
    """F1 of the main figures per folder of gold, and its answers right, silent, wrong."""
    head = f"{'place':26}" + "".join(f"{title:>8}" for title in COLUMNS) + f"{'right':>8}{'silent':>8}{'wrong':>8}"
    lines = [head]
    for name, folder in sorted(run.folders.items(), key=lambda item: (item[1].group, item[0])):
        cells = [_f1(folder.figures, figure) for figure in COLUMNS.values()]
        if RIGHT in folder.figures:
            told = replies(folder.figures)
            cells += [str(told.right), str(told.silent), str(told.wrong)]
        lines.append(f"{name:26}" + "".join(f"{cell:>8}" for cell in cells))
    return lines


def change_lines(found: Sequence[Change], limit: int) -> list[str]:
    """Rows lost and gained against the committed run, equal ones in one line, at most `limit` lines of each."""
    lines = []
    for title, better in (("lost", False), ("gained", True)):
        rows = Counter(c for c in found if c.better == better)
        lines.append(f"{rows.total()} rows {title}")
        lines += [
            f"  {c.folder} | {c.figure} | {c.how} | {c.text[:100]}" + (f" ×{times}" if times > 1 else "")
            for c, times in list(rows.items())[:limit]
        ]
        if len(rows) > limit:
            lines.append(f"  … and {len(rows) - limit} more")
    return lines


def coverage_lines(uses: Iterable[RuleUse]) -> list[str]:
    """Rules with the facts, documents and places on which they fire."""
    lines = [f"{'rule':36} {'facts':>7} {'documents':>10} {'places':>7}"]
    lines += [
        f"{u.rule:36} {u.facts:7} {u.documents:10} {u.places:7}" + ("  provisional" if u.provisional else "")
        for u in uses
    ]
    return lines


def short_lines(run: Run, committed: Run | None) -> list[str]:
    """The short form: pooled figures and answers."""
    return [*pooled_lines(run, committed), *answer_lines(run, committed)]


def _group(run: Run, groups: Iterable[str]) -> Figures:
    return pooled(f.figures for f in run.folders.values() if f.group in groups)


def _rank(figure: str) -> tuple[int, str]:
    return next((n for n, word in enumerate(_ORDER) if figure.startswith(word)), len(_ORDER)), figure


def _f1(figures: Figures, name: str) -> str:
    counts = figures.get(name, Counts())
    return f"{counts.f1:.3f}" if counts.gold or counts.extra else _NONE


def _signed(change: float) -> str:
    return f"{change:+7.3f}" if abs(change) >= 0.0005 else f"{'':7}"


def _step(change: int) -> str:
    return f" {change:+d}" if change else ""
