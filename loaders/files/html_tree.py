"""The source of a web page as a tree whose pieces of text know their place in the source.

Tree parsers of the shelf do not tell where a piece of text stands. This one does, takes the odd tags of old pages
as browsers do (ends that are missing are supplied, ends without a beginning are passed over), and is linear in the
page's length whatever its tags are.
"""

from __future__ import annotations

import re

import msgspec
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


class Text(msgspec.Struct, gc=False):
    """A piece of text of the source: characters `start` to `end`; `raw` pieces hold no character references."""

    start: int
    end: int
    raw: bool = False


class Element(msgspec.Struct, gc=False):
    """An element with its attributes, its children and the place of its start tag. Elements point to no parent."""

    tag: str
    attributes: str
    at: int
    children: list[Element | Text] = []
    hidden: bool = False
    size: int = 0
    """How many characters that are no blanks its text has, and how many of them stand in links."""
    links: int = 0
    lines: int = 0
    """How many lines it breaks into, and how many tables with text stand in it."""
    tables: int = 0
    values: dict[str, str] | None = None
    """The attributes by their names, once one was asked for."""

    def get(self, name: str) -> str | None:
        """The value of an attribute, empty where it has none, None where it is not there."""
        if not self.attributes:
            return None
        if self.values is None:
            self.values = {}
            for key, double, single, bare in _ATTRIBUTE.findall(self.attributes):
                self.values.setdefault(key.lower(), double or single or bare)
        return self.values.get(name)


_ATTRIBUTE = re.compile(r"""([^\s=>"'/]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")
_PLAIN_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)([^"'<>]*+(?:"[^"<>]*+"[^"'<>]*+)*+)>""")
"""A tag as nearly all are written; any other is looked at more closely. For such patterns `re` is twice as fast."""
_NAME = regex.compile(r"[a-zA-Z][a-zA-Z0-9:-]*+")
_TAG_END = regex.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_MOST_FAILURES = 50
"""Tags whose quotes never close are looked for to the page's end; after so many, quotes are no longer minded."""


def parse(source: str) -> Element:
    """The tree of a page: comments, declarations and what scripts hold are left out."""
    builder = _Builder()
    find, plain_tag = source.find, _PLAIN_TAG.match
    failures, length = 0, len(source)
    unclosed: set[str] = set()
    text_from = 0
    at = find("<")
    while at >= 0:
        if match := plain_tag(source, at):
            closing, tag, attributes = match.groups()
            end = match.end()
        elif source[at + 1 : at + 2] in ("!", "?"):
            builder.text(text_from, at)
            end = text_from = _declaration_end(source, at)
            if source.startswith("<![CDATA[", at):
                builder.text(at + 9, max(at + 9, end - 3), raw=True)
            at = find("<", end)
            continue
        else:
            closing = "/" if source.startswith("/", at + 1) else ""
            name = _NAME.match(source, at + 1 + len(closing))
            if name is None:
                at = find("<", at + 1)
                continue
            tag_end = _TAG_END.match(source, name.end()) if failures < _MOST_FAILURES else None
            failures += tag_end is None
            end = tag_end.end() if tag_end else find(">", name.end()) + 1
            if not end:
                break  # no tag ends after this: the rest is text
            tag, attributes = name[0], source[name.end() : end - 1]
        builder.text(text_from, at)
        tag = tag.lower()
        if closing:
            builder.end(tag, at)
        else:
            builder.start(tag, attributes, at)
            if tag in RAW and tag not in unclosed:
                stop = _raw_end(source, tag, end)
                end = end if stop is None else stop
                if stop is None:
                    unclosed.add(tag)
        text_from = end
        at = find("<", end)
    builder.text(text_from, length)
    return builder.root


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


_RAW_ENDS = {tag: regex.compile(f"</{tag}(?=[\\s/>])", regex.I) for tag in RAW}


def _raw_end(source: str, tag: str, at: int) -> int | None:
    """Where the end tag of a script or the like begins; None where a title is not closed, which is then passed over."""
    match = _RAW_ENDS[tag].search(source, at)
    if match:
        return match.start()
    return len(source) if tag in ("script", "style") else None


_PARAGRAPH, _SELECT = frozenset(["p"]), frozenset(["select"])
_WITHIN_TABLE = frozenset(["table", "#page"])


class _Builder:
    """The tree as it grows: the elements that are open, and how many of each tag."""

    def __init__(self) -> None:
        self.root = Element("#page", "", 0)
        self.stack = [self.root]
        self.open: dict[str, int] = {}

    def start(self, tag: str, attributes: str, at: int) -> None:
        if tag in _CLOSES_PARAGRAPH:
            if self.open.get("select"):  # a paragraph, a list or a table is no option: a select was never closed
                self._close(_SELECT, _SCOPE)
            if self.open.get("p"):
                self._close(_PARAGRAPH, _SCOPE)
        if tag in _IMPLIED:
            tags, bounds = _IMPLIED[tag]
            if any(map(self.open.get, tags)):
                self._close(tags, bounds)
        element = Element(tag, attributes, at)
        self.stack[-1].children.append(element)
        if tag not in VOID and not attributes.endswith("/") and len(self.stack) < DEEPEST:
            self.stack.append(element)
            self.open[tag] = self.open.get(tag, 0) + 1

    def end(self, tag: str, at: int) -> None:
        if self.open.get(tag):
            if self.stack[-1].tag == tag:
                self.stack.pop()
                self.open[tag] -= 1
            else:
                within_table = tag in _TABLE_PARTS and tag != "table"
                self._close(frozenset([tag]), _WITHIN_TABLE if within_table else _SCOPE)
        elif tag in ("br", "p"):
            self.stack[-1].children.append(Element("br", "", at))

    def text(self, start: int, end: int, *, raw: bool = False) -> None:
        if start < end:
            self.stack[-1].children.append(Text(start, end, raw))

    def _close(self, tags: frozenset[str], bounds: frozenset[str]) -> None:
        """Close the nearest open element of these tags, unless it lies beyond a bound."""
        for depth in range(len(self.stack) - 1, 0, -1):
            tag = self.stack[depth].tag
            if tag in tags:
                for element in self.stack[depth:]:
                    self.open[element.tag] -= 1
                del self.stack[depth:]
                return
            if tag in bounds:
                return
