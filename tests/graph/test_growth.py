"""The tables of a graph cost in proportion to its documents: four times the documents, about four times the time."""

from __future__ import annotations

from tests.timing import least_seconds
from zhize.graph.model.facts import Evidence, Fact
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.views.tables import TABLES

SMALL, TIMES = 400, 4
MOST = 8.0
"""Linear tables give about 4, quadratic ones about 16."""


def _graph(size: int) -> KnowledgeGraph:
    """Documents that each assign a task and a duty to one of a handful of agencies."""
    facts: list[Fact] = []

    def add(subject: str, predicate: str, value: str, document: str, rule: str = "head") -> None:
        n = len(facts)
        evidence = Evidence(f"{document}.txt", n, n + 1, "示例")
        facts.append(Fact(f"{n:x}", subject, predicate, value, document, (), evidence, rule, "区水利局", 0))

    for n in range(size):
        document, agency = f"document:青政发〔2024〕{n}号", f"agency:1:示例局{n % 7}"
        for name, value in (
            ("title", f"关于示例{n}的通知"),
            ("date", f"20{n % 90 + 10}-01-01"),
            ("valid_until", "2099-01-01"),
        ):
            add(document, name, value, document)
        for kind in ("task", "duty"):
            add(f"{kind}:{n}", "text", f"示例事项{n}", document)
            add(f"{kind}:{n}", f"{kind}_of", document, document)
        add(agency, "leads", f"task:{n}", document)
        add(agency, "has_duty", f"duty:{n}", document)
        add(agency, "name", f"示例局{n % 7}", document)
        add(f"body:{n}", "name", "示例指挥部", document)
        add(f"body:{n}", "body_of", document, document)
    return KnowledgeGraph(facts)


def _cost(kg: KnowledgeGraph) -> float:
    def once() -> None:
        for table in TABLES.values():
            table(kg)

    once()  # indexes are made
    return least_seconds(once, runs=5)


def test_tables_grow_with_the_documents() -> None:
    small, large = _cost(_graph(SMALL)), _cost(_graph(SMALL * TIMES))
    assert large / small < MOST
