"""The gate before the whole server, Gradio's own routes included: every request passes here first."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from qa.server.access import CHALLENGE
from qa.server.limits import LIMIT, Buckets
from qa.server.metrics import Metrics
from qa.server.routes import asset, open_to
from qa.server.site import Site

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]

BODY_LIMIT = LIMIT * 4 // 3 + 100_000
"""Bytes of a request: a visitor's letter in base64, and what Gradio writes around it."""

_BURST = 10
"""Seconds' worth of requests that may come at once."""

_THIS_MACHINE = r"(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?"

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
"""Gradio needs inline scripts and eval; but whatever ran, nothing could be sent to, or fetched from, another origin."""

_HEADERS: tuple[Header, ...] = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Gate:
    """An ASGI app around another one. What it refuses gets a status and one sentence in plain text."""

    def __init__(self, app: App, site: Site, metrics: Metrics, *, mcp: bool) -> None:
        self._app = app
        self._site = site
        self._local = site.local
        self._metrics = metrics
        self._mcp = mcp
        self._buckets = Buckets(site.rate, max(1, site.rate * _BURST)) if site.rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        refusal = self._refusal(scope, headers)
        if refusal:
            await _refuse(send, *refusal)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self._app({**scope, "headers": self._believed(scope["headers"])}, receive, sending)

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes]) -> tuple[int, str, Header | None] | None:
        """Why a request is refused: status, sentence, a header more."""
        method, path = scope["method"], scope["path"]
        if path == "/healthz" and method in ("GET", "HEAD"):
            return None
        client = scope["client"][0] if scope.get("client") else ""
        welcome = not self._site.account or self._site.account.opens(headers.get(b"authorization", b""))
        if self._buckets and not (welcome and asset(path)) and not self._buckets.take(client):
            self._metrics.count("requests_limited")
            return 429, "Too many requests. Wait a few seconds.", (b"retry-after", b"5")
        if not welcome:
            self._metrics.count("requests_unauthorized")
            return 401, "Name and password are needed.", CHALLENGE
        if not self._from_here(headers):
            return 403, "The page answers to its own address only. Behind a proxy, start it with --proxy.", None
        if not open_to(method, path, mcp=self._mcp):
            self._metrics.count("requests_unknown")
            return 404, "There is nothing here.", None
        return self._too_large(method, headers)

    def _too_large(self, method: str, headers: dict[bytes, bytes]) -> tuple[int, str, Header | None] | None:
        if method != "POST":
            return None
        length = headers.get(b"content-length", b"")
        if not length.isdigit():
            return 411, "The length of the request is missing. Send a Content-Length header.", None
        if int(length) > BODY_LIMIT:
            self._metrics.count("requests_limited")
            return (
                413,
                f"The request has {int(length)} bytes; at most {BODY_LIMIT} are read.",
                (b"connection", b"close"),
            )
        return None

    def _from_here(self, headers: dict[bytes, bytes]) -> bool:
        """Whether a request comes from the page itself or from no page at all.

        Another site's script would ask with the visitor's own name and password, or from behind the visitor's
        firewall. On an address of this machine the name must be this machine's too, or else any site could get here
        by pointing its own name at 127.0.0.1.
        """
        host = headers.get(b"host", b"").decode("latin-1")
        if self._site.proxy:
            host = headers.get(b"x-forwarded-host", host.encode("latin-1")).decode("latin-1").split(",")[0].strip()
        elif self._local and not re.fullmatch(_THIS_MACHINE, host):
            return False
        origin = headers.get(b"origin", b"").decode("latin-1")
        return not origin or origin.partition("://")[2] == host

    def _believed(self, headers: list[Header]) -> list[Header]:
        """The headers without those that only a proxy may set, unless there is one."""
        if self._site.proxy:
            return [header for header in headers if header[0] != b"x-gradio-server"]
        return [header for header in headers if not header[0].startswith((b"x-forwarded-", b"x-gradio-server"))]


async def _refuse(send: Send, status: int, sentence: str, header: Header | None) -> None:
    body = f"{sentence}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *([header] if header else [])]})
    await send({"type": "http.response.body", "body": body})
