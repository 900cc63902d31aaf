"""DOC, WPS and RTF by way of LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from zhize.errors import ReadError
from zhize.messages import Sentence
from zhize.programs import run, workplace

SECONDS = 120
NAMES = ("soffice", "libreoffice", "soffice.exe")
_USUAL = (
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
)


def program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((str(path) for path in _USUAL if path.exists()), None)


def as_docx(data: bytes, suffix: str, label: str) -> bytes:
    """A file of an older word processor as DOCX.

    Raises:
        ReadError: LibreOffice is not installed, or cannot read the file in time.
    """
    soffice = program()
    if soffice is None:
        raise ReadError(
            "{label}: files of kind “{suffix}” are read through LibreOffice, which is not installed (no "
            "soffice on the path). Install it, or save the file as DOCX, PDF or text.",
            label=label,
            suffix=suffix,
        )
    with workplace() as folder:
        source = folder / f"source{suffix}"
        source.write_bytes(data)
        command = [
            soffice,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(folder),
            str(source),
        ]
        try:
            said = run(command, folder, SECONDS).strip().splitlines()[-1:]
        except subprocess.TimeoutExpired as error:
            raise ReadError(
                "{label}: LibreOffice took more than {seconds} s. Save the file as DOCX or text.",
                label=label,
                seconds=SECONDS,
            ) from error
        except OSError as error:
            raise ReadError(
                "{label}: LibreOffice cannot be started ({reason}).", label=label, reason=error.strerror
            ) from error
        target = folder / "source.docx"
        if not target.exists():
            raise ReadError(
                "{label}: LibreOffice could not read the file ({reason}). Save it as DOCX or text.",
                label=label,
                reason=said[0] if said else Sentence("it gave no reason"),
            )
        return target.read_bytes()
