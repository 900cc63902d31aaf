"""Questions on documents: number, date, issuer, force, basis, deadlines, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from zhize.queries.answer import Answer
from zhize.queries.links import Links

if TYPE_CHECKING:
    from zhize.queries.ask import Asker


def _value(asker: Asker, question: str, links: Links, *names: str) -> Answer | None:
    document = asker.the_document(links)
    if document is None:
        return None
    facts = [asker.kg.properties[document][n][0] for n in names if n in asker.kg.properties[document]]
    if not facts:
        return None
    items = [_spoken(str(f.object)) for f in facts]
    labels = [asker.kg.ontology.classes["Document"].properties[f.predicate].label for f in facts]
    told = "，".join(f"{label}：{item}" for label, item in zip(labels, items, strict=True))
    return asker.answer(question, f"《{asker.kg.text(document, 'title')}》{told}。", items, *facts)


def number(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…的文号是什么？`: the number of the document; of its basis where that is asked."""
    if regex.search(r"根据|依据|贯彻|落实", question):
        return basis(asker, question, links)
    dated = regex.search(r"哪天|什么时候|何时|日期|哪一天", question)
    return _value(asker, question, links, "number", *(["date"] if dated else []))


def date(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…是哪天印发的？`: the date of the document."""
    return _value(asker, question, links, "date")


def issuer(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…是谁印发的？`: who signed the document."""
    return _value(asker, question, links, "issuer")


def validity(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…有效期到哪天？`: the last day of the document."""
    return _value(asker, question, links, "valid_until")


def basis(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…依据哪些文件？`: what the document rests on."""
    return _cited(asker, question, links, "based_on", "依据")


def repeals(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…废止了什么？`: what the document repeals."""
    return _cited(asker, question, links, "repeals", "废止")


def _cited(asker: Asker, question: str, links: Links, relation: str, label: str) -> Answer | None:
    document = asker.the_document(links)
    facts = asker.kg.out(document, relation) if document else []
    if not document or not facts:
        return None
    by_number = "文号" in question
    items = []
    for fact in facts:
        target = str(fact.object)
        number = asker.kg.text(target, "number")
        items.append(number if by_number and number else asker.kg.text(target, "title"))
    return asker.answer(question, f"《{asker.kg.text(document, 'title')}》{label}：{'；'.join(items)}。", items, *facts)


def deadline(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…什么时候完成？`: the deadline of the task spoken of, else of the whole document."""
    for task in asker.find(question, links, ("Task",)):
        facts = asker.kg.properties[task].get("deadline")
        if facts:
            value = str(facts[0].object)
            return asker.answer(question, f"“{asker.kg.text(task, 'title')}”：{value}。", [value], *facts)
    if regex.search(r"完成|办结|落实", question):
        for document in links.documents:
            answer = _whole_deadline(asker, question, document) if asker.in_scope(document, links) else None
            if answer:
                return answer
    return None


def _whole_deadline(asker: Asker, question: str, document: str) -> Answer | None:
    """The deadline that most tasks of a document share."""
    tasks = [f.subject for f in asker.kg.into(document, "task_of")]
    found = [asker.kg.properties[t]["deadline"][0] for t in tasks if "deadline" in asker.kg.properties[t]]
    values = sorted({str(f.object) for f in found}, key=lambda v: -sum(str(f.object) == v for f in found))
    shared = [f for f in found if values and str(f.object) == values[0]]
    if not values or len(shared) * 2 <= len(tasks):
        return None
    return asker.answer(
        question, f"《{asker.kg.text(document, 'title')}》的任务要在{values[0]}完成。", values[:1], shared[0]
    )


def count(asker: Asker, question: str, links: Links) -> Answer | None:
    """`…有几项任务、几家单位？`: how many a document holds."""
    document = asker.the_document(links)
    if document is None:
        return None
    if regex.search(r"单位|部门|机构|家", question):
        tasks = regex.search(r"任务|责任单位", question)
        nodes = asker.kg.into(document, "task_of" if tasks else "duty_of")
        relations = list(asker.kg.ontology.roles) if tasks else ["has_duty"]
        facts = [f for n in nodes for r in relations for f in asker.kg.into(n.subject, r)]
        count = len({f.subject for f in facts})
        what, unit = "单位", "家"
    else:
        facts = asker.kg.into(document, "task_of")
        count, what, unit = len({f.subject for f in facts}), "任务", "项"
    if not count:
        return None
    return asker.answer(
        question, f"《{asker.kg.text(document, 'title')}》里有{count}{unit}{what}。", [f"{count}{unit}"], facts[0]
    )


def _spoken(value: str) -> str:
    """An ISO date as it is spoken of: `2023-06-29` -> `2023年6月29日`; anything else as it is."""
    match = regex.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value)
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日" if match else value
