"""Text of scanned pages by OCR (extra `ocr`): rapidocr, whose models come in its wheel, on onnxruntime.

What was read is kept by the hash of the file, so that a scan is read once.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import Any

import msgspec

from zhize.errors import EXTRAS, ReadError
from zhize.files import cache_folder, write_atomically
from zhize.loaders.files.page_lines import Segment
from zhize.messages import later

HOW = later('Scans are read by OCR; install it with: pip install "zhize[ocr]"')
BROKEN = later("Set ZHIZE_OCR=all to read such pages as pictures, and hold what is read against the print.")
DOTS = 200
"""Dots per inch at which a page is read."""
MOST_SIDE = 6000
"""A picture is made smaller until its longer side has so many dots."""


def installed() -> bool:
    """Whether OCR is there."""
    return all(util.find_spec(module) is not None for module in EXTRAS["ocr"].modules)


@cache
def _engine() -> Any:
    import logging

    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})


def read_page(page: Any, data: bytes, number: int) -> list[Segment]:
    """The lines of a page of pdfium, in points from the bottom left."""
    kept = _kept(data, number)
    found = _load(kept)
    if found is None:
        width, height = page.get_size()
        scale = min(DOTS / 72, MOST_SIDE / max(width, height, 1))
        image = page.render(scale=scale).to_numpy()
        found = _read(image, scale, height)
        _save(kept, found)
    return found


def read_picture(data: bytes, label: str) -> tuple[list[Segment], float, float]:
    """The lines of a picture, its width and its height, in points of 1/200 inch as if it were a scan.

    Raises:
        ReadError: the picture cannot be opened.
    """
    import io

    import numpy as np
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as opened:
            picture = opened.convert("RGB")
    except Exception as error:  # Pillow lets many kinds through
        raise ReadError("{label}: the picture cannot be opened ({error}).", label=label, error=error) from error
    picture.thumbnail((MOST_SIDE, MOST_SIDE))
    scale = DOTS / 72
    height = picture.height / scale
    kept = _kept(data, 0)
    found = _load(kept)
    if found is None:
        found = _read(np.asarray(picture)[:, :, ::-1], scale, height)
        _save(kept, found)
    return found, picture.width / scale, height


def _read(image: Any, scale: float, height: float) -> list[Segment]:
    result = _engine()(image)
    if result is None or result.boxes is None:
        return []
    out: list[Segment] = []
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        xs, ys = [float(p[0]) / scale for p in box], [float(p[1]) / scale for p in box]
        if text.strip():
            segment = Segment(text, min(xs), height - max(ys), max(xs), height - min(ys))
            segment.score = round(float(score), 4)
            out.append(segment)
    return out


def reads_broken() -> bool:
    """Whether pages whose text layer is no text are to be read as pictures: what is lost there is not seen, so it must be asked for."""
    return os.environ.get("ZHIZE_OCR") == "all"


def folder() -> Path:
    """Where readings are kept."""
    return cache_folder("ocr")


def _kept(data: bytes, number: int) -> Path:
    key = hashlib.sha256(data).hexdigest()
    return folder() / f"{key}-{number + 1}-{DOTS}-{metadata.version('rapidocr')}.json"


def _load(path: Path) -> list[Segment] | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Segment])
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


def _save(path: Path, found: list[Segment]) -> None:
    """Keep a reading; where the folder cannot be written it is read again next time."""
    try:
        write_atomically(path, msgspec.json.encode(found))
    except OSError:
        return
