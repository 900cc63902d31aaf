"""Mutated files: each is read, or refused in a sentence; none ends the program, none takes ten seconds.

A mutation is made of a seed file, the campaign's seed and its number, so that `--only N` makes it again.
"""

from __future__ import annotations

import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from tools.attack.apart import Ended, crash
from tools.attack.outcome import Outcome
from tools.attack.seeds import Seed, packed, parts_of, seeds
from zhize.errors import ReadError
from zhize.graph.identity.identity import identify
from zhize.graph.identity.regions import Regions
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.loaders.files import ocr
from zhize.loaders.files.limits import Limits
from zhize.loaders.files.read import read_file
from zhize.loaders.pipeline import load_text
from zhize.loaders.result import FileResult
from zhize.loaders.workers import each
from zhize.texts import visible

SLOWEST = 10.0
"""Seconds of CPU that one input may take."""
LARGEST = 300_000
"""A mutation that has grown beyond so many bytes is cut: what is too large is told by its size already."""

RARE = 25
"""One input of so many is made of a sample of the repository, which takes longer to read."""

# -- mutations

_NUMBERS = (
    b"0",
    b"-1",
    b"1e9",
    b"2147483648",
    b"99999999999999999999",
    b"",
    "²".encode(),
    "〇".encode(),
    b"NaN",
    b"0x10",
)
_WORDS = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        *("\0", "\x01", "\x1b[31m", "\x7f", "\u202e", "\ufffe", "\ufffd", "\ud800", "\U0010ffff", "\u2028", "\r", "\t"),
        *(
            "（",
            "）",
            "《",
            "》",
            "〔",
            "〕",
            "：",
            "；",
            "、",
            "。",
            "由",
            "负责",
            "牵头单位：",
            "成立",
            "指挥部",
            "等",
        ),
        *(
            "一、",
            "（一）",
            "1.",
            "第一条",
            "附件1",
            "2024年13月45日",
            "〔9999〕0号",
            "〔2024〕号",
            "同上",
            "以上",
            "上述单位",
        ),
        *(
            "<a ",
            "<![",
            "<!--",
            "<![CDATA[",
            "</table>",
            "<table><tr><td>",
            "&#0;",
            "&#xD800;",
            "&#99999999;",
            "&lt",
            "]]>",
        ),
        *(
            "|",
            "| --- |",
            "```",
            "# ",
            "> ",
            "[](",
            "**",
            "\\",
            "$$",
            "<script>",
            "<plaintext>",
            "<svg><p>",
            "<template>",
        ),
    )
)
_TAG = re.compile(rb"<[^<>]{1,200}>")
_NUMBER = re.compile(rb"\d+")
Change = Callable[[bytes, random.Random], bytes]


def _piece(data: bytes, chance: random.Random, most: int = 400) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randint(1, most))


def _flip(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 4, 30))):
        if out:
            out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _zero(data: bytes, chance: random.Random) -> bytes:
    a, b = _piece(data, chance)
    return data[:a] + bytes(b - a) + data[b:]


def _noise(data: bytes, chance: random.Random) -> bytes:
    a, b = _piece(data, chance, 60)
    return data[:a] + chance.randbytes(b - a) + data[b:]


def _drop(data: bytes, chance: random.Random) -> bytes:
    a, b = _piece(data, chance, 2000)
    return data[:a] + data[b:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    a, b = _piece(data, chance)
    return data[:a] + data[a:b] * chance.choice((2, 3, 20, 300)) + data[b:]


def _move(data: bytes, chance: random.Random) -> bytes:
    a, b = _piece(data, chance, 1000)
    rest = data[:a] + data[b:]
    to = chance.randrange(len(rest) + 1)
    return rest[:to] + data[a:b] + rest[to:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_WORDS) * chance.choice((1, 1, 1, 10, 1000, 10_000)) + data[at:]


def _renumber(data: bytes, chance: random.Random) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return _insert(data, chance)
    match = chance.choice(found)
    return data[: match.start()] + chance.choice(_NUMBERS) + data[match.end() :]


def _tag(data: bytes, chance: random.Random) -> bytes:
    """Take a tag away, put one more, or nest it deeply."""
    found = list(_TAG.finditer(data))
    if not found:
        return _repeat(data, chance)
    match = chance.choice(found)
    times = chance.choice((0, 0, 2, 50, 3000))
    return data[: match.start()] + match[0] * times + data[match.end() :]


def _swap_tags(data: bytes, chance: random.Random) -> bytes:
    found = list(_TAG.finditer(data))
    if len(found) < 2:
        return _move(data, chance)
    a, b = sorted(chance.sample(found, 2), key=lambda m: m.start())
    return data[: a.start()] + b[0] + data[a.end() : b.start()] + a[0] + data[b.end() :]


CHANGES: tuple[Change, ...] = (
    _flip,
    _zero,
    _noise,
    _drop,
    _cut,
    _repeat,
    _move,
    _insert,
    _insert,
    _renumber,
    _renumber,
    _tag,
    _swap_tags,
)


def _changed(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        data = chance.choice(CHANGES)(data, chance)[:LARGEST]
    return data


def mutated(seed: Seed, chance: random.Random) -> bytes:
    """A file of the same kind with something wrong in it; of a package the text of its parts mostly."""
    if seed.suffix != ".docx" or chance.random() < 0.2:
        return _changed(seed.data, chance)
    parts = parts_of(seed.data)
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    name = "word/document.xml" if chance.random() < 0.6 else chance.choice(names)
    parts[name] = _changed(parts[name], chance)
    return packed(parts)


# -- the campaign


class Task(msgspec.Struct, frozen=True):
    """The mutation of a number."""

    campaign: int
    number: int


def made(task: Task) -> tuple[Seed, bytes]:
    """The seed file of a mutation, and its bytes."""
    seed = _seed(task.number)
    return seed, mutated(seed, random.Random(f"{task.campaign}:{task.number}"))


def _seed(number: int) -> Seed:
    """The seed file of a number: the small ones by turns, the samples of the repository at times."""
    small, large = [[s for s in seeds() if s.name.startswith("made") is made] for made in (True, False)]
    return large[number // RARE % len(large)] if number % RARE == RARE - 1 else small[number % len(small)]


def attempt(task: Task) -> Ended:
    """Make a mutation and read it; without OCR, which takes its seconds for each page and is no reading of this program."""
    ocr.installed = lambda: False
    seed, data = made(task)
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"a{seed.suffix}"
        file.write_bytes(data)
        try:
            ended = _read(file)
        except ReadError as error:
            ended = Ended("told", str(error))
        except MemoryError:
            ended = Ended("told", "more memory than the limit")  # as a build says it
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            ended = crash(error)
    taken = time.process_time() - start
    return Ended("hang", f"{taken:.1f} s") if taken > SLOWEST else ended


def _read(file: Path) -> Ended:
    result = load_text(read_file(file))
    if result.error:
        return Ended("told", str(result.error))
    if wrong := _wrong(result):
        return Ended("silent", wrong)
    facts, issues = identify(list(result.statements), list(result.origins), [])
    KnowledgeGraph(facts, [*result.issues, *issues])
    return Ended("read")


def _wrong(result: FileResult) -> str:
    """What of a reading no other part of the program could take."""
    for statement in result.statements:
        at = statement.evidence
        if not 0 <= at.start <= at.end:
            return f"a place that ends before it begins: {at}"
    kept = msgspec.to_builtins((result.statements, result.origins, result.issues))
    control = next((text for text in _texts(kept) if visible(text) != text), None)
    return "" if control is None else f"a control character is kept: {control[:80]!r}"


def _texts(value: Any) -> Iterator[str]:
    """All texts in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def run(inputs: int, seed: int = 1, jobs: int = 2) -> Outcome:
    """Read so many mutated files."""
    seeds()
    Regions.load()
    outcome = Outcome("mutated files")
    tasks = [Task(seed, number) for number in range(inputs)]
    ends = each(
        attempt,
        tasks,
        workers=jobs,
        limits=Limits(seconds=30 * SLOWEST),
        lost=lambda _, why: Ended("hang" if "took more than" in why.message else "crash", why.said("en")),
    )
    for task, ended in zip(tasks, ends, strict=True):
        outcome.take(ended, f"mutation {task.campaign}:{task.number} of {_seed(task.number).name}")
    return outcome
