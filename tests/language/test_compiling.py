"""Patterns that stay compiled: the same as those that are compiled anew, in no other place, and never needed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import regex

from zhize.graph.language import compiling
from zhize.graph.language.compiling import Patterns

SOURCES = (r"(?P<who>\p{Han}{2,9}?)(?:负责|牵头)", r"(?<!不)由(?!于)", "一|二|三", r"\d+(?=天)")
TEXT = "区水利局负责防汛，由区应急局牵头，30天内完成二事，不由谁"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def found(patterns: Patterns) -> list[list[tuple[int, int, dict[str, str]]]]:
    return [[(*m.span(), m.groupdict()) for m in patterns.compiled(s).finditer(TEXT)] for s in SOURCES]


def test_what_is_kept_finds_the_same(tmp_path: Path, written: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Patterns(tmp_path / "cache" / "p")
    expected = [[(*m.span(), m.groupdict()) for m in regex.finditer(s, TEXT)] for s in SOURCES]
    assert all(expected)
    assert found(first) == expected
    first.save()
    monkeypatch.setattr(compiling.regex, "compile", None)  # nothing is compiled any more
    assert found(Patterns(tmp_path / "cache" / "p")) == expected


def test_flags_are_part_of_a_pattern(tmp_path: Path, written: None) -> None:
    first = Patterns(tmp_path / "p")
    assert first.compiled("a", regex.IGNORECASE).match("A")
    assert not first.compiled("a").match("A")
    first.save()
    again = Patterns(tmp_path / "p")
    assert again.compiled("a", regex.IGNORECASE).match("A")
    assert not again.compiled("a").match("A")


def test_a_damaged_file_is_none_and_is_written_anew(tmp_path: Path, written: None) -> None:
    file = tmp_path / "p"
    first = Patterns(file)
    first.compiled("一")
    first.save()
    whole = file.read_bytes()
    for damaged in (b"", whole[:-1], whole[:40] + bytes([whole[40] ^ 1]) + whole[41:], b"x" * 99):
        file.write_bytes(damaged)
        again = Patterns(file)
        assert again.known == {}
        again.compiled("一")
        again.save()
        assert file.read_bytes() == whole


def test_runs_add_to_each_other_and_nothing_grows_without_end(
    tmp_path: Path, written: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [Patterns(tmp_path / "p") for _ in range(3)]
    for text, run in zip("一二三", runs, strict=True):
        run.compiled(text)
        run.save()
    assert sorted(Patterns(tmp_path / "p").known) == ["0 一", "0 三", "0 二"]
    monkeypatch.setattr(compiling, "MOST", 3)
    last = Patterns(tmp_path / "p")
    last.compiled("四")
    last.save()
    assert sorted(Patterns(tmp_path / "p").known) == ["0 四"]


def test_nothing_is_written_where_python_writes_no_modules_or_may_not(
    tmp_path: Path, written: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    patterns = Patterns(tmp_path / "file" / "p")
    assert patterns.compiled("一").match("一")
    patterns.save()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    other = Patterns(tmp_path / "p")
    other.compiled("一")
    other.save()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
