"""The browser's own WebSocket, as WebDriver BiDi describes it. Firefox needs nothing between for it."""

import json
from typing import Any

from websockets.sync.client import ClientConnection

Answer = dict[str, Any]
PATIENCE = 90.0  # seconds: of the slowest step on a busy machine


class Bidi:
    """Sends commands one after the other; what the browser tells meanwhile is in `heard`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._count = socket, 0
        self.heard: list[Answer] = []

    def ask(self, method: str, **params: Any) -> Answer:
        """The result of that command; AssertionError with the browser's words where it refuses."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": params}))
        while True:
            told: Answer = json.loads(self._socket.recv(timeout=PATIENCE))
            if told["type"] == "event":
                self.heard.append(told)
            elif told.get("id") == self._count:
                assert told["type"] == "success", f"{method}: {told.get('error')}: {told.get('message')}"
                result: Answer = told["result"]
                return result
