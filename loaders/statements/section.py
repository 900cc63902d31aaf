"""The headings of a document as a tree, and which heading each task and duty stands under."""

from __future__ import annotations

from zhize.graph.model.facts import Claim, digest
from zhize.loaders.claims import Claims, Scope
from zhize.loaders.outline import Section


def sections(scope: Scope) -> Claims:
    """Section nodes with title and place in the tree: `二、主要任务` > `（一）加强巡查`.

    A numbered item without anything under it is text, not a section.
    """
    found = Claims()
    for section in scope.sections:
        if not _is_heading(section):
            continue
        block = section.blocks[0]
        node = section_id(scope.id, (*section.path, section.label))
        span = (block.start, min(block.end, block.start + section.offset + len(section.title)))
        found.add(node, "title", section.label, span, "outline", section=section.path)
        found.add(node, "section_of", scope.id, span, "outline", section=section.path)
        if section.path:
            found.add(node, "part_of", section_id(scope.id, section.path), span, "outline", section=section.path)
    return found


def section_id(document: str, path: tuple[str, ...]) -> str:
    """The node id of the section with a path of headings."""
    return f"section:{digest(document, *path)}"


def _is_heading(section: Section) -> bool:
    if not section.blocks or section.style in ("signature", "attachments") or not section.label:
        return False
    return bool(section.children) or (section.heading and bool(section.title))


_PLACED = frozenset({"task_of", "duty_of"})


def placed(scope: Scope, found: Claims) -> Claims:
    """Which section each task and duty of a document stands in."""
    known = {claim.subject for claim in found.claims if claim.predicate == "section_of"}
    out = Claims()
    for claim in found.claims:
        if claim.predicate in _PLACED and claim.section:
            node = section_id(scope.id, claim.section)
            if node in known:
                _in_section(out, claim, node)
    return out


def _in_section(out: Claims, claim: Claim, node: str) -> None:
    out.add(claim.subject, "in_section", node, (claim.start, claim.end), claim.rule, section=claim.section)
