"""What one file may take: its size, what it unpacks to, time and memory of the process that reads it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import msgspec

MAX_BYTES = 32 * 2**20
"""Largest file that is read. An issue of a gazette has 0.1 to 5 MB; more is a mistake or a scan."""
MAX_UNPACKED = 256 * 2**20
"""The parts of one package that are read may unpack to so much. A document of 500 pages has 5 MB."""


class Limits(msgspec.Struct, frozen=True):
    """What reading one file may take: bytes on disk, seconds without a sign of progress, bytes of memory."""

    max_bytes: int = MAX_BYTES
    seconds: float = 180.0
    memory: int = 3 * 2**30


def limit_memory(size: int) -> None:
    """Let this process take no more than `size` bytes on top of what it has; without effect where that cannot be set."""
    try:
        import resource
    except ImportError:  # Windows
        return
    if not sys.platform.startswith("linux"):
        return  # elsewhere the address space says little about the memory
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
        taken = int(file.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = taken + size
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


_listener: Callable[[int, int], None] | None = None


def listen(listener: Callable[[int, int], None] | None) -> None:
    """Let `listener` hear of each page of a file that is begun (see `progress`); one process has one listener."""
    global _listener
    _listener = listener


def progress(page: int, pages: int) -> None:
    """Say that page number `page` (from 0) of so many is begun: a sign of life of a file that takes long."""
    if _listener is not None:
        _listener(page, pages)
