"""One transfer of libcurl, used again and again: what it must never do is set here once."""

import socket
from datetime import timedelta
from typing import Any, NamedTuple

import certifi
import pycurl

from companion.adapters.web_push.addresses import is_public
from companion.adapters.web_push.limits import Limits, Ways
from companion.adapters.web_push.sealing import Letter

_LARGEST_ANSWER = 4096
_WHY = {
    pycurl.E_OPERATION_TIMEDOUT: "timeout",
    pycurl.E_COULDNT_RESOLVE_HOST: "name",
    pycurl.E_COULDNT_CONNECT: "connect",
    pycurl.E_GOT_NOTHING: "reset",
    pycurl.E_SEND_ERROR: "reset",
    pycurl.E_RECV_ERROR: "reset",
    pycurl.E_SSL_CONNECT_ERROR: "tls",
    pycurl.E_PEER_FAILED_VERIFICATION: "tls",
}


class Answer(NamedTuple):
    """`status` 0: none came, and `failed` says why. `is_inside`: the name leads into a private network."""

    status: int
    body: str
    retry_after: int
    failed: str
    is_inside: bool


class Line:
    def __init__(self, limits: Limits, ways: Ways) -> None:
        self.curl = pycurl.Curl()
        for option, value in _habits(limits, ways).items():
            self.curl.setopt(option, value)
        self.curl.setopt(pycurl.OPENSOCKETFUNCTION, self._socket)
        self.curl.setopt(pycurl.WRITEFUNCTION, self._take)
        self.token: object = None

    def load(self, letter: Letter, token: object, *, may_be_inside: bool) -> None:
        """`token` is what the answer is told apart by; `may_be_inside`: a test service on this machine."""
        self.token, self._may_be_inside = token, may_be_inside
        self._is_inside, self._body = False, b""
        self.curl.setopt(pycurl.URL, letter.url)
        self.curl.setopt(pycurl.HTTPHEADER, letter.headers)
        self.curl.setopt(pycurl.POSTFIELDS, letter.body)

    def answer(self, error: int) -> Answer:
        """What came, after libcurl is done with it; an answer cut short in its body is one."""
        status = self.curl.getinfo(pycurl.RESPONSE_CODE)
        status = status if status >= 200 else 0
        after = self.curl.getinfo(pycurl.RETRY_AFTER) if status >= 400 else 0
        failed = "" if status else _WHY.get(error, f"curl {error}")
        return Answer(status, self._body.decode("utf-8", "replace"), after, failed, self._is_inside)

    def _socket(self, _purpose: int, address: Any) -> int:
        """The last look before connecting: at the address itself, whatever name it was found under."""
        if not self._may_be_inside and not is_public(str(address.addr[0])):
            self._is_inside = True
            return int(pycurl.SOCKET_BAD)
        return socket.socket(address.family, address.socktype, address.protocol).detach()

    def _take(self, data: bytes) -> int:
        room = _LARGEST_ANSWER - len(self._body)
        self._body += data[:room]
        return min(len(data), room)  # less than was given ends the transfer


def _habits(limits: Limits, ways: Ways) -> dict[int, Any]:
    return {
        pycurl.NOSIGNAL: 1,
        pycurl.USERAGENT: "companion",
        pycurl.PROTOCOLS: pycurl.PROTO_HTTPS,
        pycurl.FOLLOWLOCATION: 0,
        pycurl.PROXY: "",  # whatever the environment says
        pycurl.NOPROXY: "*",
        pycurl.NETRC: pycurl.NETRC_IGNORED,
        pycurl.SSL_VERIFYPEER: 1,
        pycurl.SSL_VERIFYHOST: 2,
        pycurl.CAINFO: str(ways.ca_file or certifi.where()),  # read once: libcurl keeps it with the connections
        pycurl.CONNECT_TO: list(ways.detours),
        pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_2TLS,
        pycurl.CONNECTTIMEOUT_MS: _milliseconds(limits.connect),
        pycurl.TIMEOUT_MS: _milliseconds(limits.total),
    }


def _milliseconds(span: timedelta) -> int:
    return max(1, span // timedelta(milliseconds=1))
