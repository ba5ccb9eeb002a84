"""A listener that nobody must ever reach: it counts who does."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Canary:
    """`port` on 127.0.0.1 and on ::1 where there is one; `touched` counts connections."""

    def __init__(self) -> None:
        self.touched = 0
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port: int = self._sockets[0].getsockname()[1]
        with suppress(OSError):
            self._sockets.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        self._threads = [threading.Thread(target=self._listen, args=(one,)) for one in self._sockets]

    @contextmanager
    def listening(self) -> Iterator["Canary"]:
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            for one in self._sockets:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            for thread in self._threads:
                thread.join()
            for one in self._sockets:
                one.close()

    def _listen(self, one: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = one.accept()
                self.touched += 1
                connection.close()
