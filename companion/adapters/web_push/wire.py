"""The way to the push services: many letters on their way at once in one thread, over connections that are kept."""

import selectors
import time
from collections.abc import Iterator

import pycurl

from companion.adapters.web_push.limits import Limits, Ways
from companion.adapters.web_push.line import Answer, Line
from companion.adapters.web_push.sealing import Letter

_EVENTS = {
    pycurl.POLL_IN: selectors.EVENT_READ,
    pycurl.POLL_OUT: selectors.EVENT_WRITE,
    pycurl.POLL_INOUT: selectors.EVENT_READ | selectors.EVENT_WRITE,
}
_SELECT = ((selectors.EVENT_READ, pycurl.CSELECT_IN), (selectors.EVENT_WRITE, pycurl.CSELECT_OUT))
_LONGEST = 1.0  # seconds without a look at the clock


class Wire:
    """Not for two threads at once."""

    def __init__(self, limits: Limits, ways: Ways) -> None:
        self._limits, self._ways = limits, ways
        self._idle: list[Line] = []
        self._busy: dict[pycurl.Curl, Line] = {}
        self._selector = selectors.DefaultSelector()
        self._due: float | None = None
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, limits.connections)
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._remind)

    @property
    def in_flight(self) -> int:
        return len(self._busy)

    def post(self, letter: Letter, token: object, *, may_be_inside: bool = False) -> None:
        """On its way; `answers` tells of it by its token. ValueError, pycurl.error: it cannot even set out."""
        line = self._idle.pop() if self._idle else Line(self._limits, self._ways)
        try:
            line.load(letter, token, may_be_inside=may_be_inside)
            self._multi.add_handle(line.curl)
        except BaseException:
            line.curl.close()
            raise
        self._busy[line.curl] = line

    def answers(self) -> Iterator[tuple[object, Answer]]:
        """Waits until some have come, or for a second at most."""
        self._step()
        left = 1
        while left:
            left, well, badly = self._multi.info_read()
            for curl in well:
                yield self._told(self._busy[curl], 0)
            for curl, error, _ in badly:
                yield self._told(self._busy[curl], error)

    def abandon(self) -> None:
        """Whatever is still on its way is let go of."""
        for line in list(self._busy.values()):
            self._free(line)

    def close(self) -> None:
        self.abandon()
        for line in self._idle:
            line.curl.close()
        self._idle.clear()
        self._multi.close()
        self._selector.close()

    def _told(self, line: Line, error: int) -> tuple[object, Answer]:
        told = line.token, line.answer(error)
        self._free(line)
        return told

    def _free(self, line: Line) -> None:
        self._multi.remove_handle(line.curl)
        del self._busy[line.curl]
        line.token = None
        self._idle.append(line)

    def _step(self) -> None:
        wait = _LONGEST if self._due is None else min(_LONGEST, self._due - time.monotonic())
        for key, mask in self._selector.select(max(0.0, wait)):
            self._multi.socket_action(key.fd, sum(flag for event, flag in _SELECT if mask & event))
        if self._due is not None and self._due <= time.monotonic():
            self._due = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)

    def _watch(self, what: int, socket: int, _multi: pycurl.CurlMulti, _data: object) -> None:
        """libcurl says which sockets it wants to hear of."""
        known = socket in self._selector.get_map()
        if what == pycurl.POLL_REMOVE or what not in _EVENTS:
            if known:
                self._selector.unregister(socket)
        elif known:
            self._selector.modify(socket, _EVENTS[what])
        else:
            self._selector.register(socket, _EVENTS[what])

    def _remind(self, milliseconds: int) -> None:
        """libcurl says when it wants to be asked, -1 for never."""
        self._due = None if milliseconds < 0 else time.monotonic() + milliseconds / 1000
