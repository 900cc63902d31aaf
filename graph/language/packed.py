"""The YAML files of the package. What they say is kept in a table that is made when the package is built or installed (setup.py).

Each file stands in the table under the hash of its bytes: a file that was changed since is not found there, and is read itself.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import TypeVar

import msgspec

T = TypeVar("T")

TABLE = "packed.json"
"""It lies in `graph`, not among the rules of reading, whose version it must not change."""


@cache
def _table() -> dict[str, msgspec.Raw]:
    """What each file says, as JSON, by the SHA-256 of its bytes; empty where the package was not built."""
    file = resources.files("zhize.graph") / TABLE
    return msgspec.json.decode(file.read_bytes(), type=dict[str, msgspec.Raw]) if file.is_file() else {}


def decoded(data: bytes, kind: type[T]) -> T:
    """What the bytes of a YAML file of the package say.

    Raises:
        msgspec.DecodeError: they do not have the form of `kind`.
    """
    known = _table().get(hashlib.sha256(data).hexdigest())
    return msgspec.yaml.decode(data, type=kind) if known is None else msgspec.json.decode(known, type=kind)
