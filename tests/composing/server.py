"""A small server that speaks the OpenAI protocol and says what a test tells it to."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


class Model(ThreadingHTTPServer):
    """Streams `pieces` with `pause` seconds before each. `status` other than 200 is an error, `raw` is sent instead of
    events, `cut` hangs up after so many pieces. `asked` are the requests that came, `left` is set when a client hung up
    in the midst of a stream."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pieces: Sequence[str] = ()
        self.pause = 0.0
        self.statuses: list[int] = []
        self.raw = ""
        self.cut = -1
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.left = Event()

    @property
    def url(self) -> str:
        """Its address, as a person configures it."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def says(self, text: str) -> None:
        """Stream a text in pieces of five characters."""
        self.pieces = [text[at : at + 5] for at in range(0, len(text), 5)]


class _Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        self.server.keys.append(self.headers.get("Authorization", ""))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        if not self.path.endswith("/chat/completions"):
            status = 404
        self.send_response(status)
        self.send_header("Content-Type", "text/event-stream" if status == 200 else "application/json")
        self.end_headers()
        if status != 200:
            self.wfile.write(b'{"error": {"message": "no", "type": "test"}}')
            return
        try:
            self._stream()
        except (BrokenPipeError, ConnectionResetError):
            self.server.left.set()

    def _stream(self) -> None:
        if self.server.raw:
            self.wfile.write(self.server.raw.encode())
            return
        for at, piece in enumerate(self.server.pieces):
            if at == self.server.cut:
                self.connection.close()
                return
            time.sleep(self.server.pause)
            self._send({"content": piece}, None)
        self._send({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, delta: dict[str, str], finish: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "test", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[Model]:
    """A server on a free port of this machine."""
    model = Model()
    thread = Thread(target=model.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.shutdown()
        model.server_close()
