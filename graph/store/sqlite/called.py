"""What nodes are called: by a name just so, or by a part of one, for which all names are gone through once."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from zhize.graph.model.ontology import ontology
from zhize.graph.store.sqlite.reader import Reader
from zhize.graph.store.sqlite.rows import as_json
from zhize.graph.store.sqlite.views import kind_of

_last: WeakKeyDictionary[Reader, tuple[str, str]] = WeakKeyDictionary()
"""Of each graph that is open the text that was looked for last, and the numbers of all nodes that have it in a name, as JSON: who asks for
a name asks for it among the nodes of several classes."""


def called(reader: Reader, class_id: str, text: str) -> tuple[list[str], list[str]]:
    """The nodes of a class that are called just so; where there are none, those that have the text in a name; sorted."""
    if found := reader.named(class_id, text):
        return found, []
    query = (
        f"SELECT node FROM nodes WHERE kind = {kind_of('?1')} AND id IN (SELECT value FROM json_each(?2)) "  # noqa: S608 - words of our own
        f"UNION SELECT node FROM nodes WHERE kind = {kind_of('?1')} AND instr(key, ?3)"
    )
    key = text.removeprefix(f"{ontology().classes[class_id].prefix}:")
    return [], sorted(n for (n,) in reader.rows(query, (class_id, _having(reader, text), key)))


def _having(reader: Reader, text: str) -> str:
    """The numbers of the nodes that have a text in a name, as JSON."""
    known = _last.get(reader)
    if known is None or known[0] != text:
        # Bytes are searched for without being made into characters; where they are found, they may begin within one.
        query = (
            "SELECT DISTINCT node FROM aliases WHERE instr(CAST(name AS BLOB), CAST(?1 AS BLOB)) AND instr(name, ?1)"
        )
        _last[reader] = known = (text, as_json(n for (n,) in reader.rows(query, (text,))))
    return known[1]
