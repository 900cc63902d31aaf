"""Make docs/store.md: what the SQLite file of a graph holds, from the schema itself.

Usage: python -m tools.make_store_page
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec

from zhize.graph.store.sqlite import database

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "store.md"
HEAD = ROOT / "docs" / "store.head.md"


class Table(msgspec.Struct, frozen=True):
    """A table or view: its name, what the schema says of it, its columns with what each refers to."""

    name: str
    kind: str
    said: str
    columns: tuple[tuple[str, str, str], ...]


def tables() -> list[Table]:
    """All tables and views, in the order of the schema."""
    con = sqlite3.connect(":memory:")
    for statement in database.schema():
        con.execute(statement)
    said = _comments()
    rows = con.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid").fetchall()
    out = []
    for name, kind in rows:
        if name.startswith(("clauses_", "paper_words_", "paper_titles_", "sqlite_")):
            continue  # what FTS5 and SQLite keep for themselves
        refers = {row[3]: row[2] for row in con.execute(f"PRAGMA foreign_key_list({name})")}
        rows_of = con.execute(f"PRAGMA table_xinfo({name})")
        columns = tuple((c[1], c[2], refers.get(c[1], "")) for c in rows_of if c[6] != 1)  # not those that FTS5 hides
        out.append(Table(name, kind, said.get(name, ""), columns))
    return out


def _comments() -> dict[str, str]:
    """What stands above each table in the schema."""
    text = (Path(database.__file__).parent / "schema.sql").read_text(encoding="utf-8")
    out, lines = {}, []
    for line in text.splitlines():
        if line.startswith("-- "):
            lines.append(line[3:])
        elif line.startswith("CREATE") and "TABLE" in line:
            out[line.partition("TABLE ")[2].split()[0]] = " ".join(lines)
            lines = []
        elif not line:
            lines = []
    return out


def page() -> str:
    """The text of the page."""
    parts = [HEAD.read_text(encoding="utf-8").rstrip(), "", "## Tables", ""]
    for table in tables():
        if table.kind == "table":
            parts += [f"### {table.name}", "", table.said, "", "| column | type | refers to |", "|---|---|---|"]
            parts += [f"| {name} | {kind or 'any'} | {refers} |" for name, kind, refers in table.columns]
            parts.append("")
    parts += ["## Views", "", "| view | columns |", "|---|---|"]
    views = [table for table in tables() if table.kind == "view"]
    parts += [f"| {view.name} | {', '.join(name for name, _, _ in view.columns)} |" for view in views]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
