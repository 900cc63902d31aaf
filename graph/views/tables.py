"""The flat tables of the graph: documents, assignments, duties, bodies, appointments and agencies.

Each function returns the rows of one table as plain data, ready for JSON; `write_tables` writes them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from zhize.errors import GraphError
from zhize.files import write_together
from zhize.graph.model.asof import interval
from zhize.graph.model.facts import Fact, as_listed, digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.validity import status

Row = dict[str, Any]


def source_of(fact: Fact | None) -> Row | None:
    """The `source` field: file, character offsets and quote (and page for PDF)."""
    if fact is None:
        return None
    row: Row = {
        "file": fact.evidence.file,
        "start": fact.evidence.start,
        "end": fact.evidence.end,
        "line": fact.evidence.line,
        "quote": fact.evidence.quote,
    }
    if fact.evidence.page is not None:
        row["page"] = fact.evidence.page
    return row


def paper_name(kg: KnowledgeGraph, document: str) -> str:
    """How a sentence calls a document: by its number, else by its title in 《》."""
    return kg.text(document, "number") or f"《{kg.caption(document)}》"


def cited_title(kg: KnowledgeGraph, fact: Fact) -> str:
    """The title of a cited document as the citation prints it, without 《》."""
    quote = fact.evidence.quote
    if quote.startswith("《") and "》" in quote:
        return quote[1 : quote.rindex("》")].replace("《", "〈").replace("》", "〉")
    return kg.text(str(fact.object), "title")


NAMED = ("lead", "support", "responsible", "agency", "chief", "deputy", "members")
"""Columns that list printed names, of which `agencies` says which body each is."""


def with_ids(row: Row) -> Row:
    """A row with the ids of the nodes beside the names that it lists, None for a name that is no body of the graph.

    Example:
        >>> with_ids({"lead": ["区水利局", "有关部门"], "agencies": {"区水利局": "agency:1:水利局"}})["lead_ids"]
        ['agency:1:水利局', None]
    """
    out: Row = {}
    for name, value in row.items():
        out[name] = value
        if name in NAMED and isinstance(value, list) and isinstance(row.get("agencies"), dict):
            out[f"{name}_ids"] = [row["agencies"].get(printed) for printed in value]
    return out


def documents(kg: KnowledgeGraph) -> list[Row]:
    """documents.jsonl: one row per formal document."""
    return [_document(kg, node) for node in kg.own_documents]


def _document(kg: KnowledgeGraph, node: str) -> Row:
    def cited(relation: str) -> list[Row]:
        targets = {str(f.object): f for f in reversed(kg.out(node, relation))}
        rows = [{"title": cited_title(kg, f), "number": kg.value(t, "number"), "id": t} for t, f in targets.items()]
        return rows[::-1]

    issue = next((str(f.object) for f in kg.out(node, "published_in")), None)
    plans = list(dict.fromkeys(str(f.object) for f in kg.out(node, "issues")))
    state, holds = status(kg, node), interval(kg, node)
    return {
        "id": node,
        "number": kg.value(node, "number"),
        "title": kg.text(node, "title"),
        "issuer": kg.value(node, "issuer"),
        "date": kg.value(node, "date"),
        "kind": kg.value(node, "kind"),
        "instruments": [kg.text(p, "title") for p in plans],
        "instrument_kind": kg.value(node, "instrument_kind"),
        **{str(r.column): cited(r.id) for r in kg.ontology.of_kind("paper") if r.target == ("Document",)},
        "status": state.state,
        "status_by": None
        if state.by is None
        else {"title": kg.text(state.by, "title"), "number": kg.value(state.by, "number")},
        "effective": kg.value(node, "effective"),
        "in_force_from": kg.value(node, "in_force_from"),
        "valid_until": state.until or kg.value(node, "valid_until"),
        "holds_since": holds.since,
        "holds_until": holds.until,
        "registration": kg.value(node, "registration"),
        "addressees": kg.value(node, "addressees"),
        "attachments": kg.values(node, "attachment"),
        "regions": list(dict.fromkeys(map(kg.caption, kg.regions_of(node)))),
        "gazette": None if issue is None else {k: kg.value(issue, k) for k in ("name", "year", "issue")},
        "source": source_of(kg.source(node)),
    }


def _head(kg: KnowledgeGraph, document: str) -> Row:
    return {"number": kg.value(document, "number"), "document": kg.text(document, "title")}


def _people(facts: list[Fact]) -> list[str]:
    ordered = as_listed(facts)
    return list(dict.fromkeys(str(f.printed) for f in ordered))


def _named(kg: KnowledgeGraph, nodes: dict[str, str], prefixes: tuple[str, ...] = ("agency:", "body:")) -> Row:
    """The bodies of a row: `agencies` maps each printed name to its node id, `canonical` to its full name with its place."""
    real = {printed: node for printed, node in nodes.items() if node.startswith(prefixes)}
    return {"agencies": real, "canonical": {printed: _full_name(kg, node) for printed, node in real.items()}}


def _full_name(kg: KnowledgeGraph, node: str) -> str:
    region = next((str(f.object) for f in kg.out(node, "jurisdiction")), None)
    return _canonical(kg, node, region) if node.startswith("body:") else kg.text(node, "name")


def assignments(kg: KnowledgeGraph, of: Iterable[str] | None = None) -> list[Row]:
    """assignments.jsonl: one row per item that names who does it; `of` some tasks or of all, sorted by their ids."""
    rows = []
    for task in kg.nodes("Task") if of is None else of:
        roles = {role: kg.into(task, role) for role in kg.ontology.roles}
        if not any(roles.values()):
            continue
        text = kg.properties[task]["text" if "text" in kg.properties[task] else "title"][0]
        everyone = [f for facts in roles.values() for f in facts]
        rows.append(
            {
                **_head(kg, text.document),
                "id": task,
                "path": list(text.section),
                "item": kg.value(task, "item"),
                "title": kg.text(task, "title"),
                "text": kg.text(task, "text"),
                "mark": kg.text(task, "mark"),
                **{str(relation.column): _people(roles[role]) for role, relation in kg.ontology.roles.items()},
                "collective": _people([f for f in everyone if f.subject.startswith("collective:")]),
                "deadline": kg.value(task, "deadline"),
                "due_from": kg.value(task, "due_from"),
                "due": kg.value(task, "due"),
                **_named(kg, {str(f.printed): f.subject for f in everyone}),
                "rule": text.rule,
                "source": source_of(text),
            }
        )
    return rows


def duties(kg: KnowledgeGraph) -> list[Row]:
    """duties.jsonl: one row per standing duty."""
    rows = []
    for duty in kg.nodes("Duty"):
        text = kg.properties[duty]["text"][0]
        holders = kg.into(duty, "has_duty")
        rows.append(
            {
                **_head(kg, text.document),
                "id": duty,
                "context": kg.text(duty, "context"),
                "agency": _people(holders),
                "text": kg.text(duty, "text"),
                **_named(kg, {str(f.printed): f.subject for f in holders}),
                "rule": text.rule,
                "source": source_of(text),
            }
        )
    return rows


def bodies(kg: KnowledgeGraph) -> list[Row]:
    """bodies.jsonl: one row per body that a document sets up or describes."""
    rows = []
    for body in kg.nodes("Body"):
        for document in dict.fromkeys(str(f.object) for f in kg.out(body, "body_of")):

            def here(facts: list[Fact], document: str = document) -> list[Fact]:
                return [f for f in facts if f.document == document]

            values = {name: here(kg.properties[body].get(name, [])) for name in ("name", "alias", "kind", "duty")}
            seats = {relation: here(kg.out(body, relation.id)) for relation in kg.ontology.of_kind("seat")}
            parents = here(kg.out(body, "within_body"))
            everyone = [f for facts in (*seats.values(), parents) for f in facts]
            rows.append(
                {
                    **_head(kg, document),
                    "id": body if len(kg.out(body, "body_of")) == 1 else f"body:{digest(body, document)}",
                    "body": body,
                    "name": str(values["name"][0].object) if values["name"] else kg.caption(body),
                    "alias": [str(f.object) for f in values["alias"]],
                    "kind": kg.value(body, "kind"),
                    "parent": next((kg.caption(str(f.object)) for f in parents), None),
                    **{str(relation.column): _people(facts) for relation, facts in seats.items()},
                    "persons": _persons(kg, body, document),
                    "seat": "、".join(_people(here(kg.out(body, "seat")))) or None,
                    "duty": str(values["duty"][0].object) if values["duty"] else None,
                    **_named(kg, {str(f.printed): str(f.object) for f in everyone}, ("agency:",)),
                    "source": source_of(values["name"][0] if values["name"] else kg.source(body)),
                }
            )
    return rows


def _persons(kg: KnowledgeGraph, body: str, document: str) -> list[Row]:
    """The persons of a body in the order of print: the word for the role, the name, the post beside it."""
    here = [f for f in kg.into(body, "seat_in") if f.document == document]
    return [
        {"role": kg.text(f.subject, "role"), "name": kg.text(f.subject, "person"), "post": kg.value(f.subject, "post")}
        for f in as_listed(here)
    ]


def appointments(kg: KnowledgeGraph) -> list[Row]:
    """appointments.jsonl: one row per person appointed to a post or removed from it."""
    rows = []
    for node in kg.nodes("Appointment"):
        text = kg.properties[node]["person"][0]
        units = kg.out(node, "appointed_at")
        rows.append(
            {
                **_head(kg, text.document),
                "id": node,
                "person": kg.text(node, "person"),
                "post": kg.text(node, "post"),
                "agency": kg.value(node, "unit"),
                "action": kg.text(node, "action"),
                "date": kg.value(node, "date"),
                **_named(kg, {str(f.printed): str(f.object) for f in units}),
                "rule": text.rule,
                "source": source_of(text),
            }
        )
    return rows


_BODY_KIND = {
    "command": "command_body",
    "leading_group": "command_body",
    "committee": "command_body",
    "office": "office",
}


def agencies(kg: KnowledgeGraph) -> list[Row]:
    """agencies.jsonl: one row per real body, standing commands and their offices included."""
    rows = []
    for node in (*kg.nodes("Agency"), *kg.nodes("Body")):
        body = node.startswith("body:")
        kind = kg.text(node, "kind")
        if body and kind not in _BODY_KIND:
            continue
        region = next((str(f.object) for f in kg.out(node, "jurisdiction")), None)
        mentions = kg.values(node, "name") + kg.values(node, "alias") if body else []
        printed = {str(f.printed) for rel in kg.ontology.roles for f in kg.out(node, rel)} if body else set()
        rows.append(
            {
                "id": node,
                "canonical": _canonical(kg, node, region) if body else kg.text(node, "name"),
                "mentions": sorted({str(m) for m in (*mentions, *kg.values(node, "mention"))} | printed),
                "jurisdiction": kg.caption(region) if region else None,
                "level": kg.value(region, "level") if region else None,
                "kind": _BODY_KIND[kind] if body else kind,
                "parent": next((str(f.object) for f in kg.out(node, "parent")), None),
                "source": source_of(kg.source(node)),
            }
        )
    return sorted(rows, key=lambda row: row["id"])


def _canonical(kg: KnowledgeGraph, node: str, region: str | None) -> str:
    name = kg.caption(node)
    if region is None:
        return name
    place = kg.caption(region)
    return place + name[1:] if name[:1] in "省市区县州旗" else (name if name.startswith(place) else place + name)


TABLES: dict[str, Callable[[KnowledgeGraph], list[Row]]] = {
    "documents": documents,
    "assignments": assignments,
    "duties": duties,
    "bodies": bodies,
    "appointments": appointments,
    "agencies": agencies,
}


def write_tables(kg: KnowledgeGraph, folder: Path) -> dict[str, int]:
    """Write the tables as UTF-8 JSON Lines, sorted; returns the number of rows of each.

    Raises:
        GraphError: the folder cannot be written.
    """
    rows = {name: sorted(msgspec.json.encode(row) for row in table(kg)) for name, table in TABLES.items()}
    try:
        files = {folder / f"{name}.jsonl": b"".join(line + b"\n" for line in rows[name]) for name in rows}
        write_together(files, within=folder)
    except OSError as error:
        raise GraphError(
            "{folder}: the tables cannot be written there ({reason}).", folder=folder, reason=error.strerror
        ) from error
    return {name: len(lines) for name, lines in rows.items()}
