"""Telephone numbers, mailboxes and addresses of web pages in a text."""

from __future__ import annotations

import regex

from zhize.graph.language.late import late
from zhize.graph.language.values import Value

_PHONE = late(
    r"(?<![\d.〔])(?:0\d{2,3}[-—－ ]?\d{7,8}|400[-—]?\d{3}[-—]?\d{4}|1[3-9]\d{9}|\d{7,8}|12\d{3}|110|119|120|122)(?:转\d{1,5})?(?![\d.%〕]|[年月日元个号万亿])"
)
_MAIL = late(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PAGE = late(r"(?:https?://|www\.)[A-Za-z0-9./_?=&%-]+")


def find(text: str) -> list[Value]:
    """All ways to reach somebody, in print order."""
    return sorted((*phones(text), *mailboxes(text), *pages(text)), key=lambda v: v.start)


def phones(text: str) -> list[Value]:
    """Telephone numbers: `0771-5885239`, `6120033`, `12345`."""
    return [Value(m.start(), m.end(), m[0], regex.sub(r"\D", "", m[0])) for m in _PHONE.finditer(text)]


def mailboxes(text: str) -> list[Value]:
    """Mailboxes: `zwgk@example.cn`."""
    return [Value(m.start(), m.end(), m[0], m[0].lower()) for m in _MAIL.finditer(text)]


def pages(text: str) -> list[Value]:
    """Addresses of web pages: `www.example.cn`."""
    return [Value(m.start(), m.end(), m[0], m[0].lower()) for m in _PAGE.finditer(text)]
