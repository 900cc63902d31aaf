"""The processes of a server: what takes long keeps no question waiting."""

from __future__ import annotations

import asyncio

from zhize.api import OpenGraph
from zhize.web.workers import Workers


def test_no_question_waits_for_what_takes_long(sample_graph: OpenGraph) -> None:
    workers, stamp, place = Workers(sample_graph.path, 60), sample_graph.manifest.stamp, sample_graph.path
    ended: list[str] = []

    async def reckon(day: int) -> None:
        await workers.reckon(stamp, ("audit", f"2024-01-{day:02d}"), place)
        ended.append("findings")

    async def ask() -> None:
        await workers.ask(stamp, "区应急管理局负责什么？")
        ended.append("answer")

    async def run() -> None:
        await ask()
        await asyncio.gather(*(reckon(day) for day in range(1, 21)), ask())

    try:
        asyncio.run(run())
    finally:
        workers.close()
    assert ended.index("answer", 1) < len(ended) - 5
