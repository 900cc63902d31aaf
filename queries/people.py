"""Questions on bodies: who leads them, who sits in them, where their office is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from zhize.queries import work
from zhize.queries.answer import Answer
from zhize.queries.links import Links
from zhize.queries.search import grams

if TYPE_CHECKING:
    from zhize.queries.ask import Asker


_OFFICE = regex.compile(
    r"办公室|设在|设于|挂靠在?|哪个单位|哪个部门|哪里|哪儿|什么地方|什么单位|哪|的|是|[？?]|工作领导小组|领导小组|工作专班|专班|委员会"
)
"""Words of every office, and those that ask where it is."""


def _people(asker: Asker, question: str, links: Links, relation: str, label: str) -> Answer | None:
    body = work.group_named(asker, question, links)
    if body is None:
        found = [n for n in asker.find(question, links, ("Body",)) if asker.kg.out(n, relation)]
        body = found[0] if found else None
    facts = asker.kg.out(body, relation) if body else []
    if not body or not facts:
        return None
    names = [str(f.printed) for f in sorted(facts, key=lambda f: f.order)]
    return asker.answer(question, f"{asker.kg.caption(body)}的{label}：{'、'.join(names)}。", names, facts[0])


def members(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…由哪些单位组成？`: the members of the body."""
    if regex.search(r"牵头|负责", question):
        return work.participants(asker, question, links)
    return _people(asker, question, links, "member", "成员") or work.participants(asker, question, links)


def chief(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…的总指挥是谁？`: the chief of the body, or its deputies."""
    if regex.search(r"副", question):
        return _people(asker, question, links, "deputy", "副职")
    return _people(asker, question, links, "chief", "负责人")


def seat(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…办公室设在哪里？`: the host of the office of the body."""
    offices = [n for n in asker.kg.nodes("Body") if asker.kg.out(n, "seat") and asker.in_scope(n, links)]
    asked = set(grams(_OFFICE.sub(" ", question)))
    scored = []
    for office in offices:
        parents = [str(f.object) for f in asker.kg.out(office, "within_body")]
        names = [str(v) for n in (office, *parents) for p in ("name", "alias") for v in asker.kg.values(n, p)]
        own = set(grams("，".join(_OFFICE.sub("", name) for name in names)))
        around = own | set(grams(asker.kg.text(asker.document_of(office) or "", "title")))
        if asked and own & asked:
            scored.append((len(asked & around) / len(asked), len(own & asked), office))
    scored.sort(key=lambda row: (-row[0], -row[1], row[2]))
    if not scored or scored[0][0] < 0.5:
        return None
    fact = asker.kg.out(scored[0][2], "seat")[0]
    return asker.answer(question, f"{asker.kg.caption(scored[0][2])}设在{fact.printed}。", [str(fact.printed)], fact)
