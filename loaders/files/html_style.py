"""What the styles of a page say: which elements are not shown, and as what the others are."""

from __future__ import annotations

import re

import regex

from zhize.loaders.files.html_tree import BLOCKS, Element

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = re.compile(r"display\s*+:\s*+none|visibility\s*+:\s*+hidden|font-size\s*+:\s*+0(?![.\d])", re.I)
_MAY_HIDE = re.compile(r"hidden|display\s*+:\s*+none|font-size\s*+:\s*+0", re.I)
_RULE = regex.compile(r"([^{}]{1,2000})\{([^{}]{0,4000})\}")
_SHOWN_AS = re.compile(r"display\s*+:\s*+(table-row|table-cell|table(?!-)|block|list-item|flex|grid)", re.I)
_FORMS = {"table": "table", "table-row": "tr", "table-cell": "td"}
_TABLE_PARTS = frozenset(["table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "pre", "a"])
_KEEPS_LINES = re.compile(r"white-space\s*+:\s*+(?:pre|break-spaces)", re.I)


def is_hidden(element: Element, unseen: frozenset[str]) -> bool:
    """Whether an element is not shown, by its own style or by a selector of those that are `unseen`."""
    if unseen and any(name in unseen for name in _selectors(element)):
        return True
    if not _MAY_HIDE.search(element.attributes):
        return False
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _selectors(element: Element) -> list[str]:
    return ["." + name for name in (element.get("class") or "").split()] + ["#" + (element.get("id") or "")]


def hidden_selectors(source: str) -> frozenset[str]:
    """Classes and ids that the page's own style sheets do not show: `.copy{display:none}`."""
    if "<style" not in source[:2_000_000].lower():
        return frozenset()
    found: set[str] = set()
    lower = source.lower()
    at = lower.find("<style")
    while at >= 0 and (end := lower.find("</style", at)) >= 0:
        style, at = source[at:end], lower.find("<style", end)
        if "@media" in style:
            continue  # what holds for one medium only says nothing about the page
        for rule in _RULE.finditer(style[style.find(">") + 1 :]):
            if _HIDDEN.search(rule[2]):
                found.update(s.strip() for s in rule[1].split(",") if regex.fullmatch(r"\s*[.#][\w-]+\s*", s))
    return frozenset(found)


def take_shown_form(element: Element) -> None:
    """Let an element count as what its style shows it as: a block, a table, a row or a cell."""
    if element.tag in _TABLE_PARTS or element.tag in HEADINGS:
        return
    match = _SHOWN_AS.search(element.get("style") or "")
    if match and ((form := match[1].lower()) in _FORMS or element.tag not in BLOCKS):
        element.tag = _FORMS.get(form, "div")


def keeps_lines(element: Element) -> bool:
    """Whether the style of an element keeps the line ends of the source."""
    return bool(_KEEPS_LINES.search(element.get("style") or ""))
