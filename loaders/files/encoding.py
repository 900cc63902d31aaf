"""Bytes to text: which encoding is a file in?"""

from __future__ import annotations

from zhize.errors import ReadError


def decode(data: bytes, label: str) -> str:
    """Bytes to text: UTF-8, UTF-16 or UTF-32 by their marks, else what the bytes are plausible in.

    Tried are UTF-8, UTF-16 (either order of bytes), GB18030, and line by line UTF-8 or GB18030.

    Raises:
        ReadError: the bytes are no text in any of these.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    wide = _wide(data)
    if wide is not None:
        return wide
    if data.count(b"\0") <= MOST_ZEROS * len(data):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            text = ""
        if text and _plausible(text):
            return text
        mixed = "".join(map(_decode_line, data.splitlines(keepends=True)))
        if mixed.count("\ufffd") < 0.02 * len(mixed) and _plausible(mixed):
            return mixed
    raise ReadError(
        "{label}: this is no text (neither UTF-8 nor GB18030). Save it as UTF-8 text, DOCX or PDF.", label=label
    )


MOST_ZEROS = 0.05
"""A text file with a larger share of zero bytes is none; a few come from programs that end lines with them."""


def _plausible(text: str) -> bool:
    """GB18030 can decode almost anything; real Chinese text stays within GB2312 with few exceptions."""
    return len(text.encode("gb2312", "ignore").decode("gb2312")) >= 0.95 * len(text)


def _decode_line(line: bytes) -> str:
    """A line of a file in which encodings are mixed; bytes of none become U+FFFD, which is reported later."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _plausible(text):
            return text
    read = [line.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030")]
    return min(read, key=lambda text: text.count("\ufffd"))


_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def _wide(data: bytes) -> str | None:
    """Text of two or four bytes a character without a mark; its line ends and digits have zero bytes in one place only."""
    if len(data) % 2 or b"\0" not in data:
        return None
    four = ("utf-32-le", "utf-32-be") if len(data) % 4 == 0 else ()
    for encoding in (*four, "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and _plausible(text) and any("\u4e00" <= c <= "\u9fff" for c in text[:10_000]):
            return text
    return None
