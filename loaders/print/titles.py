"""The grammar of titles: who issues, what about, and the word for the kind of paper at the end."""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.issuers import is_issuer, issuer_endings, issuers_of
from zhize.graph.language.papers import paper_words
from zhize.loaders.patterns import KIND_END

LONGEST_TITLE = 260
"""Thirteen joint issuers and a title stay below."""


class Title(msgspec.Struct, frozen=True):
    """A title without the issuer before 关于; `issuer` is what stands there as printed, None where nothing does."""

    issuer: str | None
    text: str
    kind: str | None


_KINDS = (
    "通知|意见|批复|通告|公告|公示|决定|决议|通报|报告|请示|复函|函|纪要|议案|公报|答复|办法|规定|细则|措施|方案|令"
)
_BEGIN = regex.compile(r"(?:关于|印发|转发|批转|公布|对(?=.{2,60}的(?:答复|复函|批复|意见)))")


@cache
def _title() -> regex.Pattern[str]:
    issuer = rf"\p{{Han}}[\p{{Han}}A-Za-z（）、“”·\s]{{1,200}}?{issuer_endings()}(?:（\p{{Han}}{{2,20}}）)?"
    return regex.compile(
        rf"^(?P<issuer>{issuer})?(?P<title>{_BEGIN.pattern}.+?(?P<kind>{_KINDS})(?:（[^（）]*）)?)$", regex.DOTALL
    )


@cache
def _listed() -> regex.Pattern[str]:
    issuer = rf"\p{{Han}}[\p{{Han}}A-Za-z（）、“”·\s]{{1,120}}{issuer_endings()}"
    return regex.compile(
        rf"^(?P<issuer>{issuer})(?P<title>.{{0,20}}(?:任免|任职|免职|聘任).{{0,16}}(?P<kind>名单|通知|决定)|(?P<kind>令|公告|通告))$"
    )


def read_title(text: str) -> Title | None:
    """A title with 关于, 印发, 转发 …: `青石区人民政府关于做好防汛工作的通知` -> issuer, the rest, 通知. None else."""
    if len(text) > LONGEST_TITLE or not _BEGIN.search(text):
        return None
    match = _title().match(text)
    if match is None or (match["issuer"] and not _issues(match["issuer"])):
        return None
    title = match["title"]
    again = title.find(title[:_REPEATED], _REPEATED)  # a page prints the title, perhaps cut off, above the title
    return Title(match["issuer"], title[again:] if again > 0 else title, match["kind"])


_REPEATED = 12


_LISTS = regex.compile("[任聘免]|[令告]$")
"""What each title of a list or decree holds: asked first, because most lines hold none of it."""


def read_list_title(text: str) -> Title | None:
    """A title without 关于 behind an issuer: lists of appointments, decrees, bare notices."""
    if len(text) > 150 or not _LISTS.search(text):
        return None
    match = _listed().match(text)
    if match is None or not _issues(match["issuer"]):
        return None
    return Title(match["issuer"], text, match["kind"])


def _issues(text: str) -> bool:
    return all(is_issuer(name) for name in issuers_of(text))


def kind_of_title(title: str) -> str | None:
    """The word for a kind of paper that a title ends in: `…应急预案（试行）` -> 预案, `…安全生产法` -> 法."""
    match = KIND_END.search(title)
    if match:
        return match["kind"]
    bare = regex.sub(r"（[^（）]*）$", "", title)
    if bare.endswith(paper_words().not_kinds):
        return None
    return next((word for word in paper_words().alone if bare.endswith(word)), None)
