"""Who a clause says does something: names of bodies and of people, by where they stand in it."""

from __future__ import annotations

import regex

from zhize.graph.language.leading import leading_names, without_verbs
from zhize.graph.language.people import is_person
from zhize.graph.language.phrases import phrase
from zhize.graph.language.values import Value

_PLACES, _NUMBER, _OFFICE, _INNER, _BY, _LABELS, _LEADS, _POST, _GROUPS = (
    phrase("values", name)
    for name in ("name_begins", "item_number", "office", "inner_unit", "agent", "label", "turn", "post", "group")
)
_TURN = phrase("values", "turn_before")
_NAMED = phrase("values", "named")
_AFTER_NAME, _BEFORE_NAME = phrase("values", "name_after"), phrase("values", "name_before")


def actors(text: str) -> list[Value]:
    """The names that stand as those who act or are turned to: at the head of a clause, behind a label, behind 由, 报, 设在.

    Example: `材料由县民政局审核，报县政府` -> `县民政局`, `县政府`.
    """
    lead = _NUMBER.match(text)
    skip = lead.end() if lead else 0
    out: list[Value] = []
    for at in dict.fromkeys([skip, *(m.start() for m in _PLACES.finditer(text) if m.start() >= skip)]):
        if any(v.start <= at < v.end for v in out):
            continue
        mentions, _ = leading_names(text[at : at + 160])
        cursor = at
        for mention in mentions:
            start = text.find(mention.printed, cursor)
            if start >= 0 and not (
                _LABELS.fullmatch(mention.printed) and regex.match("[：:]", text[start + len(mention.printed) :])
            ):
                out.append(Value(start, start + len(mention.printed), mention.printed, mention.reading))
                cursor = start + len(mention.printed)
    for pattern in (_BY, _OFFICE, _INNER):
        for match in pattern.finditer(text):
            name = _LEADS.split(match["v"])[-1]
            if _LABELS.fullmatch(name):
                continue
            start = match.end("v") - len(name)
            if len(name) > 1 and not any(v.start < match.end("v") and start < v.end for v in out):
                out.append(Value(start, match.end("v"), name, name))
    return sorted((_without_verbs(v) for v in out), key=lambda v: v.start)


def _without_verbs(value: Value) -> Value:
    """A name without the verbs before it: `向区财政部门` -> `区财政部门`."""
    match = _TURN.match(value.text)
    name = without_verbs(value.text[match.end() :] if match else value.text)
    return value if name == value.text else Value(value.end - len(name), value.end, name, name)


def groups(text: str) -> list[Value]:
    """The names of groups that a clause lists.

    Example: `下设综合协调组、技术保障组` -> both.
    """
    return [Value(m.start("v"), m.end("v"), m["v"], m["v"]) for m in _GROUPS.finditer(text)]


def persons(text: str) -> list[Value]:
    """Who holds a post: behind 由 before 担任, before 兼任, behind the label of the post.

    A name of a person alone in a cell of a roster, behind a label, or right behind a post is one too.

    Example: `主任由肖某兼任` -> `肖某`; `王大海；市民政局副局长` -> `王大海`.
    """
    out = [Value(m.start("v"), m.end("v"), m["v"], m["v"]) for m in _POST.finditer(text)]
    for match in _NAMED.finditer(text):
        met = any(v.start < match.end("v") and match.start("v") < v.end for v in out)
        if not met and is_person(match["v"]):
            out.append(Value(match.start("v"), match.end("v"), match["v"], match["v"]))
    return sorted((*out, *_others_of_row(text, out)), key=lambda v: v.start)


def _others_of_row(text: str, known: list[Value]) -> list[Value]:
    """The persons that stand in a row with one who is known: `任命王大海、李小河为副局长` -> `李小河`."""
    out: list[Value] = []
    for value in known:
        for step, row in ((1, _AFTER_NAME), (-1, _BEFORE_NAME)):
            at = value.end if step > 0 else value.start
            while is_person(value.text) and (match := row.match(text, at) if step > 0 else row.search(text, 0, at)):
                name, start, end = match["v"], match.start("v"), match.end("v")
                if not is_person(name) or any(v.start < end and start < v.end for v in (*known, *out)):
                    break
                out.append(Value(start, end, name, name))
                at = end if step > 0 else start
    return out
