"""A server on this machine that answers as WeCom, DingTalk and an office's message system do, and keeps what it was sent."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl

Answers = Callable[[str, dict[str, Any]], tuple[int, dict[str, Any]]]


@contextmanager
def server(answers: Answers) -> Iterator[tuple[str, list[tuple[str, dict[str, Any], dict[str, str]]]]]:
    """Its address, and a list of (path, body, headers) that grows."""
    got: list[tuple[str, dict[str, Any], dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = self.rfile.read(length)
            is_form = "urlencoded" in self.headers.get("Content-Type", "")
            self._answer(dict(parse_qsl(sent.decode())) if is_form else json.loads(sent))

        def _answer(self, body: dict[str, Any]) -> None:
            path = self.path.partition("?")[0]
            got.append((path, body, dict(self.headers)))
            status, said = answers(path, body)
            told = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_args: Any) -> None:
            return

    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}", got
    finally:
        running.shutdown()
        running.server_close()
