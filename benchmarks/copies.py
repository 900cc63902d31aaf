"""Graphs and folders many times the size of one: with copies of other places and other documents."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from zhize.graph.model.facts import Fact, Value, digest
from zhize.graph.model.ontology import ontology
from zhize.loaders.files.read import find_files

_NAMES = frozenset({"name", "title", "mention", "alias"})


def copies(facts: list[Fact], times: int) -> list[Fact]:
    """The facts and `times - 1` copies, whose names hold the number of the copy."""
    relations = ontology().relations
    out = list(facts)
    for n in range(1, times):
        nodes = {node: f"{node}#{n}" for f in facts for node in (f.subject, f.document)}

        def copied(fact: Fact, n: int = n, nodes: dict[str, str] = nodes) -> Fact:
            value: Value = fact.object
            if fact.predicate in relations:
                value = nodes.get(str(value)) or f"{value}#{n}"
            elif fact.predicate in _NAMES:
                value = f"{n}号{value}"
            return msgspec.structs.replace(
                fact, id=digest(fact.id, n), subject=nodes[fact.subject], document=nodes[fact.document], object=value
            )

        out += map(copied, facts)
    return out


def copy_texts(folder: Path, into: Path, times: int, places: Sequence[str] = ()) -> int:
    """Write the text files (.txt, .md) of a folder and `times - 1` copies into another; the bytes of all.

    The documents of a copy have other numbers, and the given places of it have other names.
    """
    total = 0
    files = [file for file in find_files(folder).files if file.suffix in (".txt", ".md")]
    for n in range(times):
        for k, file in enumerate(files):
            text = file.read_bytes().decode("utf-8-sig", errors="replace")
            if n:
                for name in places:
                    text = text.replace(name[:-1], chr(0x5000 + n) + name[1:-1])
                text = text.replace("号\n", f"{n}号\n")
            total += (into / f"{n:03d}-{k}-{file.name}").write_bytes(text.encode())
    return total
