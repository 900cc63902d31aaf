"""The measurement itself: counts, the gate, changes row by row, coverage of rules, places left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import need_shared
from tools.evaluation.coverage import Firing, RuleUse, rule_uses
from tools.evaluation.figures import (
    CEILING,
    EXTRA,
    HIT,
    MISSED,
    RIGHT,
    SILENT,
    WRONG,
    Counts,
    Figures,
    Replies,
    Row,
    counted,
    pooled,
    replies,
)
from tools.evaluation.gold import GAZETTES, PLACES, SAMPLES, Gold, place_of
from tools.evaluation.left_out import left_out
from tools.evaluation.report import answer_lines, change_lines, place_lines, pooled_lines
from tools.evaluation.runs import Folder, Run, changes, comparable, fallen, make_run, read_run, write_run
from tools.evaluation.score import FolderScore, load_script, score_folder

GOLD = [
    Gold("yunzhou-2024-2", GAZETTES, "yunzhou", Path("yunzhou"), "aa"),
    Gold("p01_baiquan", PLACES, "baiquan", Path("baiquan"), "bb"),
]


def run(**figures: tuple[int, int, int]) -> Run:
    """A run of one folder; `_` in the name of a figure stands for a blank."""
    counts = {name.replace("_", " "): Counts(*c) for name, c in figures.items()}
    return Run("script", {"f": Folder("gold", PLACES, counts, {})})


@pytest.mark.parametrize(
    ("before", "now", "fell"),
    [
        ((8, 2, 2), (8, 2, 2), 0),
        ((8, 2, 2), (9, 1, 2), 0),
        ((8, 2, 2), (7, 3, 2), 2),  # F1, and with it the precision, which was under 0.9 already
        ((8, 2, 2), (10, 0, 3), 1),  # better F1, lower precision
        ((19, 1, 1), (20, 0, 2), 0),  # precision from 0.95 to 0.91: still above 0.9
        ((16, 4, 0), (20, 0, 3), 1),  # better F1, precision under 0.9
        ((8, 2, 2), (0, 10, 0), 1),  # silent: no wrong row, but F1 falls
    ],
)
def test_what_the_gate_lets_pass(before: tuple[int, int, int], now: tuple[int, int, int], fell: int) -> None:
    assert len(fallen(run(duties=now), run(duties=before))) == fell


def test_the_precision_of_other_figures_is_not_guarded() -> None:
    assert not fallen(run(document_title=(10, 0, 3)), run(document_title=(8, 2, 2)))


def test_a_figure_that_is_gone_has_fallen() -> None:
    assert fallen(run(), run(document_title=(1, 0, 0)))


def test_wrong_answers_are_a_ceiling() -> None:
    def asked(wrong: int) -> Run:
        return Run("script", {"f": Folder("gold", PLACES, {CEILING: Counts(wrong, 10 - wrong, 0)}, {})})

    assert not fallen(asked(2), asked(3))
    assert len(fallen(asked(4), asked(3))) == 1


def test_only_like_is_compared_with_like() -> None:
    old = run(duties=(9, 1, 0))
    folder = old.folders["f"]
    for other in (
        Run("another script", {"f": folder}),
        Run("script", {"f": Folder("more gold", PLACES, {"duties": Counts(1, 99, 0)}, {})}),
        Run("script", {"f": Folder("gold", SAMPLES, folder.figures, {})}),
    ):
        assert comparable(other, old) == []
        assert fallen(other, old) == []


def test_counts_of_rows() -> None:
    rows = [Row("duties", outcome, "", str(n)) for n, outcome in enumerate((HIT, HIT, MISSED, EXTRA))]
    assert counted(rows) == {"duties": Counts(2, 1, 1)}
    assert pooled([counted(rows), {"bodies": Counts(1, 0, 0)}, counted(rows)]) == {
        "duties": Counts(4, 2, 2),
        "bodies": Counts(1, 0, 0),
    }
    assert Counts().f1 == 1.0
    assert Counts(0, 3, 0).f1 == 0.0


def test_answers_apart() -> None:
    assert replies({RIGHT: Counts(3, 7, 7), CEILING: Counts(2, 8, 8)}) == Replies(right=3, silent=5, wrong=2)


def score(*rows: Row) -> FolderScore:
    return FolderScore(counted(rows), list(rows))


def test_changes_row_by_row() -> None:
    long = "市应急管理局负责组织编制全市应急总体预案和安全生产类、自然灾害类专项预案"
    old = {
        "yunzhou-2024-2": score(
            Row("duties", MISSED, "云政发〔2024〕1号", "k1", "one"),
            Row("duties", HIT, "", "k2", "two"),
            Row("duties", EXTRA, "云政发〔2024〕2号", "k3", "three"),
            Row(RIGHT, SILENT, "", "q1", "who?"),
            Row(RIGHT, WRONG, "", "q2", "when?"),
        ),
        "p01_baiquan": score(Row("bodies", MISSED, "", "k4", "four"), Row("bodies", MISSED, "", "k4", "four")),
    }
    new = {
        "yunzhou-2024-2": score(
            Row("duties", HIT, "云政发〔2024〕1号", "k1", "one"),
            Row("duties", MISSED, "", "k2", long),
            Row(RIGHT, WRONG, "", "q1", "who?"),
            Row(RIGHT, HIT, "", "q2", "when?"),
        ),
        "p01_baiquan": score(Row("bodies", HIT, "", "k4", "four"), Row("bodies", MISSED, "", "k4", "four")),
    }
    then, now = make_run("script", old, GOLD), make_run("script", new, GOLD)
    told = [(c.better, c.figure, c.how, c.text) for c in changes(now, then, new)]
    assert sorted(told) == sorted(
        [
            (True, "duties", "gained", "one"),
            (False, "duties", "lost", long),
            (True, "duties", "extra gone", "云政发〔2024〕2号"),
            (False, RIGHT, "silent -> wrong", "who?"),
            (True, RIGHT, "gained", "when?"),
            (True, "bodies", "gained", "four"),
        ]
    )
    lines = change_lines([*changes(now, then, new)] * 2, 40)
    assert lines[0] == "4 rows lost"
    assert f"  yunzhou-2024-2 | duties | lost | {long} ×2" in lines


def test_a_run_keeps_no_text_and_is_read_as_it_was_written(tmp_path: Path) -> None:
    scores = {g.name: score(Row("duties", MISSED, "云政发〔2024〕1号", "k1", "市水务局负责供水")) for g in GOLD}
    kept, file = make_run("script", scores, GOLD), tmp_path / "run.json"
    write_run(kept, file)
    assert read_run(file) == kept
    assert "水务局" not in file.read_text("utf-8")
    assert read_run(tmp_path / "none.json") is None


def test_tables_tell_places_and_changes() -> None:
    new = {g.name: score(Row("duties", HIT, "", "k"), Row("duties", EXTRA, "", "x")) for g in GOLD}
    old = {g.name: score(Row("duties", MISSED, "", "k")) for g in GOLD}
    then, now = make_run("script", old, GOLD), make_run("script", new, GOLD)
    line = next(text for text in pooled_lines(now, then) if text.startswith("duties"))
    assert line.split() == ["duties", "2", "0.500", "1.000", "0.667", "+0.667", "0.667", "0.667"]
    assert [text.split()[0] for text in place_lines(now)[1:]] == ["yunzhou-2024-2", "p01_baiquan"]
    assert answer_lines(now, then) == []


@pytest.mark.parametrize(
    ("name", "place"),
    [("yunzhou-2024-2", "yunzhou"), ("r14_yunzhou_shuiku", "yunzhou"), ("p10_shuiku", "shuiku")],
)
def test_places_of_names(name: str, place: str) -> None:
    assert place_of(name) == place


def test_a_rule_of_one_place_is_provisional() -> None:
    fired = [Firing("mark", f"d{n}", place) for n, place in enumerate(("yunzhou", "baiquan", "baiquan"))]
    fired += [Firing("grade", "d0", "yunzhou"), Firing("grade", "d0", "yunzhou"), Firing("grade", "d9", "yunzhou")]
    uses = rule_uses(fired)
    assert uses == [RuleUse("grade", 3, 2, 1), RuleUse("mark", 3, 3, 2)]
    assert [u.provisional for u in uses] == [True, False]


def test_the_place_that_is_scored_was_not_fitted_on() -> None:
    golds = [*GOLD, Gold("r02_yunzhou", PLACES, "yunzhou", Path("r02"), "cc")]

    def fit(kept: Sequence[Gold]) -> set[str]:
        return {g.place for g in kept}

    def count(out: Sequence[Gold], seen: set[str]) -> Figures:
        assert seen.isdisjoint(g.place for g in out)
        return {"duties": Counts(len(out), 0, len(seen))}

    assert left_out(golds, fit, count) == {"duties": Counts(3, 0, 2)}


@pytest.mark.real
def test_the_script_counts_the_same(tmp_path: Path) -> None:
    """The rows kept come to the figures that the script prints."""
    import json
    import subprocess
    import sys

    script, gold = need_shared() / "eval" / "evaluate.py", tmp_path / "gold"
    for folder, agencies in ((gold, ["市水务局", "市气象局"]), (tmp_path / "facts", ["市水务局", "市教育局"])):
        folder.mkdir()
        head = {"number": "云政发〔2024〕1号", "title": "关于防汛的通知", "kind": "通知"}
        (folder / "documents.jsonl").write_text(json.dumps(head), "utf-8")
        rows = [{**head, "agency": [a], "text": f"{a}负责有关工作"} for a in agencies]
        (folder / "duties.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    command = [sys.executable, str(script), "facts", str(tmp_path / "facts"), str(gold), "--json"]
    printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    kept = score_folder(load_script(script), Gold("gold", PLACES, "gold", gold, ""), tmp_path / "facts", None)
    assert kept.figures["duties"] == Counts(1, 1, 1)
    for name, row in printed.items():
        counts = kept.figures.get(name, Counts())
        assert (counts.gold, round(counts.f1, 4), round(counts.precision, 4)) == (
            row["gold"],
            row["f1"],
            row["precision"],
        ), name
