"""What a process that answers one query may cost."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from zhize.errors import QueryError

T = TypeVar("T")

QUERY_MEMORY = 2 * 2**30
"""The memory that a query may have beside what its process has already, in bytes."""
_STDERR = 2
_STATE = Path("/proc/self/statm")


def limit_memory(size: int) -> None:
    """Let this process have so many bytes more than it has now; what asks for more fails, or ends the process.

    A system that knows no such limit (Windows) is left as it is: there the limit of time holds alone.
    """
    if sys.platform == "win32":
        return
    import resource

    used = int(_STATE.read_text().split()[0]) * resource.getpagesize() if _STATE.exists() else 0
    with suppress(ValueError, OSError):  # a lower limit stands already
        resource.setrlimit(resource.RLIMIT_AS, (used + size, resource.getrlimit(resource.RLIMIT_AS)[1]))
    with suppress(ValueError, OSError):
        resource.setrlimit(
            resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1])
        )  # no image of an ended one


def within_memory(size: int, work: Callable[..., T], *args: object) -> T:
    """Do a piece of work in a process of its own that may have so many bytes more than this one, and give its result.

    Args:
        size: bytes.
        work: a function of a module, so that another process can find it; its result and errors must be picklable.
        args: what it is called with.

    Raises:
        QueryError: the work needed more memory, or its process was lost.
        Exception: what the work raised.
    """
    context = get_context("spawn")  # this process may hold threads of an engine, which a fork would lose
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, size, work, args), daemon=True)
    process.start()
    there.close()
    try:
        result, error = here.recv()
    except EOFError:
        raise QueryError(
            "The query was ended: it needs more than {most} MiB of memory. Ask for less.", most=size // 2**20
        ) from None
    finally:
        here.close()
        process.kill()
        process.join()
    if error is not None:
        raise error
    done: T = result
    return done


def _work(to: Connection, size: int, work: Callable[..., object], args: tuple[object, ...]) -> None:
    limit_memory(size)
    with Path(os.devnull).open("w") as nowhere:  # for what an engine prints when it finds no memory
        os.dup2(nowhere.fileno(), _STDERR)
    try:
        answer = (work(*args), None)
    except MemoryError:
        return
    except Exception as error:  # noqa: BLE001 - raised again by the process that waits
        to.send((None, error))
        return
    to.send(answer)
