"""Questions on telephone numbers and mailboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from zhize.queries.answer import Answer
from zhize.queries.frames import topic_words
from zhize.queries.links import Links
from zhize.queries.search import CLEAR, ENOUGH, grams

if TYPE_CHECKING:
    from zhize.queries.ask import Asker


def contact(asker: Asker, question: str, links: Links) -> Answer | None:
    """`12345热线的电话是多少？`: the number or mailbox of what is named or spoken of."""
    kinds = [k for k, word in (("电话", "电话|号码"), ("邮箱", "邮箱")) if regex.search(word, question)] or [
        "电话",
        "邮箱",
    ]
    agencies = [link.text for link in (*links.agencies, *links.bodies)]
    found: list[tuple[float, str]] = []
    for node in asker.kg.nodes("Contact"):
        if asker.kg.text(node, "kind") not in kinds or not asker.in_scope(node, links):
            continue
        holder = asker.kg.text(node, "holder")
        if agencies:
            score = 1.0 if any(holder and (holder in a or a in holder) for a in agencies) else 0.0
        else:
            linked = asker.document_of(node) in links.documents
            score = max(_about_contact(asker, node, links), ENOUGH if linked else 0.0)
        if score:
            found.append((score, node))
    if not found:
        return None
    best = max(score for score, _ in found)
    found = [(score, n) for score, n in found if score >= CLEAR * best]
    nodes = list({(asker.document_of(n), asker.kg.text(n, "value")): n for _, n in reversed(found)}.values())[::-1]
    told_apart = bool(agencies or links.regions or links.numbered)
    if told_apart and any(asker.document_of(n) in links.documents for n in nodes):
        nodes = [n for n in nodes if asker.document_of(n) in links.documents]
    holders = [asker.kg.text(n, "holder") for n in nodes]
    ask_who = regex.search(r"报给谁|谁|哪个|哪里", question)
    items = [
        *(dict.fromkeys(h for h in holders if h) if ask_who else []),
        *(asker.kg.text(n, "value") for n in nodes),
    ]
    told = "；".join(f"{h}{'：' if h else ''}{asker.kg.text(n, 'value')}" for h, n in zip(holders, nodes, strict=True))
    return asker.answer(question, f"{told}。", items, *(asker.kg.source(n) for n in nodes))


def _about_contact(asker: Asker, node: str, links: Links) -> float:
    """Whether a number's own sentence is about what the question is about."""
    wanted = set(grams(topic_words(links.topic)))
    near = set(grams(asker.kg.text(node, "context"))) | set(grams(asker.linker.title_of(asker.document_of(node) or "")))
    share = len(wanted & near) / len(wanted) if wanted else 0.0
    return share if share >= ENOUGH else 0.0
