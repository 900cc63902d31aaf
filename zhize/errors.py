"""Every error that zhize raises on purpose: one family, each a sentence a user can act on."""

from __future__ import annotations


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


class ServerError(ZhizeError):
    """A server does not answer, refuses who asks, cannot do what is needed, or was lost on the way."""
