"""What the program says to its user, in Chinese or in English: messages, help, errors; never what a graph holds.

English is what stands in the code; Chinese stands in `locale/zh/LC_MESSAGES/zhize.po`. What is told of a graph (issues,
findings, reasons) is written in Chinese, as data or in the code, and its English stands in `locale/en`. Both catalogues
are brought up to date by `python -m tools.messages`. Answers, pages and pictures are Chinese always.

The language is that of `--lang`, else of the variable `ZHIZE_LANG`, else of the system.
"""

from __future__ import annotations

import gettext as catalogues
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import msgspec

LANGUAGES = {"en": "English", "zh": "中文"}
"""The languages of messages, by code, with what each calls itself."""
VARIABLE = "ZHIZE_LANG"
DOMAIN = "zhize"
FOLDER = Path(__file__).with_name("locale")
_SYSTEM = ("LC_ALL", "LC_MESSAGES", "LANG")
_CHINESE_OF_WINDOWS = 0x04

_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def language_of(tag: str) -> str | None:
    """The language that a locale's name or a language's tag means, of those that messages have.

    Example:
        >>> [language_of(tag) for tag in ("zh_CN.UTF-8", "zh-Hans", "中文", "English", "C.UTF-8", "de_DE")]
        ['zh', 'zh', 'zh', 'en', None, None]
    """
    head = tag.strip().lower().replace("-", "_").partition(".")[0].partition("_")[0]
    return next((code for code, name in LANGUAGES.items() if head in (code, name.lower())), None)


def language(environment: Mapping[str, str] | None = None) -> str:
    """The language in which messages are given now.

    Example:
        >>> language({"ZHIZE_LANG": "", "LC_ALL": "zh_CN.UTF-8"}), language({"LANG": "fr_FR.UTF-8"})
        ('zh', 'en')
    """
    chosen = _chosen.get() if environment is None else None
    if chosen is not None:
        return chosen
    given = os.environ if environment is None else environment
    if (own := language_of(given.get(VARIABLE, ""))) is not None:
        return own
    named = next((value for name in _SYSTEM if (value := given.get(name))), None)
    if named is not None:
        return language_of(named) or "en"
    return "zh" if environment is None and _windows_is_chinese() else "en"


def _windows_is_chinese() -> bool:
    """Whether this is a Windows whose own language is Chinese; it does not tell programs in a variable."""
    if sys.platform != "win32":
        return False
    import ctypes

    return (ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF) == _CHINESE_OF_WINDOWS


def speak(code: str) -> None:
    """Give all messages of this process, and of those that it starts, in one language: for the command line."""
    os.environ[VARIABLE] = os.environ["LANGUAGE"] = code
    catalogues.bindtextdomain(DOMAIN, str(FOLDER))  # also what the library of the command line says
    catalogues.textdomain(DOMAIN)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Give messages in one language within a block.

    Example:
        >>> with speaking("en"):
        ...     gettext("{count} issues.", count=3)
        '3 issues.'
    """
    token = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(token)


@cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    return catalogues.translation(DOMAIN, str(FOLDER), [code], fallback=True)


def gettext(message: str, /, **values: object) -> str:
    """Say something in the language of now, with values put in for the names in braces.

    A message without values is taken as it stands, braces and all. A literal that is given to this function as `_` is
    found by `python -m tools.messages` and wants a translation in the catalogue.

    Example:
        >>> with speaking("en"):
        ...     gettext("Read {read} of {files} files.", read=1, files=3)
        'Read 1 of 3 files.'
    """
    said = _catalogue(language()).gettext(message) if message else message
    return said.format_map(values) if values else said


def listed(names: Iterable[str]) -> str:
    """Names one after another, with the mark between them that the language of now has.

    Example:
        >>> with speaking("en"):
        ...     listed(["区水利局", "区住建局"])
        '区水利局, 区住建局'
    """
    return ("、" if language() == "zh" else ", ").join(names)


def later(message: str) -> str:
    """Mark a message that is said later, by a call of `gettext`, so that it comes into the catalogue."""
    return message


class Sentence(msgspec.Struct, frozen=True):
    """A message that is kept, and said later in the language of who reads it then.

    Example:
        >>> Sentence("{file}: the file is empty.", {"file": "a.txt"}).said("en")
        'a.txt: the file is empty.'
    """

    message: str
    values: dict[str, str | int | float | Sentence] = {}

    def __str__(self) -> str:
        return gettext(self.message, **self.values)

    def __hash__(self) -> int:
        return hash((self.message, *self.values.items()))

    def __lt__(self, other: Sentence) -> bool:
        return repr(self) < repr(other)

    def said(self, code: str) -> str:
        """The sentence in one language: what a graph keeps and what a page shows is Chinese."""
        with speaking(code):
            return str(self)
