"""What a document issues: plans and schemes named in its title or printed behind its signature, attachments."""

from __future__ import annotations

import regex

from zhize.graph.language.papers import paper_words
from zhize.loaders.claims import Claims, Scope
from zhize.loaders.outline import Section
from zhize.loaders.patterns import KIND_END
from zhize.loaders.print.split import Block, bare_title


def instruments(scope: Scope) -> Claims:
    """The plans, schemes and measures that a document issues, with their kind, and its attachments.

    Reads `关于印发《电梯应急预案》的通知`, titles printed behind the signature, `附件：1. 任务清单`.
    """
    found = Claims()
    for title, kind, span in issued(scope):
        plan = f"plan:{title}"
        found.add(plan, "title", title, span, "instrument")
        found.add(plan, "kind", kind, span, "instrument")
        found.add(scope.id, "issues", plan, span, "instrument")
        found.add(scope.id, "instrument_kind", kind, span, "instrument")
    _attachments(scope, found)
    return found


_IN_TITLE = regex.compile(
    r"(?:印发|转发|公布|批转)(?P<name>.+)的(?:通知|公告|通告|决定)$|关于(?P<plan>.+(?:规划|方案|计划|预案|办法|细则).*)的批复$"
)


def issued(scope: Scope) -> list[tuple[str, str | None, tuple[int, int]]]:
    """Titles, kinds and places of what the document issues: named in its title, or printed as an attachment."""
    document = scope.document
    if document.number is None and document.kind not in paper_words().issuing:
        return []  # a plan or a list that stands alone issues nothing; titles in it are headings
    out: list[tuple[str, str | None, tuple[int, int]]] = []
    match = _IN_TITLE.search(document.title)
    printed = [b for b in document.blocks if b.title]
    if match and not regex.match(r"(?:关于|.*的通知.*)", match["name"] or ""):
        name = bare_of(match["name"] or match["plan"])
        place = next(((b.start, b.end) for b in printed if bare_title(b.text) == bare_title(name)), document.head)
        out.append((name, _kind(name), place))
    known = {bare_title(t) for t, _, _ in out}
    for block in printed:
        if bare_title(block.text) not in known and _has_text(scope, block):
            known.add(bare_title(block.text))
            out.append((bare_of(block.text), _kind(block.text), (block.start, block.end)))
    for title, place in _printed_attachments(scope):
        if bare_title(title) not in known:
            known.add(bare_title(title))
            out.append((title, _kind(title), place))
    return out


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


def _printed_attachments(scope: Scope) -> list[tuple[str, tuple[int, int]]]:
    """Attachments whose title follows 附件： after the signature and whose text (a table) follows it."""
    out = []
    blocks = scope.document.blocks
    for i in range(scope.document.signed, len(blocks) - 1):
        match = regex.match(r"附件\d{0,2}[：:](?P<title>.+)$", blocks[i].text)
        if match and (blocks[i + 1].table or blocks[i + 1].title):
            out.append((bare_of(match["title"]), (blocks[i].start, blocks[i].end)))
    return out


_LISTED = regex.compile(r"^(?:附件|附)\d{0,2}[：:](?P<rest>.+)$")


def _attachments(scope: Scope, found: Claims) -> None:
    """Attachments that are listed, printed or not: `附件：1. A 2. B`."""
    blocks = scope.document.blocks
    for i, block in enumerate(blocks):
        match = _LISTED.match(block.text)
        if not match or block.title:
            continue
        names = [match["rest"]]
        for later in blocks[i + 1 : i + 12]:
            if not regex.match(r"\d{1,2}[.、．]", later.text) or len(later.text) > 80:
                break
            names.append(later.text)
        for name in names:
            clean = regex.sub(r"^\d{1,2}[.、．]\s*|\.(?:docx?|xlsx?|pdf)$|[。；]$", "", name).strip()
            found.add(scope.id, "attachment", bare_of(clean), (block.start, block.end), "attachment")
