"""What the head of a page says that the page is called."""

from __future__ import annotations

import regex

from zhize.loaders.files.traced_text import Builder, TracedText

_HEAD = 20_000
"""The title of a page stands within so many characters of its beginning."""
_TITLE = regex.compile(
    r"<title[^<>]{0,200}>\s*(?P<name>\p{Han}[^<>&_|\-—–]{2,119}?)\s*(?:[_|\-—–][^<>]{0,120})?</title", regex.I
)


def page_title(source: str) -> TracedText | None:
    """The title of a page without the name of the site behind it; None where there is none in Chinese.

    Example: `<title>青石市水利局_政府信息公开</title>` -> `青石市水利局`
    """
    match = _TITLE.search(source, endpos=_HEAD)
    if match is None or not match["name"].isprintable():
        return None
    written = Builder()
    written.add(match["name"], match.start("name"))
    return written.traced()
