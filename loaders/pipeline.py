"""The whole way from files to statements: read, split, outline and extract, file by file."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from zhize.errors import ReadError
from zhize.files import hash_of
from zhize.graph.identity.regions import Regions
from zhize.graph.language.issues import reason_of
from zhize.graph.model.facts import Evidence, Issue, Origin, Statement
from zhize.graph.model.prints import print_bytes
from zhize.loaders.claims import Claims, Doubt, Scope, document_id
from zhize.loaders.files.folder import shown
from zhize.loaders.files.limits import Limits
from zhize.loaders.files.read import find_files, read_file
from zhize.loaders.files.source import Note, SourceText
from zhize.loaders.kept import ReadingStore, find_key, unpacked, unpacked_head, with_data
from zhize.loaders.outline import outline
from zhize.loaders.print.contents import unmatched
from zhize.loaders.print.documents import Gazette
from zhize.loaders.print.split import split
from zhize.loaders.result import FileResult
from zhize.loaders.statements.appointment import appointments
from zhize.loaders.statements.assignment import assignments
from zhize.loaders.statements.body_facts import bodies
from zhize.loaders.statements.clause import clause_nodes
from zhize.loaders.statements.consistency import consistency
from zhize.loaders.statements.contact import contacts
from zhize.loaders.statements.due import with_days
from zhize.loaders.statements.duty import duties
from zhize.loaders.statements.duty_parts import with_parts
from zhize.loaders.statements.duty_tables import duty_tables
from zhize.loaders.statements.garbled import garbled
from zhize.loaders.statements.grade import grades
from zhize.loaders.statements.head import heads
from zhize.loaders.statements.instrument import instruments
from zhize.loaders.statements.mention import mentions
from zhize.loaders.statements.prose import prose_tasks
from zhize.loaders.statements.provision import provisions
from zhize.loaders.statements.reference import references
from zhize.loaders.statements.response import responses
from zhize.loaders.statements.section import placed, sections
from zhize.loaders.statements.step import procedures
from zhize.loaders.statements.target import targets, with_tasks
from zhize.loaders.statements.upkeep import upkeep
from zhize.loaders.statements.validity import validity
from zhize.loaders.workers import Step, each
from zhize.messages import Sentence

LOADERS: tuple[Callable[[Scope], Claims], ...] = (
    instruments,
    references,
    validity,
    sections,
    assignments,
    prose_tasks,
    consistency,
    duties,
    duty_tables,
    bodies,
    appointments,
    responses,
    grades,
    procedures,
    upkeep,
    provisions,
    targets,
    contacts,
    mentions,
    clause_nodes,
)
"""One loader a kind of statement; the head of a document is read apart, it needs the issue."""


def load(
    path: Path,
    *,
    jobs: int | None = None,
    limits: Limits | None = None,
    step: Callable[[str, Step], None] | None = None,
    kept: ReadingStore | None = None,
    taken: Callable[[FileResult], FileResult] | None = None,
    at_once: Callable[[], int] | None = None,
) -> Iterator[FileResult]:
    """Read every file at a path, one result per file in the order of their names.

    Each file is read in a process that may take so much time and memory and no more. A file that cannot be read
    gives a result with `error`; the others are not touched by it. Files of the folder that are of no known kind
    give results with `skipped` at the end. `step` hears of the pages of long files: (name, page of pages).
    What is `kept` of files that have not changed is given instead of reading them, without statements where these can be had later; where
    there is such a place, readings come packed (`FileResult.data`). `taken` gets each reading when it comes in, and
    gives what waits for its turn in its place, so that not all readings have to be held. Largest files are read first. Where what is read is written meanwhile, `at_once`
    says how many processes may read just now, and files are read in the order of `writing_order`.

    Raises:
        ReadError: nothing readable is at the path.
    """
    limits = limits or Limits()
    folder = find_files(path)
    work = [Work(file, name, limits) for name, file in _named(path, folder.files)]
    known = _known(work, kept) if kept is not None else {}
    todo = [task for task in work if task.name not in known]
    sizes = [_bytes_of(task.file) for task in todo]
    Regions.load()  # once for all processes

    def read_all(tasks: list[Work], workers: int, order: list[int] | None = None) -> Iterator[FileResult]:
        return each(
            load_one if kept is None else load_packed,
            tasks,
            workers=workers,
            limits=limits,
            lost=lost,
            step=(lambda task, done: step(task.name, done)) if step else None,
            order=order,
            taken=taken,
            at_once=at_once,
        )

    several = min(jobs or os.cpu_count() or 1, len(todo)) if sum(sizes) > 2**17 else 1
    read = read_all(todo, several, largest_first(sizes) if at_once is None else in_turn(sizes))
    for task in work:
        key = known.get(task.name, "")
        if kept is None or not key:
            yield next(read)
        elif found := unpacked_head(kept.head(key), task.name) or unpacked(kept[key], task.name):
            found = msgspec.structs.replace(found, key=key)
            yield taken(found) if taken else found
        else:
            yield from read_all([task], 1)
    for sentence in folder.skipped:
        yield FileResult(sentence, skipped=True)


def largest_first(sizes: Sequence[int]) -> list[int]:
    """In which order files of some sizes are begun, by their numbers: no long one is left for the end."""
    return sorted(range(len(sizes)), key=lambda n: (-sizes[n], n))


def in_turn(sizes: Sequence[int]) -> list[int]:
    """In which order files are begun that are written meanwhile: as they come, so that those of one place are written together, but first those
    that hold much of all.
    """
    large = sum(sizes) / 20
    return sorted(range(len(sizes)), key=lambda n: (-sizes[n] if sizes[n] > large else 0, n))


def writing_order(path: Path) -> list[tuple[str, int]]:
    """The names of the files at a path with their bytes, in the order in which `load` begins to read them that are written meanwhile.

    Raises:
        ReadError: nothing readable is at the path.
    """
    sizes = [(name, _bytes_of(file)) for name, file in _named(path, find_files(path).files)]
    return [sizes[n] for n in in_turn([size for _, size in sizes])]


def _named(path: Path, files: Iterable[Path]) -> list[tuple[str, Path]]:
    """Some files at a path, with the names by which facts cite them."""
    root = path if path.is_dir() else path.parent
    return [(shown(file.relative_to(root)), file) for file in files]


def _bytes_of(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


class Work(msgspec.Struct, frozen=True):
    """A file to read, and the name by which facts cite it."""

    file: Path
    name: str
    limits: Limits


def _known(work: list[Work], kept: ReadingStore) -> dict[str, str]:
    """The keys of the readings that are kept of files, by the names of the files."""
    found = {}
    for task in work:
        if task.file.exists() and task.file.stat().st_size <= task.limits.max_bytes:
            with suppress(OSError):  # it is read like any other, and the reading says what is wrong
                found[task.name] = find_key(kept, hash_of(task.file), task.name)
    return {name: key for name, key in found.items() if key}


def lost(work: Work, why: Sentence) -> FileResult:
    """The result of a file whose process was ended."""
    return FileResult(work.name, error=Sentence("{file}: {why}. It is left out.", {"file": work.name, "why": why}))


def load_packed(work: Work) -> FileResult:
    """Read a file in this process, and pack what was read (`FileResult.data`): that takes its time too."""
    return with_data(load_one(work))


def load_one(work: Work) -> FileResult:
    """Read a file in this process; one that cannot be read gives a result with `error`."""
    name = work.name
    try:
        return load_text(read_file(work.file, name, max_bytes=work.limits.max_bytes))
    except ReadError as error:
        return FileResult(name, error=error.sentence)
    except MemoryError:
        most = work.limits.memory / 2**30
        return FileResult(
            name,
            error=Sentence(
                "{file}: reading it needs more than {most:.1f} GB of memory. It is left out.",
                {"file": name, "most": most},
            ),
        )
    except OSError as error:
        reason = error.strerror or str(error)
        return FileResult(
            name, error=Sentence("{label}: the file cannot be read ({reason}).", {"label": name, "reason": reason})
        )
    except Exception as error:  # noqa: BLE001 - one broken file must not lose the others
        return FileResult(
            name,
            error=Sentence(
                "{file}: the file could not be read because of a fault of this program ({error}). Please report it.",
                {"file": name, "error": f"{type(error).__name__}: {error}"},
            ),
        )


def load_text(source: SourceText) -> FileResult:
    """Statements and issues of one file's text."""
    gazette = split(source)
    cite = _Citer(source, gazette)
    name = gazette.masthead.name if gazette.masthead else None
    statements: list[Statement] = []
    issues: list[Issue] = []
    origins: list[Origin] = []
    if not gazette.documents:
        error = Sentence(
            "{file}: no formal document was found in the file (no 文号, no title, no official prose). It is left out.",
            {"file": source.name},
        )
        return FileResult(source.name, source.sha256, error=error)
    for document in gazette.documents:
        scope = Scope(document_id(document), document, outline(document))
        found = heads(scope, gazette)
        for loader in LOADERS:
            found.extend(loader(scope))
        found.extend(placed(scope, found))
        found.extend(with_tasks(found))
        found.extend(with_days(scope, found))
        found.extend(with_parts(scope, found))
        statements += [
            Statement(
                c.subject, c.predicate, c.object, scope.id, c.section, cite.evidence(c.start, c.end), c.rule, c.order
            )
            for c in found.claims
        ]
        issues += [cite.issue(d.kind, d.text, d.reason, d.start, d.end) for d in found.doubts]
        origins.append(Origin(scope.id, document.issuer or document.title_issuer, name, document.title, source.name))
    issues += [
        cite.issue(d.kind, d.text, d.reason, d.start, d.end) for d in (*_against_contents(gazette), *garbled(gazette))
    ]
    issues += [cite.note(note) for note in source.notes]
    text = print_bytes(source.text.text, source.text.starts, source.pages)
    return FileResult(
        source.name, source.sha256, tuple(statements), tuple(origins), tuple(issues), boxes=source.boxes, text=text
    )


def _against_contents(gazette: Gazette) -> list[Doubt]:
    """What the table of contents lists and the issue does not hold, and the reverse."""
    if len(gazette.contents) < 2:
        return []
    open_ends = unmatched(gazette.contents, gazette.documents)
    listed, printed = reason_of("listed-not-printed"), reason_of("printed-not-listed")
    missing = [gazette.contents[i] for i in open_ends.listed]
    extra = [gazette.documents[i] for i in open_ends.printed]
    return [
        *(Doubt("listed-not-printed", entry.title, listed, *entry.span) for entry in missing),
        *(Doubt("printed-not-listed", paper.title, printed, *paper.head) for paper in extra),
    ]


class _Citer:
    """Turns spans of the clean text into evidence in the file."""

    def __init__(self, source: SourceText, gazette: Gazette) -> None:
        self.source, self.clean = source, gazette.clean
        text = source.text
        # Lines are counted in the file's own text where it is text, else in what was taken from it.
        self.line_ends = [text.starts[i] for i, char in enumerate(text.text) if char == "\n"]

    def evidence(self, start: int, end: int) -> Evidence:
        a, b = self.clean.span(start, end)
        pages = self.source.pages
        page = bisect_right(pages, a) if pages else None
        return Evidence(self.source.name, a, b, self.clean.text[start:end].replace("\n", ""), self._line(a), page)

    def _line(self, offset: int) -> int:
        return bisect_right(self.line_ends, offset) + 1

    def note(self, note: Note) -> Issue:
        """What the reading of the file said of itself; its offsets are those of the file already."""
        return Issue(self.source.name, self._line(note.start), note.kind, note.text, note.reason, note.start, note.end)

    def issue(self, kind: str, text: str, reason: Sentence, start: int, end: int) -> Issue:
        a, b = self.clean.span(start, end)
        return Issue(self.source.name, self._line(a), kind, text, reason, a, b)
