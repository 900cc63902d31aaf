"""The section tree of a document: which heading each paragraph stands under."""

from __future__ import annotations

import itertools

import msgspec
import regex

from zhize.graph.language.doers import may_be_name, owner_of
from zhize.graph.language.names import is_collective
from zhize.graph.language.sentences import first_clause, sentence_end
from zhize.graph.language.vocabulary import list_cues
from zhize.loaders.patterns import NUMBERING, ItemNumber, numbering
from zhize.loaders.print.documents import Block, Document


class Section(msgspec.Struct):
    """A numbered item or heading with what stands directly under it.

    `number` is as printed without its stop (`1`, `一`, `（一）`); `title` the short heading, or the first
    clause where the item has none; `heading` tells the two apart. `blocks` are its own block and the
    paragraphs up to the next item; `path` the headings above it, outermost first.
    """

    number: str
    title: str
    heading: bool
    path: tuple[str, ...]
    blocks: list[Block]
    style: str = ""
    offset: int = 0
    """Where the text after the number begins in the first block."""
    part: str = ""
    """Title of the attachment or instrument the section stands in; empty for the notice itself."""
    index: int = 0
    parent: int = -1
    children: list[int] = msgspec.field(default_factory=list)

    @property
    def label(self) -> str:
        """The heading as it stands in a path: number and title."""
        if not self.number:
            return self.title
        glue = "" if self.number[-1] in "）章节条编" or not self.number else _STOP.get(self.style, "")
        return f"{self.number}{glue}{self.title}"


_STOP = {"一、": "、", "1.": ".", "1.1": "", "1": ""}
_ORDER = [style for style, _ in NUMBERING]


def outline(document: Document) -> list[Section]:
    """Sections in print order; the first holds what stands before any number (its number is empty).

    A level opens where a style of numbering first comes under another and closes where a style that is
    already open comes again: `一、 （一） 1. （1） ①` nest in whatever order a document uses them.
    """
    sections: list[Section] = [Section("", "", False, (), [])]
    stack: list[int] = []
    part = ""
    for position, block in enumerate(document.blocks):
        if block.title:
            part, stack = block.text, []
            sections.append(Section("", block.text, True, (), [block], "title", 0, part, len(sections)))
            continue
        if position == document.signed:
            stack = []
            sections.append(Section("", "", False, (), [], "signature", 0, part, len(sections)))
        elif len(block.text) < LONGEST_LABEL and _ATTACHED.match(block.text):
            stack = []
            sections.append(Section("", "", False, (), [block], "attachments", 0, part, len(sections)))
            continue
        if sections[-1].style == "attachments" and _heads_attachment(document, position):
            sections.append(Section("", block.text, True, (), [block], "heading", 0, part, len(sections)))
            stack = [len(sections) - 1]
            continue
        if (
            sections[-1].style == "attachments"
            and regex.match(r"\d{1,2}[.、]|注：", block.text)
            and len(block.text) < 80
        ):
            sections[-1].blocks.append(block)
            continue
        found = None if block.table else _numbered(block)
        if found is None and not block.table and position < document.signed:
            found = _unnumbered(document, block)
        if found is None:
            sections[-1].blocks.append(block)
            continue
        style, number = found.style, found.printed
        if style in ("heading", "name"):
            stack = _closed(stack, sections, _next_number(document, position))
        if style == "name":
            stack = list(itertools.takewhile(lambda i: sections[i].style not in ("heading", "name"), stack))
        stack = _pop(stack, sections, style)
        parent = stack[-1] if stack else -1
        path = (*sections[parent].path, sections[parent].label) if parent >= 0 else ()
        section = _section(block, style, number, path)
        section.part, section.index, section.parent = part, len(sections), parent
        if parent >= 0:
            sections[parent].children.append(section.index)
        sections.append(section)
        stack.append(section.index)
    return sections


_ATTACHED = regex.compile(r"^(?:附件|附)\d{0,2}(?:[：:]|$)|^注[：:](?:本文|此件)?(?:所附)?附件")
_LABEL_ALONE = regex.compile(r"(?:附件|附)\d{0,2}[：:]?")


def _heads_attachment(document: Document, position: int) -> bool:
    """Whether a line right under a bare `附件` is the heading of a list that begins on the next line."""
    blocks = document.blocks
    text = blocks[position].text
    if (
        len(text) > LONGEST_HEADING
        or text[-1] in "：:"
        or regex.search(r"[，。；！？]", text)
        or blocks[position].table
    ):
        return False
    if _LABEL_ALONE.fullmatch(blocks[position - 1].text) is None or position + 1 >= len(blocks) or numbering(text):
        return False
    found = numbering(blocks[position + 1].text)
    return found is not None and _FIRST.match(found.printed) is not None


_QUANTITY = regex.compile(r"^\d{1,3}[.、]?\d*(?:[%‰年月日万亿元个件所处级倍]|-\d)")


def _numbered(block: Block) -> ItemNumber | None:
    found = numbering(block.text)
    if found is None:
        if block.level and len(block.text) <= 60 and (block.text[-1] not in "。；，：" or _is_short_heading(block)):
            return ItemNumber(f"#{block.level}", "")
        return None
    style, number = found.style, found.printed
    if style in ("1.", "1") and _QUANTITY.match(block.text) and not regex.match(r"\d{1,3}[.、]\s*\p{Han}", block.text):
        return None
    if style == "1.1" and number.rstrip(".").count(".") >= 1:
        # 2.1 and 2.1.1 are two levels.
        return ItemNumber(f"1.{'1.' * number.rstrip('.').count('.')}", number)
    return found


def _is_short_heading(block: Block) -> bool:
    """Whether a line set as a heading is one though it ends in a stop: one clause, no longer than a heading."""
    return len(block.text) <= LONGEST_HEADING and regex.fullmatch(r"[^，。；：]+。", block.text) is not None


LONGEST_LABEL = 300
"""What names the attachments is no longer than this; a longer paragraph is the attachment itself."""
LONGEST_HEADING = 30
SHORT_CAPTION = 8
"""On an agency's own page a line of so few characters before a colon heads what follows."""


def _unnumbered(document: Document, block: Block) -> ItemNumber | None:
    """A heading without a number: a short line that says whose duties follow, or on an agency's page its own name."""
    text = block.text.rstrip("：: ")
    if len(text) > LONGEST_HEADING or regex.search(r"[，。；：、\d]", text):
        return None
    lead_in = block.text[-1] in "：:" and any(word in text for word in list_cues().many)
    if owner_of(text) is not None or (lead_in and any(word in text for word in list_cues().owner)):
        return ItemNumber("heading", "")
    page = document.number is None
    if block is document.blocks[0] and is_collective(text):
        return None  # those to whom the paper is sent: `各有关单位：`
    if page and block.text[-1] in "：:" and len(text) <= SHORT_CAPTION:
        return ItemNumber("heading", "")
    page = page and block.text[-1] not in "：:"
    return ItemNumber("name", "") if page and may_be_name(text) and not is_collective(text) else None


_FIRST = regex.compile(r"^[（(]?[一1１①][、.．）)]|^第[一1]|^[一1]$|^①")


def _next_number(document: Document, position: int) -> ItemNumber | None:
    """The next number after a place, None where the next one does not begin a list anew."""
    for block in document.blocks[position + 1 : position + 12]:
        found = None if block.table else numbering(block.text)
        if found is not None:
            return found if _FIRST.match(found.printed) else None
    return None


def _closed(stack: list[int], sections: list[Section], following: ItemNumber | None) -> list[int]:
    """The open levels after an unnumbered heading: a list that begins anew under it closes the list before it."""
    for depth, index in enumerate(stack):
        if following is not None and sections[index].style == following.style:
            return stack[:depth]
    return stack


def _pop(stack: list[int], sections: list[Section], style: str) -> list[int]:
    for depth, index in enumerate(stack):
        if sections[index].style == style:
            return stack[:depth]
    if style.startswith("1.1."):  # decimal levels nest by their number of parts, whatever stands between
        for depth, index in enumerate(stack):
            other = sections[index].style
            if other.startswith("1.1.") and len(other) > len(style):
                return stack[:depth]
    if style == "1.1." or (style in ("章", "编", "节") and stack):
        rank = _ORDER.index(style) if style in _ORDER else 0
        for depth, index in enumerate(stack):
            other = sections[index].style
            if style in ("章", "编", "节") and other in _ORDER and _ORDER.index(other) > rank:
                return stack[:depth]
    return stack


def _section(block: Block, style: str, number: str, path: tuple[str, ...]) -> Section:
    offset = len(number)
    while offset < len(block.text) and block.text[offset] in " \t":
        offset += 1
    rest = block.text[offset:]
    printed = number.rstrip("、.．") if style in ("一、", "1.", "1.1", "1") else number.rstrip(".")
    stop = sentence_end(rest, stops="。！？")
    first = rest[:stop].rstrip("。！？")
    heading = True
    if stop < len(rest):  # a heading that runs into its text
        title = first
        if len(first) > 120 or _clause_like(first):
            title, heading = first_clause(rest), False
    elif rest.endswith(("。", "！", "？")) or len(rest) > 90:
        title, heading = (first_clause(rest), False) if _clause_like(first) or len(first) > 120 else (first, True)
    else:
        title = rest.rstrip("：；")
        if "：" in title and len(title) > 30:
            title, heading = first_clause(rest), False
    return Section(printed, title, heading, path, [block], style, offset)


def _clause_like(sentence: str) -> bool:
    """A run-in first sentence that is text and no heading: it has commas outside marks of quotation."""
    return len(first_clause(sentence)) < len(sentence.rstrip("。！？")) and len(sentence) > 30
