"""What every request passes: names of hosts, origins, sizes; and what every response says to the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_PATH = 4_000
LONGEST_BODY = 1_000_000
_LONGEST_HEARD = 16_000_000
"""Bytes of a request that is too large which are still heard: a client that is cut off while it sends never reads why."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load: files of this server, no script or style within a page."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_HEARING = 10.0
"""Seconds for which it is heard."""


class _TooLarge(Exception):
    pass


class Guard:
    """Middleware that refuses what is not meant for this server.

    Args:
        app: what answers.
        hosts: names by which requests may call the server, without ports; `*` for any.
        base: the path that a proxy puts before all addresses; it is taken off where the proxy has not done so.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str], base: str = "") -> None:
        self.app, self.hosts, self.base = app, frozenset(h.lower() for h in hosts), base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refusal(scope, headers)
        if refused:
            await _hear_out(receive)
            await _refuse(send, *refused)
            return
        path = scope["path"]
        if self.base and (path == self.base or path.startswith(f"{self.base}/")):
            scope = {**scope, "path": path[len(self.base) :] or "/"}
        scope = {**scope, "root_path": ""}
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LONGEST_BODY:
                raise _TooLarge
            return message

        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = [(n, v) for n, v in message["headers"] if n.lower() != b"access-control-allow-origin"]
                known = {name.lower() for name, _ in own}
                more = [(n.encode(), v.encode()) for n, v in HEADERS.items() if n.encode() not in known]
                message = {**message, "headers": [*own, *more]}
            await send(message)

        try:
            await self.app(scope, limited, with_headers)
        except _TooLarge:
            if not begun:
                await _hear_out(receive)
                await _refuse(send, 413, f"请求超过{LONGEST_BODY}字节。")

    def _refusal(self, scope: Scope, headers: dict[bytes, str]) -> tuple[int, str] | None:
        """The status and sentence by which a request is refused; None for one that is let through."""
        host = headers.get(b"host", "")
        if not self._called(host):
            return 400, "请求的主机名不对。"
        origin = headers.get(b"origin", "")
        if origin and not self._own(origin, host):
            return 403, "不接受其他网站的页面发来的请求。"
        if len(scope["raw_path"] or b"") + len(scope["query_string"]) > LONGEST_PATH and scope["method"] == "GET":
            return 414, "地址太长。"
        size = headers.get(b"content-length", "0")
        if not size.isdecimal() or int(size) > LONGEST_BODY:
            return 413, f"请求超过{LONGEST_BODY}字节。"
        return None

    def _called(self, host: str) -> bool:
        return "*" in self.hosts or _name(host) in self.hosts

    def _own(self, origin: str, host: str) -> bool:
        try:
            there = urlsplit(origin).netloc.lower()
        except ValueError:
            return False
        return there == host.lower() or ("*" not in self.hosts and _name(there) in self.hosts and bool(there))


def _name(host: str) -> str:
    """The name of a host without its port: `[::1]:80` -> `[::1]`."""
    name = host.lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


async def _hear_out(receive: Receive) -> None:
    """Read what a client still sends, and keep nothing of it."""
    import anyio

    heard, more = 0, True
    with anyio.move_on_after(_HEARING):
        while more and heard <= _LONGEST_HEARD:
            message = await receive()
            heard += len(message.get("body", b""))
            more = message["type"] == "http.request" and message.get("more_body", False)


async def _refuse(send: Send, status: int, sentence: str) -> None:
    data = f"{sentence}\n".encode()
    headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(data)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})
