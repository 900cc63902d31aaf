"""The file: where it lies, how it is opened, whether it is a graph."""

from __future__ import annotations

import sqlite3
from importlib import resources
from pathlib import Path

import msgspec

from zhize.errors import GraphError
from zhize.files import like
from zhize.graph.model.ontology import ontology
from zhize.graph.store.sqlite.views import VIEWS

FORMAT = 16
"""Version of the layout of a graph; one of another version is built anew, never guessed at."""
FILE = "graph.sqlite"
ENCODING = "UTF-16be"
"""How text lies in the file: Chinese words take two bytes a character, not three, and sort as they do in Python."""
APPLICATION = 0x7A687A65
"""The number by which SQLite's header says whose file it is: `zhze`."""
OLD_FILES = ("facts.jsonl", "issues.jsonl", "sources.jsonl", "manifest.json")
"""The files of a graph folder of format 1."""


class Manifest(msgspec.Struct, frozen=True):
    """What a graph says of itself. `stamp` is made of its facts: the same facts give the same stamp."""

    format: int
    stamp: str
    facts: int
    issues: int
    sources: int


class Source(msgspec.Struct, frozen=True, order=True):
    """A file that the graph was built from; `error` where it could not be read."""

    file: str
    sha256: str = ""
    error: str | None = None


def place_of(folder: Path) -> Path:
    """The file of a graph folder."""
    return folder / FILE


def format_of(folder: Path) -> int | None:
    """The format of the graph in a folder; None where there is no graph of this program.

    Example: a folder with a `manifest.json` of something else -> None.
    """
    try:
        with place_of(folder).open("rb") as file:
            head = file.read(100)
    except OSError:
        return 1 if _is_old(folder) else None
    if head[:16] != b"SQLite format 3\0" or int.from_bytes(head[68:72], "big") != APPLICATION:
        return None
    return int.from_bytes(head[60:64], "big")


class _OldManifest(msgspec.Struct):
    """The manifest of format 1, by which such a folder is known."""

    format: int
    stamp: str
    facts: int
    issues: int
    sources: int


def _is_old(folder: Path) -> bool:
    try:
        manifest = msgspec.json.decode((folder / OLD_FILES[-1]).read_bytes(), type=_OldManifest)
    except (OSError, ValueError, msgspec.MsgspecError):
        return False
    return manifest.format == 1 and (folder / OLD_FILES[0]).is_file()


def check_format(folder: Path) -> None:
    """Make sure that a folder holds a graph that this program reads.

    Raises:
        GraphError: there is none, or it has another format.
    """
    found = format_of(folder)
    if found is None:
        if place_of(folder).exists():
            raise GraphError(
                "{folder}: this is no graph. Build one with: zhize build GAZETTES -o {folder}", folder=folder
            )
        meant = like(folder)
        if meant and place_of(Path(meant)).exists():
            raise GraphError("{folder}: there is no graph here. Did you mean {meant}?", folder=folder, meant=meant)
        raise GraphError(
            "{folder}: there is no graph here. Build one with: zhize build GAZETTES -o {folder}", folder=folder
        )
    if found != FORMAT:
        raise GraphError(
            "{folder}: the graph has format {found}, this program reads format {known}. Build it anew "
            "with: zhize build GAZETTES -o {folder}",
            folder=folder,
            found=found,
            known=FORMAT,
        )


WRITER_CACHE = 2**17
"""Pages of the file that a writer holds, in kB: rows are put in all over a large file, and a page that is let go is written each time."""


READER_CACHE = 2**15
"""Pages of the file that a reader holds at most, in kB: each question looks at places all over a large file, many of them again and again."""


def create(file: Path, *, threads: bool = False) -> sqlite3.Connection:
    """Make an empty graph in a new file, for one writer that nobody reads beside; `finish` makes it safe.

    With `threads` several threads may use the connection, one after the other.

    Raises:
        sqlite3.Error: the file cannot be written.
    """
    con = sqlite3.connect(file, isolation_level=None, check_same_thread=not threads)
    con.execute(f"PRAGMA encoding = '{ENCODING}'")
    con.execute("PRAGMA journal_mode = OFF")
    con.execute("PRAGMA synchronous = OFF")
    con.execute(f"PRAGMA cache_size = -{WRITER_CACHE}")
    con.execute(f"PRAGMA application_id = {APPLICATION}")
    con.execute(f"PRAGMA user_version = {FORMAT}")
    con.execute("BEGIN")
    for statement in schema():
        con.execute(statement)
    return con


_PACKER_CACHE = 2**14
"""Packing goes through the file in order; it holds pages of the old and of the new file."""


def pack(con: sqlite3.Connection) -> None:
    """Make a new file as small as it can be: full text in one piece, no empty pages."""
    for table in ("clauses", "paper_words", "paper_titles"):
        con.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - names of our own
    con.execute(f"PRAGMA cache_size = -{_PACKER_CACHE}")
    con.execute("VACUUM")


def schema() -> list[str]:
    """The statements that make the tables and views, in order."""
    text = (resources.files(__package__) / "schema.sql").read_text(encoding="utf-8")
    classes = list(enumerate(ontology().classes.values(), 1))
    names, prefixes = (
        " ".join(f"WHEN {n} THEN '{said}'" for n, said in told)
        for told in ([(n, c.id) for n, c in classes], [(n, c.prefix) for n, c in classes])
    )
    text = text.replace("CLASS)", f"CASE kind {names} END)").replace("(PREFIX", f"(CASE kind {prefixes} END")
    lines = (line for line in text.splitlines() if line[:2] != "--")
    rows = ", ".join(f"({n}, '{c.id}', '{c.prefix}')" for n, c in classes)
    tables = (s.strip() for s in "\n".join(lines).split(";\n") if s.strip())
    return [*tables, f"INSERT INTO classes VALUES {rows}", *VIEWS]  # noqa: S608 - words of our own


def connect(file: Path) -> sqlite3.Connection:
    """Open a graph to be written by `BEGIN IMMEDIATE` … `COMMIT`; others wait up to 30 s."""
    con = sqlite3.connect(file, isolation_level=None, timeout=30)
    con.execute("PRAGMA journal_mode = WAL")
    con.execute("PRAGMA synchronous = NORMAL")
    con.execute(f"PRAGMA cache_size = -{WRITER_CACHE}")
    return con


def settle(con: sqlite3.Connection) -> bool:
    """Take over into the file what was committed beside it; whether all of it could be (a reader may be at work)."""
    con.execute("PRAGMA busy_timeout = 2000")
    return not con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]


def connect_read(file: Path) -> sqlite3.Connection:
    """Open a graph to be read, by any number of threads; works also where the folder cannot be written.

    Raises:
        GraphError: the file is damaged or cannot be read.
    """
    address = file.resolve().as_uri()
    error: sqlite3.Error | None = None
    for mode in ("mode=rw", "mode=ro", "mode=ro&immutable=1"):
        try:
            con = sqlite3.connect(
                f"{address}?{mode}", uri=True, isolation_level=None, timeout=30, check_same_thread=False
            )
            con.execute("PRAGMA query_only = ON")
            con.execute(f"PRAGMA cache_size = -{READER_CACHE}")
            con.execute("SELECT value FROM about LIMIT 1").fetchall()
        except sqlite3.Error as problem:
            error = problem
        else:
            return con
    raise damaged(file, error)


def damaged(file: Path, why: object) -> GraphError:
    """The error that says that a graph cannot be relied on."""
    return GraphError(
        "{file}: the graph is damaged ({why}). Build it anew with: zhize build GAZETTES -o {folder}",
        file=file,
        why=why,
        folder=file.parent,
    )


def about_of(con: sqlite3.Connection) -> dict[str, str]:
    """All that a graph says of itself, by name."""
    return dict(con.execute("SELECT name, value FROM about"))


def read_manifest(con: sqlite3.Connection) -> Manifest:
    """What the graph says of itself."""
    rows = about_of(con)
    return msgspec.convert({name: rows[name] for name in Manifest.__struct_fields__}, Manifest, strict=False)
