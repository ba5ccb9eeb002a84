"""Something on the way that gives one answer to whatever is sent: the server is in trouble, or a proxy says no."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def answering(port: int, status: int, said: dict[str, str] | None = None) -> Iterator[list[str]]:
    """Listens on that port until the block ends; what was sent to it."""
    heard: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            heard.append(self.path)
            self._answer(status)

        def do_GET(self) -> None:
            self._answer(503)

        def log_message(self, *_words: object) -> None:
            """Not to the test's output."""

        def _answer(self, code: int) -> None:
            body = json.dumps(said).encode() if said else b"no"
            with suppress(ConnectionError):  # whoever asked may be gone
                self.send_response(code)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", port), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
