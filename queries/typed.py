"""Answers that the graph holds as typed facts: tasks by role, duties, bodies with their people and seats, documents."""

from __future__ import annotations

from collections import defaultdict

import regex

from zhize.graph.language.moments import spoken
from zhize.graph.model.facts import Fact
from zhize.queries.asked import PEOPLE, ROLES, Asked, Row, documents, held, make, printed, rows
from zhize.queries.candidate import Candidate
from zhize.queries.ground import shown_title
from zhize.queries.names import Link
from zhize.queries.rank import refine, weights
from zhize.queries.times import in_time
from zhize.queries.words import Target, relation_cues

# -- who does a task


def doers(asked: Asked) -> list[Candidate]:
    """Who leads, supports or is responsible for the task that is spoken of; a role that nobody holds is said to be open."""
    kg = asked.ground.kg
    out = []
    for row in rows(asked, asked.ground.tasks, asked.bare, 12):
        by_role = {role: held(asked, row.node, role) for role in ROLES}
        made = _doers(asked, row, by_role, kg.text(row.node, "title"))
        out += [made] if made else []
    return out


def _doers(asked: Asked, row: Row, own_roles: dict[str, list[Fact]], title: str) -> Candidate | None:
    wanted = [r for r in ROLES if r in asked.target.relations]
    labels = {role: asked.ground.kg.ontology.relations[role].label for role in ROLES}
    named = {n for link in asked.links.agencies for n in link.nodes}
    if "takes_part" in asked.target.relations and not wanted:
        wanted = ["supports"] if own_roles["supports"] else []
    if "supports" in wanted and "leads" in wanted and named:
        wanted = ["supports"]
    facts, said, partial = [], [], False
    for role in wanted or ["leads", "responsible_for"]:
        own = [f for f in own_roles[role] if f.subject not in named or role != "supports"]
        facts += own
        if own:
            said.append(f"{labels[role]}：{'、'.join(printed(own))}")
    if wanted and not facts:
        facts, partial = own_roles["responsible_for"] or ([] if "supports" in wanted else own_roles["leads"]), True
        said = [f"没有写明{'、'.join(labels[r] for r in wanted)}单位，写明的责任单位有{'、'.join(printed(facts))}"]
    if "responsible_for" in wanted and not own_roles["responsible_for"]:
        facts, partial = [*own_roles["leads"], *own_roles["supports"]], False
        said = [f"{labels[r]}：{'、'.join(printed(own_roles[r]))}" for r in ("leads", "supports") if own_roles[r]]
    if not facts:
        return None
    sentence = f"“{title}”{'；'.join(said)}。"
    return make(asked, printed(facts), sentence, facts, "doers", row.score, nodes=(row.node,), partial=partial)


def holders(asked: Asked) -> list[Candidate]:
    """Whose standing duty is spoken of."""
    out = []
    for row in rows(asked, asked.ground.duties, asked.bare, 12):
        facts = held(asked, row.node, "has_duty")
        text = asked.ground.kg.text(row.node, "text")
        if facts:
            sentence = f"{'、'.join(printed(facts))}：{text}"
            out.append(make(asked, printed(facts), sentence, facts, "holders", row.score, nodes=(row.node,)))
    return out


# -- what an agency does


def tasks_of(asked: Asked) -> list[Candidate]:
    """The tasks of the agencies that the question names, by role, in print order; one candidate a place."""
    kg = asked.ground.kg
    links = asked.links.agencies
    if not links:
        return []
    roles = [r for r in ROLES if r in asked.target.relations] or list(ROLES)
    if "responsible_for" in roles or "only" in asked.target.operators:
        roles = list(ROLES)
    shared = "common" in asked.target.operators and len(links) > 1
    groups: dict[str, list[Fact]] = defaultdict(list)
    for node in links[0].nodes if shared else tuple(n for link in links[:1] for n in link.nodes):
        facts = [f for role in roles for f in kg.out(node, role) if asked.scope.get(f.document, 1.0) > 0]
        if "first" in asked.target.operators:
            facts = [
                f for r in ROLES for f in kg.out(node, r) if asked.scope.get(f.document, 1.0) > 0 and _first(asked, f)
            ]
        if shared:
            others = [{str(f.object) for n in link.nodes for r in ROLES for f in kg.out(n, r)} for link in links[1:]]
            facts = [f for f in facts if all(str(f.object) in o for o in others)]
        if "only" in asked.target.operators:
            facts = [f for f in facts if _alone(asked, str(f.object), f.subject)]
        facts = [f for f in facts if in_time(asked, str(f.object))]
        groups[node] += facts
    out = []
    for node, facts in groups.items():
        score, kept = _about(asked, facts)
        score = (0.35 if asked.target.type == "duty" else 0.45) + 0.5 * score
        if kept:
            out.append(_tasks(asked, links[0], node, kept, score, single=len(groups) == 1))
    return out


def _first(asked: Asked, fact: Fact) -> bool:
    """Whether no other body is printed before this one in the mark of the task."""
    others = [f for r in ROLES for f in asked.ground.kg.into(str(fact.object), r)]
    return fact.order == min(f.order for f in others if f.predicate == fact.predicate) and fact.predicate != "supports"


def _alone(asked: Asked, task: str, agency: str) -> bool:
    return all(f.subject == agency for role in ROLES for f in asked.ground.kg.into(task, role))


def _about(asked: Asked, facts: list[Fact]) -> tuple[float, list[Fact]]:
    """The facts whose tasks fit the topic best; all where the question has no other topic than the agency."""
    if not facts:
        return 0.0, []
    if not asked.bare:
        return 0.9, facts
    passages = asked.ground.tasks
    place = {p.item: p.number for p in passages.rows}
    scores: dict[str, float] = {}
    for fact in facts:
        task = str(fact.object)
        if task in place and task not in scores:
            title = asked.ground.titles.get(fact.document, "")
            scores[task] = refine(passages, place[task], asked.bare, title, flat=True).score * asked.scope.get(
                fact.document, 1.0
            )
    top = max(scores.values(), default=0.0)
    kept = [f for f in facts if scores.get(str(f.object), 0.0) >= weights().clear * top]
    return top, kept


def _tasks(asked: Asked, link: Link, node: str, facts: list[Fact], score: float, *, single: bool) -> Candidate:
    kg = asked.ground.kg
    ordered = sorted(facts, key=lambda f: (f.document, f.evidence.file, f.evidence.start))
    titles = tuple(dict.fromkeys(kg.text(str(f.object), "title") for f in ordered))
    labels = kg.ontology.relations
    said = []
    for role in ROLES:
        own = list(dict.fromkeys(kg.text(str(f.object), "title") for f in ordered if f.predicate == role))
        if own:
            said.append(f"{labels[role].label}{len(own)}项：{'；'.join(own)}")
    name = kg.caption(node)
    sentence = f"{name}{'；'.join(said)}。"
    region = asked.ground.linker.region_of(node)
    place = "" if single or region is None else kg.caption(region)
    return make(asked, titles, sentence, ordered, "tasks_of", score, nodes=(node,), place=place)


def lacking(asked: Asked) -> str:
    """The sentence that an agency holds none of the roles asked for, but others: `没有写明…牵头的任务；它配合2项。`"""
    kg = asked.ground.kg
    wanted = [r for r in ROLES if r in asked.target.relations]
    for link in asked.links.agencies[:1]:
        other = {
            role: len(
                {str(f.object) for n in link.nodes for f in kg.out(n, role) if asked.scope.get(f.document, 1) > 0}
            )
            for role in ROLES
        }
        instead = [f"{kg.ontology.relations[r].label}{n}项" for r, n in other.items() if n and r not in wanted]
        if wanted and instead and not any(other[r] for r in wanted):
            labels = "、".join(kg.ontology.relations[r].label for r in wanted)
            return f"没有写明{kg.caption(link.nodes[0])}{labels}的任务；写明的有{'、'.join(instead)}。"
    return ""


def duties_of(asked: Asked) -> list[Candidate]:
    """The duties of the agency or body that the question names, those that fit the topic."""
    kg = asked.ground.kg
    out = []
    for link in (*asked.links.agencies, *asked.links.bodies)[:2]:
        for node in link.nodes:
            facts = [f for f in kg.out(node, "has_duty") if asked.scope.get(f.document, 1.0) > 0]
            made = _duties(asked, node, facts)
            out += [made] if made else []
            purpose = kg.properties.get(node, {}).get("duty", []) if node.startswith("body:") else []
            if purpose:
                text = str(purpose[0].object)
                out.append(
                    make(asked, (text,), f"{kg.caption(node)}：{text}", purpose[:1], "duty", 0.75, nodes=(node,))
                )
    return out


def _duties(asked: Asked, node: str, facts: list[Fact]) -> Candidate | None:
    passages = asked.ground.duties
    place = {p.item: p.number for p in passages.rows}
    scored = []
    for fact in facts:
        number = place.get(str(fact.object))
        if number is not None:
            title = asked.ground.titles.get(fact.document, "")
            score = refine(passages, number, asked.bare, title, flat=True).score if asked.bare else 0.9
            scored.append((score * asked.scope.get(fact.document, 1.0), fact))
    if not scored:
        return None
    top = max(s for s, _ in scored)
    kept = [f for s, f in scored if s >= weights().clear * top]
    top = 0.45 + 0.5 * top
    kg = asked.ground.kg
    texts = tuple(dict.fromkeys(kg.text(str(f.object), "text") for f in kept))
    region = asked.ground.linker.region_of(node)
    place_name = kg.caption(region) if region else ""
    return make(
        asked, texts, f"{kg.caption(node)}：{'；'.join(texts)}", kept, "duties_of", top, nodes=(node,), place=place_name
    )


def groups_of(asked: Asked) -> list[Candidate]:
    """The bodies that an agency leads or sits in."""
    kg = asked.ground.kg
    out = []
    relations = ("led_by", "chief") if "leads" in asked.target.relations else ("led_by", "member", "chief", "deputy")
    for link in asked.links.agencies[:1]:
        for node in link.nodes:
            facts = [f for r in relations for f in kg.into(node, r) if asked.scope.get(f.document, 1.0) > 0]
            names = tuple(dict.fromkeys(kg.caption(f.subject) for f in facts))
            if names:
                sentence = f"{kg.caption(node)}：{'、'.join(names)}。"
                out.append(make(asked, names, sentence, facts, "groups_of", 0.85, nodes=(node,)))
    return out


# -- bodies


def parts_of(asked: Asked) -> list[Candidate]:
    """The groups that stand below a body, in print order."""
    kg = asked.ground.kg
    out = []
    for row in _bodies(asked)[:6]:
        facts = sorted(kg.into(row.node, "within_body"), key=lambda f: (f.document, f.evidence.file, f.evidence.start))
        names = tuple(dict.fromkeys(kg.caption(f.subject) for f in facts))
        if names:
            sentence = f"{kg.caption(row.node)}下设{'、'.join(names)}。"
            out.append(make(asked, names, sentence, facts, "parts_of", row.score, nodes=(row.node,)))
    return out


def _bodies(asked: Asked) -> list[Row]:
    """The bodies that the question speaks of: linked by name, else the nearest by their names."""
    named = {
        n: 0.95 * asked.scope.get(_home(asked, n), 1.0) + 0.002 * len(link.text)
        for link in asked.links.bodies for n in link.nodes
    }  # fmt: skip
    near = {r.node: r.score for r in rows(asked, asked.ground.bodies, asked.terms, 20)}
    both = {
        n: max(named.get(n, 0.0), near.get(n, 0.0)) + (0.03 if n in named and n in near else 0.0)
        for n in {*named, *near}
    }
    office = "办公室" in asked.question.text
    for node in both:
        if asked.ground.kg.caption(node).endswith("办公室") != office and "seat" not in asked.target.relations:
            both[node] -= 0.35
    return sorted((Row(n, s) for n, s in both.items() if s > 0), key=lambda r: (-r.score, r.node))


def _those(asked: Asked, body: str, facts: list[Fact]) -> list[Fact]:
    """Of many members those whose line in the roster has what the question says of them: `外交部派谁当委员`."""
    if len(facts) < 6:
        return facts
    known = asked.ground.kg.caption(body) + asked.ground.titles.get(facts[0].document, "")
    telling = [t for t in asked.terms if t.weight >= 3 and t.word not in known]
    scores = [sum(t.weight * (t.word in f.evidence.quote) for t in telling) for f in facts]
    top = max(scores, default=0.0)
    return [f for f, s in zip(facts, scores, strict=True) if s == top] if top else facts


_PERSON = regex.compile(r"(?!副)\p{Han}{1,3}(?![长员任挥席记家授人])\p{Han}")


def _names(asked: Asked, facts: list[Fact]) -> tuple[str, ...]:
    """The printed names; where a person is asked for and the roster gives one beside the unit, the person."""
    if asked.target.type != "person":
        return printed(facts)
    out = []
    for fact in facts:
        cells = [c for c in regex.split(r"[\s：:]+", fact.evidence.quote) if c]
        person = next((c for c in cells if _PERSON.fullmatch(c) and c not in str(fact.printed)), None)
        beside = person and any(str(fact.printed) in c for c in cells)
        out.append(str(person) if beside else str(fact.printed or fact.object))
    return tuple(dict.fromkeys(out))


def appointments(asked: Asked) -> list[Candidate]:
    """Who was appointed to a post or removed from it."""
    kg = asked.ground.kg
    if "appointed" not in asked.target.relations:
        return []
    out = []
    removed = "免" in asked.target.local
    asking = relation_cues()["appointed"]
    terms = [t for t in asked.terms if not regex.search(asking, t.word) and not t.word.isdigit()]
    for row in rows(asked, asked.ground.appointments, terms, 12):
        if (kg.text(row.node, "action") == "removed") == removed:
            facts = kg.properties[row.node]["person"][:1]
            sentence = f"{kg.text(row.node, 'post')}：{facts[0].object}。"
            out.append(
                make(asked, (str(facts[0].object),), sentence, facts, "appointments", row.score, nodes=(row.node,))
            )
    return out


def _home(asked: Asked, node: str) -> str:
    fact = asked.ground.kg.source(node)
    return fact.document if fact else ""


def people(asked: Asked) -> list[Candidate]:
    """Who leads a body, sits in it, leads the working group."""
    kg = asked.ground.kg
    wanted = [r for r in PEOPLE if r in asked.target.relations]
    if "leads" in asked.target.relations or "responsible_for" in asked.target.relations:
        wanted.append("led_by")
    if "supports" in asked.target.relations:
        wanted.append("member")
    if {"chief", "deputy"} & set(wanted):
        wanted = [r for r in wanted if r in ("chief", "deputy")]
    if not wanted:
        wanted = ["led_by"]
    out = []
    for row in _bodies(asked)[:8]:
        facts = [f for r in wanted for f in sorted(kg.out(row.node, r), key=lambda f: (f.order, f.evidence.start))]
        facts = _those(asked, row.node, facts)
        if facts:
            names = _names(asked, facts)
            labels = {kg.ontology.relations[r].label for r in wanted}
            sentence = f"{kg.caption(row.node)}{'、'.join(sorted(labels))}：{'、'.join(names)}。"
            out.append(make(asked, names, sentence, facts, "people", row.score, nodes=(row.node,)))
    return out


def seats(asked: Asked) -> list[Candidate]:
    """Where the office of a body is."""
    kg = asked.ground.kg
    out = []
    for row in _bodies(asked)[:12]:
        below = [f.subject for f in kg.into(row.node, "within_body")]
        for node in (row.node, *below):
            facts = kg.out(node, "seat")
            if facts:
                names = printed(facts)
                region = asked.ground.linker.region_of(node) or asked.ground.linker.region_of(row.node)
                place = kg.caption(region) if region else ""
                sentence = f"{kg.caption(node)}设在{'、'.join(names)}。"
                out.append(make(asked, names, sentence, facts, "seats", row.score, nodes=(node,), place=place))
    return out


# -- documents


def attributes(asked: Asked) -> list[Candidate]:
    """A document's number, date, issuer, term, or what it rests on and repeals."""
    kg, target = asked.ground.kg, asked.target
    out: list[Candidate] = []
    for document, score in documents(asked):
        title = shown_title(kg, document)
        for name in _wanted(target):
            facts = kg.properties[document].get(name, [])[:1] if name in _NAMES else kg.out(document, name)
            if "reverse" in target.operators and name == "repeals":
                facts = kg.into(document, "repeals")
            if not facts:
                continue
            items = tuple(_value(asked, f, name, document) for f in facts)
            items = tuple(i for i in dict.fromkeys(items) if i)
            label = (kg.ontology.classes["Document"].properties if name in _NAMES else kg.ontology.relations)[
                name
            ].label
            out.append(
                make(
                    asked,
                    items,
                    f"《{title}》{label}：{'；'.join(items)}。",
                    list(facts),
                    name,
                    min(1.0, (0.1 if name == "number" else 0.3) + score),
                    nodes=(document,),
                )
            )
    return out


_NAMES = frozenset({"number", "date", "valid_until", "effective", "in_force_from", "issuer", "title"})


def _wanted(target: Target) -> tuple[str, ...]:
    relations = target.relations
    if target.type == "number":
        return ("based_on",) if "based_on" in relations else ("repeals",) if "repeals" in relations else ("number",)
    if target.type == "document":
        return tuple(r for r in ("based_on", "repeals", "implements") if r in relations)
    if target.type == "moment":
        if "effective" in relations:
            return ("effective", "in_force_from")
        return ("valid_until",) if "valid_until" in relations else ("date",) if "date" in relations else ()
    if target.type == "body":
        wanted = [r for r in ("explains", "prepares", "revises") if r in relations]
        return tuple(wanted) or (("issuer",) if "signed" in relations else ())
    return ()


def _value(asked: Asked, fact: Fact, name: str, document: str) -> str:
    kg = asked.ground.kg
    if name in _NAMES:
        return spoken(str(fact.object))
    if name in ("explains", "prepares", "revises"):
        return ""
    other = str(fact.object) if fact.subject == document else fact.subject
    number = kg.text(other, "number")
    title = kg.text(other, "title")
    if number and asked.target.type == "number":
        return number
    return f"{title}（{number}）" if number else title


def upkeep(asked: Asked) -> list[Candidate]:
    """Who explains, prepares or revises a document."""
    out = []
    for document, score in documents(asked):
        for relation in ("explains", "prepares", "revises"):
            facts = asked.ground.kg.into(document, relation) if relation in asked.target.relations else []
            if facts:
                names = printed(facts)
                label = asked.ground.kg.ontology.relations[relation].label
                sentence = f"《{shown_title(asked.ground.kg, document)}》由{'、'.join(names)}{label}。"
                out.append(make(asked, names, sentence, facts, relation, min(1.0, 0.3 + score), nodes=(document,)))
    return out


# -- times of tasks


def deadlines(asked: Asked) -> list[Candidate]:
    """By when the task that is spoken of is to be done."""
    kg = asked.ground.kg
    out = []
    for row in rows(asked, asked.ground.tasks, asked.terms, 10):
        facts = kg.properties[row.node].get("deadline", [])[:1]
        if facts and regex.search("完成|办结|建成|落实|前|到位", asked.target.local):
            value = str(facts[0].object)
            out.append(
                make(
                    asked,
                    (value,),
                    f"“{kg.text(row.node, 'title')}”：{value}。",
                    facts,
                    "deadlines",
                    row.score,
                    nodes=(row.node,),
                )
            )
    return out
