"""Telephone numbers and mailboxes, and whose they are."""

from __future__ import annotations

import regex

from zhize.graph.language.sentences import sentence_end
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.outline import Section
from zhize.loaders.tables import rows_under

_PHONE = regex.compile(
    r"(?<![\d.—-])(?:0\d{2,3}[-—－ ]?)?(?:1[3-9]\d{9}|[2-8]\d{6,7}|9[56]\d{3,4}|12\d{3}|1[12]\d)(?![\d.%])"
)
_MAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", regex.A)
_LABEL = regex.compile(
    r"(?:联系|咨询|举报|监督|投诉|值班|服务|办公|传真|急救|报警)?(?:电话|热线|传真|手机)(?:号码)?(?:为|是)?[：:]?\s*$|号码(?:为|是)?[：:]?\s*$|(?:拨打|致电|请拨|请打)\s*$|\d{3,8}(?:或者?|、|和)\s*$|(?:邮箱|电子邮箱|电子邮件|公务邮箱|E-?mail)[：:]?\s*$",
    regex.I,
)
_HOLDER_LINE = regex.compile(r"^(?P<holder>\p{Han}[\p{Han}（）、]{1,30})[：:]\s*$")
_HOLDER_BEFORE = regex.compile(
    r"(?:报送?至?|报|联系|向|送|发至|反馈至?|交)(?P<holder>\p{Han}{3,24}(?:办公室|局|委|办|中心|部|科|处|会|院|公司))?[^。；]{0,8}（[^（）]*$"
)
_NAMED = regex.compile(
    r"(?:^|[：:，、；（])(?P<holder>\p{Han}{3,20}(?:办公室|局|委|办|中心|部|科|处|会|院|公司|队))[\s：:（]*$"
)
_WORDS = regex.compile(r"(?:值班|联系|办公|咨询|举报|监督|投诉)?(?:电话|热线|传真)(?:号码)?$")


def contacts(scope: Scope) -> Claims:
    """Contacts of a document: `区应急局：5181128`, `报市妇儿工委办公室（联系电话：3160330，邮箱：…）`."""
    found, ids = Claims(), Ids(scope.id)
    holder = ""
    for section in scope.sections:
        _tables(scope, section, found, ids)
        for block in section.blocks:
            if block.table and regex.search(r"\t", block.text):
                continue
            text = block.text
            matches = [("电话", m) for m in _PHONE.finditer(text)] + [("邮箱", m) for m in _MAIL.finditer(text)]
            for kind, match in sorted(matches, key=lambda pair: pair[1].start()):
                before = text[: match.start()]
                line = _HOLDER_LINE.match(before)
                label = _LABEL.search(before)
                listed = _NAMED.search(before) if regex.search(r"电话|热线|号码", text) else None
                if kind == "电话" and not line and not label and not listed:
                    continue
                if listed:
                    holder = listed["holder"]
                elif label and not line:
                    holder = ""
                if line:
                    holder = _WORDS.sub("", line["holder"])
                elif named := _HOLDER_BEFORE.search(before):
                    holder = named["holder"] or holder
                span = (
                    (block.start, block.end)
                    if len(text) < 120
                    else (block.start + match.start(), block.start + match.end())
                )
                if _mobile_of_person(match[0]):
                    continue  # a person's own number is no public contact
                start = max(text.rfind(stop, 0, match.start()) for stop in "。；") + 1
                context = text[start : sentence_end(text, match.end(), stops="。；")]
                _add(scope, section, (kind, match[0], holder, context), span, (found, ids))
    return found


def _add(
    scope: Scope, section: Section, said: tuple[str, str, str, str], span: tuple[int, int], into: tuple[Claims, Ids]
) -> None:
    found, ids = into
    kind, value, holder, context = said
    node = ids.make("contact", kind, value, holder)
    facts = (("value", value), ("kind", kind), ("holder", holder), ("context", context), ("contact_of", scope.id))
    for predicate, text in facts:
        found.add(node, predicate, text, span, "contact", section=section.path)


_COLUMNS = (("holder", r"单位|部门|机构|名称|姓名"), ("电话", r"电话|号码|热线|传真"), ("邮箱", r"邮箱|邮件"))


def _head(cells: list[str]) -> dict[str, int] | None:
    """Which column holds what, where a row is the head of a table of contacts."""
    head = {
        name: i for name, pattern in _COLUMNS for i, cell in enumerate(cells)
        if len(cell) <= 10 and regex.search(pattern, cell)
    }  # fmt: skip
    known = "holder" in head and len(head) > 1 and not any(_PHONE.search(cell) for cell in cells)
    return head if known else None


def _tables(scope: Scope, section: Section, found: Claims, ids: Ids) -> None:
    """Rows of tables whose head names a column of bodies and one of numbers or mailboxes."""
    for row, columns in rows_under(section.blocks, _head):
        for kind, pattern in (("电话", _PHONE), ("邮箱", _MAIL)):
            at = columns.get(kind, len(row.cells))
            for match in pattern.finditer(row.cells[at]) if at < len(row.cells) else ():
                if not _mobile_of_person(match[0]):
                    said = (kind, match[0], row.cells[columns["holder"]], " ".join(row.cells))
                    _add(scope, section, said, row.span, (found, ids))


def _mobile_of_person(number: str) -> bool:
    return bool(regex.fullmatch(r"1[3-9]\d{9}", number))
