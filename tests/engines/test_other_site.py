"""A page of another site sends a form to us: it neither wipes the phone nor changes anything, worker or not."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.house import House
from tests.engines.engine import Engine
from tests.engines.phone import ARE_KEPT, Phone

pytestmark = pytest.mark.browser


def test_a_form_of_another_site_changes_nothing_here(engine: Engine, house: House) -> None:
    phone = Phone(engine, house.address)
    phone.arrive(house.hand_over())
    phone.tap("Continue on this phone")
    phone.wait_for(ARE_KEPT, "/now")
    with page_with_form(f"{house.address}/sign-out") as elsewhere:
        phone.open(elsewhere)
        phone.tap("You have won")
        phone.wait_for_heading("That did not come from our page")
    assert engine.run(ARE_KEPT, "/now")
    phone.open("/now")
    phone.wait_for_heading("Right now")


@contextmanager
def page_with_form(action: str) -> Iterator[str]:
    """The address of a page on another site whose button sends a form to `action`."""
    page = f'<form method="post" action="{action}"><button>You have won</button></form>'.encode()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}/"
        site.shutdown()
