"""Phones that send slowly, or stop in the middle, keep nobody else waiting."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from flask import Flask

from companion.web.uploads import AT_ONCE
from tests.cast import Person
from tests.faults.conftest import Say
from tests.faults.web import Sent, Web, put, request_head, serving
from tests.journal import jpeg, told


@contextmanager
def stuck(web: Web, session: str, sent: Sent) -> Iterator[None]:
    """A photo of which half has come."""
    path, body, headers = sent.photo_request()
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as line:
        line.sendall(request_head(path, body, headers, session) + body[: len(body) // 2])
        yield


def test_photos_that_stop_half_way_hold_up_no_page_and_no_entry(
    app: Flask, alice: Person, now: datetime, say: Say
) -> None:
    session, sent = alice.session, Sent(told(alice, now), jpeg())
    with serving(app.config["COMPANION"].instance) as web, ExitStack() as lines:
        assert put(web, session, *sent.entry_request()) == 201
        for _ in range(AT_ONCE):
            lines.enter_context(stuck(web, session, Sent(sent.entry, jpeg(1), sent.entry_id)))
        while one_more(web, session, sent) != 503:  # it took the place of one that came a moment later
            lines.enter_context(stuck(web, session, Sent(sent.entry, jpeg(1), sent.entry_id)))
        begun = time.monotonic()
        assert put(web, session, *Sent(told(alice, now), b"").entry_request()) == 201
        took = time.monotonic() - begun
        lines.close()
        until = time.monotonic() + 60
        while one_more(web, session, sent) != 201:
            assert time.monotonic() < until, "the places of those who hung up are free again"
    say(f"{AT_ONCE} photos stopped half way: an entry took {took:.2f} s, one more photo was told to wait")


def one_more(web: Web, session: str, sent: Sent) -> int | None:
    """The status that the phone hears of another photo."""
    return put(web, session, *Sent(sent.entry, jpeg(2), sent.entry_id).photo_request())
