"""Compile what the program reads when it starts, where Python may not do so itself: modules and patterns.

Usage: python -m tools.compiled

`make setup` runs it. Python keeps compiled modules from the first run on, unless it is told not to (PYTHONDONTWRITEBYTECODE, as in many images):
then each start of the program would compile a hundred modules and patterns anew, for a second or two.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import py_compile
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import zhize.graph.language
import zhize.queries
from zhize.graph.language.late import LatePattern

COMMANDS = (
    "zhize.cli",
    "zhize.render",
    "zhize.graph.views.ledger",
    "zhize.queries.ask",
    "zhize.loaders.pipeline",
    "altair",
)
"""What the commands import that are called most, and what charts are made with."""
SAID = ("云州市青石区应急管理局、各镇人民政府负责什么，什么时候完成？", "由区水利局会同有关部门清掏雨水篦子。")


def modules(*packages: ModuleType) -> list[ModuleType]:
    """All modules of packages, imported."""
    found = [info.name for p in packages for info in pkgutil.walk_packages(p.__path__, f"{p.__name__}.")]
    return [importlib.import_module(name) for name in found]


def compile_patterns() -> int:
    """Compile and keep the patterns that questions and the language declare; how many."""
    from zhize.graph.identity.regions import Regions
    from zhize.graph.language.doers.values import actors
    from zhize.queries.words import topic, understand

    declared = [thing for module in modules(zhize.graph.language, zhize.queries) for thing in vars(module).values()]
    listed = [inner for thing in declared if isinstance(thing, dict) for inner in thing.values()]
    late = [thing for thing in (*declared, *listed) if isinstance(thing, LatePattern)]
    for pattern in late:
        _ = pattern.pattern  # compiles it
    cached = [thing for thing in declared if hasattr(thing, "cache_info") and _gives_a_pattern(thing)]
    for function in cached:
        function()
    for text in SAID:  # patterns that are put together when they are needed
        topic(text)
        understand(text)
        actors(text)
        Regions.load().guess(text[:6])
    return len(late) + len(cached)


def _gives_a_pattern(function: Callable[..., object]) -> bool:
    """Whether a function without arguments gives a pattern."""
    signature = inspect.signature(function)
    return not signature.parameters and "Pattern[" in str(signature.return_annotation)


def compile_modules() -> int:
    """Compile all modules that are imported now and were not compiled before; how many."""
    count = 0
    for module in list(sys.modules.values()):
        file, kept = getattr(module, "__file__", None), getattr(module, "__cached__", None)
        if file and kept and file.endswith(".py") and not _is_newer(Path(kept), Path(file)):
            with suppress(OSError, py_compile.PyCompileError):
                py_compile.compile(file, cfile=kept, doraise=True)
                count += 1
    return count


def _is_newer(kept: Path, file: Path) -> bool:
    try:
        return kept.stat().st_mtime >= file.stat().st_mtime
    except OSError:
        return False


def main() -> None:
    """Compile, and say how much."""
    sys.dont_write_bytecode = False  # for what this run imports and keeps
    for name in COMMANDS:
        importlib.import_module(name)
    print(f"{compile_patterns()} patterns, {compile_modules()} modules")


if __name__ == "__main__":
    main()
