"""What a process that answers one query may cost."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

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
