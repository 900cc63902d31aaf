"""The source of a web page as a tree whose pieces of text know their place in the source.

Tree parsers of the shelf do not tell where a piece of text stands. This one does, takes the odd tags of old pages
as browsers do (ends that are missing are supplied, ends without a beginning are passed over), and is linear in the
page's length whatever its tags are.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

DEEPEST = 150
"""Elements deeper than this hang on the one above; browsers have such a limit, too."""

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "param",
        "frame",
        "keygen",
        "bgsound",
        "basefont",
    ]
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
RAW = frozenset(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"])
_CLOSES_PARAGRAPH = BLOCKS - {"br", "body", "html", "td", "th", "tr", "tbody", "thead", "tfoot", "caption"}
_SCOPE = frozenset(["td", "th", "table", "caption", "#page"])
_IMPLIED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(["li"]), frozenset(["ul", "ol", "menu", "dir"]) | _SCOPE),
    "dt": (frozenset(["dt", "dd"]), frozenset(["dl"]) | _SCOPE),
    "dd": (frozenset(["dt", "dd"]), frozenset(["dl"]) | _SCOPE),
    "option": (frozenset(["option"]), frozenset(["select"]) | _SCOPE),
    "optgroup": (frozenset(["option", "optgroup"]), frozenset(["select"]) | _SCOPE),
    "td": (frozenset(["td", "th", "caption"]), frozenset(["table", "#page"])),
    "th": (frozenset(["td", "th", "caption"]), frozenset(["table", "#page"])),
    "tr": (frozenset(["tr", "caption"]), frozenset(["table", "#page"])),
    "tbody": (frozenset(["tbody", "thead", "tfoot", "caption"]), frozenset(["table", "#page"])),
    "thead": (frozenset(["tbody", "thead", "tfoot", "caption"]), frozenset(["table", "#page"])),
    "tfoot": (frozenset(["tbody", "thead", "tfoot", "caption"]), frozenset(["table", "#page"])),
}
"""A start tag that closes an open element of the first set, unless one of the second stands between."""
_TABLE_PARTS = frozenset(["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "table"])


class Text:
    """A piece of text of the source: characters `start` to `end`; `raw` pieces hold no character references."""

    __slots__ = ("end", "raw", "start")

    def __init__(self, start: int, end: int, *, raw: bool = False) -> None:
        self.start, self.end, self.raw = start, end, raw


class Element:
    """An element with its attributes, its children and the place of its start tag."""

    __slots__ = ("at", "attributes", "children", "hidden", "lines", "links", "size", "tables", "tag")

    def __init__(self, tag: str, attributes: str, at: int) -> None:
        self.tag, self.attributes, self.at = tag, attributes, at
        self.children: list[Element | Text] = []
        self.size = 0
        """How many characters that are no blanks its text has, and how many of them stand in links."""
        self.links = 0
        self.lines = self.tables = 0
        """How many lines it breaks into, and how many tables with text stand in it."""
        self.hidden = False

    def get(self, name: str) -> str | None:
        """The value of an attribute, empty where it has none, None where it is not there."""
        if name not in self.attributes.lower():
            return None
        for match in _ATTRIBUTE.finditer(self.attributes):
            if match["name"].lower() == name:
                return match["double"] or match["single"] or match["bare"] or ""
        return None


_ATTRIBUTE = regex.compile(
    r"""(?P<name>[^\s=>"'/]++)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'>]++)))?"""
)
_NAME = regex.compile(r"[a-zA-Z][a-zA-Z0-9:-]*+")
_TAG_END = regex.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_MOST_FAILURES = 50
"""Tags whose quotes never close are looked for to the page's end; after so many, quotes are no longer minded."""


class Token:
    """A tag or a piece of text: `kind` is one of start, end, text, raw."""

    __slots__ = ("attributes", "end", "kind", "name", "start")

    def __init__(self, kind: str, start: int, end: int, name: str = "", attributes: str = "") -> None:
        self.kind, self.start, self.end, self.name, self.attributes = kind, start, end, name, attributes


def tokens(source: str) -> Iterator[Token]:
    """The tags and texts of a page in their order; comments, declarations and what scripts hold are left out."""
    at, failures, length = 0, 0, len(source)
    unclosed: set[str] = set()
    text_from = 0
    while at < length:
        at = source.find("<", at)
        if at < 0:
            break
        opener = source[at + 1 : at + 2]
        if opener in "!?" and opener:
            end = _declaration_end(source, at)
            if source.startswith("<![CDATA[", at):
                yield from _text(source, text_from, at)
                yield Token("raw", at + 9, max(at + 9, end - 3))
            else:
                yield from _text(source, text_from, at)
            at = text_from = end
            continue
        closing = opener == "/"
        name = _NAME.match(source, at + 1 + closing)
        if name is None:
            at += 1
            continue
        tag_end = _TAG_END.match(source, name.end()) if failures < _MOST_FAILURES else None
        end = tag_end.end() if tag_end else source.find(">", name.end()) + 1
        if not tag_end:
            failures += 1
            if not end:
                break  # no tag ends after this: the rest is text
        yield from _text(source, text_from, at)
        tag = name[0].lower()
        if closing:
            yield Token("end", at, end, tag)
        else:
            yield Token("start", at, end, tag, source[name.end() : end - 1])
            if tag in RAW and tag not in unclosed:
                stop = _raw_end(source, tag, end)
                end = end if stop is None else stop
                if stop is None:
                    unclosed.add(tag)
        at = text_from = end
    yield from _text(source, text_from, length)


def _text(source: str, start: int, end: int) -> Iterator[Token]:
    if start < end:
        yield Token("text", start, end)


def _declaration_end(source: str, at: int) -> int:
    """Where a comment, a declaration or a CDATA section that begins here ends."""
    marks = {"<!--": "-->", "<![CDATA[": "]]>"}
    for begin, stop in marks.items():
        if source.startswith(begin, at):
            end = source.find(stop, at + len(begin))
            if end < 0:  # never closed: browsers take the rest for the comment
                return len(source)
            return end + len(stop)
    end = source.find(">", at)
    return len(source) if end < 0 else end + 1


def _raw_end(source: str, tag: str, at: int) -> int | None:
    """Where the end tag of a script or the like begins; None where a title is not closed, which is then passed over."""
    match = regex.compile(f"</{tag}(?=[\\s/>])", regex.I).search(source, at)
    if match:
        return match.start()
    return len(source) if tag in ("script", "style") else None


class _Builder:
    def __init__(self) -> None:
        self.root = Element("#page", "", 0)
        self.stack = [self.root]
        self.open: dict[str, int] = {}

    def start(self, token: Token) -> None:
        tag = token.name
        if tag in _CLOSES_PARAGRAPH:
            self._leave_select()
            if self.open.get("p"):
                self._close(frozenset(["p"]), _SCOPE)
        implied = _IMPLIED.get(tag)
        if implied:
            self._close(*implied)
        element = Element(tag, token.attributes, token.start)
        self.stack[-1].children.append(element)
        if tag not in VOID and not token.attributes.endswith("/") and len(self.stack) < DEEPEST:
            self.stack.append(element)
            self.open[tag] = self.open.get(tag, 0) + 1

    def end(self, token: Token) -> None:
        tag = token.name
        if tag in ("br", "p") and not self.open.get(tag):
            self.stack[-1].children.append(Element("br", "", token.start))
        elif self.open.get(tag):
            bounds = frozenset(["table", "#page"]) if tag in _TABLE_PARTS - {"table"} else _SCOPE
            self._close(frozenset([tag]), bounds)

    def text(self, token: Token) -> None:
        self.stack[-1].children.append(Text(token.start, token.end, raw=token.kind == "raw"))

    def _close(self, tags: frozenset[str], bounds: frozenset[str]) -> None:
        """Close the nearest open element of these tags, unless it lies beyond a bound."""
        if not any(self.open.get(tag) for tag in tags):
            return
        for depth in range(len(self.stack) - 1, 0, -1):
            tag = self.stack[depth].tag
            if tag in tags:
                for element in self.stack[depth:]:
                    self.open[element.tag] -= 1
                del self.stack[depth:]
                return
            if tag in bounds:
                return

    def _leave_select(self) -> None:
        """A paragraph, a list or a table is no option: a select that is open was never closed."""
        if self.open.get("select"):
            self._close(frozenset(["select"]), _SCOPE)


def parse(source: str) -> Element:
    """The tree of a page."""
    builder = _Builder()
    for token in tokens(source):
        if token.kind == "start":
            builder.start(token)
        elif token.kind == "end":
            builder.end(token)
        else:
            builder.text(token)
    return builder.root
