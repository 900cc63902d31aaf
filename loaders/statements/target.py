"""Quantitative targets: how much of what by when, in prose and in boxes of indicators."""

from __future__ import annotations

import itertools

import msgspec
import regex

from zhize.graph.language.phrases import phrase, words
from zhize.graph.language.spans import Stretch
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.outline import Section
from zhize.loaders.print.clean import squeeze
from zhize.loaders.print.documents import Block


class Target(msgspec.Struct, frozen=True):
    """A quantity as printed: `start`/`end` are offsets into the text it was read from.

    `direction` is `≥`, `≤` or `=`; `change` is 增长 or 下降 where the value is a change and no level;
    `striving` tells 力争.
    """

    indicator: str
    value: str
    unit: str
    direction: str
    change: str | None
    by_when: str | None
    year: int | None
    striving: bool
    start: int
    end: int


_WHEN = phrase("targets", "when")
_PERIOD = phrase("targets", "period")
_BEGINS = regex.compile(r"20\d\d年(?=，)")
"""In a section of goals the year that a paragraph begins with: `2024年，完成植树100株`."""
_NO_WHEN = phrase("targets", "no_when")
_SO_FAR_WHEN = phrase("targets", "so_far_when")
_PLANNED = phrase("targets", "planned")
_YEAR_OVER = phrase("targets", "year_over")
_MORE_MADE = phrase("targets", "more_made")
_PERIOD_END = {name: 2015 + 5 * nth for nth, name in enumerate(words("targets", "five_year_plan"))}
_DIRECTION = {
    verb: sign
    for sign, kind in (("≥", "at_least"), ("≤", "at_most"), ("=", "equal"), ("+", "growing"), ("-", "falling"))
    for verb in words("targets", kind)
}
_CHANGE = {"+": words("targets", "grows")[0], "-": words("targets", "falls")[0]}
_BARE_VALUE = words("targets", "bare_value")
_BOUND = dict.fromkeys(words("targets", "or_more"), "≥") | dict.fromkeys(words("targets", "or_less"), "≤")
_STRIVING = words("targets", "striving")[0]
_TARGET = phrase("targets", "target")
_MADE = phrase("targets", "made")
_MADE_NEW = words("targets", "makes_new")
_PAST = phrase("targets", "past_said")
_CLAUSE_END = "，。；：！？、）"
_FRONT = phrase("targets", "fronts")
_TAIL = phrase("targets", "tails")
_VAGUE = phrase("targets", "vague_said")
_GOAL = phrase("targets", "goals")
_DONE = phrase("targets", "done")
_SO_FAR = phrase("targets", "reached")
_SCOPE = phrase("targets", "scope")
_YEAR_OF_HEADING = phrase("targets", "year_of_heading")


def targets(scope: Scope) -> Claims:
    """Targets of a document with indicator, direction, value, unit and by-when.

    Reads `到2025年，森林覆盖率达到30%以上`, `道路死亡率控制在1.35以内`, and boxes of indicators
    (`专栏1 防控目标（到2025年）`, a table whose head names 指标 and years). A quantity is a target only under
    a by-when or in a box or section of goals; what was reached already is none.
    """
    found, ids = Claims(), Ids(scope.id)
    for section in scope.sections:
        goals = any(_GOAL.search(heading) for heading in (*section.path, section.label))
        past = any((_DONE if goals else _SO_FAR).search(heading) for heading in (*section.path, section.label))
        boxed: str | None = None
        columns: dict[int, str] = {}
        year = _goal_year(scope, section) if goals else None
        for block in section.blocks:
            if block.table:
                boxed, columns = _of_table(scope, section, block, boxed, columns, (found, ids))
            elif not past:
                boxed, columns = _box_title(block.text), {}
                begins = _BEGINS.match(block.text, section.offset if block is section.blocks[0] else 0)
                for target in find_targets(block.text, year or (begins[0] if goals and begins else None)):
                    _add(scope, section, block, target, (found, ids))
    return found


def _goal_year(scope: Scope, section: Section) -> str | None:
    """The year that a section of goals is about: in its heading, or in the title of the plan it stands in."""
    for heading in (section.label, *reversed(section.path), section.part, scope.document.title):
        years = _YEAR_OF_HEADING.findall(heading)
        if len(years) == 1:
            return str(years[0])
    return None


def find_targets(text: str, by_when: str | None = None) -> list[Target]:
    """The targets a text sets, each under the by-when of its sentence (or the one given).

    Example: `到2025年，普及率达到100%，死亡率控制在0.5以内。` -> two targets of 2025.
    """
    out: list[Target] = []
    over = _YEAR_OVER.match(text)
    by_when = f"{over['of']}年" if over else by_when
    carried: Moment | None = None
    for piece in _sentences(text):
        start = piece.start
        sentence = text[start : piece.end]
        moments = _moments(sentence)
        if carried is not None and text[start - 1] == "；":
            moments.insert(0, msgspec.structs.replace(carried, start=-1))
        carried = moments[-1] if moments else None
        found = [*_TARGET.finditer(sentence), *_made(sentence)]
        taken: list[Stretch] = []
        for match in found:
            when = next((m for m in reversed(moments) if m.start < match.start()), None)
            printed, year = (when.printed, when.year) if when else (by_when, _year(by_when or ""))
            if not printed or any(t.start < match.end() and match.start() < t.end for t in taken):
                continue
            target = _target(sentence, match, printed, year, start)
            if target:
                taken.append(Stretch(*match.span()))
                out.append(target)
    return sorted(out, key=lambda target: target.start)


_SENTENCE_END = regex.compile(r"[。；！？]|(?<=[。；）\s])(?=\d{1,2}\.\D)")


def _sentences(text: str) -> list[Stretch]:
    stops = [m.end() for m in _SENTENCE_END.finditer(text)]
    bounds = [0, *stops, len(text)]
    return [Stretch(a, b) for a, b in itertools.pairwise(bounds) if b - a > 3]


class Moment(msgspec.Struct, frozen=True):
    """A by-when of a sentence: the offset of its first character, as printed, and its year."""

    start: int
    printed: str
    year: int | None


def _moments(sentence: str) -> list[Moment]:
    """The by-whens of a sentence in print order; how long a paper holds, and what was reached by a day, are none."""
    out = [Moment(m.start(), m[0], int(m["year"] or m["to"] or m["of"])) for m in _WHEN.finditer(sentence)]
    out += [Moment(m.start(), m[0], _PERIOD_END.get(m["name"])) for m in _PERIOD.finditer(sentence)]
    planned = _PLANNED.search(sentence) is not None
    kept = [
        m for m in out if not _NO_WHEN.search(sentence[: m.start]) and (planned or not _SO_FAR_WHEN.match(m.printed))
    ]
    return sorted(kept, key=lambda m: m.start)


def _made(sentence: str) -> list[regex.Match[str]]:
    """What is made, with what follows in one list: `建成基站100座、充电桩200个`."""
    out: list[regex.Match[str]] = []
    for match in _MADE.finditer(sentence):
        out.append(match)
        while (more := _MORE_MADE.match(sentence, out[-1].end())) is not None:
            out.append(more)
    return out


def _year(printed: str) -> int | None:
    match = regex.search(r"20\d\d", printed)
    return int(match[0]) if match else None


def _target(sentence: str, match: regex.Match[str], printed: str, year: int | None, at: int) -> Target | None:
    made = "indicator" in match.groupdict()
    a = max((sentence.rfind(stop, 0, match.start()) for stop in _CLAUSE_END), default=-1) + 1
    before = _FRONT.sub("", sentence[a : match.start()])
    indicator = match["indicator"] if made else _TAIL.sub("", before)
    if _PAST.search(sentence[a : match.end()]) or (not made and not _is_indicator(indicator)):
        return None
    if match["unit"] is None and regex.match(r"年|月|日|\d|[.．、-]", sentence[match.end() : match.end() + 1]):
        return None  # `达到2025年水平` is no quantity
    if match["unit"] is None and not match["after"] and match["verb"] not in _BARE_VALUE:
        return None
    sign = "=" if made else _DIRECTION[match["verb"]]
    change = _CHANGE.get("+" if made and match["verb"] in _MADE_NEW else sign)
    sign = "=" if change else sign
    sign = _BOUND.get(match["after"] or "", sign)
    striving = _STRIVING in sentence[max(0, a - 12) : match.start()]
    return Target(
        indicator,
        match["value"].replace(",", ""),
        match["unit"] or "",
        sign,
        change,
        printed,
        year,
        striving,
        at + (match.start() if made else a),
        at + match.end(),
    )


def _is_indicator(text: str) -> bool:
    """Whether the words before the verb name something that is measured."""
    return (
        2 <= len(text) <= 40
        and not _VAGUE.match(text)
        and bool(regex.search(r"\p{Han}{2}", text))
        and text.count("“") == text.count("”")
    )


def _add(scope: Scope, section: Section, block: Block, target: Target, into: tuple[Claims, Ids]) -> None:
    found, ids = into
    node = ids.make("target", target.indicator, target.value, target.unit, target.by_when)
    span = (block.start + target.start, block.start + target.end)
    printed = _SCOPE.match(target.indicator)
    values = {
        "indicator": target.indicator,
        "value": target.value,
        "unit": target.unit,
        "direction": target.direction,
        "change": target.change,
        "by_when": target.by_when,
        "year": target.year,
        "striving": _STRIVING if target.striving else None,
        "scope": printed["scope"] if printed else None,
    }
    for name, value in values.items():
        found.add(node, name, value, span, "target", section=section.path)
    found.add(node, "target_of", scope.id, span, "target", section=section.path)


def _box_title(text: str) -> str | None:
    """The by-when that the title of a box sets: `专栏1 风险防控目标（到2025年）`."""
    if len(text) > 60 or not _GOAL.search(text):
        return None
    moments = _moments(text) or [Moment(m.start(), m[0], int(m[1])) for m in regex.finditer(r"(20\d\d)年", text)]
    return moments[0].printed if moments else None


Columns = dict[int, str]
_INDICATOR_HEAD = phrase("targets", "indicator_head")
_GOAL_HEAD = phrase("targets", "goal_head")
_BASE_HEAD = phrase("targets", "base_head")
_UNIT_HEAD = words("targets", "unit_head")
_UNIT = phrase("targets", "unit")
_CELL = phrase("targets", "cell")
_SIGN = (
    {"≥": "≥", ">": "≥", "＞": "≥", "≤": "≤", "<": "≤", "＜": "≤"}
    | dict.fromkeys(words("targets", "cell_at_least"), "≥")
    | dict.fromkeys(words("targets", "cell_at_most"), "≤")
)


def _of_table(
    scope: Scope, section: Section, block: Block, boxed: str | None, columns: Columns, into: tuple[Claims, Ids]
) -> tuple[str | None, Columns]:
    cells = block.text.split("\t")
    title = (
        _box_title(squeeze(TracedText.identity(block.text)).text) if sum(bool(c.strip()) for c in cells) == 1 else None
    )
    if title:
        return title, {}
    heads = {i: cell.replace(" ", "") for i, cell in enumerate(cells) if len(cell) <= 16}
    indicator = next((i for i, head in heads.items() if _INDICATOR_HEAD.search(head) and len(head) <= 8), None)
    goals = {i: head for i, head in heads.items() if _GOAL_HEAD.search(head) and not _BASE_HEAD.search(head)}
    goals = _without_base(goals)
    if indicator is not None and goals and not any(regex.search(r"\d[.\d]*[%‰]", c) for c in cells):
        unit = next((i for i, head in heads.items() if head in _UNIT_HEAD), -1)
        return boxed, {indicator: "indicator", unit: "unit", **{i: h for i, h in goals.items() if i != indicator}}
    if columns:
        _indicator_row(scope, section, block, cells, columns, boxed, into)
    elif boxed:
        # blanks inside cells are kept, so the whole row is what is cited
        texts = [squeeze(TracedText.identity(cell)).text for cell in cells]
        for target in (t for text in texts for t in find_targets(text, boxed)):
            whole = msgspec.structs.replace(target, start=0, end=len(block.text))
            _add(scope, section, block, whole, into)
    return boxed, columns


_LONGEST_PLAN = 4
"""Two columns of years so far apart are where a plan begins and what it wants."""


def _without_base(goals: Columns) -> Columns:
    """The columns of goals without the year that a plan begins with: of `2020年`, `2025年` the second."""
    years = {i: year for i, head in goals.items() if (year := _year(head))}
    if len(goals) == len(years) == 2 and max(years.values()) - min(years.values()) >= _LONGEST_PLAN:
        return {i: head for i, head in goals.items() if years[i] == max(years.values())}
    return goals


def _indicator_row(
    scope: Scope,
    section: Section,
    block: Block,
    cells: list[str],
    columns: Columns,
    boxed: str | None,
    into: tuple[Claims, Ids],
) -> None:
    """A row of a table of indicators: `森林覆盖率 | % | 30`, `死亡率 | ‰ | ≤0.5`."""
    role = {name: i for i, name in columns.items() if name in ("indicator", "unit") and 0 <= i < len(cells)}
    if "indicator" not in role:
        return
    indicator = regex.sub(r"^\d{1,2}[.、]?|\s", "", cells[role["indicator"]])
    unit = cells[role["unit"]].strip() if "unit" in role else ""
    noted = regex.search(r"（(?P<unit>[^（）]{1,10})）$", indicator)
    if noted and not unit and _UNIT.fullmatch(noted["unit"]):
        indicator, unit = indicator[: noted.start()], noted["unit"]
    for i, head in columns.items():
        match = (
            _CELL.match(cells[i].strip().replace(" ", ""))
            if head not in ("indicator", "unit") and 0 <= i < len(cells)
            else None
        )
        if not match or not _is_indicator(indicator):
            continue
        sign = _SIGN.get(match["sign"] or "", _BOUND.get(match["after"] or "", "="))
        when = head if _year(head) else (boxed or head)
        target = Target(
            indicator,
            match["value"].replace(",", ""),
            match["unit"] or unit,
            sign,
            None,
            when,
            _year(when),
            match["sign"] == _STRIVING,
            0,
            len(block.text),
        )
        _add(scope, section, block, target, into)


def with_tasks(found: Claims) -> Claims:
    """Which task sets a target: the one whose text holds the target's characters."""
    tasks = sorted(
        (c.start, c.end, str(c.subject))
        for c in found.claims
        if c.predicate == "text" and str(c.subject).startswith("task:")
    )
    out = Claims()
    for claim in found.claims:
        if claim.predicate != "target_of":
            continue
        task = next((node for a, b, node in tasks if a <= claim.start and claim.end <= b), None)
        if task:
            out.add(task, "has_target", claim.subject, (claim.start, claim.end), "target", section=claim.section)
    return out
