r"""Patterns that stay compiled from one run to the next, beside Python's compiled modules and under the same terms.

To compile the patterns that one question needs takes as long as all else of its answer. What is kept is made of the text of a pattern, for one
version of the library: where either is another, the file is damaged or cannot be written, patterns are compiled as ever. Where Python may not write
compiled modules (PYTHONDONTWRITEBYTECODE), nothing is written here.

    >>> compiled(r"\d+年").findall("2024年5月，2025年")
    ['2024年', '2025年']
"""

from __future__ import annotations

import atexit
import hashlib
import pickle
import sys
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import cast

import msgspec
import regex

from zhize.files import write_atomically

MOST = 5000
"""So many patterns are kept at most."""
_SUM = 16
"""Bytes of the digest that the file begins with."""


class Patterns:
    """The compiled patterns of a file, by flags and text, and those that this run adds to them."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.known = self._read()
        self.new: dict[str, bytes] = {}

    def compiled(self, text: str, flags: int = 0) -> regex.Pattern[str]:
        """A pattern as it is kept, else compiled and kept from the end of this run on.

        Raises:
            regex.error: the text is no pattern.
        """
        key = f"{flags} {text}"
        if (data := self.known.get(key)) is not None:
            return cast("regex.Pattern[str]", pickle.loads(data))  # noqa: S301 - of a file that is as safe as compiled modules
        pattern = regex.compile(text, flags)
        if not self.new:
            atexit.register(self.save)
        self.new[key] = pickle.dumps(pattern)
        return pattern

    def _read(self) -> dict[str, bytes]:
        try:
            data = self.file.read_bytes()
            whole = hashlib.blake2b(data[_SUM:], digest_size=_SUM).digest() == data[:_SUM]
            return msgspec.msgpack.decode(data[_SUM:], type=dict[str, bytes]) if whole else {}
        except (OSError, msgspec.MsgspecError):
            return {}

    def save(self) -> None:
        """Write what this run added to what others wrote meanwhile; nothing where Python writes no compiled modules."""
        if sys.dont_write_bytecode:
            return
        kept = self._read() | self.new
        if len(kept) > MOST:
            kept = self.new
        body = msgspec.msgpack.encode(kept)
        with suppress(OSError):
            self.file.parent.mkdir(exist_ok=True)
            write_atomically(self.file, hashlib.blake2b(body, digest_size=_SUM).digest() + body)


@cache
def _patterns() -> Patterns:
    return Patterns(Path(cache_from_source(__file__)).with_suffix(f".regex-{regex.__version__}"))


def compiled(text: str, flags: int = 0) -> regex.Pattern[str]:
    """A pattern; see above. For patterns that the program declares, not for such as hold words of a text or a question.

    Raises:
        regex.error: the text is no pattern.
    """
    return _patterns().compiled(text, flags)
