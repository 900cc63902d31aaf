"""Decisions of people on whether two agencies are one: a table beside the graph that outlives every build.

They work when facts are read (`decided`): `same` puts two nodes under one, `differ` takes apart what a rule made one.
A build leaves a fact `absorbed` for every printed form of a node that a rule made another, which is what `differ` needs.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, get_args

import msgspec

from zhize.errors import GraphError, OptionError
from zhize.files import locked, write_atomically
from zhize.graph.model.facts import Fact
from zhize.messages import Sentence
from zhize.texts import FORMULA, visible

Verdict = Literal["same", "differ", "unsure"]
COLUMNS = ("version", "day", "verdict", "a", "b", "by", "why", "undone")
_REQUIRED = COLUMNS[:-1]
_MARK = "sha256:"
"""Begins the name of a last, empty column of the tables that this program writes: the hash of the table with zeros in place of it."""
_MARKED = re.compile(rb"(?<=,sha256:)[0-9a-f]{64}(?=\r?\n|\Z)")


class Decision(msgspec.Struct, frozen=True):
    """One line of the table: agencies `a` and `b` by node id, who decided, when and why; `version` counts up.

    `undone` tells when and by whom it was taken back, empty where it holds.
    """

    version: int
    day: str
    verdict: Verdict
    a: str
    b: str
    by: str
    why: str
    undone: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The two agencies in a fixed order."""
        return (self.a, self.b) if self.a <= self.b else (self.b, self.a)


def table_of(graph: Path) -> Path:
    """Where the decisions of a graph folder stand: beside it, so that no build touches them."""
    place = Path(os.path.abspath(graph))  # noqa: PTH100 - `.` has no name, and a link keeps its own
    return place.with_name(f"{place.name}.decisions.csv")


class _Seal(msgspec.Struct, frozen=True):
    """The hashes of the tables that this program has written: of the last one, and while it is written of the next."""

    hashes: tuple[str, ...] = ()


def _seal_of(path: Path) -> Path:
    return path.with_suffix(".seal")


def _check_seal(path: Path, data: bytes | None) -> None:
    """Make sure that a table is as this program or a person left it; `data` is None where there is none.

    Where its seal cannot be read, what the table says of itself stands for it.

    Raises:
        GraphError: it was changed since, by damage or by hand; a person accepts it by listing it.
    """
    hashes: tuple[str, ...] | None
    try:
        hashes = msgspec.json.decode(_seal_of(path).read_bytes(), type=_Seal).hashes
    except FileNotFoundError:
        hashes = None
    except (OSError, ValueError, msgspec.MsgspecError):
        hashes = ()
    if hashes:
        whole = data is not None and _hash(data) in hashes
    elif data is not None and _MARK.encode() in data.partition(b"\n")[0]:
        whole = data == _marked(data)
    else:  # it was made by hand
        whole = hashes is None and (data is None or b"\n" in data)
    if not whole:
        what = (
            Sentence("the table of decisions is gone")
            if data is None
            else Sentence("the table of decisions was changed by something else")
        )
        raise GraphError(
            "{path}: {what}. Bring it back as it was, or look at what is left and accept it: zhize same GRAPH --list.",
            path=path,
            what=what,
        )


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _marked(data: bytes) -> bytes | None:
    """A table with the hash that it should bear; None where it has no place for one."""
    bare, places = _MARKED.subn(b"0" * 64, data, count=1)
    return _MARKED.sub(_hash(bare).encode(), bare, count=1) if places else None


def accepted(path: Path) -> list[Decision]:
    """All decisions of a table that a person has just looked at: it holds as it is from now on."""
    decisions = read_history(path, sealed=False)
    with _alone(path):
        if path.is_file():
            _write_seal(path, path.read_bytes())
        else:
            _seal_of(path).unlink(missing_ok=True)
    return decisions


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a table that hold, oldest first; none where there is no table.

    Raises:
        GraphError: a line is damaged; it says which. Or the table is not as it was written.
    """
    return [d for d in read_history(path) if not d.undone]


def read_history(path: Path, *, sealed: bool = True) -> list[Decision]:
    """All decisions of a table, also those that were taken back, oldest first.

    Raises:
        GraphError: a line is damaged; it says which. Or, where `sealed` is asked for, the table is not as it was written.
    """
    out: list[Decision] = []
    try:
        data = path.read_bytes() if path.is_file() else None
        if sealed:
            _check_seal(path, data)
        if data is None:
            return []
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GraphError(
            "{path}: the table of decisions cannot be read ({error}). Repair or remove it.", path=path, error=error
        ) from error
    for number, row in enumerate(rows, 2):
        try:
            fields = {name: row[name] for name in _REQUIRED} | {"undone": row.get("undone") or ""}
            plain = {name: _unquoted(cell) for name, cell in fields.items()}
            out.append(msgspec.convert(plain, Decision, strict=False))
        except (KeyError, msgspec.ValidationError) as error:
            raise GraphError(
                "{path}:{number}: this is no decision ({error}). Correct the line.",
                path=path,
                number=number,
                error=error,
            ) from error
    return out


def decide(path: Path, verdict: str, pair: tuple[str, str], by: str, why: str, day: str) -> Decision:
    """Add a decision to the table.

    Raises:
        OptionError: no such verdict, one agency twice, nobody or no reason named, or the pair was declared different
            before: that is never overridden by the program, only by people in the table itself.
    """
    if verdict not in get_args(Verdict):
        raise OptionError(
            "“{verdict}” is no verdict. Give one of {known}.", verdict=verdict, known=", ".join(get_args(Verdict))
        )
    a, b = pair
    if a == b:
        raise OptionError("{a}: an agency cannot be compared with itself. Give two agencies.", a=a)
    if not by.strip() or not why.strip():
        raise OptionError("A decision needs who decides (--by) and why (--why).")
    with _alone(path):
        return _decided(path, verdict, (a, b), by, why, day)


def _decided(path: Path, verdict: str, pair: tuple[str, str], by: str, why: str, day: str) -> Decision:
    a, b = pair
    known = read_history(path)
    number = max((d.version for d in known), default=0) + 1
    fields = (number, day, verdict, a, b, visible(by.strip()), visible(why.strip()), "")
    new = msgspec.convert(dict(zip(COLUMNS, fields, strict=True)), Decision)
    for old in known:
        if not old.undone and old.pair == new.pair and old.verdict == "differ" and verdict != "differ":
            raise OptionError(
                "{by} declared these two different on {day} ({why}). This is never overridden; if it was "
                "wrong, take it back with: zhize differ GRAPH --undo {version}.",
                by=old.by,
                day=old.day,
                why=old.why,
                version=old.version,
            )
    _write(path, [*known, new])
    return new


def undo(path: Path, version: int, by: str, day: str) -> Decision:
    """Take a decision back and return it; the table keeps it, with who took it back and when.

    Raises:
        OptionError: no decision that holds has this number.
    """
    with _alone(path):
        known = read_history(path)
        found = next((d for d in known if d.version == version and not d.undone), None)
        if found is None:
            raise OptionError(
                "{path} has no decision {version}. List them with: zhize same GRAPH --list.",
                path=path.name,
                version=version,
            )
        told = f"{day} {by}".strip()
        _write(path, [msgspec.structs.replace(d, undone=told) if d is found else d for d in known])
    return found


def _alone(path: Path) -> AbstractContextManager[None]:
    """Be the only one who writes the table: what two people decide at the same time is both kept."""
    busy = Sentence(
        "{path}: somebody else is writing the table of decisions. Try again when that has ended.", {"path": str(path)}
    )
    return locked(path.with_name(path.name + ".lock"), busy, wait=30.0)


def _write(path: Path, decisions: list[Decision]) -> None:
    """Write the table. Its seal knows the old one and the new one until the new one is there."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, _MARK + "0" * 64])
    writer.writerows([*(_quoted(getattr(d, name)) for name in COLUMNS), ""] for d in decisions)
    data = _marked(b"\xef\xbb\xbf" + out.getvalue().encode()) or b""
    try:
        _write_seal(path, *([path.read_bytes()] if path.is_file() else []), data)
        write_atomically(path, data)
        _write_seal(path, data)
    except OSError as error:
        raise GraphError(
            "{path}: the table of decisions cannot be written ({reason}).", path=path, reason=error.strerror
        ) from error


def _write_seal(path: Path, *tables: bytes) -> None:
    write_atomically(_seal_of(path), msgspec.json.encode(_Seal(tuple(map(_hash, tables)))) + b"\n")


def _quoted(value: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula; `_unquoted` gives back what it was."""
    return "'" + value if isinstance(value, str) and value.startswith((*FORMULA, "'")) else value


def _unquoted(cell: str | None) -> str | None:
    """A cell as it was before `_quoted`; None where its line has too few."""
    return cell[1:] if cell and cell[0] == "'" and cell[1:].startswith((*FORMULA, "'")) else cell


def better_first(facts: Iterable[Fact], pair: tuple[str, str]) -> tuple[str, str]:
    """The two agencies with the one first whose name is the better: a known department, no misprint, the more printed."""
    known = set(pair)
    core: dict[str, int] = dict.fromkeys(pair, 0)
    prints: dict[str, int] = dict.fromkeys(pair, 0)
    for fact in facts:
        if fact.subject in known and fact.predicate == "core":
            core[fact.subject] = 1
        for end in {fact.subject, str(fact.object)} & known:
            prints[end] += 1
    a, b = pair
    return pair if (core[a], prints[a], len(a)) >= (core[b], prints[b], len(b)) else (b, a)


def decided(facts: list[Fact], path: Path) -> list[Fact]:
    """Facts with the decisions of a table applied; the same list where there is none."""
    decisions = read_decisions(path)
    if not decisions:
        return facts
    from zhize.graph.identity.splits import apply_splits  # with the grammar of names, which takes its time

    return apply_merges(apply_splits(facts, apart(decisions)), merges(decisions)[0])


def apart(decisions: Iterable[Decision]) -> frozenset[tuple[str, str]]:
    """Pairs that no rule and no other decision may make one."""
    return frozenset(d.pair for d in decisions if d.verdict == "differ")


def merges(decisions: Iterable[Decision]) -> tuple[dict[str, str], list[Decision]]:
    """What each agency becomes by the decisions `same`, and the decisions that contradict `differ`.

    The last decision on a pair counts. A chain of `same` that would make one of two agencies declared different is
    not followed to its end: the decision that closes it is returned as contradicting.
    """
    decisions = list(decisions)
    no = apart(decisions)
    last = {d.pair: d for d in decisions}
    root: dict[str, str] = {}

    def find(node: str) -> str:
        while node in root:
            node = root[node]
        return node

    against: list[Decision] = []
    groups: dict[str, set[str]] = {}
    for decision in sorted(last.values(), key=lambda d: d.version):
        a, b = find(decision.a), find(decision.b)
        if decision.verdict != "same" or a == b:
            continue
        left, right = groups.get(a, {a}), groups.get(b, {b})
        if any(((x, y) if x <= y else (y, x)) in no for x in left for y in right):
            against.append(decision)
            continue
        root[b] = a
        groups[a] = left | right
    return {node: find(node) for node in root}, against


def apply_merges(facts: list[Fact], same: dict[str, str]) -> list[Fact]:
    """Facts with the agencies that people declared one under one node; what it is called stays as it was."""
    if not same:
        return facts
    own = {"name", "kind", "level", "core", "jurisdiction"}
    out: dict[str, Fact] = {}
    for fact in facts:
        if fact.subject in same and fact.predicate in own:
            continue
        value = same.get(str(fact.object), fact.object)
        new = msgspec.structs.replace(fact, subject=same.get(fact.subject, fact.subject), object=value)
        out[new.id] = new
    return list(out.values())
