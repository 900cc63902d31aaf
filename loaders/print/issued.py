"""The titles of what a paper issues or makes known, as its own title or its first lines say them."""

from __future__ import annotations

import regex

from zhize.loaders.print.lines import Line

_MARKS = str.maketrans("", "", '《》〈〉“”"')
_ISSUED = regex.compile(r"(?:印发|转发|公布|批转|会签|组织实施|实施)(?P<name>.+?)的(?:通知|公告|通告|决定|函)$")


def issued_titles(title: str) -> list[str]:
    """What a title says the document issues: `关于印发淄川区防汛抗旱应急预案的通知` -> the plan's title."""
    match = _ISSUED.search(title)
    if not match:
        return []
    name = match["name"]
    marked = regex.findall(r"《([^《》]+)》", name)
    return [bare_title(t) for t in marked] if marked else [bare_title(name)]


_PROMULGATED = regex.compile(
    r"《(?P<name>[^《》]{4,80})》(?:（[^（）]*）)?，?(?:已经?|业经|经|现)[^。]{0,120}?(?:公布|发布|印发|施行)"
    r"|(?:现|特此|予以)(?:公布|发布|颁布)(?:修订后的|修改后的|新修订的)?《(?P<name>[^《》]{4,80})》"
)


def promulgated_titles(lines: list[Line]) -> list[str]:
    """What the first lines say is made known: `《某办法》已经…通过，现予公布`, `现公布《某办法》` -> the rule's title."""
    text = "".join(line.text for line in lines)
    return [bare_title(match["name"]) for match in _PROMULGATED.finditer(text, overlapped=True)]


def bare_title(title: str) -> str:
    """A title without book-title marks and with straight brackets of years kept: what two prints share."""
    return "".join(title.translate(_MARKS).split())
