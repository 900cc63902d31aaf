"""Links from names to what they name: cited titles to documents, 成员单位 to the members of their body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import regex

from zhize.graph.model.facts import Fact, digest

CITATION_RULES = frozenset({"based_on", "cites", "repeals", "amends", "continues", "implements"})
MADE_RULES = frozenset({"identity", "regions", "lexicon", "members"})
"""The rules of facts that no statement makes: each speaks of several documents."""
CROSSING = frozenset({"title", "issuer", "issues", "kind", "name", "alias", "body_of", "member"})
"""What one document says of documents, what they issue, and bodies, and what decides facts of others."""
CROSSING_NODES = ("document:", "plan:", "body:")


def crosses(fact: Fact) -> bool:
    """Whether a fact depends on other documents than its own, or facts of other documents depend on it.

    Example: the title of a document, by which others cite it; not the title of a task.
    """
    if fact.rule in CITATION_RULES or fact.rule in MADE_RULES:
        return True
    return fact.predicate in CROSSING and fact.subject.startswith(CROSSING_NODES)


def link_documents(facts: list[Fact], own: set[str]) -> list[Fact]:
    """Point citations at documents the graph holds, by number or by title.

    What a citation says of a document's title and number is kept only for documents that the graph does not
    hold itself.
    """
    titles = _titles(facts, own)
    out: list[Fact] = []
    for fact in facts:
        if fact.rule not in CITATION_RULES:
            out.append(fact)
            continue
        subject = titles.get(fact.subject, fact.subject)
        target = titles.get(str(fact.object), fact.object)
        if fact.predicate in ("title", "number"):
            if subject not in own:
                out.append(fact)
        elif subject != target:
            out.append(msgspec.structs.replace(fact, subject=subject, object=target))
    return out


_MEMBERS = regex.compile(r"^(?P<body>.*?)(?:的)?(?:各|全体|所有)?成员单位$")


def gathers(node: str) -> bool:
    """Whether a node stands for the members of a body: `区防指成员单位`."""
    match = _MEMBERS.match(node.rsplit(":", 1)[-1]) if node.startswith("collective:") else None
    return match is not None and not match["body"].endswith("有关")


class Gathering(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A node that stands for the members of a body, and a document that says something of it."""

    document: str
    node: str


def link_members(facts: Sequence[Fact], gatherings: Iterable[Gathering]) -> list[Fact]:
    """Which bodies `区防指成员单位` stands for: the members of the command that the same document sets up or describes.

    Found by name, by declared short name, or, for a bare `各成员单位`, by being the document's only command. `有关成员单位`
    are some of them that the text does not name; they are linked to none.
    """
    kinds = {f.subject: str(f.object) for f in facts if f.predicate == "kind" and f.subject.startswith("body:")}
    documents: dict[str, list[str]] = {}
    names: dict[str, set[str]] = {}
    members: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.predicate == "body_of":
            documents.setdefault(str(fact.object), []).append(fact.subject)
        elif fact.subject in kinds and fact.predicate in ("name", "alias"):
            names.setdefault(fact.subject, set()).add(str(fact.object))
        elif fact.subject in kinds and fact.predicate == "member":
            members.setdefault(fact.subject, []).append(fact)
    out: dict[str, Fact] = {}
    for gathering in gatherings:
        match = _MEMBERS.match(gathering.node.rsplit(":", 1)[-1])
        assert match is not None  # see `gathers`
        body = _body_called(match["body"], documents.get(gathering.document, []), names, kinds)
        for member in members.get(body or "", ()):
            new = digest("stands_for", gathering.node, str(member.object), gathering.document)
            linked = msgspec.structs.replace(
                member, id=new, subject=gathering.node, predicate="stands_for", rule="members"
            )
            out.setdefault(new, linked)
    return list(out.values())


def _body_called(name: str, candidates: list[str], names: dict[str, set[str]], kinds: dict[str, str]) -> str | None:
    """The one body of a document that a name means; a bare 指挥部 or nothing means its only command."""
    bare = regex.sub(r"^[省市区县镇本]", "", name)
    called = [
        body
        for body in dict.fromkeys(candidates)
        if any(form in (name, bare) or (form.endswith(bare) and len(bare) > 3) for form in names.get(body, ()))
    ]
    if not called and bare in ("", "指挥部", "领导小组", "委员会"):
        called = [b for b in dict.fromkeys(candidates) if kinds[b] in ("command", "leading_group", "committee")]
    return called[0] if len(called) == 1 else None


def _titles(facts: list[Fact], own: set[str]) -> dict[str, str]:
    """Node ids of cited titles to the documents that have them: by full title, or by what they issue."""
    found: dict[str, set[str]] = {}
    values: dict[tuple[str, str], str] = {
        (f.subject, f.predicate): str(f.object) for f in facts if f.rule in ("head", "signature") and f.subject in own
    }
    plans = {f.subject: str(f.object) for f in facts if f.subject.startswith("plan:") and f.predicate == "title"}
    for document in own:
        title = values.get((document, "title"), "")
        issuer = values.get((document, "issuer"), "")
        for form in (title, issuer + title):
            found.setdefault(_key(form), set()).add(document)
    for fact in facts:
        if fact.predicate == "issues" and fact.subject in own:
            found.setdefault(_key(plans.get(str(fact.object), "")), set()).add(fact.subject)
    numbers = {f.subject: f.object for f in facts if f.rule in CITATION_RULES and f.predicate == "number"}
    out = {}
    for fact in facts:
        if (
            fact.rule in CITATION_RULES
            and fact.predicate == "title"
            and fact.subject not in own
            and fact.subject not in numbers
        ):
            documents = found.get(_key(str(fact.object)), set())
            if len(documents) == 1:
                out[fact.subject] = next(iter(documents))
    return out


def _key(title: str) -> str:
    return regex.sub(r"[\s《》〈〉“”\"（）()〔〕\[\]—\-–]", "", title)
