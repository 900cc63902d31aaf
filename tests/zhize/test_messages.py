"""Messages: the language they are in, errors that travel, the catalogue."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Mapping

import pytest
import regex as re

from tools.messages import (
    ERRORS,
    FOLDERS,
    ROOT,
    Message,
    found,
    in_chinese,
    lacking,
    messages_of,
    names,
    said_in,
    translated,
)
from zhize.errors import GraphError, OptionError, ReadError, ZhizeError, require
from zhize.messages import Sentence, gettext, language, language_of, speaking


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "ZHIZE_LANG": "中文"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "ZHIZE_LANG": "en"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "ZHIZE_LANG": "klingon"}, "zh"),
    ],
)
def test_the_language_is_that_of_the_variable_else_of_the_system(environment: Mapping[str, str], expected: str) -> None:
    assert language(environment) == expected


def test_a_tag_of_no_language_means_none() -> None:
    assert [language_of(tag) for tag in ("", "zhuang", "C", "POSIX", "zh-Hans-CN", "EN")] == [None] * 4 + ["zh", "en"]


def test_an_error_says_the_same_in_both_languages_and_after_a_journey() -> None:
    error = pickle.loads(pickle.dumps(ReadError("{label}: the file is empty.", label="a{b}.txt")))
    assert isinstance(error, ReadError)
    assert (error.said("en"), error.said("zh")) == ("a{b}.txt: the file is empty.", "a{b}.txt：文件是空的。")
    with speaking("zh"):
        assert str(error) == error.said("zh")


def test_a_message_without_values_is_taken_as_it_stands() -> None:
    assert str(OptionError("MATCH (n {x: 1}) is wrong")) == "MATCH (n {x: 1}) is wrong"
    assert gettext("") == str(ZhizeError()) == ""


def test_a_sentence_within_a_sentence_is_in_the_same_language() -> None:
    inner = Sentence("it is a hidden folder")
    assert inner.said("zh") in GraphError("{folder}: {why}", folder="kg", why=inner).said("zh")


def test_what_an_extra_is_needed_for_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhize.errors.find_spec", lambda name: None)
    with pytest.raises(ZhizeError) as error:
        require("draw")
    assert "pip install" in error.value.said("zh")
    assert "chart" not in error.value.said("zh")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('_("a {b}", b=1)', ["a {b}"]),
        ('raise ReadError("x: {why}", why=Sentence("y"))', ["x: {why}", "y"]),
        ('Option("--all", help="All of it.")', ["All of it."]),
        ('print("no message")', []),
        ('_(name)', []),
    ],
)  # fmt: skip
def test_messages_are_found(code: str, expected: list[str]) -> None:
    assert [m.text for m in messages_of(code, "a.py")] == expected


def test_names_in_braces_are_those_of_the_message() -> None:
    assert names("{file}: {size:.1f} MB {{x}}") == {"file", "size"}
    assert lacking(translated(), [next(messages_of('_("never {said}")', "a.py"))])


def test_no_error_of_the_family_puts_its_values_into_its_sentence_itself() -> None:
    """`ReadError(f"{file}: …")` could not be said in another language."""
    breaches = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for pattern in FOLDERS
        for file in ROOT.glob(pattern)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ERRORS
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert not breaches


@pytest.fixture(scope="module")
def said() -> list[Message]:
    return found()


def test_all_that_is_said_is_said_in_chinese_too(said: list[Message]) -> None:
    """What is lacking goes into the catalogue: python -m tools.messages, then write the Chinese in zhize.po."""
    assert not lacking(translated("zh"), said_in("zh", said))


def test_all_that_is_told_of_a_graph_is_said_in_english_too(said: list[Message]) -> None:
    """What is lacking goes into the other catalogue, zhize/locale/en."""
    english = translated("en")
    assert not lacking(english, told := said_in("en", said))
    assert not [m.text for m in told if in_chinese(str(english[m.text].string))]


def test_no_translation_leaves_a_word_of_the_sentence_in_english() -> None:
    """Names of commands, options and formats stay; a sentence that has no Han character at all was not translated."""
    plain = {str(m.id) for m in translated() if m.id and m.string and not re.search(r"\p{Han}", str(m.string))}
    assert all(not re.search(r"[a-z]{3,} [a-z]{3,}", re.sub(r"\{\w+\}", "", text)) for text in plain)
