"""Places where servers listen."""

from __future__ import annotations

import socket

from zhize.errors import ServerError


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one.

    Raises:
        ServerError: the port is taken, or there is no such address.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ServerError(
            "{host}:{port}: nothing can listen there ({reason}). Give another --port.",
            host=host,
            port=port,
            reason=error.strerror,
        ) from None
