"""What goes wrong with a Neo4j server, as sentences; no password gets into any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from zhize.errors import OptionError, ServerError

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_LONGEST_REASON = 200


_HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")


def check_uri(uri: str) -> str:
    """The address of a server, if it is one and holds nothing secret. What is none is never repeated: it may be a password.

    Raises:
        OptionError: it is no Bolt address, or holds a user, a password or more than the place of a server.
    """
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise OptionError("The address of the Neo4j server is malformed. Write bolt://host:7687.") from None
    if "@" in unquote(uri):
        raise OptionError(
            "The address of the Neo4j server holds a user or a password. Give them apart: --user, NEO4J_PASSWORD."
        )
    place = parts.netloc if port is None else parts.netloc.rpartition(":")[0]
    wrong = parts.scheme not in SCHEMES or not host or not _HOST.fullmatch(place)
    if wrong or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise OptionError("This is no address of a Neo4j server. Write bolt://host:7687 or neo4j+s://host.")
    return uri


@contextmanager
def explained(uri: str, user: str, *, writing: bool = False) -> Iterator[None]:
    """Turn errors of the driver into sentences.

    Raises:
        ServerError: the server is down, refuses, was lost, or cannot do what was asked.
    """
    try:
        yield
    except AuthError as error:
        if "CredentialsExpired" in (error.code or ""):
            raise ServerError(
                "{uri}: the password of {user} must be changed on the server first.", uri=uri, user=user
            ) from None
        if "Forbidden" in (error.code or ""):
            raise ServerError(
                "{uri}: the user {user} may not do this ({reason}).", uri=uri, user=user, reason=_short(error)
            ) from None
        raise ServerError(
            "{uri}: the server refuses the user {user} or the password. Check both.", uri=uri, user=user
        ) from None
    except (ServiceUnavailable, SessionExpired) as error:
        if writing:
            raise ServerError(
                "{uri}: the connection was lost before everything was written ({reason}). The database is "
                "marked as half loaded; run the same command again to go on.",
                uri=uri,
                reason=_short(error),
            ) from None
        raise ServerError(
            "{uri}: no Neo4j server answers there ({reason}). Is it running?", uri=uri, reason=_short(error)
        ) from None
    except ConfigurationError as error:
        raise OptionError(
            "{uri}: the driver does not take this address ({reason}).", uri=uri, reason=_short(error)
        ) from None
    except TransientError as error:
        raise ServerError(
            "{uri}: the server is too busy ({reason}). Run the command again later.", uri=uri, reason=_short(error)
        ) from None
    except ClientError as error:
        if "DatabaseNotFound" in (error.code or ""):
            raise ServerError(
                "{uri}: there is no such database ({reason}). Give one with --database.", uri=uri, reason=_short(error)
            ) from None
        raise ServerError(
            "{uri}: the server refuses a command ({reason}). Neo4j 5.7 or later is needed.",
            uri=uri,
            reason=_short(error),
        ) from None
    except (DriverError, Neo4jError) as error:
        raise ServerError(
            "{uri}: the server failed ({reason}). Look at its log.", uri=uri, reason=_short(error)
        ) from None


def _short(error: Exception) -> str:
    text = (getattr(error, "message", None) or str(error) or type(error).__name__).strip()
    line = text.splitlines()[0].rstrip(".:") if text else type(error).__name__
    return line if len(line) <= _LONGEST_REASON else line[:_LONGEST_REASON] + "…"
