"""Limits of reporting as print sets them: who reports what within which time.

The words stand in `lexicon/steps.yaml`.
"""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.decisions import deciders
from zhize.graph.language.doers import find_doer
from zhize.graph.language.leading import leading_names
from zhize.graph.language.limits import COUNT, step_words
from zhize.graph.language.mentions import Mention
from zhize.graph.language.sentences import sentence_end
from zhize.graph.language.vocabulary import any_of

LONGEST_TITLE = 30


class Report(msgspec.Struct, frozen=True):
    """A report and its limit: `title` is what is reported and to whom; `start`, `end` are offsets of its sentence."""

    title: str
    limit: str
    who: tuple[Mention, ...]
    start: int
    end: int


@cache
def _report() -> regex.Pattern[str]:
    words = step_words()
    unit = "(?:工作日|小时|分钟|自然日|日|天)"
    return regex.compile(
        rf"(?:(?P<limit>{COUNT}{unit}(?:以内|之内|内))|(?:{any_of(words.at_most)})(?P<limit>{COUNT}{unit}))"
        rf"(?P<between>(?:(?!{COUNT}{unit}(?:以内|之内|内)|{any_of(words.other_ends)})[^。；：]){{0,60}}?)"
        rf"(?P<verb>(?<!{any_of(words.papers)}){any_of(words.reported)})"
    )


@cache
def _who() -> regex.Pattern[str]:
    return regex.compile(
        r"(?:^|，)(?:第\p{Han}{1,5}条|（\p{Han}{1,3}）)?[ ]*(?P<who>[^，。；：]{2,40}?)(?=应当|必须|应|须|要|在|于|接到|接报|获悉|发现|最迟|立即|及时)"
    )


@cache
def _lead() -> regex.Pattern[str]:
    return regex.compile(r"^(?:应当|应|要|须|并|再|以|将|，|向其|依法|逐级|立即|及时)+")


def find_reports(text: str) -> list[Report]:
    """The reports for which a text sets a limit; what is forecast or observed over a time is none.

    Example: `事发单位应当在30分钟内向区应急局报告` -> 事发单位, `30分钟内`, title `向区应急局报告`.
    """
    out: list[Report] = []
    start = 0
    while start < len(text):
        stop = sentence_end(text, start, stops="。；")
        out += _of_sentence(text[start:stop], start)
        start = stop
    return out


_NOTE = regex.compile(r"（[^（）]*）")


def _of_sentence(sentence: str, base: int) -> list[Report]:
    out: list[Report] = []
    end = 0
    sentence = _NOTE.sub(lambda m: "＿" * len(m[0]), sentence)  # what a note says is another case
    for match in _report().finditer(sentence):
        before = sentence[max(0, match.start() - 12) : match.start()]
        if any(word in before for word in step_words().observed):
            continue
        to = leading_names(sentence[match.end() : match.end() + LONGEST_TITLE])[1]
        title = _lead().sub(
            "",
            match["between"].replace("＿", "").rpartition("，")[2] + sentence[match.start("verb") : match.end() + to],
        )
        title = title if len(title) <= LONGEST_TITLE else match["verb"]
        who = _subject(sentence[end : match.start()]) or (out[-1].who if out else ())
        out.append(Report(title, match["limit"], who, base, base + len(sentence)))
        end = match.end()
    return out


def _subject(before: str) -> tuple[Mention, ...]:
    """Who reports: the last name in the words before the limit that stands as a subject."""
    for match in reversed([*_who().finditer(before, overlapped=True)]):
        if named := deciders(match["who"]):
            return named
    subject = find_doer(before)
    return subject.names if subject is not None else ()
