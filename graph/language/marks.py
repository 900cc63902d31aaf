"""The grammar of responsibility marks: `（责任单位：区应急局、区水利局）`, `（区教体局牵头，区财政局配合）`.

A mark is a row of parts, each with an optional label; a part is a row of clauses, each a list of names with
an optional verb. The verb at the end of a clause gives the role of all names since the verb before it. The words
are those of `lexicon/roles.yaml`.
"""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.deadlines import find_deadline
from zhize.graph.language.late import late
from zhize.graph.language.lists import bracket, cut, split_names
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_elliptic
from zhize.graph.language.roles import (
    ASIDE,
    DEADLINE,
    LEAD,
    LONGEST_VERB,
    RESPONSIBLE,
    ROLES,
    SUPPORT,
    Label,
    aside,
    find_labels,
    first_leads,
    of_others,
    role_doing,
    role_note,
    role_verb,
    role_words,
    side_note,
    signed_leads,
)

_BY = late(r"^(?:由|请)")
_STOPS = "，；。,;"
_TOGETHER = late(r"(?<=\p{Han})(?:并)?会同(?=\p{Han})")
"""`A会同B负责`: A leads, B supports; without a second name it is no word of its own."""
_TOGETHER_FIRST = late(r"^并?会同(?=\p{Han})")
"""The same in a clause of its own, whose names support whoever is named before: `由A牵头，会同B负责`."""


class Assignee(msgspec.Struct, frozen=True):
    """One name of a mark and its role (a relation id: leads, supports, responsible_for).

    `signed` tells that the name bears a sign (`★区水利局`), which some documents give to those who lead.
    """

    role: str
    mention: Mention
    signed: bool = False


class Mark(msgspec.Struct, frozen=True):
    """A parsed mark.

    `first_leads` tells that it declares the rule of the first name; `labelled` that it has a label; `sure` that all its
    names are shaped like bodies; `unread` holds the clauses that name nobody, `of_others` those about other items.
    """

    text: str
    names: tuple[Assignee, ...]
    deadline: str | None = None
    first_leads: bool = False
    labelled: bool = False
    sure: bool = True
    unread: tuple[str, ...] = ()
    of_others: tuple[str, ...] = ()


class _Part(msgspec.Struct, frozen=True):
    """A stretch of a mark under one label; `kind` is None where it has none."""

    kind: str | None
    text: str


class _Reading(msgspec.Struct):
    """What the clauses of a part say, while they are read; `waiting` are names whose verb has not come yet."""

    default: str
    names: list[Assignee] = msgspec.field(default_factory=list)
    waiting: list[Assignee] = msgspec.field(default_factory=list)
    unread: list[str] = msgspec.field(default_factory=list)
    of_others: list[str] = msgspec.field(default_factory=list)
    level: str = ""

    def close(self, role: str) -> None:
        """Give the waiting names a role; a name whose bracket gives one keeps it."""
        self.names += [a if a.role else msgspec.structs.replace(a, role=role) for a in self.waiting]
        self.waiting = []


def parse_mark(text: str) -> Mark:
    """Read the text of a mark, without its outer brackets.

    Example: `区教体局牵头，区财政局等部门配合` -> leads 区教体局, supports 区财政局.
    """
    names: list[Assignee] = []
    unread: list[str] = []
    of_others: list[str] = []
    deadline: str | None = None
    parts = _parts(_without_notes(text))
    for part in parts:
        if part.kind == DEADLINE:
            deadline = deadline or _first_sentence(part.text)
        elif part.kind is None or part.kind in ROLES:
            body, moment = _without_moment(part.text)
            deadline = deadline or moment
            read = _read(body, part.kind or RESPONSIBLE, labelled=part.kind is not None)
            names += read.names
            unread += read.unread
            of_others += read.of_others
    names = list(dict.fromkeys(names))
    return Mark(
        text,
        tuple(names),
        deadline,
        bool(first_leads().search(text)),
        any(part.kind for part in parts),
        bool(names) and all(_plausible(a.mention) for a in names),
        tuple(unread),
        tuple(of_others),
    )


def with_leading(mark: Mark, *, first: bool, signed: bool) -> Mark:
    """The mark under a rule of its document: that the first name leads, or that names with a sign do.

    A sole name stays responsible, and so does a mark that gives roles itself.
    """
    if len(mark.names) < 2 or any(a.role != RESPONSIBLE for a in mark.names):
        return mark
    if signed and any(a.signed for a in mark.names):
        names = (msgspec.structs.replace(a, role=LEAD if a.signed else a.role) for a in mark.names)
        return msgspec.structs.replace(mark, names=tuple(names))
    if not first:
        return mark
    leader = msgspec.structs.replace(mark.names[0], role=LEAD)
    return msgspec.structs.replace(mark, names=(leader, *mark.names[1:]))


def declares_signs(text: str) -> bool:
    """Whether a text says that names with a sign lead: `标★的为牵头单位`."""
    return "牵头" in text and bool(signed_leads().search(text))


_MOMENT_CLAUSE = late(
    r"(?:^|[，；。、])(?P<moment>[^，；。、]{2,16}?)(?:全面|全部|基本)?(?:完成|办结|落实到位|建成)?(?=$|[，；。])"
)


def _without_moment(body: str) -> tuple[str, str | None]:
    """A part without the clause that only says by when: `A、B负责，2024年底前完成`."""
    if "年" not in body and "月" not in body:
        return body, None
    for match in _MOMENT_CLAUSE.finditer(body):
        found = find_deadline(match["moment"])
        if found and found.end - found.start >= len(match["moment"]) - 2:
            return body[: match.start()] + body[match.end() :], found.printed
    return body, None


def _first_sentence(text: str) -> str | None:
    """The value of a label of deadline: up to the stop, without what is said about other items."""
    value = text.strip("，；。 ").split("。")[0]
    return value.strip("，；。 ") or None


def _plausible(mention: Mention) -> bool:
    name = mention.reading.replace("、", "和")
    return mention.collective or is_agency(name) or is_elliptic(mention.printed)


def _without_notes(text: str) -> str:
    """Drop bracketed notes; keep brackets that are part of a name (`市教育局（市委教育工委）`, `镇（街道）`)."""
    out: list[str] = []
    start = 0
    while True:
        span = bracket(text, start)
        if span is None:
            return "".join(out) + text[start:]
        a, b = span
        inner = text[a + 1 : b - 1]
        out.append(text[start:a])
        if not side_note().search(inner):
            out.append(text[a:b])
        start = b


_UNKNOWN_LABEL = late(r"(?:^|(?<=[；。;]))\s*(?P<label>\p{Han}{2,8})：")


def _parts(text: str) -> list[_Part]:
    """Cut at labels, known ones anywhere, others where they begin a sentence.

    A label that no role, person or deadline has says something else, and what is behind it names nobody.
    """
    labels = list(find_labels(text))
    known = {label.end for label in labels}
    for match in _UNKNOWN_LABEL.finditer(text):
        if match.end() not in known and labels and match["label"] not in role_words().labels.sorts:
            labels.append(Label(ASIDE, match.start(), match.end()))
    labels.sort(key=lambda label: label.start)
    head = text[: labels[0].start] if labels else text
    parts = [_Part(None, head)] if head.strip(_STOPS + "、 ") else []
    for n, label in enumerate(labels):
        end = labels[n + 1].start if n + 1 < len(labels) else len(text)
        parts.append(_Part(label.kind, text[label.end : end]))
    return parts


def _read(body: str, default: str, *, labelled: bool) -> _Reading:
    """The names of a part with their roles; `default` is the role of names without a verb."""
    state = _Reading(default)
    at = 0
    for raw in cut(body, _STOPS):
        at = body.find(raw, at) + len(raw)
        clause = _BY.sub("", raw.strip())
        if not clause or first_leads().search(clause):
            continue
        if aside().match(clause):
            if of_others().match(clause) and role_verb().search(clause):
                state.of_others.append(clause)
            continue
        _clause(clause, state, labelled=labelled)
        if body[at : at + 1] in ("；", ";", "。"):
            state.close(default)
    state.close(default)
    return state


def _clause(clause: str, state: _Reading, *, labelled: bool) -> None:
    clause = _sorted_out(clause)
    verb = role_verb().search(clause, max(0, len(clause) - LONGEST_VERB))
    role = verb.lastgroup if verb and not is_agency(clause) else None
    if verb and role:
        clause = clause[: verb.start()]
    elif doing := _doing(clause):
        role = _role_of(doing)
        clause = doing["who"]
    if first := _TOGETHER_FIRST.match(clause):
        state.close(state.default if labelled else LEAD)
        state.waiting += _names(clause[first.end() :], state)
        state.close(SUPPORT)
        return
    joint = None if labelled or role not in (RESPONSIBLE, LEAD) else _TOGETHER.search(clause)
    if joint and is_agency(head := _without_lead(clause[: joint.start()])):
        first_names = _names(head, state)
        state.names += [msgspec.structs.replace(a, role=LEAD) for a in first_names]
        state.names += [msgspec.structs.replace(a, role=SUPPORT) for a in _names(clause[joint.end() :], state)]
        return
    names = _names(clause, state)
    if not names and clause.strip() and not role:
        state.unread.append(clause)
    if role == SUPPORT and names and labelled:
        state.close(state.default)  # `责任单位：A，B配合`: what stood before the comma has the label's role
    state.waiting += names
    if role:
        state.close(role)


def _without_lead(clause: str) -> str:
    """What stands before the verb of who leads: `区水利局牵头` -> `区水利局`."""
    verb = role_verb().search(clause, max(0, len(clause) - LONGEST_VERB))
    return clause[: verb.start()] if verb and verb.lastgroup == LEAD else clause


def _doing(clause: str) -> regex.Match[str] | None:
    """`区水利局负责调度水库`: whole names, a verb of a role and what they do."""
    if is_agency(clause):
        return None
    match = role_doing().match(clause)
    names = split_names(match["who"])[0] if match else []
    return match if names and all(_plausible(name) for name in names) else None


def _role_of(match: regex.Match[str]) -> str:
    return next(role for role in sorted(ROLES) if match.groupdict().get(role))


def _sorted_out(clause: str) -> str:
    """A clause without the label that only sorts its names: `市直：市水利局` -> `市水利局`."""
    head, colon, rest = clause.partition("：")
    return rest if colon and head in role_words().labels.sorts else clause


def _names(clause: str, state: _Reading) -> list[Assignee]:
    """The names of a clause, with the role that a bracket behind a name gives it, else none yet."""
    signs = role_words().order.signs
    plain = clause.translate(_ROUND)
    notes = list(role_note().finditer(plain)) if "（" in plain else []
    mentions, state.level = split_names(role_note().sub("", plain) if notes else plain, state.level)
    out = [Assignee("", _unsigned(_as_printed(m, clause, plain), signs), _signed(m, signs)) for m in mentions]
    for note in notes:
        nth = len(split_names(role_note().sub("", plain[: note.start()]))[0])
        if 0 < nth <= len(out) and note.lastgroup:
            out[nth - 1] = msgspec.structs.replace(out[nth - 1], role=note.lastgroup)
    return out


_ROUND = str.maketrans("[〔【(]〕】)", "（（（（））））")


def _as_printed(mention: Mention, clause: str, plain: str) -> Mention:
    """A mention with the brackets that the print has: `县〔区〕人民政府`."""
    at = plain.find(mention.printed) if clause != plain else -1
    if at < 0:
        return mention
    return msgspec.structs.replace(mention, printed=clause[at : at + len(mention.printed)])


def _signed(mention: Mention, signs: str) -> bool:
    return mention.printed[:1] in signs or mention.printed[-1:] in signs


def _unsigned(mention: Mention, signs: str) -> Mention:
    if mention.printed.strip(signs) == mention.printed:
        return mention
    return msgspec.structs.replace(mention, printed=mention.printed.strip(signs), reading=mention.reading.strip(signs))
