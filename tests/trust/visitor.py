"""Somebody with a browser: cookies are kept, answers are not followed. Over the wire, or inside the process."""

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from typing import IO, Any

from flask import Flask

from tests.authenticator import HERE

Form = dict[str, Any]
OURS = {"Sec-Fetch-Site": "same-origin"}


class Visitor:
    """`open(path, form)` gives status and text; a form is posted. `origin`: what the program calls itself."""

    origin = HERE

    def open(self, path: str, form: Form | None = None, **headers: str) -> tuple[int, str]:
        raise NotImplementedError

    def cookie(self, name: str) -> str:
        raise NotImplementedError


class WireVisitor(Visitor):
    def __init__(self, address: str) -> None:
        self._address, self.origin, self._jar = address, address, CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar), _Stay())

    def open(self, path: str, form: Form | None = None, **headers: str) -> tuple[int, str]:
        body = None if form is None else urllib.parse.urlencode(form, doseq=True).encode()
        request = urllib.request.Request(self._address + path, body, OURS | headers)
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def cookie(self, name: str) -> str:
        return next(str(cookie.value) for cookie in self._jar if cookie.name == name)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class InsideVisitor(Visitor):
    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()

    def open(self, path: str, form: Form | None = None, **headers: str) -> tuple[int, str]:
        method = "GET" if form is None else "POST"
        answer = self._client.open(path, method=method, data=form, headers=OURS | headers)
        return answer.status_code, answer.text

    def cookie(self, name: str) -> str:
        cookie = self._client.get_cookie(name)
        assert cookie
        return cookie.value


Arrive = Callable[[], Visitor]
