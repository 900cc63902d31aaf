"""Findings about agencies that a reform has ended: named after it, or in papers that still hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from zhize.graph.language.lexicon import Reform, plain
from zhize.graph.language.names import parse
from zhize.graph.language.reforms import reforms, renamed, told
from zhize.graph.model.facts import Fact
from zhize.messages import Sentence
from zhize.queries.audit.finding import Audited, Finding, bounds


def doer_abolished(audited: Audited) -> Iterator[Finding]:
    """Papers that give work to an agency which a reform had ended more than a year before."""
    for document, facts, reform, said in _old_names(audited):
        if int(audited.kg.text(document, "date")[:4]) > reform.year + bounds().lag:
            yield _finding(audited, "doer_abolished", document, facts, said)


def doer_reformed(audited: Audited) -> Iterator[Finding]:
    """Papers that still hold and give work to an agency which a reform has ended since."""
    for document, facts, reform, said in _old_names(audited):
        written, now = int(audited.kg.text(document, "date")[:4]), int(audited.day[:4])
        if written <= reform.year < now - bounds().lag and audited.holds(document):
            yield _finding(audited, "doer_reformed", document, facts, said)


def _finding(audited: Audited, kind: str, document: str, facts: list[Fact], said: Sentence) -> Finding:
    values: dict[str, str | Sentence] = {
        "paper": audited.paper(document),
        "date": audited.kg.text(document, "date"),
        "who": facts[0].printed or audited.kg.caption(facts[0].subject),
        "count": str(len({f.object for f in facts})),
        "reform": said,
    }
    return Finding(kind, values, document, (facts[0].subject,), tuple(facts))


def _old_names(audited: Audited) -> Iterator[tuple[str, list[Fact], Reform, Sentence]]:
    """Work that documents with a date give to an agency under a name that a reform has ended, with the reform in words."""
    kg = audited.kg
    for document in audited.documents:
        if not kg.text(document, "date"):
            continue
        by_name: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        work = [f for task in audited.tasks(document) for f in audited.doers(task)]
        work += [f for duty in kg.into(document, "duty_of") for f in kg.into(duty.subject, "has_duty")]
        for fact in work:
            by_name[fact.subject, fact.printed or ""].append(fact)
        for (agency, printed), facts in by_name.items():
            if found := _ended(kg.text(agency, "core"), kg.text(agency, "level"), kg.text(agency, "kind"), printed):
                yield document, facts, *found


def _ended(core: str, level: str, kind: str, printed: str) -> tuple[Reform, Sentence] | None:
    """The reform that ended an agency, or its name as printed, with the words that tell of it."""
    rule = bounds()
    if kind != "department":
        return None
    for reform in reforms():
        if reform.old != core or (reform.levels and level not in reform.levels):
            continue
        if not reform.forms and reform.kind in ("merged", "renamed") and core in rule.gone:
            return reform, told((reform,))[0]
        parsed = parse(printed)
        part = plain(parsed.rest.removesuffix(parsed.suffix)) if parsed else ""
        if part in reform.forms and part in rule.old_forms:
            return reform, next(iter(renamed(core, part)))
    return None
