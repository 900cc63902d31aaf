"""What the rules of reading are, in words for the reader, from rules.yaml."""

from __future__ import annotations

from functools import cache

from zhize.graph.language.vocabulary import load


@cache
def _said() -> dict[str, str]:
    return load("rules.yaml", dict[str, str])


def rule_said(rule: str) -> str:
    """What a rule reads, in words; empty where nobody has described it: `upkeep` -> 谁制定、修订、解释."""
    return _said().get(rule, "")
