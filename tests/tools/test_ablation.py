"""Taking a pattern away: it is watched and replaced wherever a module holds it; differences are counted."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
import regex

from tools.ablation import NEVER, Effect, WatchedPattern, compare, patterns, replace


@pytest.mark.parametrize(
    ("method", "args", "matched"),
    [
        ("search", ("水库",), True),
        ("search", ("闸门",), False),
        ("match", ("大水库",), False),
        ("findall", ("水库水库",), True),
        ("finditer", ("闸门",), False),
        ("finditer", ("水库",), True),
        ("sub", ("", "闸门"), False),
        ("sub", ("", "水库"), True),
        ("split", ("闸门",), False),
        ("split", ("大水库边",), True),
    ],
)
def test_a_watched_pattern_tells_when_it_matches(method: str, args: tuple[str, ...], matched: bool) -> None:
    hits: list[int] = []
    pattern = regex.compile("水库")
    watched = WatchedPattern(pattern, lambda: hits.append(1))
    result, expected = getattr(watched, method)(*args), getattr(pattern, method)(*args)
    as_text: Any = [str(m) for m in result] if method == "finditer" else str(result)
    assert as_text == ([str(m) for m in expected] if method == "finditer" else str(expected))
    assert bool(hits) == matched
    assert watched.pattern == "水库"


def test_a_pattern_is_replaced_where_it_was_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = ModuleType("zhize.loaders.own"), ModuleType("zhize.loaders.other")
    pattern = regex.compile("泵站")
    for module in (own, other):
        monkeypatch.setitem(sys.modules, module.__name__, module)
        module.PATTERN = pattern  # type: ignore[attr-defined]
    assert [key for key, value in patterns().items() if value is pattern] == ["zhize.loaders.other:PATTERN"]
    replace(pattern, NEVER)
    assert vars(own)["PATTERN"] is vars(other)["PATTERN"] is NEVER
    assert not NEVER.search("泵站")


def test_differences_are_counted() -> None:
    before = {
        "yunzhou-1.txt": {"a": "d1", "b": "d1", "c": "d2"},
        "yunzhou-2.txt": {"e": "d3"},
        "x_baiquan.txt": {"f": "d4"},
    }
    after = {"yunzhou-1.txt": {"a": "d1", "g": "d2"}, "yunzhou-2.txt": {}, "x_baiquan.txt": {"f": "d4"}}
    assert compare("p", before, after) == Effect("p", lost=3, new=1, documents=3, places=1)
