"""What a document rests on, implements, cites, amends, repeals and keeps in force."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.dates import DATE, iso_date
from zhize.graph.language.numbers import NUMBER, canonical
from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.spans import Span
from zhize.loaders.claims import Claims, Scope, cited_id
from zhize.loaders.outline import Section
from zhize.loaders.patterns import KIND_END
from zhize.loaders.print.documents import Block
from zhize.loaders.print.issued import bare_title
from zhize.loaders.statements.instrument import issued


class Reference(msgspec.Struct, frozen=True):
    """A document named in a text: its title without 《》, its number where one follows, its place."""

    title: str
    number: str | None
    start: int
    end: int


_NUMBER_AFTER = regex.compile(r"\s*（" + NUMBER.pattern + r"[^（）]{0,20}）")


def find_references(text: str) -> list[Reference]:
    """Titles in outermost 《》 with the number in brackets after them; a title that never closes is none."""
    out: list[Reference] = []
    depth, opened = 0, 0
    for i, char in enumerate(text):
        if char == "《":
            if not depth:
                opened = i
            depth += 1
        elif char == "》" and depth:
            depth -= 1
            if depth or i - opened > 160:
                continue
            number = _NUMBER_AFTER.match(text, i + 1)
            title = text[opened + 1 : i].replace("《", "〈").replace("》", "〉")
            out.append(Reference(title, _printed(number), opened, number.end() if number else i + 1))
    return out


def _printed(number: regex.Match[str] | None) -> str | None:
    return canonical(number) if number else None


_BASIS = phrase("references", "basis")
_IMPLEMENTS = phrase("references", "implementing")
_BASIS_HEADING = phrase("references", "of_basis")
_AFTER = {
    "repeals": phrase("references", "repeals_after"),
    "continues": phrase("references", "continues_after"),
    "amends": phrase("references", "amends_after"),
}
"""What the words after a title say of it: `《A》同时废止`, `《B》继续执行至……`, `对《C》作如下修改`."""
_BEFORE = {
    "repeals": phrase("references", "repeals_before"),
    "continues": phrase("references", "continues_before"),
}
_JOINED = phrase("references", "joined")
_TITLED = {
    "repeals": phrase("references", "repeals_title"),
    "amends": phrase("references", "amends_title"),
    "continues": phrase("references", "continues_title"),
}
_LISTS = {
    "continues": phrase("references", "continues_list"),
    "repeals": phrase("references", "repeals_list"),
    "amends": phrase("references", "amends_list"),
}
"""Headings of lists: what every document under them is told."""
_UNTIL = phrase("references", "until_day", date=DATE.pattern)
_ISSUED_HERE = phrase("references", "issued")
_SHORT_NAME = phrase("references", "short_name")
_AND_OTHERS = phrase("references", "and_others")
_SEVERAL = phrase("references", "several")
_CHAIN = phrase("references", "chain")
"""What stands between two documents of one list: `《A》、《B》等法律规定和《C》`."""
_CARRIES_OUT = words("references", "carries_out")[0]


class _State(msgspec.Struct):
    own: set[str]
    found: Claims
    seen: dict[str, str] = msgspec.field(default_factory=dict)


def references(scope: Scope) -> Claims:
    """Relations of a document to others.

    Reads `根据《A》制定本办法` (based_on), `为贯彻落实《B》` (also implements), `《C》同时废止` (repeals),
    `对《D》作如下修改` (amends), `《E》继续执行，有效期至2027年6月30日` (continues), lists under headings such as
    `废止的文件目录` as items or rows, and other 《》 (cites).
    """
    own = {bare_title(paper.title) for paper in issued(scope)} | {bare_title(scope.document.title)}
    state = _State(own | _short_names(scope), Claims())
    of_title = _from_title(scope, state)
    for section in scope.sections:
        listed = _list_of(section, of_title)
        for block in section.blocks:
            if block.table:
                if listed:
                    _row(scope, section, block, listed, state)
            else:
                _paragraph(scope, section, block, listed, state)
    return state.found


def _short_names(scope: Scope) -> set[str]:
    """Names that stand for another title: `（以下简称《规划》）`."""
    out: set[str] = set()
    for section in scope.sections:
        for block in section.blocks:
            out |= {bare_title(name) for name in _SHORT_NAME.findall(block.text)}
    return out


def _from_title(scope: Scope, state: _State) -> str | None:
    """The relation that the document's own title declares, with the document it names: `关于废止A办法的决定`."""
    for relation, pattern in _TITLED.items():
        match = pattern.search(scope.document.title)
        if match is None:
            continue
        title = _AND_OTHERS.sub("", match["name"])
        if KIND_END.search(title) and not _SEVERAL.search(title):
            _relate(scope, relation, Reference(title, None, 0, 0), scope.document.head, (), state)
        return relation
    return None


def _list_of(section: Section, of_title: str | None) -> str | None:
    """What the heading above a list says of the documents in it; the nearest heading decides."""
    for heading in (section.label, section.part, *reversed(section.path)):
        for relation, pattern in _LISTS.items():
            if pattern.search(heading):
                return relation
    return of_title if section.number and not section.path else None


_FIRST = words("references", "first_article")


def _paragraph(scope: Scope, section: Section, block: Block, listed: str | None, state: _State) -> None:
    text = block.text
    found = find_references(text)
    after = _said_after(text, found)
    opening = not section.number or section.number in _FIRST or (section.path == () and section.number == "1")
    chain, previous = "", 0
    for ref, said in zip(found, after, strict=True):
        before = text[previous : ref.start]
        relation = said or next((r for r, pattern in _BEFORE.items() if pattern.search(before)), None)
        if relation is None and listed and ref.start - previous < 8 and not previous:
            relation = listed
        if relation is None and (_BASIS_HEADING.search(section.title) or (opening and _leads_to(before, chain))):
            relation = "based_on"
        chain, previous = relation or "cites", ref.end
        if _is_own(ref, relation, before, state.own):
            continue
        span = (block.start + ref.start, block.start + ref.end)
        node = _relate(scope, relation or "cites", ref, span, section.path, state)
        if node and relation == "based_on" and _IMPLEMENTS.search(regex.split(r"[，。；]", before)[-1]):
            state.found.add(scope.id, "implements", node, span, "implements", section=section.path)
        if node and relation == "continues":
            _until(text[ref.end :], node, span, section.path, state)


def _is_own(ref: Reference, relation: str | None, before: str, own: set[str]) -> bool:
    """Whether a title is the document's own, or what it issues, or no title at all."""
    bare = bare_title(ref.title)
    if len(bare) < 3 or (relation is None and _ISSUED_HERE.search(before)):
        return True
    return bare in own and not (relation in ("repeals", "continues", "amends") and ref.number)


def _said_after(text: str, found: list[Reference]) -> list[str | None]:
    """For each title what the words after it say; titles joined by 、 or 和 share what is said after the last."""
    out: list[str | None] = [None] * len(found)
    for i in reversed(range(len(found))):
        rest = text[found[i].end :]
        following = found[i + 1] if i + 1 < len(found) else None
        if following and _JOINED.fullmatch(text[found[i].end : following.start]):
            out[i] = out[i + 1]
        else:
            out[i] = next((relation for relation, pattern in _AFTER.items() if pattern.match(rest)), None)
    return out


def _relate(
    scope: Scope, relation: str, ref: Reference, span: Span, path: tuple[str, ...], state: _State
) -> str | None:
    """Add a relation to a document; a document that is named again is not cited a second time."""
    key = ref.number or bare_title(ref.title)
    before = state.seen.get(key)
    if before in ("repeals", relation) or (before and relation == "cites"):
        return None
    state.seen[key] = relation
    node = cited_id(ref.title, ref.number)
    state.found.add(node, "title", ref.title, span, relation, section=path)
    state.found.add(node, "number", ref.number, span, relation, section=path)
    state.found.add(scope.id, relation, node, span, relation, section=path)
    return node


def _until(rest: str, node: str, span: Span, path: tuple[str, ...], state: _State) -> None:
    match = _UNTIL.match(rest)
    printed = DATE.search(match[0]) if match else None
    if printed and match:
        whole = (span[0], span[1] + match.end())
        state.found.add(node, "extended_until", iso_date(printed), whole, "continues", section=path)


def _row(scope: Scope, section: Section, block: Block, listed: str, state: _State) -> None:
    """A row of a list of documents: a cell with a title, one with a number, one with a new date."""
    cells = [cell.strip() for cell in block.text.split("\t")]
    number = next((m for cell in cells if (m := NUMBER.search(cell))), None)
    titled = next(
        (c for c in cells if len(c) > 8 and (find_references(c) or KIND_END.search(NUMBER.sub("", c).strip("（）")))),
        None,
    )
    if titled is None:
        return
    marked = find_references(titled)
    title = marked[0].title if marked else NUMBER.sub("", titled).replace("（）", "")
    span = (block.start, block.end)
    node = _relate(scope, listed, Reference(title, _printed(number), 0, 0), span, section.path, state)
    dates = [m for cell in cells if (m := DATE.search(cell))]
    if node and listed == "continues" and dates:
        state.found.add(node, "extended_until", iso_date(dates[-1]), span, "continues", section=section.path)


def _leads_to(before: str, chain: str) -> bool:
    """Whether the words before a title make it a basis: a verb of resting on, or more of a list that has one."""
    clause = regex.split(r"[。；]", before)[-1]
    if chain == "based_on" and _CHAIN.fullmatch(clause):
        return True
    if _BASIS.search(clause) and "，" in clause and _CARRIES_OUT in clause.rsplit("，", 1)[-1]:
        return True
    clause = clause.rsplit("，", 1)[-1]
    return bool(_BASIS.search(clause))
