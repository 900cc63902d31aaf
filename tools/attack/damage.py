"""Damaged graphs: what is damaged is told, or does no harm; a build makes it whole, and nothing differs without a word.

A graph of invented papers with its kept stores and a table of decisions is copied; one of its files is changed (bits flipped,
ranges zeroed, cut, emptied, removed, filled with noise), at times two: a seal and what it covers. Some copies are of a graph
whose last change still lies beside its file (a reader was at work), or of a build that was ended before its graph was there.
Then the graph is asked in every way that reads the file concerned, and built again.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import msgspec

import zhize
from tools.attack.apart import Ended, apart
from tools.attack.outcome import Outcome
from tools.attack.seeds import PAPER
from zhize.api import OpenGraph
from zhize.errors import ZhizeError
from zhize.graph.identity.decisions import decide, table_of
from zhize.graph.store.sqlite.readings import Readings
from zhize.graph.views.ledger import ledger
from zhize.loaders.files.source import SourceText
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.pipeline import load_text

SECONDS = 120.0
"""A case that has not ended then hangs; on a quiet machine it takes one or two seconds."""
SPARQL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
CYPHER = "MATCH (a)-[r]->(b) RETURN a.id, type(r), r.id, r.quote, b.id"
OWN = ("graph.seal", "graph.sqlite", "cypher", "oxigraph")


class Base(msgspec.Struct, frozen=True):
    """The graph that copies are made of: its folder, what was read, what it says by the ways of asking."""

    folder: Path
    truth: dict[str, str]

    @property
    def kg(self) -> Path:
        """The graph folder."""
        return self.folder / "kg"

    @property
    def beside(self) -> Path:
        """The same graph when its last change lay beside its file."""
        return self.folder / "beside"

    @property
    def ended(self) -> Path:
        """The same graph before it was there: what a build had read that was ended."""
        return self.folder / "ended"

    @property
    def gazettes(self) -> Path:
        """The papers."""
        return self.folder / "in"


class Case(msgspec.Struct, frozen=True):
    """The damage of a number to a copy of a base."""

    base: Base
    campaign: int
    number: int


WAYS = ("file", "sparql", "cypher")


def make_base(folder: Path, *, cypher: bool) -> Base:
    """Build the graph and its stores."""
    base = Base(folder, {})
    base.gazettes.mkdir()
    for number in range(1, 4):
        text = PAPER.replace("〕7号", f"〕{number}号").replace(
            "雨水篦子清掏", ("雨水篦子清掏", "校舍修缮", "古树保护")[number - 1]
        )
        (base.gazettes / f"{number}.txt").write_text(text, encoding="utf-8")
    zhize.build(base.gazettes, base.kg, jobs=1)
    graph = zhize.open(base.kg)
    agencies = graph.kg.nodes("Agency")
    graph.close()
    decide(table_of(base.kg), "differ", (agencies[0], agencies[1]), "张三", "两家单位", "2024-03-01")
    decide(table_of(base.kg), "same", (agencies[2], agencies[3]), "李四", "同一单位", "2024-03-02")
    with closing(sqlite3.connect(base.kg / "graph.sqlite")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM about").fetchall()
        zhize.build(base.gazettes, base.kg, jobs=1)
        shutil.copytree(base.kg, base.beside)
    said(base.kg, ["file"])  # takes over what lies beside the file
    with Readings(base.kg) as kept, closing(sqlite3.connect(base.kg / "graph.sqlite")) as con:
        for row in con.execute("SELECT key, data, head FROM readings"):
            kept.add(*row)
        kept.flush()
        shutil.copytree(base.kg, base.ended, ignore=lambda _, names: {*names} - {"graph.sqlite.part"})
    load_text(
        SourceText("a.txt", TracedText.identity(PAPER), "")
    )  # what the cases need is loaded once, before they are forked
    said(base.kg, ["file"])
    ways = WAYS if cypher else WAYS[:2]
    (ended,) = apart(
        lambda kg: Ended("read", msgspec.json.encode(said(kg, ways)).decode()), [base.kg], jobs=1, seconds=SECONDS
    )
    if ended.way != "read":
        raise RuntimeError(ended.what)
    return Base(folder, msgspec.json.decode(ended.what, type=dict[str, str]))


def said(kg: Path, ways: Iterable[str]) -> dict[str, str]:
    """What a graph says, as a hash for each way of asking."""
    graph = zhize.open(kg)
    try:
        return {way: hashlib.sha256(_asked(graph, way).encode()).hexdigest() for way in ways}
    finally:
        graph.close()


def _asked(graph: OpenGraph, way: str) -> str:
    if way == "sparql":
        return str(sorted(map(str, graph.sparql(SPARQL).rows)))
    if way == "cypher":
        return str(sorted(map(str, graph.cypher(CYPHER).rows)))
    with tempfile.TemporaryDirectory() as temp:
        dumped = [file.read_text() for file in graph.dump(temp)]
    answer = graph.ask("区应急局负责什么？").rendered()
    cards = [str(graph.show(name)) for name in ("区应急局", "云青政发〔2024〕1号")]
    found = str(graph.search("雨水", "篦子"))
    decisions = table_of(graph.path).read_text(encoding="utf-8") if table_of(graph.path).is_file() else "none"
    return "\n".join([*dumped, answer, *cards, found, str(ledger(graph.kg)), decisions])


# -- damage


def damage(file: Path, chance: random.Random) -> str:
    """Damage a file; what was done."""
    data = bytearray(file.read_bytes())
    at = chance.randrange(len(data)) if data else 0
    what = chance.choice(("flip", "flip", "flips", "zero", "page", "cut", "empty", "gone", "noise", "longer"))
    if what == "gone":
        file.unlink()
        return f"{file.name} is gone"
    if what == "flip" and data:
        data[at] ^= 1 << chance.randrange(8)
    elif what == "flips" and data:
        for _ in range(30):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif what == "zero":
        data[at : at + 64] = bytes(len(data[at : at + 64]))
    elif what == "page":
        at -= at % 4096
        data[at : at + 4096] = bytes(len(data[at : at + 4096]))
    elif what == "cut":
        del data[at:]
    elif what == "noise":
        data[at : at + 200] = chance.randbytes(len(data[at : at + 200]))
    elif what == "longer":
        data += chance.randbytes(300)
    else:
        data.clear()
    file.write_bytes(data)
    return f"{file.name} {what} at {at}"


def attempt(case: Case) -> Ended:
    """Damage a copy, ask it, build it again and ask once more."""
    chance = random.Random(f"{case.campaign}:{case.number}")
    with tempfile.TemporaryDirectory() as temp:
        shutil.copytree(case.base.folder, temp, dirs_exist_ok=True)
        kg = Path(temp) / "kg"
        done, ways = _damaged(kg, chance, case.base.truth)
        try:
            first = said(kg, ways)
            told = ""
        except ZhizeError as error:
            first, told = {}, str(error)
        if any(first[way] != case.base.truth[way] for way in first):
            return Ended("silent", f"{done}: asked, it differs")
        try:
            zhize.build(Path(temp) / "in", kg, jobs=1)
            again = said(kg, ways)
        except ZhizeError as error:
            if "decisions" in str(error) or "is not empty" in str(error):
                return Ended("told", str(error))  # what people wrote, or what nothing says is ours, is not made anew
            return Ended("crash", f"{done}: it cannot be made anew: {error}")
        if any(again[way] != case.base.truth[way] for way in again):
            return Ended("silent", f"{done}: built again, it differs")
        if left := [p.name for p in kg.iterdir() if p.name not in OWN]:
            return Ended("left over", f"{done}: {left}")
        return Ended("told" if told else "harmless", told)


KINDS = {
    "file": ("graph.sqlite",),
    "seal": ("graph.seal",),
    "seal and file": ("graph.seal", "graph.sqlite"),
    "table": ("../kg.decisions.csv",),
    "table and seal": ("../kg.decisions.csv", "../kg.decisions.seal"),
    "beside": ("graph.sqlite-wal",),
    "beside and seal": ("graph.sqlite-wal", "graph.seal"),
    "shared memory": ("graph.sqlite-shm",),
    "ended": ("graph.sqlite.part",),
}
"""What is damaged, and its files."""
_COPIES = {"beside": "beside", "beside and seal": "beside", "shared memory": "beside", "ended": "ended"}
_OFTEN = ("file",) * 4 + ("seal and file", "table and seal", "sparql") * 2 + ("sparql and stamp", "cypher")


def _damaged(kg: Path, chance: random.Random, truth: dict[str, str]) -> tuple[str, list[str]]:
    """What was damaged, and the ways of asking that read it."""
    kind = chance.choice((*_OFTEN, *KINDS))
    if kind == "cypher" and "cypher" not in truth:
        kind = "sparql"
    if store := kind.partition(" ")[0] if kind.startswith(("sparql", "cypher")) else "":
        folder = kg / {"sparql": "oxigraph", "cypher": "cypher"}[store]
        places = [chance.choice(sorted(p for p in folder.rglob("*") if p.is_file()))]
        places += [folder / "stamp"] if kind.endswith("stamp") and places[0].name != "stamp" else []
    else:
        if copy := _COPIES.get(kind):
            shutil.rmtree(kg)
            (kg.parent / copy).rename(kg)
        places, store = [kg / name for name in KINDS[kind]], "file"
    return " and ".join(damage(place, chance) for place in places), [store]


def run(damages: int, seed: int = 1, jobs: int = 2, *, cypher: bool = True) -> Outcome:
    """Damage so many copies."""
    outcome = Outcome("damaged graphs")
    with tempfile.TemporaryDirectory() as temp:
        base = make_base(Path(temp), cypher=cypher)
        cases = [Case(base, seed, number) for number in range(damages)]
        for case, ended in zip(cases, apart(attempt, cases, jobs=jobs, seconds=SECONDS), strict=True):
            outcome.take(ended, f"damage {case.campaign}:{case.number}")
    return outcome
