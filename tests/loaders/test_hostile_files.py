"""Files made to break a reader: each is read or named in a sentence, and the good file beside it is read whole."""

from __future__ import annotations

import io
import re
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.loaders.forms import COLUMNS, LINES, NUMBER, ROWS, paper
from zhize.loaders.files.docx import docx_text
from zhize.loaders.files.limits import Limits
from zhize.loaders.files.pdf import pdf_text
from zhize.loaders.files.read import read_file
from zhize.loaders.files.source import SourceText
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.pipeline import load, load_text
from zhize.loaders.result import FileResult

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GOOD = "青政办字〔2024〕8号"


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def row(cells: tuple[str, ...], properties: dict[int, str] | None = None) -> str:
    """A row of a table; some of its cells have properties."""
    of = properties or {}
    made = (f"<w:tc><w:tcPr>{of.get(n, '')}</w:tcPr>{p(cell)}</w:tc>" for n, cell in enumerate(cells))
    return f"<w:tr>{''.join(made)}</w:tr>"


def docx(body: str, style: str = "", zeros: str = "", megabytes: int = 0) -> bytes:
    """A DOCX; `zeros` names a part that unpacks to so many megabytes of nothing."""
    parts = {
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f'<w:styles {W}><w:style w:styleId="h"><w:name w:val="{style}"/></w:style></w:styles>',
        "word/_rels/document.xml.rels": "<Relationships>"
        f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, text in parts.items():
            if name != zeros:
                file.writestr(name, text)
        if zeros:
            with file.open(zeros, "w", force_zip64=True) as part:
                for _ in range(megabytes):
                    part.write(b"\0" * 2**20)
    return out.getvalue()


WHOLE = "".join(map(p, LINES))
HEADED = "".join(p(line, '<w:pStyle w:val="h"/>' if line[1] == "、" else "") for line in LINES)


def table(*rows: str) -> str:
    return WHOLE + p("青石区防汛任务分解表") + f"<w:tbl>{''.join(rows)}</w:tbl>"


def merged(rows: int) -> bytes:
    """A table one of whose cells goes over all rows."""

    def one(n: int) -> str:
        start = "" if n else 'w:val="restart"'
        cells = (str(n + 1), f"修整第{n + 1}号水渠", "" if n else "区水利局", "", "2024年6月底前")
        return row(cells, {2: f"<w:vMerge {start}/>"})

    return docx(table(row(COLUMNS), *map(one, range(rows))))


def pdf(*streams: bytes) -> bytes:
    """A PDF of pages with these streams, which are packed."""
    pages = len(streams)
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(pages))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode()]
    for n, data in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 {font} >> >> >>".encode()
        )
        objects.append(b"<< /Length %d /Filter /FlateDecode >> stream\n%b\nendstream" % (len(data), data))
    out, places = b"%PDF-1.4\n", []
    for n, data in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (n, data)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        out
        + head
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    )


def packed(unit: bytes, megabytes: int) -> bytes:
    """A unit again and again, packed; the same piece is used for each megabyte, so that it is soon made."""
    deep = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = deep.compress(unit * (2**20 // len(unit))) + deep.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + piece * megabytes + deep.flush() + b"\0\0\0\0"


BOMB = b"BT /F1 12 Tf 9 9 Td (a) Tj ET\n"
HOSTILE: dict[str, Callable[[], bytes]] = {
    "wide.docx": lambda: docx(table(row(COLUMNS), row(ROWS[0], {1: '<w:gridSpan w:val="100000000"/>'}), row(ROWS[1]))),
    "wider.docx": lambda: docx(
        table(row(COLUMNS), row(ROWS[0], {1: f'<w:gridSpan w:val="{"9" * 40}"/>'}), row(ROWS[1]))
    ),
    "merged.docx": lambda: docx(table(row(COLUMNS, dict.fromkeys(range(5), "<w:vMerge/>")), *map(row, ROWS))),
    "deep.docx": lambda: docx(HEADED, style="Heading 2000000000"),
    "square.docx": lambda: docx(HEADED, style="Heading ²"),
    "zero.docx": lambda: docx(HEADED, style="heading 0"),
    "picture.docx": lambda: docx(WHOLE, zeros="word/media/image1.png", megabytes=8),
    "tags.html": lambda: f"<p>{'</p><p>'.join(LINES)}</p>{'<a ' * 10_000}".encode(),
    "marks.html": lambda: f"<p>{'</p><p>'.join(LINES)}</p>{'<![' * 10_000}".encode(),
}
"""Files of which all is read."""
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "styles.docx": (lambda: docx(WHOLE, zeros="word/styles.xml", megabytes=300), "unpacks to 300 MB"),
    "empty.pdf": (lambda: pdf(zlib.compress(b"q Q")), "no text layer and no pictures"),
    "bomb.pdf": (lambda: pdf(packed(BOMB, 128)), r"ended \(SIG"),
}
"""Files that are named, with what is said of them; the last one kills the process that reads it."""


@cache
def results() -> dict[str, FileResult]:
    """What is read of a folder of all of them, where a file may use 256 MB."""
    with tempfile.TemporaryDirectory() as temp:
        made = HOSTILE | {name: data for name, (data, _) in REFUSED.items()}
        for name, data in made.items():
            (Path(temp) / name).write_bytes(data())
        (Path(temp) / "good.txt").write_text(paper(number=GOOD), encoding="utf-8")
        return {result.name: result for result in load(Path(temp), jobs=1, limits=Limits(memory=2**28))}


def numbers(result: FileResult) -> list[object]:
    return [s.object for s in result.statements if s.predicate == "number" and s.subject.startswith("document:")]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_can_be_read_is_read(name: str) -> None:
    result = results()[name]
    assert result.error is None
    assert NUMBER in numbers(result)
    good = results()["good.txt"]
    assert len(result.statements) >= len(good.statements)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_named(name: str) -> None:
    error = str(results()[name].error)
    assert error.startswith(f"{name}: ")
    assert re.search(REFUSED[name][1], error), error


def test_the_good_file_is_read_whole() -> None:
    (alone,) = [results()["good.txt"]]
    assert (alone.error, numbers(alone)) == (None, [GOOD])


def test_a_cell_merged_over_1200_rows() -> None:
    """Each row has the doer of the merged cell."""
    start = time.process_time()
    text, _ = docx_text(merged(1200), "a.docx")
    result = load_text(SourceText("a.docx", TracedText.identity(text), ""))
    doers = [s.subject for s in result.statements if s.predicate == "leads" and "修整第" in s.evidence.quote]
    assert (len(doers), len(set(doers))) == (1200, 1)
    assert time.process_time() - start < 20


def page(words: int) -> bytes:
    """A page of so many words of their own."""
    shown = [f"1 0 0 1 {20 + n % 100 * 5.5:.1f} {830 - n // 100 * 4} Tm (ab) Tj" for n in range(words)]
    return zlib.compress(f"BT /F1 3 Tf {' '.join(shown)} ET".encode())


@pytest.mark.parametrize("words", [5_000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_a_page_of_very_many_words(words: int) -> None:
    start = time.process_time()
    text = pdf_text(pdf(page(words)), "a.pdf").text.text
    assert text.count("ab") == words
    assert time.process_time() - start < words / 1000


@pytest.mark.slow
@pytest.mark.parametrize("unit", [b" ", BOMB])
def test_a_stream_of_a_gigabyte(tmp_path: Path, unit: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(packed(unit, 1024)))
    assert (tmp_path / "a.pdf").stat().st_size < 5 * 2**20
    (tmp_path / "b.txt").write_text(paper(number=GOOD), encoding="utf-8")
    bad, good = load(tmp_path, jobs=1)
    assert str(bad.error).startswith("a.pdf: ")
    assert numbers(good) == [GOOD]


@pytest.mark.slow
@pytest.mark.parametrize(("part", "says"), [("word/styles.xml", "unpacks to 2048 MB"), ("word/media/a.png", "")])
def test_a_part_of_two_gigabytes(tmp_path: Path, part: str, says: str) -> None:
    (tmp_path / "a.docx").write_bytes(docx(WHOLE, zeros=part, megabytes=2048))
    (result,) = load(tmp_path / "a.docx", jobs=1)
    assert says in str(result.error or "")
    assert numbers(result) == ([] if says else [NUMBER])


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("</w:p>", "damaged"),
        ("&nope;", "damaged"),
        ("\0", "damaged"),
        ("<w:sdt><w:sdtContent>" * 60, "nested deeper"),
        ("", ""),
    ],
)
def test_what_of_a_damaged_document_is_not_read_is_told(tmp_path: Path, bad: str, says: str) -> None:
    """A parser that goes on behind a mistake leaves out what it likes."""
    closed = "</w:sdtContent></w:sdt>" * bad.count("<w:sdt>")
    (tmp_path / "a.docx").write_bytes(docx(WHOLE + bad + p("区水利局：负责巡查。") + closed))
    result = load_text(read_file(tmp_path / "a.docx"))
    told = [issue.reason.said("en") for issue in result.issues if issue.kind == "unread-part"]
    assert NUMBER in numbers(result)
    assert [says in sentence for sentence in told] == ([True] if says else [])
