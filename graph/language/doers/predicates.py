"""The word that says what a body does: its duty, what it must do, how it does it, or its work."""

from __future__ import annotations

from functools import cache

import regex

from zhize.graph.language.doers.record import Cue
from zhize.graph.language.people import post_words
from zhize.graph.language.phrases import phrase, source
from zhize.graph.language.vocabulary import any_of, no_predicate, predicates

KINDS = ("duty", "modal", "manner", "act")


@cache
def predicate() -> regex.Pattern[str]:
    """A predicate word of any kind; the name of the last group is its kind."""
    return _of_kinds(KINDS)


@cache
def strong_predicate() -> regex.Pattern[str]:
    """A word of duty or of must; the name of the last group is its kind."""
    return _of_kinds(KINDS[:2])


def _of_kinds(kinds: tuple[str, ...]) -> regex.Pattern[str]:
    words = predicates()
    groups = "|".join(f"(?P<{kind}>{any_of(getattr(words, kind))})" for kind in kinds)
    none = "|".join((source("doers", "of_where"), source("doers", "of_a_joint_body"), _person().pattern))
    return regex.compile(f"(?!{no_predicate()})(?!{none})(?:{groups})")


@cache
def _person() -> regex.Pattern[str]:
    return phrase("doers", "of_a_person", post_head=any_of(post_words().heads))


def person_follows(text: str, at: int) -> bool:
    """Whether what stands behind the name of a body names a person by field and post: `分管水务的副秘书长`."""
    return _person().match(text, at) is not None


def predicate_kind(text: str, at: int) -> Cue:
    """The kind of the predicate word that stands at a place, empty where none does.

    Example: `负责排水` at 0 -> `duty`; `负责人` -> ``.
    """
    match = predicate().match(text, at)
    return kind_of(match) if match else ""


def kind_of(match: regex.Match[str]) -> Cue:
    """The kind of the predicate word that a pattern of this module has found."""
    return match.lastgroup  # type: ignore[return-value]


def says_duty(text: str, start: int, end: int) -> bool:
    """Whether a word of duty or of must stands between two places of a text."""
    return strong_predicate().search(text, start, end) is not None
