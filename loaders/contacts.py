"""Telephone numbers and mailboxes, and whose they are."""

from __future__ import annotations

import regex

from zhize.loaders.found import Found, Ids, Scope

_PHONE = regex.compile(
    r"(?<![\d.—-])(?:0\d{2,3}[-—－ ]?)?(?:1[3-9]\d{9}|[2-8]\d{6,7}|9[56]\d{3,4}|12\d{3}|1[12]\d)(?![\d.%])"
)
_MAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", regex.A)
_LABEL = regex.compile(
    r"(?:联系|咨询|举报|监督|投诉|值班|服务|办公|传真|急救|报警)?(?:电话|热线|传真|手机)(?:号码)?[：:]?\s*$|(?:邮箱|电子邮箱|电子邮件|公务邮箱|E-?mail)[：:]?\s*$",
    regex.I,
)
_HOLDER_LINE = regex.compile(r"^(?P<holder>\p{Han}[\p{Han}（）、]{1,30})[：:]\s*$")
_HOLDER_BEFORE = regex.compile(
    r"(?:报送?至?|报|联系|向|送|发至|反馈至?|交)(?P<holder>\p{Han}{3,24}(?:办公室|局|委|办|中心|部|科|处|会|院|公司))?[^。；]{0,8}（[^（）]*$"
)
_WORDS = regex.compile(r"(?:值班|联系|办公|咨询|举报|监督|投诉)?(?:电话|热线|传真)(?:号码)?$")


def contacts(scope: Scope) -> Found:
    """Contacts of a document: `区应急局：5181128`, `报市妇儿工委办公室（联系电话：3160330，邮箱：…）`."""
    found, ids = Found(), Ids(scope.id)
    holder = ""
    for section in scope.sections:
        for block in section.blocks:
            text = block.text
            matches = [("电话", m) for m in _PHONE.finditer(text)] + [("邮箱", m) for m in _MAIL.finditer(text)]
            for kind, match in sorted(matches, key=lambda pair: pair[1].start()):
                before = text[: match.start()]
                line = _HOLDER_LINE.match(before)
                label = _LABEL.search(before)
                if kind == "电话" and not line and not label:
                    continue
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
                node = ids.make("contact", kind, match[0], holder)
                found.add(node, "value", match[0], span, "contact", section=section.path)
                found.add(node, "kind", kind, span, "contact", section=section.path)
                found.add(node, "holder", holder, span, "contact", section=section.path)
                found.add(node, "contact_of", scope.id, span, "contact", section=section.path)
    return found


def _mobile_of_person(number: str) -> bool:
    return bool(regex.fullmatch(r"1[3-9]\d{9}", number))
