"""Which candidate is first, and when it is said."""

from __future__ import annotations

import pytest

from zhize.queries.candidate import Candidate
from zhize.queries.decide import Model, decisive, model
from zhize.queries.reckon import shares

RANK = {"one": -1.0, "score": 4.0}


def told(*scores: float) -> list[dict[str, float]]:
    return [{"one": 1.0, "score": s} for s in scores]


def says(*items: str, place: str = "") -> Candidate:
    return Candidate(items, "", (), "", "seats", "fact", 1.0, place=place)


def test_the_likeliest_is_first() -> None:
    first, final = decisive(RANK, told(0.2, 0.9, 0.5), [says("甲"), says("乙"), says("丙")])
    likely = shares([0.8, 3.6, 2.0])
    assert first == 1
    assert sum(likely) == pytest.approx(1)
    assert final["mass"] == pytest.approx(likely[1])
    assert final["apart"] == pytest.approx(likely[1] - likely[2])
    assert final["gap"] == pytest.approx(1.6)


def test_of_two_as_likely_the_one_that_came_first_is_first() -> None:
    assert decisive(RANK, told(0.7, 0.7), [says("甲"), says("乙")])[0] == 0


def test_the_same_answer_from_another_place_is_no_rival() -> None:
    _, same = decisive(RANK, told(0.9, 0.8), [says("甲", "乙"), says("乙", "甲")])
    _, other = decisive(RANK, told(0.9, 0.8), [says("甲", "乙"), says("乙")])
    assert same["apart"] > other["apart"]
    assert same["mass"] == pytest.approx(1)
    assert other["agree"] == pytest.approx(1)
    assert other["mass"] < 1


def test_what_holds_in_another_place_is_no_rival_where_places_are_told_apart() -> None:
    two = [says("甲局", place="青石区"), says("乙局", place="白沙区")]
    assert decisive(RANK, told(0.9, 0.8), two, apart=True)[1]["mass"] == pytest.approx(1)
    assert decisive(RANK, told(0.9, 0.8), two)[1]["mass"] < 1
    alike = [says("甲局", place="青石区"), says("乙局", place="青石区")]
    assert decisive(RANK, told(0.9, 0.8), alike, apart=True)[1]["mass"] < 1


def test_a_model_without_a_feature_takes_it_as_nothing() -> None:
    assert Model(RANK, {"one": 0.0}, 0.5).likely({"unheard": 3.0}) == 0.5


def test_the_fitted_model_speaks_only_when_right_is_likely_enough() -> None:
    assert 0.3 < model().threshold < 0.9
    assert model().decide["score"] > 0
