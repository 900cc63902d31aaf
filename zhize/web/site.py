"""The pages of a graph as files: for an intranet or a stick, with relative links and a search that works from `file://`."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from zhize.errors import GraphError
from zhize.files import inside, make_folder, remove_empty, write_atomically
from zhize.web.addresses import FileAddresses, list_file, node_file
from zhize.web.asked import Parameters
from zhize.web.pages.ask import front_page
from zhize.web.pages.document import LONGEST, WHOLE, document_page, page_starts
from zhize.web.pages.node import node_page
from zhize.web.render import asset, html
from zhize.web.shelf import Shelf
from zhize.web.views import LISTS

PAGED = ("Document", "Agency", "Body", "Region", "Person", "Task", "Duty", "Target", "Plan", "GazetteIssue")
"""Classes whose nodes have pages of their own; others are shown on these."""
WRITTEN = tuple(name for name in LISTS if name not in ("search", "cascade", "network", "compare"))
"""Lists that are part of a site; the others ask for something first."""
MARK = "zhize-site.json"
"""Lies in the folder of a site and tells which files are of it."""


class Report(msgspec.Struct, frozen=True):
    """What was written: pages, bytes, and how long it took in seconds."""

    pages: int
    size: int
    seconds: float


class _Mark(msgspec.Struct):
    """The files of a site, by which a later run knows them; the stamp is empty while they are written."""

    stamp: str
    files: list[str]


def write_site(shelf: Shelf, out: Path, progress: Callable[[int, int], None] | None = None) -> Report:
    """Write all pages of a graph into a folder; other files in it stay, pages of an older site are removed.

    Args:
        shelf: the graph.
        out: the folder; a new one, an empty one, or one that holds a site of ours.
        progress: hears how many pages of nodes are written, of how many.

    Raises:
        GraphError: the folder holds something else or cannot be written.
    """
    begun = time.monotonic()
    old = _old(out)
    nodes = [node for name in PAGED for node in shelf.kg.nodes(name)]
    starts = {node: page_starts(shelf, node) for node in nodes if node.startswith("document:")}
    own = {node_file(node, page) for node in nodes for page in range(1, len(starts.get(node, "1")) + 1)}
    written: dict[str, int] = {}
    made: list[Path] = []
    try:
        made = make_folder(out)
        for name in sorted(old):
            inside(out / name, out)
        _write_mark(out, "", old | own)  # what a killed run leaves is a site of ours
        done = 0
        for name, data in _files(shelf, nodes, starts):
            if name not in written:
                write_atomically(out / name, data, within=out)
                written[name] = len(data)
            done += name in own
            if progress and (done % 50 == 0 or done == len(own)):
                progress(done, len(own))
        for name in old - written.keys():
            (out / name).unlink(missing_ok=True)
        _write_mark(out, shelf.stamp, written)
    except OSError as error:
        _take_back(out, written.keys() - old, made, mark=not old)
        raise GraphError(
            "{out}: the site cannot be written there ({reason}). Give another folder.", out=out, reason=error.strerror
        ) from error
    pages = sum(name.endswith(".html") for name in written)
    return Report(pages, sum(written.values()), time.monotonic() - begun)


def _write_mark(out: Path, stamp: str, files: Iterable[str]) -> None:
    write_atomically(out / MARK, msgspec.json.encode(_Mark(stamp, sorted(files))), within=out)


def _take_back(out: Path, names: Collection[str], made: list[Path], *, mark: bool) -> None:
    """Remove what was written of a site that cannot be written whole, with the folders that were made for it."""
    for name in (*names, *([MARK] if mark else [])):
        with suppress(OSError):
            (out / name).unlink(missing_ok=True)
    remove_empty([*made, *({(out / name).parent for name in names} - {out})])


def _old(out: Path) -> set[str]:
    """The files of an older site in a folder.

    Raises:
        GraphError: the folder holds something else.
    """
    if not out.exists():
        return set()
    try:
        if not any(out.iterdir()):
            return set()
        mark = msgspec.json.decode((out / MARK).read_bytes(), type=_Mark)
    except (OSError, ValueError, msgspec.MsgspecError):
        raise GraphError(
            "{out}: this holds no site of zhize and is not empty. Give another folder with -o.", out=out
        ) from None
    return {name for name in mark.files if not Path(name).is_absolute() and ".." not in Path(name).parts}


def _files(shelf: Shelf, nodes: list[str], starts: Mapping[str, list[int]]) -> Iterator[tuple[str, bytes]]:
    """All files of a site, by their names in its folder; `starts` see `FileAddresses`."""
    pages, lists = frozenset(nodes), frozenset((*WRITTEN, "home"))
    firsts = {document: shelf.files(document)[0] for document in shelf.in_several}
    top, below = (FileAddresses(depth, pages, lists, starts, firsts) for depth in (0, 1))
    for name in ("zhize.css", "zhize.js", "site.js"):
        yield f"static/{name}", asset(name) or b""
    yield "static/index.js", _index(shelf, top)
    yield "index.html", _html("ask.html", top, "职责图谱", "home", front_page(shelf))
    for name in WRITTEN:
        yield from _list(shelf, top, name)
    for node in nodes:
        if node in starts:
            longest = LONGEST if len(starts[node]) > 1 else WHOLE
            for page in range(1, len(starts[node]) + 1):
                paper = document_page(shelf, node, page=page, longest=longest)
                yield node_file(node, page), _html("document.html", below, paper.title, "", paper)
        else:
            card = node_page(shelf, node)
            yield node_file(node), _html("node.html", below, card.title, "", card)


def _html(template: str, addresses: FileAddresses, title: str, here: str, data: Any) -> bytes:
    return html(template, addresses, title=title, here=here, data=data, query={}).encode()


def _list(shelf: Shelf, addresses: FileAddresses, name: str) -> Iterator[tuple[str, bytes]]:
    """All pages of a list."""
    view, page, last = LISTS[name], 1, 1
    while page <= last:
        data = view.make(shelf, Parameters({"page": str(page)}))
        last = data.pager.last
        yield list_file(name, page), _html(view.template, addresses, view.title, name, data)
        page += 1


def _index(shelf: Shelf, addresses: FileAddresses) -> bytes:
    """What the search of a site looks through: names, documents, and every clause with its place, as a script.

    Behind the address of a document stand the offsets at which the further pages of its print begin.
    """
    kg = shelf.kg
    documents = [d for d in kg.own_documents if addresses.node(d)]
    names = [
        [kg.label(node), addresses.node(node), kg.ontology.classes[c].label]
        for c in ("Agency", "Body", "Person", "Region", "Document")
        for node in kg.nodes(c)
        if addresses.node(node)
    ]
    clauses = []
    for number, document in enumerate(documents):
        for fact in kg.into(document, "clause_in"):
            text = next(iter(kg.properties[fact.subject].get("text", [])), None)
            if text is not None and len(str(text.object)) > 1:
                clauses.append([number, text.evidence.start, text.evidence.end, str(text.object)])
    heads = [[kg.caption(d), kg.text(d, "number"), addresses.node(d), *addresses.starts[d][1:]] for d in documents]
    data = msgspec.json.encode({"documents": heads, "names": names, "clauses": clauses}).decode()
    # Within a script file nothing is markup; these two end lines in older browsers.
    safe = data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.zhizeIndex = {safe};\n".encode("utf-8", errors="replace")
