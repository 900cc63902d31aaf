"""Print that says the same is read the same: other lines, numbers, places, lengths, stops, widths (invented papers)."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.loaders.papers import PLACES, SENTENCES, Paper, Place, Style, content, papers

few = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@few
@given(papers())
def test_the_plain_print_is_read_whole(paper: Paper) -> None:
    plain = content(paper, Style())
    assert [row[:2] for row in plain.documents] == [("云政办发〔2024〕7号", "关于加强防汛工作的通知")]
    assert [row[0] for row in plain.tasks] == sorted(task.title for task in paper.tasks)
    assert [row[0] for row in plain.duties] == sorted("市" + duty.department for duty in paper.duties)
    assert [row[0] for row in plain.bodies][:1] == ["云州市防汛抗旱指挥部"]


@few
@given(papers(), st.integers(16, 44))
def test_lines_of_another_width(paper: Paper, width: int) -> None:
    style = Style(width=width)
    assert content(paper, style) == content(paper, Style())


@few
@given(papers(), st.integers(2, 4))
def test_items_with_other_numbers(paper: Paper, first: int) -> None:
    assert content(paper, Style(first=first)) == content(paper, Style())


@pytest.mark.parametrize("items", ["{n}.", "{n}、", "（{n}）"])
@few
@given(papers())
def test_items_numbered_in_another_way(items: str, paper: Paper) -> None:
    assert content(paper, Style(items=items)) == content(paper, Style())


@few
@given(papers(), st.sampled_from(PLACES))
def test_another_place(paper: Paper, place: Place) -> None:
    assert content(paper, Style(place=place)) == content(paper, Style())


@few
@given(papers(), st.lists(st.sampled_from(SENTENCES), max_size=5, unique=True))
def test_items_shorter_or_longer(paper: Paper, sentences: list[str]) -> None:
    """The first sentence is the title; what follows changes nothing of who does it."""
    tasks = tuple(msgspec.structs.replace(task, sentences=tuple(sentences)) for task in paper.tasks)
    assert content(msgspec.structs.replace(paper, tasks=tasks), Style()) == content(paper, Style())


@few
@given(papers(), st.sampled_from("；，"))
def test_sentences_joined(paper: Paper, stop: str) -> None:
    """The title is the first clause, so it may grow; who does what, and all else, stays."""
    joined, split = content(paper, Style(stop=stop)), content(paper, Style())
    assert sorted(row[1:] for row in joined.tasks) == sorted(row[1:] for row in split.tasks)
    assert msgspec.structs.replace(joined, tasks=[]) == msgspec.structs.replace(split, tasks=[])


@pytest.mark.parametrize("stop", "。；")
@few
@given(papers())
def test_sentences_that_are_counted(stop: str, paper: Paper) -> None:
    """`一是…；二是…` in an item says nothing of who does it."""
    counted, plain = content(paper, Style(stop=stop, counted=True)), content(paper, Style(stop=stop))
    assert sorted(row[1:] for row in counted.tasks) == sorted(row[1:] for row in plain.tasks)
    assert msgspec.structs.replace(counted, tasks=[]) == msgspec.structs.replace(plain, tasks=[])


@few
@given(papers(), st.sampled_from("。，"))
def test_clauses_of_a_duty_joined(paper: Paper, join: str) -> None:
    """Whose duty it is stays, and all else."""
    joined, split = content(paper, Style(join=join)), content(paper, Style())
    assert [row[0] for row in joined.duties] == [row[0] for row in split.duties]
    assert msgspec.structs.replace(joined, duties=[]) == msgspec.structs.replace(split, duties=[])


@pytest.mark.parametrize("style", [Style(indent=""), Style(spaced=True), Style(indent="    ", spaced=True)])
@few
@given(papers())
def test_paragraphs_set_in_another_way(style: Style, paper: Paper) -> None:
    assert content(paper, style) == content(paper, Style())


@few
@given(papers())
def test_half_width_marks(paper: Paper) -> None:
    assert content(paper, Style(half=True)) == content(paper, Style())


@few
@given(papers())
def test_full_width_digits(paper: Paper) -> None:
    assert content(paper, Style(full=True)) == content(paper, Style())


@few
@given(papers(), st.integers(16, 44), st.sampled_from(PLACES), st.integers(1, 4))
def test_all_at_once(paper: Paper, width: int, place: Place, first: int) -> None:
    style = Style(place=place, width=width, first=first, half=True, full=True)
    assert content(paper, style) == content(paper, Style())
