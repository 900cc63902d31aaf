"""How long a question takes after the graph is loaded, at 1, 30 and 300 times the gazettes, and a cold start.

Usage: python -m benchmarks.questions [GAZETTES] [TIMES...]

Copies are of invented places: their region and agency names change with the copy's number.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

import zhize
from benchmarks.copies import copies
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.queries.ask import Asker

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure and print."""
    gazettes = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "samples" / "gazettes"
    times = [int(n) for n in sys.argv[2:]] or [1, 30, 300]
    listed = msgspec.yaml.decode((ROOT / "tests" / "queries" / "questions.yaml").read_bytes())
    questions = [row["q"] for rows in listed.values() for row in rows]
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp) / "kg"
        zhize.build(gazettes, folder)
        start = time.perf_counter()
        subprocess.run(
            [str(Path(sys.executable).with_name("zhize")), "ask", str(folder), questions[0]],
            check=False,
            capture_output=True,
        )
        print(
            f"cold start of the command: {time.perf_counter() - start:.2f} s\n\ntimes    nodes   index s   p50 ms   p95 ms"
        )
        kg = zhize.open(folder).kg
        for n in times:
            _measure(KnowledgeGraph(copies(kg.facts, n)), questions, n)


def _measure(kg: KnowledgeGraph, questions: list[str], times: int) -> None:
    start = time.perf_counter()
    asker = Asker(kg)
    built = time.perf_counter() - start
    spent = []
    for question in questions:
        start = time.perf_counter()
        asker.ask(question)
        spent.append(1000 * (time.perf_counter() - start))
    spent.sort()
    p50, p95 = spent[len(spent) // 2], spent[int(len(spent) * 0.95)]
    print(f"{times:5d} {len(kg.node_ids):8d} {built:9.2f} {p50:8.1f} {p95:8.1f}")


if __name__ == "__main__":
    main()
