"""The HTTP server: the page behind its gate, with `/healthz` and `/metrics`."""

import asyncio
import signal
import sys
import time
from collections.abc import Callable
from threading import Thread
from types import FrameType
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse

from index.errors import LetterError
from qa.answering.letter import Letter
from qa.server.desk import Desk
from qa.server.gate import Gate
from qa.server.metrics import CONTENT_TYPE
from qa.server.site import Site

_PATIENCE = 30
"""Seconds that a stop waits for what runs. A question takes less than one; a visitor's long letter may take some."""

_SESSIONS = 100
"""Sessions that Gradio keeps. They hold nothing: the page has no states."""


class Server(uvicorn.Server):
    """Serves a page, in this thread with `run_until_stopped` or in another with `start`."""

    def __init__(self, page: gr.Blocks, letter: Letter, desk: Desk, site: Site, *, mcp: bool, **look: Any) -> None:
        """`look` are the page's theme and head.

        Raises:
            LetterError: a package for MCP is missing.
        """
        self.site = site
        page.state_session_capacity = _SESSIONS
        app = FastAPI(openapi_url=None)
        app.add_api_route("/healthz", lambda: _health(letter), methods=["GET", "HEAD"])
        app.add_api_route("/metrics", lambda: PlainTextResponse(desk.metrics.text(), media_type=CONTENT_TYPE))
        if mcp:
            _check_mcp()
        gr.mount_gradio_app(
            app,
            page,
            path="/",
            server_name=site.host,
            server_port=site.port,
            footer_links=[],
            run_history=False,
            root_path=site.root or None,
            show_error=False,
            max_file_size="1kb",
            ssr_mode=False,
            enable_monitoring=False,
            mcp_server=mcp,
            **look,
        )
        self._gradio = app.routes[-1].app  # type: ignore[attr-defined]
        config = uvicorn.Config(
            Gate(app, site, desk.metrics, mcp=mcp),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(site.proxy),
            forwarded_allow_ips=site.proxy,
            timeout_keep_alive=75,  # longer than a proxy keeps one, or else a request may meet a connection that closes
            timeout_graceful_shutdown=_PATIENCE,
        )
        super().__init__(config)

    def run_until_stopped(self, started: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM; what runs then is finished.

        Raises:
            LetterError: the address cannot be listened on.
        """
        listening = self.site.listen()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _leave)
        started()
        self.run(sockets=[listening])

    def start(self) -> str:
        """Serve in a thread until `close`; the address, with a slash at the end.

        Raises:
            LetterError: the address cannot be listened on.
        """
        listening = self.site.listen()
        self._thread = Thread(target=self.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        while not self.started and self._thread.is_alive():
            time.sleep(0.01)
        return self.site.address

    def close(self) -> None:
        """Finish what runs, and stop."""
        self.should_exit = True
        self._thread.join()

    async def shutdown(self, sockets: Any = None) -> None:
        """End the streams by which Gradio sees that a visitor is still there: they would last as long as the page."""
        self._gradio.stop_event.set()
        await asyncio.sleep(0)
        await super().shutdown(sockets)


def _check_mcp() -> None:
    """Gradio itself would only warn, and serve a page without MCP.

    Raises:
        LetterError: a package for MCP is missing.
    """
    try:
        import mcp  # noqa: F401
    except ImportError as error:
        raise LetterError(
            f"MCP needs a package that is missing ({error}): pip install 'ask-the-letter[mcp]'"
        ) from error


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


def _health(letter: Letter) -> JSONResponse:
    index = letter.index
    return JSONResponse({"status": "ok", "documents": len(index.entries), "passages": len(index)})
