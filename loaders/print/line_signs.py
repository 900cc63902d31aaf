"""What a line of print is by its words alone, wherever it stands: a bare heading, a date, a signature, a label, a title."""

from __future__ import annotations

from functools import lru_cache

import regex

from zhize.graph.language.issuers import is_issuer
from zhize.graph.language.numbers import NUMBER, is_unread_number, number_of_line
from zhize.loaders.patterns import DATE_LINE, ISSUER_LINE, KIND_END, SIGNED_LINE, numbering

_BARE = regex.compile(r"^(?:(?!的[为是]|下列|以下|如下)[^，。；：！？、]){2,20}$")


def is_bare_heading(text: str) -> bool:
    """A numbered line that is a heading and nothing else: `2.1.1领导机构`; its text comes on the next line."""
    found = numbering(text)
    rest = text[len(found.printed) :].strip() if found else ""
    return bool(_BARE.match(rest)) and rest.count("“") == rest.count("”")


@lru_cache(4096)
def stands_apart(text: str) -> bool:
    """Whether a line is a part of a head or a signature: a number, a date, an issuer, or issuer and date."""
    if DATE_LINE.match(text) or ISSUER_LINE.match(text) or is_signed(text):
        return True
    return len(text) <= 40 and (number_of_line(text) is not None or is_unread_number(text))


_DAY_ENDS = frozenset("日号）)0123456789")


def is_signed(text: str) -> bool:
    """Whether a line is an issuer with a date behind it: `淄川区人民政府2023年6月29日`."""
    if text[-1:] not in _DAY_ENDS or len(text) > 180:
        return False
    match = SIGNED_LINE.match(text)
    return bool(match and is_issuer(match["issuer"][:60]))


_ATTACHMENT = regex.compile(rf"^(?:{NUMBER.pattern})?(?:附件|附表|附录|附)\d{{0,2}}[：:]?$")


def is_attachment_label(text: str) -> bool:
    """A line that only says that an attachment follows: `附件`, `附件2：`, with the paper's number `青政〔2024〕3号附件1`."""
    return bool(_ATTACHMENT.match(text))


def looks_like_title(text: str) -> bool:
    """A short line without stops that ends in a word for a kind of document: `…工作方案`."""
    return 4 <= len(text) <= 60 and bool(KIND_END.search(text)) and not regex.search(r"[，。；：！？]", text)
