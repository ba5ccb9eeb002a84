"""The way to the push services: many letters on their way at once in one thread, over connections that are kept."""

import time
from collections.abc import Iterator

import pycurl

from companion.adapters.web_push.limits import Limits, Ways
from companion.adapters.web_push.line import Answer, Line
from companion.adapters.web_push.sealing import Letter

_LONGEST = 1.0  # seconds without a look at the clock
_NAMED = 0.02  # seconds between two looks while a name is looked up: nothing tells of its end


class Wire:
    """Not for two threads at once."""

    def __init__(self, limits: Limits, ways: Ways) -> None:
        self._limits, self._ways = limits, ways
        self._idle: list[Line] = []
        self._busy: dict[pycurl.Curl, Line] = {}
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, limits.connections)

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
        self._wait()
        self._multi.perform()
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

    def _told(self, line: Line, error: int) -> tuple[object, Answer]:
        told = line.token, line.answer(error)
        self._free(line)
        return told

    def _free(self, line: Line) -> None:
        self._multi.remove_handle(line.curl)
        del self._busy[line.curl]
        line.token = None
        self._idle.append(line)

    def _wait(self) -> None:
        """Until something has come, libcurl's own clock has run out, or there is nothing to wait at."""
        milliseconds = self._multi.timeout()
        seconds = _LONGEST if milliseconds < 0 else min(_LONGEST, milliseconds / 1000)
        if seconds and not self._multi.select(seconds) and not any(self._multi.fdset()):
            time.sleep(min(_NAMED, seconds))
