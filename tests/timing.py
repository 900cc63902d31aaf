"""How long a piece of code takes, told so that what other tests left behind does not count."""

from __future__ import annotations

import gc
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def least_seconds(action: Callable[[], object], runs: int = 3) -> float:
    """Seconds of a processor that the quickest of some runs takes.

    Nothing is collected meanwhile: collecting looks through all that other tests have left in memory, which has made a run five times as
    long. The least of several is told, since a processor that others use works more slowly.
    """

    def once() -> float:
        start = process_time()
        action()
        return process_time() - start

    gc.collect()
    gc.disable()
    try:
        return min(once() for _ in range(runs))
    finally:
        gc.enable()
