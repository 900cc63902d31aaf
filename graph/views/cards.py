"""Cards: what the graph knows of one agency, body or document, each line with its source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

import msgspec

from zhize.errors import OptionError
from zhize.graph.model.facts import Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.model.validity import status


class CardLine(msgspec.Struct, frozen=True):
    """One thing the graph knows, and the fact that says it (none for what is counted)."""

    text: str
    fact: Fact | None = None


class Card(msgspec.Struct, frozen=True):
    """A heading and its parts: `(title, lines)` in the order to be read; empty parts are left out."""

    title: str
    node: str
    parts: tuple[tuple[str, tuple[CardLine, ...]], ...]


_ROLES = (("leads", "牵头的任务"), ("supports", "配合的任务"), ("responsible_for", "负责的任务"))
_SEATS = (("chief", "任主要负责人"), ("deputy", "任副职"), ("led_by", "牵头"), ("member", "任成员"))


def card(kg: KnowledgeGraph, node: str) -> Card:
    """The card of an agency, a body or a document.

    Raises:
        OptionError: there is no card for this class of node.
    """
    makers: dict[str, Callable[[KnowledgeGraph, str], Iterable[tuple[str, list[CardLine]]]]] = {
        "Agency": _agency, "Body": _body, "Document": _document,
    }  # fmt: skip
    node_class = kg.ontology.class_of(node).id
    if node_class not in makers:
        label = kg.ontology.classes[node_class].label
        raise OptionError(f"“{kg.caption(node)}”是{label}，没有卡片。请给出机构、议事协调机构或文件。")
    parts = tuple((title, tuple(lines)) for title, lines in makers[node_class](kg, node) if lines)
    return Card(kg.caption(node), node, parts)


def _values(kg: KnowledgeGraph, node: str, names: Iterable[tuple[str, str]]) -> list[CardLine]:
    out = []
    for name, label in names:
        facts = kg.properties.get(node, {}).get(name, [])
        shown = "、".join(dict.fromkeys(str(f.object) for f in facts))
        if shown:
            out.append(CardLine(f"{label}：{shown}", facts[0]))
    return out


def _titles(kg: KnowledgeGraph, facts: Iterable[Fact]) -> list[CardLine]:
    return [CardLine(kg.caption(str(f.object)), f) for f in facts]


def _agency(kg: KnowledgeGraph, node: str) -> Iterable[tuple[str, list[CardLine]]]:
    yield "概况", [*_values(kg, node, (("alias", "简称"), ("mention", "印作"), ("level", "层级"))),
                 *(CardLine(f"管辖：{kg.caption(str(f.object))}", f) for f in kg.out(node, "jurisdiction")[:1]),
                 *(CardLine(f"上级：{kg.caption(str(f.object))}", f) for f in kg.out(node, "parent")[:1])]  # fmt: skip
    plans: dict[str, list[CardLine]] = defaultdict(list)
    for fact in kg.out(node, "has_duty"):
        duty = str(fact.object)
        plans[kg.text(duty, "context") or kg.text(fact.document, "title")].append(CardLine(kg.text(duty, "text"), fact))
    for plan, lines in plans.items():
        yield f"职责（{plan}）", lines
    for role, label in _ROLES:
        yield label, _titles(kg, kg.out(node, role))
    yield "响应行动和办理环节", [CardLine(_act(kg, str(f.object)), f) for f in kg.out(node, "acts")]
    yield "作为成员单位承担", _as_member(kg, node)
    for role, label in _SEATS:
        yield f"在议事协调机构中{label}", [CardLine(_full(kg, f.subject), f) for f in kg.into(node, role)]
    yield "承办的办公室", [CardLine(_full(kg, f.subject), f) for f in kg.into(node, "seat")]
    yield "共同承担任务最多的单位", _partners(kg, node)


def _act(kg: KnowledgeGraph, node: str) -> str:
    """An action with its level, or a step with its procedure."""
    level = next((kg.caption(str(f.object)) for f in kg.out(node, "action_of")), kg.text(node, "procedure"))
    return f"{level}：{kg.caption(node)}"


def _as_member(kg: KnowledgeGraph, node: str) -> list[CardLine]:
    """What a text gives to all members of a body that the agency sits in."""
    out = []
    for link in kg.into(node, "stands_for"):
        name = kg.caption(link.subject)
        out += [CardLine(f"{name}：{_act(kg, str(f.object))}", f) for f in kg.out(link.subject, "acts")]
        for relation in ("has_duty", *kg.ontology.roles):
            out += [CardLine(f"{name}：{kg.caption(str(f.object))}", f) for f in kg.out(link.subject, relation)]
    return out


def _full(kg: KnowledgeGraph, body: str) -> str:
    """A body with what it belongs to: `防汛抗旱指挥部办公室` under its command."""
    above = next((str(f.object) for f in kg.out(body, "within_body")), None)
    name = kg.caption(body)
    return name if above is None or kg.caption(above) in name else f"{kg.caption(above)}{name}"


def _partners(kg: KnowledgeGraph, node: str, most: int = 5) -> list[CardLine]:
    shared: Counter[str] = Counter()
    for role in kg.ontology.roles:
        for fact in kg.out(node, role):
            others = {f.subject for r in kg.ontology.roles for f in kg.into(str(fact.object), r)} - {node}
            shared.update(o for o in others if o.startswith("agency:"))
    ranked = sorted(shared.items(), key=lambda pair: (-pair[1], kg.caption(pair[0])))
    return [CardLine(f"{kg.caption(agency)}（{count}项）") for agency, count in ranked[:most]]


def _body(kg: KnowledgeGraph, node: str) -> Iterable[tuple[str, list[CardLine]]]:
    yield "概况", [*_values(kg, node, (("alias", "简称"), ("duty", "职责"))),
                 *(CardLine(f"隶属：{kg.caption(str(f.object))}", f) for f in kg.out(node, "within_body")[:1]),
                 *(CardLine(f"设立依据：{kg.caption(str(f.object))}", f) for f in kg.out(node, "body_of"))]  # fmt: skip
    for role, label in (("chief", "主要负责人"), ("deputy", "副职"), ("led_by", "牵头单位"), ("member", "成员")):
        yield label, _titles(kg, kg.out(node, role))
    yield "办公室设在", _titles(kg, kg.out(node, "seat"))
    yield "下设机构", [CardLine(kg.caption(f.subject), f) for f in kg.into(node, "within_body")]
    yield "职责", [CardLine(kg.text(str(f.object), "text"), f) for f in kg.out(node, "has_duty")]
    yield "启动的响应", _titles(kg, kg.out(node, "starts"))
    yield "终止的响应", _titles(kg, kg.out(node, "ends"))


def _document(kg: KnowledgeGraph, node: str) -> Iterable[tuple[str, list[CardLine]]]:
    now = status(kg, node)
    state = f"效力：{now.state}" + (f"，至{now.until}" if now.until else "")
    yield "概况", [*_values(kg, node, (("number", "文号"), ("issuer", "发文机关"), ("date", "成文日期"), ("kind", "文种"),
                  ("addressees", "主送"), ("effective", "施行"), ("valid_until", "有效期至"))), CardLine(state, now.fact),
                  *(CardLine(f"适用地区：{kg.caption(str(f.object))}", f) for f in kg.out(node, "relevant_for")),
                  *(CardLine(f"刊于：{kg.caption(str(f.object))}", f) for f in kg.out(node, "published_in"))]  # fmt: skip
    for relation, label in (("issues", "印发"), ("based_on", "依据"), ("implements", "贯彻落实"), ("repeals", "废止"),
                            ("amends", "修改"), ("continues", "延续效力"), ("cites", "提及")):  # fmt: skip
        yield label, _titles(kg, kg.out(node, relation))
    for relation, label in (
        ("based_on", "被用作依据"),
        ("implements", "被落实于"),
        ("repeals", "被废止于"),
        ("amends", "被修改于"),
    ):
        yield label, [CardLine(kg.caption(f.subject), f) for f in kg.into(node, relation)]
    for relation, label in (("prepares", "制定单位"), ("revises", "修订单位"), ("explains", "解释单位")):
        yield label, [CardLine(kg.caption(f.subject), f) for f in kg.into(node, relation)]
    yield "设立或记载的机构", [CardLine(_full(kg, f.subject), f) for f in kg.into(node, "body_of")]
    levels = sorted(
        kg.into(node, "level_of"), key=lambda f: (kg.text(f.subject, "kind"), str(kg.value(f.subject, "rank")))
    )
    for fact in levels:
        yield kg.caption(fact.subject), _level(kg, fact)
    grades = sorted(kg.into(node, "grade_of"), key=lambda f: str(kg.value(f.subject, "rank")))
    yield "事件分级", [CardLine(f"{kg.caption(f.subject)}：{'；'.join(map(str, kg.values(f.subject, 'threshold')))}", f)
                   for f in grades]  # fmt: skip
    yield "办理流程", _steps(kg, node)
    yield "任务", [CardLine(_task(kg, f.subject), f) for f in kg.into(node, "task_of")]
    yield "职责", [CardLine(_duty(kg, f.subject), f) for f in kg.into(node, "duty_of")]
    yield "规定事项", [CardLine(kg.caption(f.subject), f) for f in kg.into(node, "provision_of")]
    yield "指标", [CardLine(_target(kg, f.subject), f) for f in kg.into(node, "target_of")]


def _level(kg: KnowledgeGraph, fact: Fact) -> list[CardLine]:
    level = fact.subject
    out = [CardLine(f"条件：{f.object}", f) for f in kg.properties[level].get("condition", [])]
    out += [CardLine(f"启动：{f.printed or kg.caption(f.subject)}", f) for f in kg.into(level, "starts")]
    out += [CardLine(f"终止：{f.printed or kg.caption(f.subject)}", f) for f in kg.into(level, "ends")]
    for action in sorted(kg.into(level, "action_of"), key=lambda f: (f.evidence.file, f.evidence.start)):
        who = "、".join(dict.fromkeys(f.printed or kg.caption(f.subject) for f in kg.into(action.subject, "acts")))
        out.append(CardLine(f"行动{f'（{who}）' if who else ''}：{kg.text(action.subject, 'text')}", action))
    return out or [CardLine("（文件没有写明条件和行动）", fact)]


def _steps(kg: KnowledgeGraph, node: str) -> list[CardLine]:
    facts = sorted(
        kg.into(node, "step_of"),
        key=lambda f: (kg.text(f.subject, "procedure"), int(str(kg.value(f.subject, "position") or 0))),
    )
    out = []
    for fact in facts:
        who = "、".join(dict.fromkeys(f.printed or kg.caption(f.subject) for f in kg.into(fact.subject, "acts")))
        limit = "、".join(map(str, kg.values(fact.subject, "limit")))
        extra = "；".join(x for x in (who, limit) if x)
        out.append(
            CardLine(
                f"{kg.value(fact.subject, 'position')}. {kg.caption(fact.subject)}" + (f"（{extra}）" if extra else ""),
                fact,
            )
        )
    return out


def _task(kg: KnowledgeGraph, task: str) -> str:
    roles = [
        f"{label}：{'、'.join(f.printed or kg.caption(f.subject) for f in kg.into(task, role))}"
        for role, label in (("leads", "牵头"), ("supports", "配合"), ("responsible_for", "责任")) if kg.into(task, role)
    ]  # fmt: skip
    deadline = kg.text(task, "deadline")
    return kg.caption(task) + f"（{'；'.join(roles)}" + (f"；{deadline}" if deadline else "") + "）"


def _duty(kg: KnowledgeGraph, duty: str) -> str:
    who = "、".join(f.printed or kg.caption(f.subject) for f in kg.into(duty, "has_duty"))
    return f"{who}：{kg.text(duty, 'text')}"


def _target(kg: KnowledgeGraph, target: str) -> str:
    parts = (
        kg.text(target, "by_when"),
        kg.caption(target),
        kg.text(target, "direction"),
        kg.text(target, "value") + kg.text(target, "unit"),
    )
    return " ".join(part for part in parts if part)
