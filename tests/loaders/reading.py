"""Read a small text the way a file is read, and look at what was found."""

from __future__ import annotations

from zhize.graph.language.mentions import Mention
from zhize.graph.model.facts import Statement
from zhize.loaders.files.source import SourceText
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.pipeline import FileResult, load_text

HEAD = "青石区人民政府办公室\n\n关于{title}的{kind}\n\n青政办发〔2024〕{n}号\n\n各镇人民政府：\n\n"
FOOT = "\n\n青石区人民政府办公室\n\n2024年3月1日\n"


def notice(body: str, *, title: str = "做好示例工作", kind: str = "通知", n: int = 1) -> str:
    """A notice of an invented district around a body."""
    return HEAD.format(title=title, kind=kind, n=n) + body + FOOT


def read(text: str) -> FileResult:
    """What a file with this text gives."""
    return load_text(SourceText("a.txt", TracedText.identity(text), ""))


def values(result: FileResult, predicate: str) -> list[str]:
    """The objects of a predicate, in print order; of a mention what is printed."""
    return [_shown(s) for s in result.statements if s.predicate == predicate]


def of(result: FileResult, prefix: str) -> list[dict[str, str]]:
    """The nodes whose id starts with a prefix, as dicts of their facts."""
    nodes: dict[str, dict[str, str]] = {}
    for statement in result.statements:
        if isinstance(statement.subject, str) and statement.subject.startswith(prefix):
            nodes.setdefault(statement.subject, {})[statement.predicate] = _shown(statement)
    return list(nodes.values())


def duties(result: FileResult) -> dict[str, list[str]]:
    """Text of each duty -> the names it is said of."""
    texts = {s.subject: str(s.object) for s in result.statements if s.predicate == "text"}
    out: dict[str, list[str]] = {}
    for s in result.statements:
        if s.predicate == "has_duty":
            out.setdefault(texts[s.object], []).append(s.subject.printed)  # type: ignore[union-attr,index]
    return out


def issues(result: FileResult) -> list[str]:
    """The kinds of issues of a file."""
    return [issue.kind for issue in result.issues]


def _shown(statement: Statement) -> str:
    return statement.object.printed if isinstance(statement.object, Mention) else str(statement.object)
