"""Refuse Chinese words in code that reads statements or understands questions: vocabulary is data.

A string literal with two Han characters in a row counts, in `graph/language/doers/`, `loaders/statements/` and
`queries/*.py`; docstrings and comments do not. What is left from before stands in `tools/han_allowed.json`, a number per file, which may only shrink.

Usage: python -m tools.lint_han [--update]
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import regex

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = Path(__file__).with_name("han_allowed.json")
FOLDERS = ("graph/language/doers/*.py", "loaders/statements/**/*.py", "queries/*.py")
WORD = regex.compile(r"\p{Han}{2}")

Counts = dict[str, int]


class Literal(msgspec.Struct, frozen=True):
    """A string literal that holds a Chinese word."""

    line: int
    text: str


def han_literals(code: str) -> list[Literal]:
    """The literals of a module that hold a Chinese word, in order; parts of an f-string are literals of their own.

    Example:
        >>> [literal.text for literal in han_literals('x = "水库"  # 水库')]
        ['水库']
    """
    tree = ast.parse(code)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [
        Literal(node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and WORD.search(node.value)
    ]
    return sorted(found, key=lambda literal: literal.line)


def files(root: Path = ROOT) -> Iterator[Path]:
    """The files that are looked at."""
    for pattern in FOLDERS:
        yield from sorted(root.glob(pattern))


def count(root: Path = ROOT) -> Counts:
    """Chinese words per file, without the files that have none."""
    found = {f.relative_to(root).as_posix(): len(han_literals(f.read_text("utf-8"))) for f in files(root)}
    return {name: number for name, number in found.items() if number}


def risen(now: Mapping[str, int], allowed: Mapping[str, int]) -> list[str]:
    """Files that hold more Chinese words than they may."""
    return [name for name, number in now.items() if number > allowed.get(name, 0)]


def main() -> int:
    """Compare with what is allowed; with --update write what there is, if it is not more in all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the numbers of now; refused where their sum rises")
    options = parser.parse_args()
    now = count()
    allowed: Counts = json.loads(ALLOWED.read_text("utf-8")) if ALLOWED.exists() else now
    if options.update:
        if sum(now.values()) > sum(allowed.values()):
            print(
                f"{sum(now.values())} literals are more than the {sum(allowed.values())} allowed: nothing is written."
            )
            return 1
        ALLOWED.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    for name in risen(now, allowed):
        print(
            f"{name}: {now[name]} literals with Chinese words, {allowed.get(name, 0)} are allowed. Words go to a lexicon:"
        )
        for literal in han_literals((ROOT / name).read_text("utf-8")):
            print(f"  {name}:{literal.line}: {literal.text[:60]!r}")
    fewer = sum(allowed.values()) - sum(now.values())
    if fewer > 0:
        print(f"{fewer} literals with Chinese words are gone: python -m tools.lint_han --update")
    return 1 if risen(now, allowed) else 0


if __name__ == "__main__":
    sys.exit(main())
