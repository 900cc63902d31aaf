"""What each pattern is good for: replace it by one that never matches, read everything again, count what changes.

A pattern is an attribute of a module of `loaders` or `graph/language` that is a compiled regular expression; where other modules import
it, it is replaced there too. Claims are compared as loaders make them, before identity. A pattern that changes the
documents of one place only, or none, is a candidate for deletion.

Usage: python -m tools.ablation [--only 'zhize.loaders.statements.duty:*'] [--texts FOLDER] [--jobs N]
"""

from __future__ import annotations

import importlib
import multiprocessing
import pkgutil
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import msgspec
import regex
import typer

from tools.evaluation.gold import SHARED, gather_texts, place_of
from zhize.graph.model.facts import Statement, digest

NEVER = regex.compile(r"(?!)")
PACKAGES = ("zhize.graph.language", "zhize.loaders")

Claims = dict[str, dict[str, str]]
"""File -> digest of a claim -> its document."""


class Effect(msgspec.Struct, frozen=True):
    """What is different without a pattern: claims that are lost and that are new, in how many documents and places."""

    pattern: str
    lost: int = 0
    new: int = 0
    documents: int = 0
    places: int = 0


class Reading(msgspec.Struct, frozen=True):
    """All claims, and for each pattern the files in which it matches."""

    claims: Claims
    matched: dict[str, list[str]]


class WatchedPattern:
    """A pattern that calls `hit` whenever it matches."""

    def __init__(self, pattern: Any, hit: Callable[[], None]) -> None:
        self._pattern, self._hit = pattern, hit

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._pattern, name)
        return partial(self._call, name, value) if callable(value) else value

    def _call(self, name: str, method: Callable[..., Any], *args: Any, **options: Any) -> Any:
        result = method(*args, **options)
        if name in ("finditer", "splititer"):
            result = list(result)
        text = options.get("string", args[-1] if args else None)
        matched = {"sub": result != text, "split": isinstance(result, list) and len(result) > 1}.get(name, bool(result))
        if matched or name == "subn":
            self._hit()
        return iter(result) if name in ("finditer", "splititer") else result


def patterns() -> dict[str, Any]:
    """All patterns by `module:NAME`, each under the first module that holds it."""
    out: dict[str, Any] = {}
    seen: set[int] = set()
    for package in PACKAGES:
        found = importlib.import_module(package)
        for info in pkgutil.walk_packages(found.__path__, package + "."):
            importlib.import_module(info.name)
    for module, name, value in _held():
        if id(value) not in seen:
            seen.add(id(value))
            out[f"{module}:{name}"] = value
    return out


def _held() -> Iterator[tuple[str, str, Any]]:
    for module in sorted(m for m in sys.modules if m.startswith(PACKAGES)):
        for name, value in sorted(vars(sys.modules[module]).items()):
            if isinstance(value, (regex.Pattern, re.Pattern)):
                yield module, name, value


def replace(pattern: Any, other: Any) -> None:
    """Put another object in the place of a pattern, wherever a module holds it."""
    for module, name, value in list(_held()):
        if value is pattern:
            setattr(sys.modules[module], name, other)


def read(texts: Path, names: Iterable[str]) -> Claims:
    """The claims of files of a folder."""
    from zhize.loaders.pipeline import load

    return {
        name: {_key(s): s.document for result in load(texts / name, jobs=1) for s in result.statements}
        for name in names
    }


def _key(statement: Statement) -> str:
    return digest(*(getattr(statement, name) for name in statement.__struct_fields__))


def baseline(texts: Path) -> Reading:
    """Read all files with every pattern watched."""
    matched: dict[str, set[str]] = defaultdict(set)
    current = ""
    for key, pattern in patterns().items():
        replace(pattern, WatchedPattern(pattern, lambda key=key: matched[key].add(current)))  # type: ignore[misc]
    claims: Claims = {}
    for file in sorted(texts.iterdir()):
        current = file.name
        claims |= read(texts, [current])
    return Reading(claims, {key: sorted(names) for key, names in matched.items()})


def without(key: str, texts: Path, before: Reading) -> Effect:
    """The effect of one pattern, on the files in which it matches."""
    names = before.matched.get(key, [])
    if not names:
        return Effect(key)
    replace(patterns()[key], NEVER)
    after = read(texts, names)
    return compare(key, {name: before.claims[name] for name in names}, after)


def compare(key: str, before: Claims, after: Claims) -> Effect:
    """Count the differences of two readings of the same files."""
    lost = new = 0
    documents: set[str] = set()
    places: set[str] = set()
    for name, old in before.items():
        gone, come = old.keys() - after[name].keys(), after[name].keys() - old.keys()
        lost, new = lost + len(gone), new + len(come)
        documents |= {old[k] for k in gone} | {after[name][k] for k in come}
        if gone or come:
            places.add(place_of(Path(name).stem))
    return Effect(key, lost, new, len(documents), len(places))


def main(
    only: Annotated[str, typer.Option(help="Which patterns: module:NAME, with * and ?.")] = "*",
    texts: Annotated[Path | None, typer.Option(help="Folder of print; by default the texts with gold.")] = None,
    jobs: Annotated[int, typer.Option(help="Processes.", min=1)] = 1,
) -> None:
    """Print a table of patterns with what changes without each, the least useful first."""
    # A process per pattern: what a reading keeps in memory must not reach the next. This one never reads.
    context = multiprocessing.get_context("fork")
    keys = [key for key in patterns() if fnmatch(key, only)]
    with tempfile.TemporaryDirectory() as temp:
        folder = texts or gather_texts(SHARED, Path(temp) / "texts")
        with context.Pool(jobs, maxtasksperchild=1) as pool:
            before = pool.apply(baseline, [folder])
            effects = pool.map(partial(without, texts=folder, before=before), keys, chunksize=1)
    typer.echo(f"{'pattern':72} {'lost':>6} {'new':>6} {'documents':>10} {'places':>7}")
    for e in sorted(effects, key=lambda e: (e.places, e.documents, e.lost + e.new, e.pattern)):
        typer.echo(
            f"{e.pattern:72} {e.lost:6} {e.new:6} {e.documents:10} {e.places:7}"
            + ("  provisional" if e.places == 1 else "")
        )


if __name__ == "__main__":
    typer.run(main)
