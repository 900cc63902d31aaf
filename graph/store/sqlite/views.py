"""Views with plain names over the tables: statements, documents, agencies, tasks, duties, bodies, members."""

from __future__ import annotations


def _value(name: str, of: str = "n.id") -> str:
    """The first value of a property of a node, as SQL."""
    return (
        "(SELECT coalesce(f.value, e.quote) FROM facts f JOIN evidence e ON e.id = f.evidence "
        f"WHERE f.subject = {of} AND f.predicate = (SELECT id FROM terms WHERE term = '{name}') "
        'ORDER BY f.document <> f.subject, e.source, e.start, e."end", f.place LIMIT 1)'
    )


def _sources(relation: str, of: str = "n.id") -> str:
    """What the nodes that a relation joins to a node are called there, as SQL."""
    return (
        f"(SELECT group_concat(DISTINCT coalesce(f.printed, s.caption)) FROM facts f JOIN nodes s ON s.id = f.subject "
        f"WHERE f.object = {of} AND f.predicate = (SELECT id FROM terms WHERE term = '{relation}'))"
    )


def _document(column: str) -> str:
    """A property of the document that states the node, as SQL."""
    return _value(column, "(SELECT document FROM facts WHERE subject = n.id LIMIT 1)")


def _view(name: str, node_class: str, columns: dict[str, str], where: str = "") -> str:
    listed = ",\n  ".join(f'{sql} AS "{column}"' for column, sql in columns.items())
    return (
        f"CREATE VIEW {name} AS\nSELECT n.node AS id,\n  {listed}\nFROM nodes n WHERE n.class = '{node_class}'{where}"
    )


VIEWS = (
    # One row a statement, all numbers replaced by what they stand for.
    """CREATE VIEW statements AS
SELECT printf('%016x', f.fact) AS id, s.node AS subject, s.caption AS subject_name, p.term AS predicate,
  o.node AS object, o.caption AS object_name,
  CASE WHEN f.object IS NULL THEN coalesce(f.value, e.quote) END AS value,
  d.node AS document, c.path AS section, r.term AS rule, f.printed,
  src.file, e.start, e."end", e.line, e.page, e.quote
FROM facts f
JOIN nodes s ON s.id = f.subject JOIN terms p ON p.id = f.predicate LEFT JOIN nodes o ON o.id = f.object
JOIN nodes d ON d.id = f.document JOIN sections c ON c.id = f.section JOIN evidence e ON e.id = f.evidence
JOIN sources src ON src.id = e.source JOIN terms r ON r.id = f.rule""",
    _view(
        "documents",
        "Document",
        {name: _value(name) for name in ("number", "title", "issuer", "date", "kind", "effective", "valid_until")},
        " AND EXISTS (SELECT 1 FROM facts f WHERE f.subject = n.id AND f.rule = "
        "(SELECT id FROM terms WHERE term = 'head'))",
    ),
    _view("agencies", "Agency", {name: _value(name) for name in ("name", "kind", "level", "core", "basis")}),
    _view(
        "tasks",
        "Task",
        {
            "number": _document("number"),
            "document": _document("title"),
            **{name: _value(name) for name in ("item", "title", "text", "mark", "deadline")},
            "lead": _sources("leads"),
            "support": _sources("supports"),
            "responsible": _sources("responsible_for"),
        },
    ),
    _view(
        "duties",
        "Duty",
        {
            "number": _document("number"),
            "document": _document("title"),
            "context": _value("context"),
            "agency": _sources("has_duty"),
            "text": _value("text"),
        },
    ),
    _view(
        "bodies",
        "Body",
        {
            "number": _document("number"),
            "document": _document("title"),
            **{name: _value(name) for name in ("name", "alias", "kind", "duty")},
        },
    ),
    """CREATE VIEW members AS
SELECT s.node AS id, s.caption AS body, p.term AS role, coalesce(f.printed, o.caption) AS holder, o.node AS holder_id,
  d.caption AS document, e.quote
FROM facts f
JOIN terms p ON p.id = f.predicate AND p.term IN ('chief', 'deputy', 'member', 'led_by')
JOIN nodes s ON s.id = f.subject JOIN nodes o ON o.id = f.object JOIN nodes d ON d.id = f.document
JOIN evidence e ON e.id = f.evidence""",
    # One row a value that a clause names: moment, duration, amount, percent, count, place, person, body, citation, contact.
    """CREATE VIEW clause_values AS
SELECT s.node AS clause, p.term AS kind, coalesce(f.value, e.quote) AS value, d.node AS document,
  src.file, e.start, e."end"
FROM nodes s
JOIN facts f ON f.subject = s.id AND f.object IS NULL
JOIN terms p ON p.id = f.predicate AND p.term NOT IN ('text', 'item')
JOIN nodes d ON d.id = f.document JOIN evidence e ON e.id = f.evidence JOIN sources src ON src.id = e.source
WHERE s.class = 'Clause'""",
)
"""The statements that make the views."""
