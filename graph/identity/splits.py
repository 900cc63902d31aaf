"""What a rule made one body and people declared two, taken apart again without reading anything anew."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from zhize.graph.language.lexicon import lexicon
from zhize.graph.model.facts import Fact, Value, digest

ABSORBED = "absorbed"
"""The predicate of facts that say which node became the subject, with the printed form that was read as it."""


class _Split(msgspec.Struct):
    """A node to bring back: its id, its printed forms, and the fact that says so first."""

    node: str
    forms: set[str]
    first: Fact


def apply_splits(facts: list[Fact], apart: frozenset[tuple[str, str]]) -> list[Fact]:
    """Facts with the nodes that people declared different (pairs in order) apart again, each with what is printed of it.

    Example: `应急营理局` was taken for a misprint of 应急管理局; after `differ` its tasks are its own.
    """
    splits = _splits(facts, apart) if apart else {}
    if not splits:
        return facts
    names = {f.subject: str(f.object) for f in facts if f.predicate == "name" and f.subject.startswith("region:")}
    back = {split.node for found in splits.values() for split in found}
    out = [_moved(fact, splits) for fact in facts if fact.predicate != ABSORBED or fact.object not in back]
    for node, found in splits.items():
        for split in found:
            out += _described(split, [f for f in facts if f.subject == node], names)
    return list({f.id: f for f in out}.values())


def absorbed_node(facts: Iterable[Fact], node: str, text: str) -> str:
    """The node that became another by a rule and is printed as a text; the other itself where the text is its own name."""
    for fact in facts:
        if fact.predicate == ABSORBED and fact.subject == node and text in (fact.printed, fact.object):
            return str(fact.object)
    return node


def _splits(facts: list[Fact], apart: frozenset[tuple[str, str]]) -> dict[str, list[_Split]]:
    out: dict[str, dict[str, _Split]] = {}
    for fact in facts:
        if fact.predicate != ABSORBED:
            continue
        old = str(fact.object)
        if tuple(sorted((fact.subject, old))) in apart:
            split = out.setdefault(fact.subject, {}).setdefault(old, _Split(old, set(), fact))
            split.forms.add(fact.printed or "")
    return {node: list(found.values()) for node, found in out.items()}


def _moved(fact: Fact, splits: dict[str, list[_Split]]) -> Fact:
    """A fact at the node that its printed form belongs to."""
    printed = str(fact.object) if fact.predicate in ("mention", "hidden") else fact.printed
    for split in splits.get(fact.subject, ()):
        if printed in split.forms:
            predicate = "mention" if fact.predicate == "hidden" else fact.predicate
            return msgspec.structs.replace(fact, subject=split.node, predicate=predicate)
    for split in splits.get(str(fact.object), ()):
        if printed in split.forms:
            return msgspec.structs.replace(fact, object=split.node)
    return fact


def _described(split: _Split, own: list[Fact], names: dict[str, str]) -> list[Fact]:
    """What a node brought back is: of the kind, level and region of the other, under its own name."""
    stem = split.node.split(":", 2)[2]
    region = next((str(f.object) for f in own if f.predicate == "jurisdiction"), "")
    known = lexicon().match(stem)
    values: list[tuple[str, Value]] = [
        ("name", names.get(region, "") + stem),
        ("basis", "lexicon" if known else "form"),
        *((p, f.object) for p in ("kind", "level", "jurisdiction") for f in own if f.predicate == p),
    ]
    if known:
        values.append(("core", known[0].id))
    return [
        msgspec.structs.replace(
            split.first, id=digest("split", split.node, p, v), subject=split.node, predicate=p, object=v, printed=None
        )
        for p, v in dict.fromkeys(values)
    ]
