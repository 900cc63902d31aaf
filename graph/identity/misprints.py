"""Names that OCR or print got wrong: a character or two off a department that the same place prints right."""

from __future__ import annotations

from collections import defaultdict

import msgspec
import regex
from rapidfuzz.distance import Levenshtein

from zhize.graph.language.lexicon import lexicon, plain

SHORTEST = 5
"""Shorter names differ by one character too often, but for bureaus, which the lexicon knows all: 高务局."""
LONG = 7
"""Names of bureaus from this length on may be two characters off: 住房城乡住建局."""


class PrintedName(msgspec.Struct, frozen=True):
    """A name as read: its node, region, the part without the region, its department where one is known, and the other
    forms in which the place prints it.
    """

    node: str
    region: str
    rest: str
    core: str | None
    forms: tuple[str, ...] = ()


class Misprint(msgspec.Struct, frozen=True):
    """A name that is most likely another one misprinted, with what it should read."""

    node: str
    meant: str
    right: str


_BUREAU = regex.compile(r"[局厅委]$|委员会$")
_OTHER_ONE = regex.compile(r"[一二三四五六七八九十东西南北中上下新老前后0-9]")


def misprints(names: list[PrintedName], apart: frozenset[tuple[str, str]] = frozenset()) -> list[Misprint]:
    """Names without a known department that are a character or two off exactly one department of the same region.

    Both must be printed by documents of the graph; nothing is compared across regions. `apart` are pairs of nodes (in
    either order) that people declared different. Example: `应急营理局` beside `应急管理局`.
    """
    places: dict[str, list[PrintedName]] = defaultdict(list)
    for name in names:
        if name.core:
            places[name.region].append(name)
    out: list[Misprint] = []
    for name in names:
        far = _reach(name)
        if not far:
            continue
        near = {k.node: form for k in places[name.region] if (form := _near(name.rest, k, far))}
        meant = next(iter(near), "")
        if len(near) == 1 and not {(name.node, meant), (meant, name.node)} & apart:
            out.append(Misprint(name.node, meant, near[meant]))
    return out


def _reach(name: PrintedName) -> int:
    """By how many characters a name may be off to be a misprint; 0 where it is a name of its own."""
    rest = name.rest
    if name.core or len(rest) < 3 or _is_word(rest):
        return 0
    bureau = _BUREAU.search(rest) is not None
    if len(rest) < SHORTEST:
        return int(bureau)
    return 2 if bureau and len(rest) >= LONG else 1


def _is_word(rest: str) -> bool:
    """Whether what stands before the type word is a department's core under another type word: 铁路 in 铁路中心."""
    known = lexicon()
    for suffixes in known.suffixes.values():
        for suffix, _ in suffixes:
            core = plain(rest.removesuffix(suffix)) if suffix and rest.endswith(suffix) else ""
            if core and any((core, group) in known.cores for group in known.words.suffixes):
                return True
    return False


def _near(rest: str, known: PrintedName, far: int) -> str:
    """The form of a known body that a name is at most so far from, empty where none is so near."""
    for form in dict.fromkeys((known.rest, *known.forms)):
        if rest[-1:] != form[-1:] or abs(len(form) - len(rest)) > 1:
            continue
        steps = Levenshtein.distance(rest, form, score_cutoff=far)
        if 0 < steps <= far and not _tells_apart(rest, form):
            return form
    return ""


def _tells_apart(a: str, b: str) -> bool:
    """Whether the characters in which two names differ number or place them: 第一小学, 第二小学."""
    changed = [(e.src_pos, e.dest_pos) for e in Levenshtein.editops(a, b) if e.tag == "replace"]
    return any(_OTHER_ONE.match(a[i]) and _OTHER_ONE.match(b[j]) for i, j in changed)
