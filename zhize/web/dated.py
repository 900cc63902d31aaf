"""The graph as of the day that a request asks for, made by the workers so that no request takes more than it may."""

from __future__ import annotations

from asyncio import to_thread

from zhize.web.shelf import Shelf, Shelves
from zhize.web.workers import Workers


async def dated(shelves: Shelves, workers: Workers, day: str) -> Shelf:
    """The graph as of a day (ISO), made by the workers where it is not there yet; as it is now where no day is given.

    Raises:
        LateAnswer: it could not be made within the limits.
        GraphError: the graph has been damaged or removed.
    """
    if not day:
        return await to_thread(shelves.newest)
    if (shelf := await to_thread(shelves.kept, day)) is not None:
        return shelf
    stamp = shelves.newest().stamp
    return await to_thread(shelves.on, stamp, day, await workers.day(stamp, day))
