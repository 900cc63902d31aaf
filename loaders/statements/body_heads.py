"""Bodies by their heading, their roster or the title of their notice, and duties said of them by name."""

from __future__ import annotations

import regex

from zhize.loaders.claims import Scope
from zhize.loaders.outline import Section
from zhize.loaders.print.split import Block
from zhize.loaders.statements.body_state import BODY_END, Body, State, kind_of
from zhize.loaders.statements.rosters import relation_of

_HEADED = regex.compile(
    rf"(?P<name>\p{{Han}}{{2,30}}?{BODY_END})(?:组成|构成)?(?:及(?:其)?(?:主要|工作)*职责)?(?:(?:组成|成员|人员)*名单)?"
)
_STAFFED = regex.compile(
    r"(?:^|[。；])(?:总指挥长?|指挥长|组长|主任|召集人|成员(?:单位)?)[：:]|由[^。；]{2,60}(?:担任|任)(?:总指挥|指挥|组长|主任)"
)
_SAID_DUTY = regex.compile(r"^(?P<who>\p{Han}{2,24}?)(?:的)?(?:主要|工作)*职责[：:是](?P<duty>[^：]{6,600})$")
_TITLE = regex.compile(rf"(?:成立|设立|组建|调整)(?P<name>\p{{Han}}{{2,40}}?{BODY_END})(?:组成人员|成员|人员|的)")


def headed(section: Section, state: State) -> Body | None:
    """The body that a section describes by its heading: `2.1区防汛指挥部` over `总指挥：…`, `成员单位：…`, a roster."""
    match = _HEADED.fullmatch(section.title.strip("：。"))
    if match is None:
        return None
    known = state.get(match["name"])
    if known is not None or regex.match(r"[省市区县州]?(?:各|有关|专项|现场)|.*(?:和|及|与)", match["name"]):
        return known
    own = [b for i, b in enumerate(section.blocks) if i or not section.number]
    roster = any(b.table and relation_of(b.text.partition("\t")[0]) for b in own)
    if not roster and not any(_STAFFED.search(b.text) for b in own if not b.table):
        return None
    at = section.blocks[0].text.find(match["name"])
    start = section.blocks[0].start + max(at, 0)
    body = Body(match["name"], kind_of(match["name"]), (start, start + len(match["name"])), section.path)
    state.bodies[body.name] = body
    return body


def of_title(scope: Scope, state: State) -> Body | None:
    """The body of a notice that only sets it up: `关于成立X的通知`."""
    match = _TITLE.search(scope.document.title)
    return state.get(match["name"]) if match else None


def roster_member(block: Block, body: Body | None, role: str | None) -> str | None:
    """A row of a roster: role, name, post; an empty role is that of the row above."""
    cells = [cell.strip() for cell in block.text.split("\t")]
    role = relation_of(cells[0].rstrip("：:")) if cells[0] else role
    if role is None or body is None or len(cells) < 3 or not cells[1] or not cells[2]:
        return role if body is not None and not cells[0] else None
    known = body.people.setdefault(role, [])
    name = f"{cells[1]}（{cells[2]}）"
    if name not in known:
        known.append(name)
    start, _ = body.spans.get(role, (block.start, block.end))
    body.spans[role] = (min(start, block.start), block.end)
    return role


def said_duty(block: Block, state: State) -> None:
    """`区指挥部主要职责：…` in a paragraph of its own gives the body its duty."""
    match = _SAID_DUTY.match(block.text)
    body = state.get(match["who"]) if match else None
    if match is not None and body is not None and not body.duty:
        body.duty = match["duty"]
        body.spans["duty"] = (block.start + match.start("duty"), block.start + match.end("duty"))
