"""Reports as files: .docx, .html, and .pdf by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from zhize.errors import GraphError, OptionError
from zhize.files import write_atomically
from zhize.graph.views.reports.content import Report
from zhize.graph.views.reports.page import page_html
from zhize.graph.views.reports.word import word_bytes
from zhize.programs import run, workplace

SUFFIXES = (".docx", ".pdf", ".html")
_PATIENCE = 300
"""Seconds that LibreOffice may take."""


def save_report(report: Report, path: Path) -> Path:
    """Write a report; the suffix says how. Returns the path.

    Raises:
        OptionError: another suffix, or a PDF where there is no LibreOffice.
        GraphError: the place cannot be written, or LibreOffice fails.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise OptionError(
            "{path}: a report is written as one of {known}. Change the ending.", path=path, known=", ".join(SUFFIXES)
        )
    if suffix == ".html":
        data = page_html(report).encode("utf-8", errors="replace")
    else:
        data = word_bytes(report)
        if suffix == ".pdf":
            data = pdf_bytes(data, ".docx")
    try:
        return write_atomically(path, data)
    except OSError as error:
        raise GraphError(
            "{path}: the report cannot be written ({reason}).", path=path, reason=error.strerror
        ) from error


def pdf_bytes(data: bytes, suffix: str) -> bytes:
    """A document or spreadsheet of this suffix as PDF.

    Raises:
        OptionError: LibreOffice is not installed.
        GraphError: it fails.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise OptionError(
            "A PDF is made by LibreOffice, which is not installed (no `soffice` on the path). "
            "Install it, or write .docx or .html and print that."
        )
    with workplace() as folder:  # a profile of its own: a LibreOffice that is open does not disturb
        source = folder / f"report{suffix}"
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
        try:
            source.write_bytes(data)
            run(command, folder, _PATIENCE)
            return source.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise GraphError(
                "LibreOffice could not make the PDF ({error}). Write .docx instead.", error=error
            ) from error
