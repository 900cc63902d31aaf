"""Limits of reporting as print sets them: who reports what within which time.

The words stand in `lexicon/steps.yaml`.
"""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.decisions import deciders
from zhize.graph.language.doers import find_doer
from zhize.graph.language.late import late
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


UNIT = "(?:工作日|小时|分钟|自然日|日|天)"


@cache
def _report() -> regex.Pattern[str]:
    words = step_words()
    within = f"{COUNT}{UNIT}(?:以内|之内|内)"
    regular = rf"每(?:隔)?(?:{COUNT}{UNIT}|[日天周月][^，。；：]{{0,6}}前)"
    passed = rf"(?!\p{{Han}}{{0,20}}{any_of(words.passed)})"
    sent = rf"(?<!{any_of(words.papers)}){any_of(words.reported)}|报(?={any_of(words.upward)}){passed}"
    return regex.compile(
        rf"(?:(?P<limit>{within}|{regular})|(?:{any_of(words.at_most)})(?P<limit>{COUNT}{UNIT}))"
        rf"(?P<between>(?:(?!{within}|{any_of(words.other_ends)})[^。；：]){{0,60}}?)"
        rf"(?P<verb>{sent})"
    )


@cache
def _late() -> regex.Pattern[str]:
    """`书面报告不得迟于事发后2小时`: the limit behind the verb."""
    words = step_words()
    return regex.compile(
        rf"(?P<between>)(?P<verb>(?:书面|电话|网络)?(?:{any_of(words.reported)}))[^，。；：]{{0,16}}?"
        rf"(?:{any_of(words.at_most)})[^，。；：\d]{{0,8}}(?P<limit>{COUNT}{UNIT})"
    )


@cache
def _who() -> regex.Pattern[str]:
    return regex.compile(
        r"(?:^|，)(?:第\p{Han}{1,5}条|（\p{Han}{1,3}）)?[ ]*(?P<who>[^，。；：]{2,40}?)(?=应当|必须|应|须|要|在|于|接到|接报|获悉|发现|最迟|立即|及时|$)"
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


_NOTE = late(r"（[^（）]*）")


def _of_sentence(sentence: str, base: int) -> list[Report]:
    out: list[Report] = []
    end = 0
    sentence = _NOTE.sub(lambda m: "＿" * len(m[0]), sentence)  # what a note says is another case
    for match in [*_report().finditer(sentence)] or _set_late(sentence):
        before = sentence[max(0, match.start() - 12) : match.start()]
        if any(word in before for word in step_words().observed):
            continue
        verb_end = match.end("verb")
        to = leading_names(sentence[verb_end : verb_end + LONGEST_TITLE])[1]
        title = _lead().sub(
            "",
            match["between"].replace("＿", "").rpartition("，")[2] + sentence[match.start("verb") : verb_end + to],
        )
        inner, _, _ = match["between"].rpartition("向")
        inside = _within(inner)
        if inside:
            title = _lead().sub("", title.removeprefix("、".join(name.printed for name in inside)))
        title = title if len(title) <= LONGEST_TITLE else match["verb"]
        who = inside or _subject(sentence[end : match.start()]) or (out[-1].who if out else ())
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


def _set_late(sentence: str) -> list[regex.Match[str]]:
    if not any(word in sentence for word in step_words().at_most):
        return []
    return [*_late().finditer(sentence)]


def _within(between: str) -> tuple[Mention, ...]:
    """Who stands between a limit and the verb: `30分钟内，区应急局向区政府报告`."""
    return deciders(regex.sub("(?:应当|应|须|要|再|将|立即|及时)+$", "", between.lstrip("，由")))
