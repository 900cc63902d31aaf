"""A graph on disk: a folder with its facts, issues and sources as sorted JSON Lines, the same bytes each time."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from zhize.errors import GraphError
from zhize.graph.model.facts import Fact, Issue
from zhize.graph.model.knowledge import KnowledgeGraph

FORMAT = 1
"""Version of the layout of a graph folder; a folder of another version is built anew, never guessed at."""


class Source(msgspec.Struct, frozen=True, order=True):
    """A file that the graph was built from; `error` where it could not be read."""

    file: str
    sha256: str = ""
    error: str | None = None


class Manifest(msgspec.Struct, frozen=True):
    """What a graph folder says of itself. `stamp` is the hash of its facts."""

    format: int
    stamp: str
    facts: int
    issues: int
    sources: int


T = TypeVar("T")


def save(kg: KnowledgeGraph, sources: Iterable[Source], folder: Path) -> Manifest:
    """Write a graph to a folder, all or nothing; stores derived from an older graph are removed.

    Raises:
        GraphError: the folder holds something else, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / "manifest.json").exists())):
        raise GraphError(f"{folder}: this is no graph folder and is not empty. Give another place with -o.")
    ordered = sorted(sources)
    facts = _lines(kg.facts)
    stamp = hashlib.sha256(facts).hexdigest()
    manifest = Manifest(FORMAT, stamp, len(kg.facts), len(kg.issues), len(ordered))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        (new / "facts.jsonl").write_bytes(facts)
        (new / "issues.jsonl").write_bytes(_lines(kg.issues))
        (new / "sources.jsonl").write_bytes(_lines(ordered))
        (new / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        new.chmod(0o755)
        if folder.exists():
            old = new.with_name(new.name + "-old")
            folder.rename(old)
            new.rename(folder)
            shutil.rmtree(old)
        else:
            new.rename(folder)
    except OSError as error:
        raise GraphError(f"{folder}: the graph cannot be written ({error.strerror}).") from error
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a graph folder.

    Raises:
        GraphError: there is no graph there, or it has another format.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        raise GraphError(f"{folder}: there is no graph here. Build one with: zhize build GAZETTES -o {folder}")
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (msgspec.DecodeError, OSError) as error:
        raise GraphError(f"{path}: the manifest is damaged ({error}). Build the graph anew.") from error
    if manifest.format != FORMAT:
        raise GraphError(
            f"{folder}: the graph has format {manifest.format}, this program reads {FORMAT}. Build it anew."
        )
    return manifest


def load(folder: Path) -> KnowledgeGraph:
    """Open a graph folder.

    Raises:
        GraphError: no graph, another format, or damaged files.
    """
    manifest = read_manifest(folder)
    facts = _read(folder / "facts.jsonl", Fact)
    issues = _read(folder / "issues.jsonl", Issue)
    if len(facts) != manifest.facts:
        raise GraphError(
            f"{folder}: facts.jsonl holds {len(facts)} facts, the manifest says {manifest.facts}. Build it anew."
        )
    return KnowledgeGraph(facts, issues)


def read_sources(folder: Path) -> list[Source]:
    """The files a graph was built from."""
    return _read(folder / "sources.jsonl", Source)


def _lines(rows: Iterable[object]) -> bytes:
    encoder = msgspec.json.Encoder(order="deterministic")
    return b"".join(encoder.encode(row) + b"\n" for row in rows)


def _read(path: Path, kind: type[T]) -> list[T]:
    decoder = msgspec.json.Decoder(kind)
    try:
        return [decoder.decode(line) for line in path.read_bytes().splitlines() if line]
    except (OSError, msgspec.DecodeError) as error:
        raise GraphError(
            f"{path}: the file cannot be read as part of a graph ({error}). Build the graph anew."
        ) from error
