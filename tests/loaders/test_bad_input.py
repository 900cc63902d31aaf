"""Bad input: a sentence for each, no crash, no hang."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.conftest import SAMPLES
from tests.loaders.reading import notice
from tests.timing import least_seconds
from zhize.errors import ReadError
from zhize.loaders.files.encoding import decode
from zhize.loaders.files.folder import shown
from zhize.loaders.files.read import find_files, read_file
from zhize.loaders.files.source import SourceText
from zhize.loaders.files.traced_text import TracedText
from zhize.loaders.pipeline import load, load_text

SAMPLE = SAMPLES / "qingshi-2024-3.md"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_read_the_same(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(SAMPLE.read_text(encoding="utf-8").encode(encoding))
    result = next(iter(load(path)))
    assert result.error is None
    assert len(result.origins) == 6


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\n ", "empty"),
        ("a.txt", b"\0\1\2" * 500, "no text"),
        ("a.txt", bytes(range(128, 256)) * 50, "no text"),
        ("a.docx", b"PK not a docx", "no readable DOCX"),
        ("a.pdf", b"%PDF-1.4 broken", "no readable PDF"),
        ("a.exe", b"MZ", "not read"),
    ],
)
def test_unreadable_files_say_why(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError, match=says) as caught:
        read_file(path)
    assert str(caught.value).startswith(name)


def test_a_page_that_is_only_drawn_is_refused(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()
    with pytest.raises(ReadError, match="no text layer"):
        read_file(path)


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(ReadError, match="50 MB is more than the 32 MB"):
        read_file(path)


def test_missing_and_empty_folders(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file or folder"):
        find_files(tmp_path / "none")
    with pytest.raises(ReadError, match="holds no file"):
        find_files(tmp_path)


def test_mojibake_is_no_text() -> None:
    with pytest.raises(ReadError, match="neither UTF-8 nor GB18030"):
        decode(b"\xff\xfe\x00"[:1] + b"\x81\x30\x81\x30" * 40, "a.txt")


HEAD = "青石区人民政府\n\n关于示例的通知\n\n青政字〔2024〕1号\n\n各镇人民政府：\n\n"


def _seconds(body: str) -> float:
    """Seconds of a processor that reading takes."""
    source = SourceText("a.txt", TracedText.identity(HEAD + body + "\n\n青石区人民政府\n2024年1月1日\n"), "")
    return least_seconds(lambda: load_text(source), runs=1)


@pytest.mark.parametrize(
    ("unit", "times"),
    [
        ("（", 400_000),
        ("（责任单位：", 30_000),
        ("区应急局、", 5_000),
        ("一、", 25_000),
        ("责 任 ", 10_000),
        ("《", 400_000),
        ("区", 100_000),
        ("成立", 20_000),
        ("由区应急局", 8_000),
        ("3 青石区人民政府公报 2024年第1期\n", 5_000),
        ("\u200f\u202e\u200b", 150_000),
        ("1.", 200_000),
        ("2024年", 80_000),
    ],
    ids=lambda value: value[:8] if isinstance(value, str) else None,
)
def test_time_grows_with_the_text_and_not_with_its_square(unit: str, times: int) -> None:
    few = max(_seconds(unit * (times // 4)), 0.2)
    assert _seconds(unit * times) < 10 * few  # the square of four times is sixteen


CONTROLS = "".join(map(chr, (*range(1, 9), *range(0x0E, 0x20), 0x7F, 0x9B, 0x202E, 0x2066, 0xFFFE, 0x1FFFF)))


@pytest.mark.parametrize("char", CONTROLS, ids=lambda c: f"U+{ord(c):04X}")
def test_control_characters_are_gone_from_reading_on_and_told(tmp_path: Path, char: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(notice(f"一、巡查河道。（责任单位：区水{char}利局）"), encoding="utf-8", newline="")
    result = load_text(read_file(path))
    said = msgspec.json.encode((result.statements, result.issues, result.origins)).decode()
    assert "区水利局" in said
    assert ascii(char)[1:-1] not in ascii(said).replace("\\\\u00", "\\x")
    assert char not in said
    assert "control-characters" in {issue.kind for issue in result.issues}


def test_control_characters_of_file_names_are_codes() -> None:
    assert shown(Path("a\x1b[31m/\u202e\x7fb.txt")) == "a%1B[31m/%E2%80%AE%7Fb.txt"
    assert len({shown(Path(f"{c}.txt")) for c in CONTROLS}) == len(CONTROLS)
