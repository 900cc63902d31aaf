"""Addresses: of nodes, of words in the print, of lists. A server's are absolute, those of a static site relative."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote, urlencode

from zhize.graph.model.facts import digest

Parameter = str | int | None


class Addresses(Protocol):
    """Where pages lie."""

    def node(self, node: str) -> str:
        """The address of the page of a node."""
        ...

    def words(self, document: str, start: int, end: int, file: str = "") -> str:
        """The address of the print of a document, opened at some words: offsets into the file that it stands in."""
        ...

    def sheet(self, document: str, page: int, file: str = "") -> str:
        """The address of a page of the print of a document, in one of the files that it stands in."""
        ...

    def list(self, name: str, /, **parameters: Parameter) -> str:
        """The address of a page that is not of a node: `ask`, `search`, `tasks` …, with its parameters."""
        ...

    def asset(self, name: str) -> str:
        """The address of a style sheet or script."""
        ...


def given(parameters: dict[str, Parameter]) -> str:
    """Parameters as the end of an address, those that say nothing left out: `?role=牵头&page=2`, percent-encoded."""
    said = {name: value for name, value in parameters.items() if value not in (None, "")}
    return "?" + urlencode(said) if said else ""


DAY: ContextVar[str] = ContextVar("day", default="")
"""The day (ISO) as of which the request that is answered sees the graph; empty for now. Links of its page keep it."""


SEVERAL: ContextVar[frozenset[str]] = ContextVar("several", default=frozenset())
"""The documents of the graph of a request that stand in several files: the address of their words names the file."""


@lru_cache(maxsize=16384)
def _written(node: str) -> str:
    """A node as the path of an address: `agency/370302:%E5%BA%94…`."""
    prefix, _, rest = node.partition(":")
    return f"{prefix}/{quote(rest, safe=':')}"


class ServerAddresses:
    """Addresses of a server; `base` is the path that a proxy puts before them, without a slash at its end."""

    static = False

    def __init__(self, base: str = "") -> None:
        self.base = base

    def node(self, node: str) -> str:
        """The address of the page of a node: `/agency/370302:应急管理局`."""
        return f"{self._path(node)}{given({'as_of': DAY.get()})}"

    def _path(self, node: str) -> str:
        return f"{self.base}/{_written(node)}"

    def data(self, node: str, ending: str) -> str:
        """The address of the data of a node: `/data/agency/370302:应急管理局.ttl`."""
        return f"{self.base}/data{self._path(node)[len(self.base) :]}.{ending}{given({'as_of': DAY.get()})}"

    def words(self, document: str, start: int, end: int, file: str = "") -> str:
        """The address of some words in the print of a document."""
        which = file if document in SEVERAL.get() else None
        return f"{self._path(document)}{given({'as_of': DAY.get(), 'at': f'{start}-{end}', 'file': which})}#at"

    def sheet(self, document: str, page: int, file: str = "") -> str:
        """The address of a page of the print of a document."""
        return f"{self._path(document)}{given({'as_of': DAY.get(), 'file': file, 'page': page if page > 1 else None})}"

    def list(self, name: str, /, **parameters: Parameter) -> str:
        """The address of a list; `home` is the first page."""
        dated = {"as_of": DAY.get(), **parameters}
        return f"{self.base}/{'' if name == 'home' else name}{given(dated)}"

    def asset(self, name: str) -> str:
        """The address of a file of the package."""
        return f"{self.base}/static/{name}"


_UNSAFE = re.compile(r"[^0-9A-Za-z\u3400-\u9fff〔〕（）《》_-]")
LONGEST = 40
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")


def file_name(node: str) -> str:
    """The name of the file of a node's page: safe on every system, one of its own for each node."""
    rest = node.partition(":")[2]
    safe = _UNSAFE.sub("_", rest)
    plain = safe == rest and 0 < len(safe) <= LONGEST and not _RESERVED.fullmatch(safe)
    return safe if plain else f"{safe[:LONGEST]}-{digest(node)[:8]}"


def list_file(name: str, page: int = 1) -> str:
    """The name of the file of a list: `tasks.html`, `tasks-2.html`."""
    first = "index" if name == "home" else name
    return f"{first}.html" if page == 1 else f"{first}-{page}.html"


@lru_cache(maxsize=16384)
def node_file(node: str, page: int = 1) -> str:
    """The name of the file of a page of a node: `agency/370302_应急管理局-1f2e3d4c.html`; of a long print `document/….2.html`."""
    return f"{node.partition(':')[0]}/{file_name(node)}{f'.{page}' if page > 1 else ''}.html"


class FileAddresses:
    """Addresses of a static site, relative to a page that lies `depth` folders below its root.

    Names of files hold no character that an address must encode: Chinese stays as it is, a third of the bytes.
    `starts` are the offsets of the file at which the pages of a document's print begin, `firsts` the files of those that
    stand in several: a site shows the print of the first.
    """

    static = True

    def __init__(
        self,
        depth: int,
        pages: frozenset[str],
        lists: frozenset[str],
        starts: Mapping[str, Sequence[int]],
        firsts: Mapping[str, str],
    ) -> None:
        self.root, self.pages, self.lists, self.starts, self.firsts = "../" * depth, pages, lists, starts, firsts

    def node(self, node: str) -> str:
        """The address of the page of a node, empty where the site has none."""
        return self.sheet(node, 1)

    def sheet(self, document: str, page: int, file: str = "") -> str:
        """The address of a page of the print of a document, empty where the site has none."""
        return f"{self.root}{node_file(document, page)}" if document in self.pages else ""

    def data(self, node: str, ending: str) -> str:
        """The data of a node are not part of the site."""
        return ""

    def words(self, document: str, start: int, end: int, file: str = "") -> str:
        """The address of some words in the print of a document; of the document where another file holds them."""
        if file and self.firsts.get(document, file) != file:
            return self.node(document)
        page = self.sheet(document, max(1, bisect_right(self.starts.get(document, ()), start)))
        return f"{page}#w{start}-{end}" if page else ""

    def list(self, name: str, /, **parameters: Parameter) -> str:
        """The address of a list, empty where the site has no such list; the filters of a list are not part of the site."""
        page = parameters.pop("page", None) or 1
        if name not in self.lists or any(value not in (None, "") for value in parameters.values()):
            return ""
        return f"{self.root}{list_file(name, int(page))}"

    def asset(self, name: str) -> str:
        """The address of a file of the package."""
        return f"{self.root}static/{name}"
