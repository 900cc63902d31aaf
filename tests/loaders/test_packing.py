"""Readings that are kept say what was read, and hold the print once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SAMPLES
from zhize.graph.language.mentions import Mention
from zhize.graph.model.facts import Evidence, Statement
from zhize.loaders.files.limits import Limits
from zhize.loaders.kept import packed, unpacked
from zhize.loaders.packing import columns_of, statements_of
from zhize.loaders.pipeline import Work, load_one

_WORDS = st.text("甲乙丙0f:", max_size=6)
_NODES = st.one_of(_WORDS, st.builds("task:{:016x}".format, st.integers(0, 2**64 - 1)))
_MENTIONS = st.builds(Mention, _WORDS, _WORDS, person=st.booleans())
_PLACES = st.builds(
    Evidence,
    st.just("a.txt"),
    st.integers(0, 40),
    st.integers(0, 40),
    _WORDS,
    st.integers(0, 9),
    st.none() | st.integers(1, 9),
)
_STATEMENTS = st.builds(
    Statement,
    _NODES | _MENTIONS,
    _WORDS,
    _NODES | _MENTIONS | st.integers(-9, 9),
    _NODES,
    st.lists(_WORDS, max_size=2).map(tuple),
    _PLACES,
    _WORDS,
    st.integers(0, 300),
)


@given(st.lists(_STATEMENTS, max_size=8))
def test_statements_come_back_as_they_were(statements: list[Statement]) -> None:
    assert statements_of(columns_of(statements), "a.txt") == tuple(statements)


def test_a_reading_comes_back_as_it_was() -> None:
    files = sorted(SAMPLES.rglob("*.txt"))
    assert files
    for file in files:
        result = load_one(Work(file, "a.txt", Limits()))
        data = packed(result)
        assert data is not None
        again = unpacked(data, "a.txt")
        assert again is not None
        assert (again.statements, again.origins, again.issues) == (result.statements, result.origins, result.issues)
        assert unpacked(data[:-9], "a.txt") is None
