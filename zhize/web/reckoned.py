"""What pages show of the whole graph (findings, networks, comparisons): reckoned by the workers, within their limits, once a state.

Of large graphs only the newest documents are taken, so that a page can be had at all; the pages say so.
"""

from __future__ import annotations

from asyncio import Lock

from zhize.web.asked import Parameters
from zhize.web.pages.network import network_region
from zhize.web.shelf import Shelf
from zhize.web.workers import Workers

RECKONED = ("audit", "network", "compare")
"""Lists that need it, by the first part of their addresses."""


class Reckoning:
    """Has the workers reckon what a page needs; who asks while it is at work waits for it."""

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self._one = Lock()

    async def prepare(self, name: str, shelf: Shelf, given: Parameters) -> None:
        """Put onto the shelf what the list of this name needs for a request, where it is not there yet.

        Raises:
            WrongParameter: a parameter is wrong.
            OptionError: nothing of the graph is called so.
            LateAnswer: it took too long or too much.
        """
        key = _key(name, shelf, given)
        if key is None or key in shelf.reckoned:
            return
        async with self._one:
            if key not in shelf.reckoned:
                found = await self.workers.reckon(shelf.stamp, key, shelf.opened.path)
                shelf.keep(key, found)


def _key(name: str, shelf: Shelf, given: Parameters) -> tuple[str, ...] | None:
    """What is to be reckoned: its kind and its arguments; None where a request asks for nothing."""
    if name == "audit":
        return "audit", given.day("as_of")
    if name == "network":
        return "network", network_region(shelf, given.text("region"))
    a, b = given.text("a"), given.text("b")
    return ("compare", a, b) if a and b else None
