"""Queries to a Neo4j server, none of which waits for ever.

The driver waits without end for a server that took a query and then says nothing: it has a time limit for connecting
and none for reading. So each query has one here; when it is over, the driver is closed, which ends the wait.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from zhize.errors import ServerError
from zhize.graph.store.neo4j.errors import check_uri, explained

if TYPE_CHECKING:
    from neo4j import Driver, Session

Row = dict[str, Any]
_T = TypeVar("_T")
CONNECTING = 15.0
"""Seconds for connecting, and for which a lost connection is sought again."""
SILENCE = 120.0
"""Seconds that a query may take."""


class Connection:
    """A session of a driver; each query ends within its time.

    Raises:
        ServerError: (by each query) the server has said nothing for as long.
    """

    def __init__(self, uri: str, driver: Driver, session: Session, silence: float) -> None:
        self._uri, self._driver, self._session, self._silence = uri, driver, session, silence

    def write(self, query: str, **params: Any) -> list[Row]:
        """Run a query in a transaction of its own, again where the server asks for it."""
        return self._within(lambda: self._session.execute_write(lambda tx: tx.run(query, params).data()))

    def read(self, query: str, **params: Any) -> list[Row]:
        """Run a query that reads."""
        return self._within(lambda: self._session.execute_read(lambda tx: tx.run(query, params).data()))

    def command(self, query: str, seconds: float | None = None) -> None:
        """Run a command that changes the schema, or waits for it, in some seconds."""
        self._within(lambda: self._session.run(query).consume(), seconds)

    def _within(self, asked: Callable[[], _T], seconds: float | None = None) -> _T:
        limit = self._silence if seconds is None else seconds
        over = threading.Event()

        def give_up() -> None:
            over.set()
            self._driver.close()

        timer = threading.Timer(limit, give_up)
        timer.daemon = True
        timer.start()
        try:
            return asked()
        except Exception:
            if over.is_set():
                raise ServerError(
                    "{uri}: the server has not answered for {seconds} s. Look at the server, then run the same command again.",
                    uri=self._uri,
                    seconds=f"{limit:g}",
                ) from None
            raise
        finally:
            timer.cancel()


@contextmanager
def connected(
    uri: str,
    user: str,
    password: str,
    database: str | None = None,
    *,
    patience: float = CONNECTING,
    silence: float = SILENCE,
) -> Iterator[Connection]:
    """A connection to a server, closed at the end.

    Args:
        uri: address of the server, bolt://host:7687 or neo4j+s://host.
        user: who asks.
        password: its password; it is sent to the server and kept nowhere.
        database: the database's name; the user's own where it is not given.
        patience: seconds in which a lost connection is sought again.
        silence: seconds that a query may take.

    Raises:
        OptionError: the address is none.
    """
    import neo4j

    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what matters is said once, as a sentence
    with explained(uri, user):
        driver = neo4j.GraphDatabase.driver(
            check_uri(uri),
            auth=(user, password),
            connection_timeout=CONNECTING,
            connection_acquisition_timeout=CONNECTING,  # also of a server that takes the connection and says nothing
            max_transaction_retry_time=patience,
            notifications_min_severity="OFF",
        )
    with driver, driver.session(database=database) as session:
        yield Connection(uri, driver, session, silence)
