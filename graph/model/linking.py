"""Links from names to what they name: cited titles to documents, 成员单位 to the members of their body."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
import regex

from zhize.graph.model.facts import Fact, digest, print_order

CITATION_RULES = frozenset({"based_on", "cites", "repeals", "amends", "continues", "implements"})
MADE_RULES = frozenset({"identity", "regions", "lexicon", "members"})
"""The rules of facts that no statement makes: each speaks of several documents."""
CROSSING = frozenset({"title", "issuer", "issues", "kind", "name", "alias", "body_of", "member"})
"""What one document says of documents, what they issue, and bodies, and what decides facts of others."""
OF_BODIES = frozenset({"kind", "name", "alias", "member", "body_of"})
"""What `link_members` reads of bodies."""
CROSSING_NODES = ("document:", "plan:", "body:")


def crosses(fact: Fact) -> bool:
    """Whether a fact depends on other documents than its own, or facts of other documents depend on it.

    Example: the title of a document, by which others cite it; not the title of a task.
    """
    if fact.rule in CITATION_RULES or fact.rule in MADE_RULES:
        return True
    return fact.predicate in CROSSING and fact.subject.startswith(CROSSING_NODES)


class Citation(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A document that is cited: its node, a word for its title (`title_word`); `numbered` where a number tells which it is."""

    node: str
    title: str
    numbered: bool = False


class Title(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A word for a title (`title_word`) by which a document that the graph holds may be cited."""

    title: str
    document: str


class Cited(msgspec.Struct, frozen=True, order=True):
    """A citation, with the document that has it."""

    citation: Citation
    document: str


class Ties(msgspec.Struct, frozen=True):
    """The titles by which a document may be cited (`title_word`), and what it cites."""

    titles: list[str] = []
    citations: list[Citation] = []


def link(fact: Fact, held: Mapping[str, str], own: Collection[str]) -> Fact | None:
    """A fact that points at the document that it cites, None where it is not kept; `held` see `documents_of`."""
    if fact.rule not in CITATION_RULES:
        return fact
    subject = held.get(fact.subject, fact.subject)
    if fact.predicate in ("title", "number"):
        return None if subject in own else fact
    target = held.get(str(fact.object), fact.object)
    return None if subject == target else msgspec.structs.replace(fact, subject=subject, object=target)


def titles_of(facts: Sequence[Fact], own: Collection[str]) -> list[Title]:
    """The titles by which documents may be cited: with and without their issuer, and those of what they issue.

    `facts` are those of one document or of several; of each document all, or those that cross documents (`crosses`).
    """
    values = {
        (f.subject, f.predicate): str(f.object) for f in facts if f.rule in ("head", "signature") and f.subject in own
    }
    plans = {f.subject: str(f.object) for f in facts if f.subject.startswith("plan:") and f.predicate == "title"}
    out: set[Title] = set()
    for document in {f.document for f in facts if f.document in own}:
        title = values.get((document, "title"), "")
        issuer = values.get((document, "issuer"), "")
        out |= {Title(title_word(form), document) for form in (title, issuer + title)}
    for fact in facts:
        if fact.predicate == "issues" and fact.subject in own:
            out.add(Title(title_word(plans.get(str(fact.object), "")), fact.subject))
    return sorted(out)


def citations_of(facts: Iterable[Fact]) -> list[Citation]:
    """What facts say of the documents that they cite."""
    out: set[Citation] = set()
    for fact in facts:
        if fact.rule in CITATION_RULES and fact.predicate in ("title", "number"):
            numbered = fact.predicate == "number"
            out.add(Citation(fact.subject, "" if numbered else title_word(str(fact.object)), numbered))
    return sorted(out)


def documents_of(titles: Iterable[Title], citations: Iterable[Citation], own: Collection[str]) -> dict[str, str]:
    """Nodes that are cited by a title alone, with the one document that has it; those that several have are none."""
    found: dict[str, set[str]] = {}
    for title in titles:
        found.setdefault(title.title, set()).add(title.document)
    cited = sorted(citations)
    numbered = {c.node for c in cited if c.numbered}
    out: dict[str, str] = {}
    for citation in cited:
        documents = found.get(citation.title, set())
        if not citation.numbered and citation.node not in own and citation.node not in numbered and len(documents) == 1:
            out[citation.node] = next(iter(documents))
    return out


def title_key(title: str) -> str:
    """A title as titles are compared: without blanks, brackets, quotation marks and dashes."""
    return regex.sub(r"[\s《》〈〉“”\"（）()〔〕\[\]—\-–]", "", title)


def title_word(title: str) -> str:
    """A short word for a title: the same for titles that are the same as titles are compared."""
    return digest(title_key(title))


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
    for fact in sorted(facts, key=print_order):
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
