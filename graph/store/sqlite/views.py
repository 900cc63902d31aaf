"""Views with plain names over the tables: evidence, facts, statements, documents, agencies, tasks, duties, bodies, members."""

from __future__ import annotations


def kind_of(class_id: str) -> str:
    """The number of a class (or of a parameter, `?`) in a file, as SQL."""
    said = class_id if class_id[:1] in "?:" else f"'{class_id}'"
    return f"(SELECT id FROM classes WHERE class = {said})"


KIND = kind_of("?")


def slot_of(key: str) -> str:
    """What the index of nodes holds of a key, as SQL: of a number the first 24 bits, for few have these alike."""
    return f"CASE typeof({key}) WHEN 'integer' THEN {key} >> 40 ELSE {key} END"


FIND_NODE = f"SELECT id FROM nodes WHERE kind = {kind_of('?1')} AND {slot_of('key')} = {slot_of('?2')} AND key = ?2"
"""Looks up a node by its class and key."""
FIND_NODES = (
    f"SELECT n.key, n.id FROM json_each(?2) j CROSS JOIN nodes n ON n.kind = {kind_of('?1')} "
    f"AND {slot_of('n.key')} = {slot_of('j.value')} AND n.key = j.value"
)
"""Looks up nodes of a class by their keys, a JSON list."""


def _term(name: str) -> str:
    """The number of a predicate or rule, as SQL."""
    return f"(SELECT id FROM terms WHERE term = '{name}')"


def _value(name: str, of: str = "n.id") -> str:
    """The first value of a property of a node, as SQL."""
    return (
        f"(SELECT f.value FROM facts f WHERE f.subject = {of} AND f.predicate = {_term(name)} "
        'ORDER BY f.document <> f.subject, f.source, f.start, f."end", f.place LIMIT 1)'
    )


def _sources(relation: str, of: str = "n.id") -> str:
    """What the nodes that a relation joins to a node are called there, as SQL."""
    return (
        f"(SELECT group_concat(DISTINCT coalesce(f.printed, s.caption)) FROM facts f JOIN nodes s ON s.id = f.subject "
        f"WHERE f.object = {of} AND f.predicate = {_term(relation)})"
    )


def _document(column: str) -> str:
    """A property of the document that states the node, as SQL."""
    return _value(column, "(SELECT document FROM facts WHERE subject = n.id LIMIT 1)")


def _view(name: str, node_class: str, columns: dict[str, str], where: str = "") -> str:
    listed = ",\n  ".join(f'{sql} AS "{column}"' for column, sql in columns.items())
    return f"CREATE VIEW {name} AS\nSELECT n.node AS id,\n  {listed}\nFROM nodes n WHERE n.kind = {kind_of(node_class)}{where}"


_PLACE = "LEFT JOIN places e ON e.id = f.evidence LEFT JOIN sections c ON c.id = e.section LEFT JOIN texts t ON t.id = e.text"
_QUOTE = "substr(t.text, e.at + 1, e.length)"
_PART = "substr(t.text, e.at + 1 + (f.part >> 10), f.part & 1023)"
_START = "t.start + e.at + e.shift"
_WHERE = f't.source, {_START} AS start, {_START} + e.length + e.more AS "end", t.line + e.line AS line, e.page'
_STATED = """SELECT {id} AS id, s.node AS subject, s.caption AS subject_name, {predicate} AS predicate,
  {object} AS object, {object_name} AS object_name, {value} AS value,
  d.node AS document, c.path AS section, {rule} AS rule, {printed} AS printed,
  src.file, f.start, f."end", f.line, f.page, f.quote
FROM {table} f
JOIN nodes s ON s.id = f.subject JOIN nodes d ON d.id = f.document JOIN sections c ON c.id = f.section
JOIN sources src ON src.id = f.source {joins}"""


def _of_clauses(predicate: str, value: str, object_: str = "NULL", object_name: str = "NULL", where: str = "") -> str:
    """The statements of one kind that the rows of clauses hold, as SQL."""
    return _STATED.format(
        id="NULL",
        predicate=f"'{predicate}'",
        object=object_,
        object_name=object_name,
        value=value,
        rule="'clause'",
        printed="NULL",
        table="clause_texts",
        joins=where,
    )


VIEWS = (
    # Places with their words.
    f"""CREATE VIEW evidence AS
SELECT e.id, e.section, {_WHERE}, {_QUOTE} AS quote
FROM places e JOIN texts t ON t.id = e.text""",
    # All statements but those of `clause_texts`, with their evidence; a value that is the quote, or a part of it, is given too.
    f"""CREATE VIEW facts AS
SELECT f.subject, f.predicate, f.fact, f.object,
  CASE WHEN f.object IS NULL THEN coalesce(f.value, CASE WHEN f.part IS NULL THEN {_QUOTE} ELSE {_PART} END) END AS value,
  c.document, e.section, f.evidence, {_WHERE}, {_QUOTE} AS quote, f.rule,
  CASE WHEN f.object IS NULL OR f.part IS NULL THEN f.printed ELSE {_PART} END AS printed,
  f.place, f.digest
FROM fact_rows f {_PLACE}""",
    # Clauses with their evidence.
    f"""CREATE VIEW clause_texts AS
SELECT f.node AS subject, coalesce(f.text, {_QUOTE}) AS text, f.item, f.document, f.place,
  e.section, f.evidence, {_WHERE}, {_QUOTE} AS quote, f.digest
FROM clause_rows f {_PLACE}""",
    # One row a statement, all numbers replaced by what they stand for; those of clauses have no id of their own here.
    "CREATE VIEW statements AS\n"
    + "\nUNION ALL\n".join(
        (
            _STATED.format(
                id="printf('%016x', f.fact)",
                predicate="p.term",
                object="o.node",
                object_name="o.caption",
                value="f.value",
                rule="r.term",
                printed="f.printed",
                table="facts",
                joins="JOIN terms p ON p.id = f.predicate JOIN terms r ON r.id = f.rule LEFT JOIN nodes o ON o.id = f.object",
            ),
            _of_clauses("text", "f.text"),
            _of_clauses("clause_in", "NULL", "d.node", "d.caption"),
            _of_clauses("item", "f.item", where="WHERE f.item IS NOT NULL"),
        )
    ),
    _view(
        "documents",
        "Document",
        {name: _value(name) for name in ("number", "title", "issuer", "date", "kind", "effective", "valid_until")},
        f" AND EXISTS (SELECT 1 FROM fact_rows f WHERE f.subject = n.id AND f.rule = {_term('head')})",
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
  d.caption AS document, f.quote
FROM facts f
JOIN terms p ON p.id = f.predicate AND p.term IN ('chief', 'deputy', 'member', 'led_by')
JOIN nodes s ON s.id = f.subject JOIN nodes o ON o.id = f.object JOIN nodes d ON d.id = f.document""",
    # One row a value that a clause names: moment, duration, amount, percent, count, place, person, body, citation, contact.
    f"""CREATE VIEW clause_values AS
SELECT s.node AS clause, p.term AS kind, f.value, d.node AS document, src.file, f.start, f."end"
FROM nodes s
JOIN facts f ON f.subject = s.id AND f.object IS NULL
JOIN terms p ON p.id = f.predicate
JOIN nodes d ON d.id = f.document JOIN sources src ON src.id = f.source
WHERE s.kind = {kind_of("Clause")}""",
)
"""The statements that make the views."""
