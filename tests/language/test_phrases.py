"""Phrases: every file of patterns over words has its form, names what exists, and holds nothing that no code reads."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
import regex
import yaml

from zhize.errors import SchemaError
from zhize.graph.language import phrases
from zhize.graph.language.late import LatePattern
from zhize.graph.language.phrases import Phrases, compiled, phrase, source, words

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "graph/language/lexicon/phrases").glob("*.yaml"))
SUBJECTS = [file.stem for file in FILES]
CODE = [file.read_text("utf-8") for part in ("graph", "loaders", "queries") for file in (ROOT / part).rglob("*.py")]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_pattern_compiles(subject: str) -> None:
    known = phrases.phrases(subject)
    given = dict.fromkeys(known.given, "9")
    for name in known.patterns:
        assert compiled(subject, name, **given)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_nothing_stands_unused(subject: str) -> None:
    """Each name is in a pattern, or in quotes in a module that asks this subject."""
    known = phrases.phrases(subject)
    asking = "".join(code for code in CODE if regex.search(f"[\"']{subject}[\"']", code))
    own = "".join("".join(p) for p in known.patterns.values())
    others = "".join("".join(p) for s in SUBJECTS for p in phrases.phrases(s).patterns.values())
    unused = {
        name
        for name in (*known.words, *known.patterns)
        if not regex.search(f"[\"']{name}[\"']", asking)
        and f"{{{name}}}" not in own
        and f"{{{subject}.{name}}}" not in others
    }
    assert not unused


@pytest.mark.parametrize("subject", SUBJECTS)
def test_words_are_words_and_stand_once(subject: str) -> None:
    for name, listed in phrases.phrases(subject).words.items():
        assert 0 < len(set(listed)) == len(listed), name
        assert not [word for word in listed if regex.search(r"[|()\\\[\]?*]", word)], name


BOOK = {
    "seats": Phrases(
        words={"verb": ("在", "设在")},
        patterns={
            "seat": ("^{verb}", "(?P<who>.{1,{most}})$"),
            "round": "{again}",
            "again": "{round}",
            "broken": "(",
            "lost": "{nothing}",
        },
        given=("most",),
    )
}


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "phrases", BOOK.__getitem__)


@pytest.mark.usefixtures("book")
def test_names_are_replaced_by_words_patterns_and_pieces() -> None:
    assert source("seats", "seat", most="3") == "^(?:设在|在)(?P<who>.{1,3})$"
    assert words("seats", "verb") == ("在", "设在")
    match = phrase("seats", "seat", most="3").match("设在某局")
    assert match is not None
    assert match["who"] == "某局"


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("name", "said"),
    [("seat", "without its piece"), ("round", "leads back"), ("broken", "no pattern"), ("lost", "has no “nothing”")],
)
def test_what_is_wrong_is_said(name: str, said: str) -> None:
    with pytest.raises(SchemaError, match=said):
        compiled("seats", name)
    late = phrase("seats", name)
    with pytest.raises(SchemaError, match=said):
        late.search("设在某局")


def test_a_subject_without_file() -> None:
    with pytest.raises(SchemaError, match="There is no"):
        compiled("no_such_subject", "x")


def test_every_pattern_that_a_module_declares_is_one() -> None:
    """They are compiled when they are first used, so a wrong name would lie hidden until then."""
    patterns: list[LatePattern] = []
    for package in ("zhize.graph", "zhize.loaders", "zhize.queries"):
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            declared = vars(importlib.import_module(found.name)).values()
            patterns += [thing for thing in declared if type(thing) is LatePattern]
    assert len(patterns) > 200
    for pattern in patterns:
        assert regex.compile(pattern.pattern)


@pytest.mark.slow
def test_the_data_says_the_same_to_every_reader_of_yaml() -> None:
    """What is written in Python is stricter than the library's C: it takes no bare item that begins with a bracket and a question mark."""
    for file in sorted(f for folder in ("graph", "queries") for f in (ROOT / folder).rglob("*.yaml")):
        data = file.read_bytes()
        assert yaml.load(data, yaml.SafeLoader) == yaml.load(data, yaml.CSafeLoader), file.name
