"""The names of one document: its bodies, its persons and posts, and how every mention in it reads."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.identity.homes import Home
from zhize.graph.identity.reading import ClassName, Reading, at_word, read_agency
from zhize.graph.identity.regions import COUNTRY, Region, Regions
from zhize.graph.language.issues import reason_of
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import LEVEL_OF, LEVEL_WORDS, is_agency, is_collective, parse
from zhize.graph.model.facts import Evidence, Issue, Statement, digest
from zhize.messages import Sentence

_BARE_BODIES = {
    "office": ("办公室", "本办公室"),
    "command": ("指挥部", "本指挥部", "区指挥部", "市指挥部", "县指挥部", "省指挥部", "自治区指挥部", "总指挥部"),
    "leading_group": ("领导小组", "本领导小组", "市领导小组", "区领导小组", "县领导小组", "省领导小组"),
    "committee": ("委员会", "本委员会"),
}
"""What a document calls its only body of a kind."""
_STANDING = regex.compile(r"指挥部|领导小组|委员会|联席会议|办公室$")


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where something is said: what facts and issues that no statement makes cite."""

    document: str
    section: tuple[str, ...]
    evidence: Evidence


class Use(msgspec.Struct, frozen=True, array_like=True):
    """A printed form of a node, the part of it behind its region, and the place where the document prints it first."""

    node: str
    printed: str
    rest: str
    place: Place


class DocumentNames(msgspec.Struct):
    """What the names of one document mean: printed readings to nodes, and how the agencies among them were read.

    `bodies` are names of the bodies that the document sets up or describes, `body_ids` their provisional ids.
    """

    document: str
    home: Home
    bodies: dict[str, str]
    body_ids: dict[str, str]
    readings: dict[str, Reading]
    nodes: dict[str, str]
    rests: dict[str, str]
    uses: list[Use]
    issues: list[Issue]


def read_document(statements: list[Statement], home: Home, regions: Regions) -> DocumentNames:
    """Read every mention of one document. `statements` are the document's, in order."""
    document = statements[0].document
    names = DocumentNames(document, home, {}, {}, {}, {}, {}, [], [])
    for s in statements:
        if isinstance(s.subject, str) and s.subject.startswith("body:") and s.predicate in ("name", "alias"):
            names.bodies[str(s.object)] = _body_id(names, s.subject, regions)
    _bare_bodies(names, statements, regions)
    seen: set[tuple[str, str]] = set()
    for s in statements:
        for end in (s.subject, s.object):
            if isinstance(end, Mention):
                for mention in (end, *_whose_members(end)):
                    node = node_of(names, mention, s, regions)
                    if (node, mention.printed) not in seen:
                        seen.add((node, mention.printed))
                        names.uses.append(Use(node, mention.printed, names.rests.get(mention.reading, ""), place_of(s)))
    return names


def node_of(names: DocumentNames, mention: Mention, s: Statement, regions: Regions) -> str:
    """The node that a mention of the document means."""
    kind = _person_or_post(mention)
    place = names.home.key or digest(names.document)
    if kind:
        return f"{kind}:{place}:{mention.printed}"
    if mention.reading in names.bodies:
        return names.bodies[mention.reading]
    if mention.collective or is_collective(mention.reading):
        return f"collective:{place}:{mention.reading}"
    if mention.reading not in names.nodes:
        names.nodes[mention.reading] = _agency(names, mention, s, regions)
    return names.nodes[mention.reading]


def _person_or_post(mention: Mention) -> str:
    if mention.post:
        return "post"
    return "person" if mention.person else ""


def _agency(names: DocumentNames, mention: Mention, s: Statement, regions: Regions) -> str:
    reading = read_agency(mention.reading, names.home, digest(names.document), regions)
    if isinstance(reading, ClassName):
        if names.home.key != COUNTRY and not reading.no_name:
            reason = reason_of("region-unclear")
            names.issues.append(issue_at(s, "region-unclear", mention.printed, reason))
        return f"collective:{names.home.key or digest(names.document)}:{mention.reading}"
    if reading.region is None:
        reason = reason_of("region-unknown")
        names.issues.append(issue_at(s, "region-unknown", mention.printed, reason))
    names.readings.setdefault(reading.node, reading)
    names.rests[mention.reading] = reading.rest
    return reading.node


def place_of(s: Statement) -> Place:
    """The place of a statement."""
    return Place(s.document, s.section, s.evidence)


def issue_at(s: Statement | Place, kind: str, text: str, reason: Sentence) -> Issue:
    """An issue at the place of a statement."""
    e = s.evidence
    return Issue(e.file, e.line, kind, text, reason, e.start, e.end)


def _whose_members(mention: Mention) -> list[Mention]:
    """The body in `区防指成员单位`, which the text names too."""
    stem = mention.reading.removesuffix("成员单位")
    if stem == mention.reading or not is_agency(stem):
        return []
    return [Mention(mention.printed.removesuffix("成员单位"), stem)]


def _bare_bodies(names: DocumentNames, statements: list[Statement], regions: Regions) -> None:
    """`办公室` and `指挥部` alone, in a document that sets up just one of each, are these."""
    kinds: dict[str, set[str]] = {}
    for s in statements:
        if s.predicate == "kind" and isinstance(s.subject, str) and s.subject.startswith("body:"):
            kinds.setdefault(str(s.object), set()).add(_body_id(names, s.subject, regions))
    for kind, nodes in kinds.items():
        if len(nodes) == 1:
            for word in _BARE_BODIES.get(kind, ()):
                names.bodies.setdefault(word, next(iter(nodes)))


def _body_id(names: DocumentNames, provisional: str, regions: Regions) -> str:
    """A standing body is one in its region (`区防指` of all notices); a working group is its document's."""
    if provisional not in names.body_ids:
        name = provisional.rpartition(":")[2]
        region, rest = _split_region(name, names.home, regions)
        own = region is not None and len(rest) > 4 and _STANDING.search(rest)
        place = region.key if own and region is not None else digest(names.document)
        names.body_ids[provisional] = f"body:{place}:{rest if own else name}"
    return names.body_ids[provisional]


def _split_region(name: str, home: Home, regions: Regions) -> tuple[Region | None, str]:
    """The region a body's name speaks of and the rest of the name; (None, name) where it speaks of none."""
    parsed = parse(name)
    if parsed is not None and parsed.central:
        return regions.get(COUNTRY), name.removeprefix("国家")
    word = parsed.level_word if parsed else next((w for w in LEVEL_WORDS if name.startswith(w)), "")
    if word and not (parsed is None and _NO_LEVEL.match(name)):
        region = at_word(word, home.region, regions) if home.region and word in LEVEL_OF else None
        return region, name.removeprefix(word)
    found = regions.leading(name, home.key)
    return found if found and len(found[1]) >= 2 else (None, name)


_NO_LEVEL = regex.compile("|".join(lexicon().words.not_levels))
