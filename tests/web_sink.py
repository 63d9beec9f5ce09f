"""A real HTTP server for tests, in threads of its own: keeps what is posted to it, and answers as it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Posted:
    path: str
    headers: dict[str, str]
    body: bytes


class WebSink:
    """`posted` is what came, in order. `answers` are taken for the next ones: (status, headers, body)."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.hangs = False
        self._ends = threading.Event()
        self._server = ThreadingHTTPServer(('127.0.0.1', 0), self._handler())
        self._server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self._server.server_port}'

    def reset(self) -> None:
        self.posted.clear()
        self.answers.clear()
        self.hangs = False
        self._ends.set()
        self._ends = threading.Event()

    def open(self) -> None:
        threading.Thread(target=self._server.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    def close(self) -> None:
        self._ends.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers['Content-Length'] or 0))
                sink.posted.append(Posted(self.path, dict(self.headers.items()), body))
                if sink.hangs:
                    sink._ends.wait(60)
                    return
                status, headers, answer = sink.answers.pop(0) if sink.answers else (200, {}, b'ok')
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header('Content-Length', str(len(answer)))
                self.end_headers()
                try:
                    self.wfile.write(answer)
                except OSError:
                    return  # whoever asked had heard enough

            def do_GET(self) -> None:
                self.do_POST()

            def log_message(self, format: str, *args: Any) -> None: ...

        return Handler


@contextmanager
def a_web_sink() -> Iterator[WebSink]:
    sink = WebSink()
    sink.open()
    try:
        yield sink
    finally:
        sink.close()
