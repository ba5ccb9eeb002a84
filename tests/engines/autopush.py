"""Mozilla's push service as far as a Firefox needs it: what comes in over TLS goes out by its WebSocket, sealed."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

from tests.adapters.push_browser import base64url
from tests.adapters.push_service import PushService, Says, push_service

DELIVERED, NOT_DECRYPTED = 100, 101
Told = dict[str, Any]


@dataclass
class Channel:
    """One subscription of the Firefox at the end of that socket; `key` is the VAPID key that it was made for."""

    id: str
    key: str
    socket: ServerConnection

    def opened(self, sealed: bytes) -> bytes:
        """Hands it on as it came: only the browser can open it."""
        told = {"messageType": "notification", "channelID": self.id, "version": uuid4().hex, "ttl": 60}
        self.socket.send(json.dumps(told | {"data": base64url(sealed), "headers": {"encoding": "aes128gcm"}}))
        return b""


@dataclass
class Autopush:
    """`post` is the side of the senders, `address` that of the browsers; `acks` what these said of each message."""

    post: PushService
    address: str = ""
    channels: dict[str, Channel] = field(default_factory=dict)
    acks: list[int] = field(default_factory=list)
    sockets: list[ServerConnection] = field(default_factory=list)
    browsers: set[str] = field(default_factory=set)

    def forget_all(self) -> None:
        """It lost what it knew of everybody: each browser is a new one when it comes again."""
        for channel_id in list(self.channels):
            self._drop(channel_id)
        self.browsers.clear()
        for socket in self.sockets:
            socket.close()

    def talk(self, socket: ServerConnection) -> None:
        self.sockets.append(socket)
        try:
            for words in socket:
                self._hear(socket, json.loads(words))
        except ConnectionClosed:
            pass  # the browser was ended
        finally:
            self.sockets.remove(socket)

    def _hear(self, socket: ServerConnection, told: Told) -> None:
        """Its protocol: an empty object is a ping."""
        kind = told.get("messageType")
        if kind == "ack":
            self.acks += [update["code"] for update in told["updates"]]
        elif kind in ("hello", "register", "unregister"):
            answer = getattr(self, f"_{kind}")(socket, told)
            socket.send(json.dumps({"messageType": kind, "status": 200} | answer))
        elif not told:
            socket.send("{}")

    def _hello(self, _socket: ServerConnection, told: Told) -> Told:
        known = told.get("uaid")
        name = known if known in self.browsers else uuid4().hex
        self.browsers.add(name)
        return {"uaid": name, "use_webpush": True, "broadcasts": {}}

    def _register(self, socket: ServerConnection, told: Told) -> Told:
        channel = Channel(told["channelID"], told["key"].rstrip("="), socket)
        self.channels[channel.id] = self.post.browsers[channel.id] = channel
        self.post.says[channel.id] = [Says(201, (("Location", f"{self.post.origin}/m/{channel.id}"),))]
        return {"channelID": channel.id, "pushEndpoint": f"{self.post.origin}/push/{channel.id}"}

    def _unregister(self, _socket: ServerConnection, told: Told) -> Told:
        self._drop(told["channelID"])
        return {"channelID": told["channelID"]}

    def _drop(self, channel_id: str) -> None:
        if self.channels.pop(channel_id, None):
            del self.post.browsers[channel_id]
            self.post.says[channel_id] = [Says(410)]


@contextmanager
def autopush(folder: Path) -> Iterator[Autopush]:
    """Open on free ports of this machine until the block ends."""
    with push_service(folder) as post:
        service = Autopush(post)
        protocols = [Subprotocol("push-notification")]
        with serve(service.talk, "127.0.0.1", 0, subprotocols=protocols) as server:
            service.address = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/"
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield service
            server.shutdown()
            thread.join()
