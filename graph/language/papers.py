"""The words of official papers: what their titles end in, and whether a text is official prose at all."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec
import regex

from zhize.errors import SchemaError
from zhize.graph.language.late import late
from zhize.graph.language.vocabulary import load


class PaperWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of papers.yaml; see there for what the fields mean."""

    kinds: tuple[str, ...]
    alone: tuple[str, ...]
    not_kinds: tuple[str, ...]
    issuing: tuple[str, ...]
    prose: tuple[str, ...]
    issuers: tuple[str, ...]
    governing: tuple[str, ...]
    signers: tuple[str, ...]
    labels: dict[Literal["number", "issuer", "date", "title", "other"], tuple[str, ...]]
    page_ends: tuple[str, ...]
    footers: tuple[str, ...]
    state: tuple[str, ...]
    rules: tuple[str, ...]
    provinces: str
    levels: dict[str, tuple[str, ...]]


@cache
def paper_words() -> PaperWords:
    """Load and check the words of official papers.

    Raises:
        SchemaError: the file is malformed, or a word stands twice in a list.
    """
    path = "graph/language/lexicon/papers.yaml"
    words = load("papers.yaml", PaperWords)
    lists: dict[str, tuple[str, ...]] = {
        name: getattr(words, name) for name in words.__struct_fields__ if name not in ("labels", "levels", "provinces")
    }
    lists["labels"] = tuple(label for group in words.labels.values() for label in group)
    for name, listed in lists.items():
        twice = next((word for i, word in enumerate(listed) if word in listed[:i]), None)
        if twice is not None:
            raise SchemaError(
                "{path}: {twice} stands twice under {name}. Delete one.", path=path, twice=twice, name=name
            )
    return words


@cache
def _prose_pattern() -> regex.Pattern[str]:
    return regex.compile("|".join(sorted(map(regex.escape, paper_words().prose), key=len, reverse=True)))


LEAST_WORDS = 3
"""So many different words of official prose a text holds at least."""
LEAST_WORDS_TITLED = 2
LEAST_SHARE = 0.02
"""So large a part of its Han characters they make."""
_SAMPLE = 20_000


def is_official_prose(text: str, *, titled: bool = False) -> bool:
    """Whether a text is written as officials write: words such as 部门, 负责, 应当 make a part of it.

    Under the title of a paper (`titled`) fewer of them do: a short plan has no room for many.
    Example: `区水利局：负责河道的管理，监督水库调度。` yes; `春天来了，河边的柳树绿了。` no.
    """
    sample = text[:_SAMPLE]
    met = [match[0] for match in _prose_pattern().finditer(sample)]
    han = len(regex.findall(r"\p{Han}", sample))
    return len(set(met)) >= (LEAST_WORDS_TITLED if titled else LEAST_WORDS) and sum(map(len, met)) >= LEAST_SHARE * han


_MARKS = late(r"[^\p{L}\p{N}]")


def unmarked(title: str) -> str:
    """A title without marks and blanks, as titles are compared: `《青石区防汛办法》（试行）` -> `青石区防汛办法试行`."""
    return _MARKS.sub("", title)
