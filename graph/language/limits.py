"""Time limits of procedures as printed: `在2个工作日内`, `即时`, and cases with a limit each."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec
import regex

from zhize.graph.language.late import late
from zhize.graph.language.vocabulary import any_of, load

COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})个?"
_LIMIT = late(rf"{COUNT}(?:工作日|小时|自然日|日|天|分钟|月)(?:以?内|之内)?|当日|当天|即时|立即")
_COUNTED = late(r"\d|[一二两三四五六七八九十]")
_BOUND = ("内", "小时", "工作日")


class StepWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of steps.yaml."""

    handled: tuple[str, ...]
    observed: tuple[str, ...]
    reported: tuple[str, ...]
    at_most: tuple[str, ...]
    upward: tuple[str, ...]
    passed: tuple[str, ...]
    papers: tuple[str, ...]
    other_ends: tuple[str, ...]
    columns: dict[Literal["step", "who", "limit"], tuple[str, ...]]


class Case(msgspec.Struct, frozen=True):
    """A case of a procedure with its limit; `start`/`end` are offsets into the text it was read from."""

    what: str
    limit: str
    start: int
    end: int


@cache
def step_words() -> StepWords:
    """Load and check steps.yaml.

    Raises:
        SchemaError: the file is malformed.
    """
    return load("steps.yaml", StepWords)


@cache
def _case() -> regex.Pattern[str]:
    handled = any_of(step_words().handled)
    return regex.compile(
        rf"(?:^|[，；：。、])(?P<what>\p{{Han}}{{2,14}}?)(?:应当|应|要|须|需|在|于)*"
        rf"(?P<limit>{COUNT}(?:工作日|小时|自然日|日|天|分钟)(?:以?内|之内)?)(?:完成|予以|进行|及时|将)?{handled}[^，；。]{{0,24}}"
    )


def find_cases(text: str) -> list[Case]:
    """The cases of a text that sets a limit for each: what is observed or foreseen over a time is none.

    Example: `一般事项7个工作日内办结，紧急事项2个工作日内办结` -> 一般事项 in 7个工作日内, 紧急事项 in 2个工作日内.
    """
    if not any(unit in text for unit in ("日", "时", "天", "分钟")):
        return []
    return [
        Case(match["what"], match["limit"], match.start("what"), match.end())
        for match in _case().finditer(text)
        if not any(word in match["what"] for word in step_words().observed)
    ]


def find_limits(text: str) -> list[str]:
    """The time limits of a text as printed.

    Example: `收到后在2个工作日内答复，紧急的立即办理` -> `2个工作日内`, `立即`.
    """
    limits = (match[0] for match in _LIMIT.finditer(text))
    return [limit for limit in limits if not _COUNTED.search(limit) or limit.endswith(_BOUND)]
