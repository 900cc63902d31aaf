"""The canonical dump of a graph: its facts, issues and sources as sorted JSON Lines, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from zhize.errors import GraphError
from zhize.files import write_together
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.issues import issue_record
from zhize.graph.store.sqlite.database import Manifest, Source


def dump(kg: KnowledgeGraph, sources: Iterable[Source], manifest: Manifest, folder: Path) -> list[Path]:
    """Write `facts.jsonl`, `issues.jsonl`, `sources.jsonl` and `manifest.json` into a folder; other files in it stay.

    Raises:
        GraphError: the folder cannot be written.
    """
    said = msgspec.json.format(msgspec.json.encode(manifest)) + b"\n"
    files = {
        "facts.jsonl": _lines(kg.facts),
        "issues.jsonl": _lines(map(issue_record, kg.issues)),
        "sources.jsonl": _lines(sorted(sources)),
        "manifest.json": said,
    }
    try:
        return write_together({folder / name: data for name, data in files.items()}, within=folder)
    except OSError as error:
        raise GraphError(
            "{folder}: the graph cannot be written there ({reason}). Give another folder.",
            folder=folder,
            reason=error.strerror,
        ) from error


def _lines(rows: Iterable[object]) -> bytes:
    encoder = msgspec.json.Encoder(order="deterministic")
    return b"".join(encoder.encode(row) + b"\n" for row in rows)
