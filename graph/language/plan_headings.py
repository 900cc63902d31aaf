"""What headings and lead-ins of plans announce: a level of response or warning, its conditions, what is done at it."""

from __future__ import annotations

import itertools
from functools import cache
from typing import Literal

import msgspec
import regex

from zhize.graph.language.decisions import called, plan_words
from zhize.graph.language.late import late
from zhize.graph.language.levels import Levels, find_levels, levels_of_responses
from zhize.graph.language.vocabulary import any_of

LONGEST_HEADING = 32

About = Literal["conditions", "actions", "decision", ""]
"""What stands below a heading or behind a label: conditions of a level, what is done at it, who starts or ends it."""


class LevelHeading(msgspec.Struct, frozen=True):
    """A heading that names levels: their ranks, `printed` the words for them, `kind` 响应, 预警 or empty where it says none.

    `called` is the word for what they are levels of (`应急响应`), `topic` what the response is to, where the heading says it; `about` what stands below.
    """

    ranks: tuple[int, ...]
    printed: str
    kind: str
    topic: str
    about: About
    called: str = ""


@cache
def _tail() -> regex.Pattern[str]:
    words = plan_words()
    note = "（[^（）]{0,12}）"
    return regex.compile(
        rf"(?:{note}|级|应急|响应|预警|预案|的|及其?|和|与|、)*(?:{any_of(words.level_tails)}(?:和|及|与|、)?)*(?:{note})?"
    )


@cache
def _no_topic() -> regex.Pattern[str]:
    return regex.compile(rf"{any_of(plan_words().no_topic)}")


def level_heading(text: str) -> LevelHeading | None:
    """The levels that a heading names, None for a heading that says more than a level, or none.

    Example: `Ⅱ级（重大）应急响应` -> rank 2, 响应; `防汛一级响应启动条件` -> rank 1, topic 防汛, conditions.
    """
    text = text.strip("：:。 ")
    if len(text) > LONGEST_HEADING or regex.search("[，。；]", text):
        return None
    found = levels_of_responses(text) or find_levels(text)
    if not found:
        return None
    first, last = found[0], found[-1]
    before, after = text[: first.start], text[last.end :]
    between = text[first.start : last.end]
    words = plan_words()
    if not _tail().fullmatch(after) or not regex.fullmatch(r"\p{Han}{0,8}", before):
        return None
    if len(found) > 1 and not _alike(text, found):
        return None
    if regex.search(rf"{any_of(words.start, words.end)}|分为|达到|[分按为由将对]$", before):
        return None
    kind = next((k for k in ("预警", "响应") if k in between + after), "") or ("预警" if "预警" in before else "")
    about: About = (
        "conditions"
        if regex.search(any_of(words.condition_headings), after)
        else "actions"
        if regex.search(any_of(words.action_headings), after) or "预警响应" in after
        else ""
    )
    ranks = tuple(dict.fromkeys(rank for levels in found for rank in levels.ranks))
    return LevelHeading(ranks, between, kind, topic_of(before), about, called(after, kind))


def _alike(text: str, found: list[Levels]) -> bool:
    """Whether several levels stand in one list: nothing but joins and brackets between them."""
    return all(
        regex.fullmatch(r"(?:（[^（）]{0,10}|[）、和及与级]|应急|响应|预警)*", text[a.end : b.start])
        for a, b in itertools.pairwise(found)
    )


def topic_of(text: str) -> str:
    """What a response is to, from the words before the level: `防汛` from `防汛应急`, empty from `区级应急`."""
    return _no_topic().sub("", text)


@cache
def _responses() -> regex.Pattern[str]:
    return regex.compile(r"^(?P<topic>\p{Han}{2,8}?)(?:应急)?(?:响应|预警)")


def heading_topic(heading: str) -> str:
    """What the responses under a heading are to: `防汛应急响应` -> 防汛; `分级响应`, `应急响应程序` -> empty."""
    match = _responses().match(heading.lstrip("0123456789.．一二三四五六七八九十、（）() "))
    return topic_of(match["topic"]) if match else ""


def announced_by(heading: str) -> About:
    """What a heading or a label under a level announces: `启动条件` -> conditions, `响应终止` -> decision."""
    words = plan_words()
    if regex.search(any_of(words.condition_headings), heading):
        return "conditions"
    if regex.fullmatch(
        rf"(?:{any_of(words.of_level)})*{any_of(words.decision_headings)}(?:{any_of(words.of_level)})*", heading
    ):
        return "decision"
    return "actions" if regex.search(any_of(words.action_headings), heading) else ""


_LABEL = late(r"(?:（\d{1,2}）|[①-⑳]|\d{1,2}[.、．])?(?P<label>\p{Han}{2,10})：")


def label_of(text: str) -> tuple[int, About]:
    """The length of the label that a text begins with, and what it announces: 0 and nothing where it begins with none.

    Example: `启动条件：发生大洪水。` -> 5, conditions; `区水利局：负责调度。` -> 0.
    """
    match = _LABEL.match(text)
    about = announced_by(match["label"]) if match else ""
    return (match.end(), about) if match and about else (0, "")


def announces(line: str) -> About:
    """What a line that ends in a colon announces: the conditions of a level or what is done at it.

    Example: `符合下列条件之一时，启动四级响应：` -> conditions; `采取以下措施：` -> actions.
    """
    if not line.rstrip().endswith(("：", "。", "时", "响应")):
        return ""
    words = plan_words()
    tail = line[-60:]
    if regex.search(rf"(?:以下|下列|如下).{{0,12}}{any_of(words.announces_conditions)}", tail):
        return "conditions"
    if line.endswith("：") and regex.search(any_of(words.announces_actions), tail):
        return "actions"
    return ""
