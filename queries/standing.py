"""Questions on whether documents hold, what documents a place has, and who works with whom."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import regex

from zhize.graph.model.facts import Fact
from zhize.graph.model.validity import status
from zhize.queries.answer import Answer
from zhize.queries.frames import topic_words
from zhize.queries.links import Links
from zhize.queries.search import grams

if TYPE_CHECKING:
    from zhize.queries.ask import Asker


def status_of(asker: Asker, question: str, links: Links) -> Answer | None:
    """`这个办法还有效吗？`: the state on the newest day that the graph knows, with the document that says so."""
    kg = asker.kg
    cited = [n for n in kg.nodes("Document") if len(kg.text(n, "title")) > 5 and kg.text(n, "title") in question]
    document = max(cited, key=lambda n: len(kg.text(n, "title")), default=None) or asker.the_document(links)
    if document is None:
        return None
    now = status(kg, document)
    if now.fact is None:
        return None
    by = f"，依据《{kg.text(now.by, 'title')}》" if now.by and now.by != document else ""
    until = f"，至{_day(now.until)}" if now.until else ""
    items = [
        now.state,
        *([_day(now.until)] if now.until else []),
        *([kg.text(now.by, "title")] if by and now.by else []),
    ]
    return asker.answer(question, f"《{kg.text(document, 'title')}》{now.state}{until}{by}。", items, now.fact)


def _day(iso: str | None) -> str:
    match = regex.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", iso or "")
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日" if match else iso or ""


def partners(asker: Asker, question: str, links: Links) -> Answer | None:
    """`区民政局和谁合作最多？`: agencies that share most tasks with it, counted on the graph."""
    kg = asker.kg
    mine = asker.agencies_of(links)
    shared: Counter[str] = Counter()
    where: dict[str, Fact] = {}
    for agency in mine:
        for role in kg.ontology.roles:
            for fact in kg.out(agency, role):
                task = str(fact.object)
                for other in {f.subject for r in kg.ontology.roles for f in kg.into(task, r)} - set(mine):
                    if other.startswith("agency:"):
                        shared[other] += 1
                        where.setdefault(other, fact)
    if not shared:
        return None
    most = max(shared.values())
    ranked = sorted(shared.items(), key=lambda pair: (-pair[1], kg.caption(pair[0])))
    top = [(other, count) for other, count in ranked if count == most]
    told = "、".join(f"{kg.caption(other)}（共同承担{count}项）" for other, count in top)
    who = "、".join(kg.caption(a) for a in mine)
    return asker.answer(
        question, f"与{who}共同承担任务最多的是{told}。", [kg.caption(o) for o, _ in top], *(where[o] for o, _ in top)
    )


def documents(asker: Asker, question: str, links: Links) -> Answer | None:
    """`青石区发了哪些文件？`, `哪些文件讲森林防火？`: titles of the documents of a place or on a matter."""
    kg = asker.kg
    found = [d for d in kg.own_documents if asker.in_scope(d, links)]
    topic = regex.sub(
        r"文件|通知|通告|批复|公告|方案|预案|办法|意见|有关|涉及|提到|关于|发布|讲|发|批准|审批|村",
        "",
        topic_words(links.topic),
    )
    kind = next((k for k in ("批复", "通告", "公告") if k in question), None)
    if kind:
        found = [d for d in found if kg.text(d, "kind") == kind]
    wanted = set(grams(topic))
    if wanted:
        found = [d for d in found if len(wanted & set(grams(kg.text(d, "title")))) >= 0.6 * len(wanted)]
    elif not links.regions and not links.agencies:
        return None
    named = [a for a in asker.agencies_of(links) if kg.value(a, "core") not in ("government", "government_office")]
    if named:
        found = [d for d in found if any(str(f.object) == d for a in named for f in kg.out(a, "signed"))]
    places = {asker.linker.region_of(a) for a in asker.agencies_of(links)}
    if places and not links.regions:
        found = [d for d in found if any(str(f.object) in places for f in kg.out(d, "relevant_for"))]
    if not found:
        return None
    found.sort(key=lambda d: (kg.text(d, "date"), d))
    items = [kg.text(d, "title") for d in found]
    told = "；".join(f"《{kg.text(d, 'title')}》（{kg.text(d, 'number') or kg.text(d, 'date')}）" for d in found)
    return asker.answer(question, f"共{len(items)}份：{told}。", items, *(kg.properties[d]["title"][0] for d in found))


def groups(asker: Asker, question: str, links: Links) -> Answer | None:
    """`区公安分局牵头哪个工作组？`: bodies that an agency leads or sits in."""
    kg = asker.kg
    relations = ("led_by",) if regex.search("牵头|负责", question) else ("chief", "deputy", "led_by", "member")
    facts = [
        f
        for a in asker.agencies_of(links)
        for r in relations
        for f in kg.into(a, r)
        if asker.in_scope(f.subject, links)
    ]
    named = [f for f in facts if f.document in links.documents]
    facts = named or facts
    if not facts:
        return None
    items = [kg.caption(f.subject) for f in facts]
    who = "、".join(dict.fromkeys(kg.caption(str(f.object)) for f in facts))
    return asker.answer(
        question,
        f"{who}{'牵头' if len(relations) == 1 else '参加'}：{'、'.join(dict.fromkeys(items))}。",
        items,
        *facts,
    )


def title(asker: Asker, question: str, links: Links) -> Answer | None:
    """`川政办字〔2023〕17号是什么文件？`: the title of a document, with its number and issuer."""
    document = asker.the_document(links)
    if document is None:
        return None
    kg = asker.kg
    name = kg.text(document, "title")
    about = "，".join(
        v for v in (kg.text(document, "number"), kg.text(document, "issuer"), _day(kg.text(document, "date"))) if v
    )
    return asker.answer(question, f"《{name}》（{about}）。", [name], kg.properties[document]["title"][0])


_ASKED = regex.compile(r"哪些|哪个|哪里|什么|多少|多大|禁止|允许|可以|能不能|能|吗|区域|范围|路段|时段")


def provision(asker: Asker, question: str, links: Links) -> Answer | None:
    """`限行区域是哪里？`, `禁火期内禁止做什么？`: items of notices that cover what the question is about."""
    kg = asker.kg
    topic = links.topic
    words = set(grams(_ASKED.sub(" ", topic_words(topic)))) | (set(grams(topic)) & _AREAS)
    bans = bool(regex.search("禁止|允许|不得|可以", question))
    nodes = [n for n in kg.nodes("Provision") if asker.in_scope(n, links)]
    scored = []
    for node in nodes:
        text = kg.text(node, "text")
        own = set(grams(text)) | set(grams(asker.linker.title_of(asker.document_of(node) or "")))
        shared = len(words & own)
        asked = len(set(grams(topic)) & set(grams(text)))
        if words and shared >= 0.6 * len(words) and asked:
            head = set(grams(text.partition("：")[0])) if "：" in text[:16] else set()
            headed = 0.5 * len(head & set(grams(topic))) / len(head) if head and not bans else 0.0
            scored.append((shared / len(words) + headed + asked / (4 + len(set(grams(text)))), node))
    if not scored:
        return None
    best = max(score for score, _ in scored)
    chosen = [node for score, node in scored if score >= 0.9 * best]
    chosen.sort(key=asker.place_of)
    facts = [kg.properties[n]["text"][0] for n in chosen[:3]]
    items = [str(f.object) for f in facts]
    return asker.answer(question, f"{'；'.join(i.rstrip('。；') for i in items)}。", items, *facts)


_AREAS = frozenset(["区域", "范围", "路段", "时段", "面积"])
