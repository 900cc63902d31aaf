"""What a document issues, rests on, cites and repeals, and how long it is in force."""

from __future__ import annotations

import msgspec
import regex

from zhize.loaders.found import Found, Scope, cited_id
from zhize.loaders.outline import Section
from zhize.loaders.patterns import DATE, KIND_END, NUMBER, iso_date
from zhize.loaders.split import Block, bare_title


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
            printed = f"{number['prefix']}〔{number['year']}〕{number['n']}号" if number else None
            out.append(Reference(title, printed, opened, number.end() if number else i + 1))
    return out


_BASIS = regex.compile(
    r"(?:根据|依据|依照|遵照|按照|对照|(?:为|为了)(?:深入|全面|认真|切实|进一步|具体)*(?:贯彻|落实)(?:落实|执行|实施)?)"
    r"(?:国务院|国家|中央|有关|我?[省市区县](?:委|政府)?|\p{Han}{0,24}关于印发|\p{Han}{2,16}(?:政府|办公厅|办公室))?[“\"]?$"
)
_BASIS_HEADING = regex.compile(r"编制依据|制定依据|依据$")
_REPEAL_AFTER = regex.compile(
    r"^[^。；《]{0,30}?(?:同时|自行|即行|予以|一并|相应|随之)?(?:废止|作废|失效|停止执行|不再执行|停止使用)"
)
_REPEAL_BEFORE = regex.compile(r"(?:废止|取代|替代)(?:了)?[^。；《]{0,12}$")
_ISSUED_HERE = regex.compile(r"(?:现将|现印发|印发|现发布|公布)[^。《]{0,6}$")


def references(scope: Scope) -> Found:
    """Relations of a document to others, to what it issues, and its times.

    Reads `根据《A》《B》制定本办法` (basis), `《C》同时废止` (repeals), other 《》 (cites),
    `自印发之日起施行，有效期至2026年6月27日` (effective, valid until).
    """
    found = Found()
    own = {bare_title(title) for title, _, _ in _instruments(scope)} | {bare_title(scope.document.title)}
    declared = _short_names(scope)
    seen: dict[str, str] = {}
    for section in scope.sections:
        for block in section.blocks:
            if not block.table:
                _block_references(scope, section, block, own | declared, seen, found)
                _times(scope, section, block, found)
    for title, kind, span in _instruments(scope):
        plan = f"plan:{title}"
        found.add(plan, "title", title, span, "instrument")
        found.add(plan, "kind", kind, span, "instrument")
        found.add(scope.id, "issues", plan, span, "instrument")
        found.add(scope.id, "instrument_kind", kind, span, "instrument")
    _attachments(scope, found)
    return found


def _short_names(scope: Scope) -> set[str]:
    """Names that stand for another title: `（以下简称《规划》）`."""
    out: set[str] = set()
    for section in scope.sections:
        for block in section.blocks:
            out |= {bare_title(name) for name in regex.findall(r"以下(?:简)?称[：:]?[“\"]?《([^《》]+)》", block.text)}
    return out


def _block_references(
    scope: Scope, section: Section, block: Block, own: set[str], seen: dict[str, str], found: Found
) -> None:
    text = block.text
    opening = (
        not section.number
        or bool(regex.match(r"第[一1]条$", section.number))
        or (section.path == () and section.number == "1")
    )
    chain = ""
    previous_end = 0
    for ref in find_references(text):
        before = text[previous_end : ref.start]
        relation = "cites"
        if _REPEAL_AFTER.match(text[ref.end :]) or _REPEAL_BEFORE.search(before):
            relation = "repeals"
        elif _BASIS_HEADING.search(section.title) or (opening and _leads_to(before, chain)):
            relation = "based_on"
        chain = relation
        previous_end = ref.end
        bare = bare_title(ref.title)
        if (
            (bare in own and not (relation == "repeals" and ref.number))
            or (relation == "cites" and _ISSUED_HERE.search(before))
            or len(bare) < 3
        ):
            continue
        key = ref.number or bare
        if seen.get(key) in ("repeals", relation) or (key in seen and relation == "cites"):
            continue
        seen[key] = relation
        node = cited_id(ref.title, ref.number)
        span = (block.start + ref.start, block.start + ref.end)
        found.add(node, "title", ref.title, span, relation, section=section.path)
        found.add(node, "number", ref.number, span, relation, section=section.path)
        found.add(scope.id, relation, node, span, relation, section=section.path)


def _leads_to(before: str, chain: str) -> bool:
    """Whether the words before a title make it a basis: a verb of resting on, or more of a list that has one."""
    clause = regex.split(r"[。；]", before)[-1]
    if chain == "based_on" and regex.fullmatch(r"[、，和及与以及\s]*(?:[国省市县区]|国家|国务院|[省市]政府)?", clause):
        return True
    clause = clause.rsplit("，", 1)[-1]
    return bool(_BASIS.search(clause))


_EFFECTIVE = regex.compile(
    r"(?:本(?:通知|办法|规定|预案|方案|意见|通告|细则|文件|规划|规则|制度|实施细则|实施意见)?)[^。；]{0,20}?自(?P<when>"
    + DATE.pattern
    + r"|(?:印发|发布|公布|批准|下发)之日)(?P<after>起(?:\d+日后)?)(?:施行|实施|执行|生效)"
)
_VALID = regex.compile(r"有效期(?:为?\p{Han}{0,3}年，)?(?:延长)?(?:至|到|截至)(?P<date>" + DATE.pattern + ")")
_VALID_YEARS = regex.compile(r"有效期(?:为)?(?P<years>[一二三四五六七八九十\d]{1,2})年")


def _times(scope: Scope, section: Section, block: Block, found: Found) -> None:
    if match := _EFFECTIVE.search(block.text):
        span = (block.start + match.start(), block.start + match.end())
        found.add(scope.id, "effective", f"自{match['when']}起", span, "effective", section=section.path)
    if match := _VALID.search(block.text):
        date = DATE.search(match["date"])
        span = (block.start + match.start(), block.start + match.end())
        # A date after a cited title is that document's own.
        before = block.text[: match.start()]
        if date and not regex.search(r"》[^。；]{0,20}$", before):
            found.add(scope.id, "valid_until", iso_date(date), span, "valid-until", section=section.path)


_IN_TITLE = regex.compile(
    r"(?:印发|转发|公布|批转)(?P<name>.+)的(?:通知|公告|通告|决定)$|关于(?P<plan>.+(?:规划|方案|计划|预案|办法|细则).*)的批复$"
)


def _instruments(scope: Scope) -> list[tuple[str, str | None, tuple[int, int]]]:
    """Titles, kinds and places of what the document issues: named in its title, or printed as an attachment."""
    document = scope.document
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


def _attachments(scope: Scope, found: Found) -> None:
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
