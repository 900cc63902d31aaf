"""职责图谱: who is responsible for what, read out of government gazettes.

Example:
    >>> import zhize
    >>> zhize.__version__
    '0.1.0'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhize.errors import ZhizeError

if TYPE_CHECKING:
    from zhize.api import OpenGraph as OpenGraph
    from zhize.api import open as open
    from zhize.building import BuildReport as BuildReport
    from zhize.building import build as build

__version__ = "0.1.0"
__all__ = ["BuildReport", "OpenGraph", "ZhizeError", "__version__", "build", "open"]


def __getattr__(name: str) -> Any:
    # Libraries are loaded when they are first needed: importing zhize costs a few milliseconds.
    if name in ("build", "BuildReport"):
        from zhize import building

        return getattr(building, name)
    if name in ("OpenGraph", "open"):
        from zhize import api

        return getattr(api, name)
    raise AttributeError(f"module 'zhize' has no attribute {name!r}")
