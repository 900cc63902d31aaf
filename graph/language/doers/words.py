"""The words and patterns of `lexicon/doers.yaml`."""

from __future__ import annotations

from functools import cache

import msgspec

from zhize.graph.language.vocabulary import load


class DoerWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of doers.yaml."""

    heads: tuple[str, ...]
    bare_class: tuple[str, ...]
    bars: tuple[str, ...]
    relative: tuple[str, ...]
    before_agent: tuple[str, ...]
    agent_verbs: tuple[str, ...]
    persons: tuple[str, ...]
    penalties: tuple[str, ...]
    upkeep: tuple[str, ...]
    wide: tuple[str, ...]
    levels: tuple[str, ...]
    no_duty: tuple[str, ...]
    in_charge: tuple[str, ...]
    may: tuple[str, ...]
    areas: tuple[str, ...]
    fields: tuple[str, ...]
    shall: tuple[str, ...]
    inside: tuple[str, ...]
    bare: tuple[str, ...]
    beside: tuple[str, ...]
    everywhere: tuple[str, ...]
    of_fields: tuple[str, ...]
    fields_of_duty: tuple[str, ...]
    competence: tuple[str, ...]


@cache
def doer_words() -> DoerWords:
    """The words of doers.yaml."""
    return load("doers.yaml", DoerWords)


def one_of(patterns: tuple[str, ...]) -> str:
    """Patterns as alternatives of one, in their order."""
    return "(?:" + "|".join(patterns) + ")"
