"""Signs that a file was damaged on its way: lost characters, text read in the wrong encoding, a cut end."""

from __future__ import annotations

import regex

from zhize.graph.language.issues import reason_of
from zhize.graph.language.phrases import phrase
from zhize.loaders.claims import Doubt
from zhize.loaders.print.documents import Gazette

_LOST = phrase("common", "lost_characters")
_HAN = regex.compile(r"\p{Han}")
MOST = 20
"""So many places of one kind are named; the last says how many more there are."""


def garbled(gazette: Gazette) -> list[Doubt]:
    """Places of a file where characters are lost or unreadable, and a last document that breaks off.

    Offsets are into the clean text. Example: a line `鍏充簬鍗板彂` is `关于印发` read as GBK though it was UTF-8.
    """
    out: list[Doubt] = []
    at = 0
    for line in gazette.clean.text.split("\n"):
        span = (at, at + len(line))
        at += len(line) + 1
        if _LOST.search(line):
            out.append(Doubt("lost-characters", line[:60], reason_of("lost-characters"), *span))
        elif (meant := _meant(line)) is not None:
            out.append(Doubt("mojibake", line[:60], reason_of("mojibake", meant=meant[:30]), *span))
    if len(out) > MOST:
        last = out[MOST - 1]
        out = [
            *out[: MOST - 1],
            Doubt(
                last.kind,
                last.text,
                reason_of("more-lines", reason=last.reason, count=len(out) - MOST),
                last.start,
                last.end,
            ),
        ]
    return out + _broken_off(gazette)


def _meant(line: str) -> str | None:
    """What a line says if it is UTF-8 that was read as GBK."""
    if len(line) < 6:
        return None
    try:
        text = line.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return None
    return text if len(_HAN.findall(text)) > len(text) / 2 else None


def _broken_off(gazette: Gazette) -> list[Doubt]:
    if not gazette.documents:
        return []
    last = gazette.documents[-1]
    if not last.blocks or last.signature_span is not None:
        return []
    block = last.blocks[-1]
    if block.table or len(block.text) < 12 or block.text[-1] in "。；！？）”：":
        return []
    return [Doubt("broken-off", block.text[-60:], reason_of("broken-off"), block.start, block.end)]
