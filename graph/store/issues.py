"""An issue as a row of the file and as a line of the dump: its reason in Chinese, and as a message with its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from zhize.graph.model.facts import Issue
from zhize.messages import Sentence

IssueRow = tuple[str, int, str, str, str, str, int, int]
"""An issue as a row: file, line, kind, text, reason, said, start, end."""


def issue_row(issue: Issue) -> IssueRow:
    """The columns of an issue: file, line, kind, text, reason, said, start, end."""
    plain = not issue.reason.values and issue.reason.said("zh") == issue.reason.message
    said = "" if plain else msgspec.json.encode(issue.reason, order="deterministic").decode()
    return (
        issue.file, issue.line, issue.kind, issue.text, issue.reason.said("zh"), said, issue.start, issue.end
    )  # fmt: skip


def issue_of(row: Sequence[Any]) -> Issue:
    """The issue of a row."""
    file, line, kind, text, reason, said, start, end = row
    sentence = msgspec.json.decode(said, type=Sentence) if said else Sentence(reason)
    return Issue(file, line, kind, text, sentence, start, end)


def issue_record(issue: Issue) -> dict[str, Any]:
    """An issue as plain data, its reason in Chinese as all data.

    Example:
        >>> issue_record(Issue("a.txt", 3, "no-date", "关于防汛的通知", Sentence("没有读出成文日期")))["kind"]
        'no-date'
    """
    return {**{f: getattr(issue, f) for f in issue.__struct_fields__}, "reason": issue.reason.said("zh")}
