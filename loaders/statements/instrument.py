"""What a document issues: plans and schemes named in its title or printed behind its signature, attachments."""

from __future__ import annotations

from difflib import SequenceMatcher

import msgspec
import regex

from zhize.graph.language.issuers import is_issuer, issuers_of
from zhize.graph.language.papers import paper_words
from zhize.graph.language.phrases import phrase, source, words
from zhize.graph.language.spans import Excerpt, Span
from zhize.loaders.claims import Claims, Scope
from zhize.loaders.outline import Section
from zhize.loaders.patterns import KIND_END
from zhize.loaders.print.documents import Block, Document
from zhize.loaders.print.issued import bare_title


def instruments(scope: Scope) -> Claims:
    """The plans, schemes and measures that a document issues, with their kind, and its attachments.

    Reads `关于印发《电梯应急预案》的通知`, titles printed behind the signature, `附件：1. 任务清单`.
    """
    found = Claims()
    for paper in issued(scope):
        plan = f"plan:{paper.title}"
        found.add(plan, "title", paper.title, paper.span, "instrument")
        found.add(plan, "kind", paper.kind, paper.span, "instrument")
        found.add(scope.id, "issues", plan, paper.span, "instrument")
        found.add(scope.id, "instrument_kind", paper.kind, paper.span, "instrument")
    _attachments(scope, found)
    return found


_IN_TITLE = phrase("references", "issued_title")
_NOTICE = phrase("references", "is_notice")
_ABOUT = words("references", "about")[0]
_FROM_ABOUT = phrase("references", "begins_about")
_FORWARDS = words("references", "forwards")[0]
_AND = source("references", "and")
_ATTACHED = phrase("references", "attached")


class Instrument(msgspec.Struct, frozen=True):
    """A paper that a document issues: its title, its kind (方案, 办法 …; None where no word tells it), and where it is named."""

    title: str
    kind: str | None
    span: Span


def issued(scope: Scope) -> list[Instrument]:
    """What the document issues: named in its title, or printed as an attachment.

    An approval (批复) issues nothing; what is printed behind a plan that the title names is the plan's own.
    """
    document = scope.document
    decree = _bears_a_rule(document)
    if document.number is None and document.kind not in paper_words().issuing and not decree:
        return []  # a plan or a list that stands alone issues nothing; titles in it are headings
    own = (
        "" if decree else bare_title(document.title)
    )  # printed once more, its issuer before it, it heads the text itself
    titles = (b for b in document.blocks if b.title and not (own and bare_title(b.text).endswith(own)))
    printed = [b for b in titles if _has_text(scope, b)]
    out: list[Instrument] = []
    for name in _several(_named(document.title), printed):
        name = _full_name(document.blocks[:4], name)
        block = next((b for b in printed if _alike(b.text, name)), None)
        title = bare_of(_DRAFT.sub("", block.text)) if block else name
        out.append(Instrument(title, _kind(title), (block.start, block.end) if block else document.head))
    known = {bare_title(paper.title) for paper in out}
    listed = {bare_title(t) for t in _listed(document.blocks[: document.signed + 1])}
    for block in printed:
        bare = bare_title(block.text)
        if bare not in known and (not out or bare in listed):
            known.add(bare)
            out.append(Instrument(bare_of(block.text), _kind(block.text), (block.start, block.end)))
    for printed_title in _printed_attachments(scope):
        title = printed_title.text
        if bare_title(title) not in known:
            known.add(bare_title(title))
            out.append(Instrument(title, _kind(title), printed_title.span))
    return out


def _bears_a_rule(document: Document) -> bool:
    """Whether a document bears the title of a rule that stands behind its own text: a decree that makes it known."""
    blocks = document.blocks
    return bool(blocks) and blocks[0].start <= document.head[0] < blocks[-1].end


def _named(title: str) -> list[str]:
    """What a title says the document issues; of a paper that is forwarded the title from 关于 on."""
    match = _IN_TITLE.search(title)
    if match is None or _NOTICE.match(match["name"]):
        return []
    name = bare_of(match["name"])
    about = _FROM_ABOUT.match(name)
    if about and _FORWARDS in match[0] and all(is_issuer(n) for n in issuers_of(name[: about.start("title")])):
        return [about["title"]]
    return [name]


_DRAFT = phrase("references", "drafted")
_SENT = phrase("references", "issued_text")


def _full_name(blocks: list[Block], name: str) -> str:
    """The name of what is issued as the first paragraph gives it in 《》, where the title only tells what it is about."""
    text = "".join(block.text for block in blocks)
    match = _SENT.search(text)
    if match is None:
        return name
    said = match["a"] or match["b"]
    ratio = SequenceMatcher(None, bare_title(said), bare_title(name), autojunk=False).ratio()
    return said if 0.7 < ratio < 1 and not name.startswith(_ABOUT) else name


def _several(names: list[str], printed: list[Block]) -> list[str]:
    """Names that a title prints one behind the other (`印发《A》《B》的通知`), told apart by the printed titles."""
    out: list[str] = []
    for name in names:
        rest, parts = bare_title(name), list[str]()
        for block in printed:
            bare = bare_title(_DRAFT.sub("", block.text))
            if rest.startswith(bare) and len(bare) > 4:
                rest = rest[len(bare) :].lstrip(_AND)
                parts.append(bare_of(_DRAFT.sub("", block.text)))
        out += parts if len(parts) > 1 and not rest else [name]
    return out


def _alike(printed: str, name: str) -> bool:
    """Whether a printed title is the one that is named: but for a word or two, or the bracket behind it."""
    a, b = (regex.sub(r"（[^（）]*）$", "", bare_title(t)) for t in (printed, name))
    return a == b or (len(b) > 8 and SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.93)


def bare_of(title: str) -> str:
    """A title without book-title marks."""
    return regex.sub(r"[《》〈〉]", "", title).strip()


def _kind(title: str) -> str | None:
    match = KIND_END.search(title)
    return match["kind"] if match else None


def _has_text(scope: Scope, title: Block) -> bool:
    return any(s.blocks and s.blocks[0] is title and (len(s.blocks) > 1 or _more(scope, s)) for s in scope.sections)


def _more(scope: Scope, section: Section) -> bool:
    following = scope.sections[section.index + 1 : section.index + 2]
    return bool(following) and following[0].part == section.part


def _printed_attachments(scope: Scope) -> list[Excerpt]:
    """Attachments whose title follows 附件： after the signature and whose text (a table) follows it."""
    out = []
    blocks = scope.document.blocks
    for i in range(scope.document.signed, len(blocks) - 1):
        match = _ATTACHED.match(blocks[i].text)
        if match and (blocks[i + 1].table or blocks[i + 1].title):
            out.append(Excerpt(bare_of(match["title"]), blocks[i].start, blocks[i].end))
    return out


_LISTED = phrase("references", "attached_list")


def _attachments(scope: Scope, found: Claims) -> None:
    """Attachments that are listed, printed or not: `附件：1. A 2. B`."""
    for block, names in _lists(scope.document.blocks):
        for name in names:
            found.add(scope.id, "attachment", name, (block.start, block.end), "attachment")


def _listed(blocks: list[Block]) -> list[str]:
    return [name for _, names in _lists(blocks) for name in names]


def _lists(blocks: list[Block]) -> list[tuple[Block, list[str]]]:
    """Each block that opens a list of attachments, with the titles listed from there on."""
    out = []
    for i, block in enumerate(blocks):
        match = _LISTED.match(block.text)
        if not match or block.title:
            continue
        names = [match["rest"]]
        for later in blocks[i + 1 : i + 12]:
            if not regex.match(r"\d{1,2}[.、．]", later.text) or len(later.text) > 80:
                break
            names.append(later.text)
        clean = [regex.sub(r"^\d{1,2}[.、．]\s*|\.(?:docx?|xlsx?|pdf)$|[。；]$", "", name).strip() for name in names]
        out.append((block, [bare_of(name) for name in clean]))
    return out
