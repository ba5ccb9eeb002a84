"""The clinic's protocol at the desk: as it is, refused in each way, overtaken, signed, and moved to."""

from collections.abc import Iterator
from datetime import datetime

from flask import Flask

from tests.cast import staff_at
from tests.web.test_protocols import HOME, RULE, form_of, post, send, until


def protocol_pages(app: Flask, now: datetime) -> Iterator[tuple[str, str]]:
    """(name, HTML) of each page."""
    bob, eve = (staff_at(app, "Marlow Street Clinic", now, name) for name in ("Bob", "Eve"))
    for name, path in (
        ("desk-protocol", HOME),
        ("desk-protocol-rule", RULE),
        ("desk-protocol-rule-without-an-end", f"{HOME}/rules/keep-your-medicines"),
        ("desk-protocol-rule-by-product", f"{HOME}/rules/no-repeat-before-12w"),
        ("desk-protocol-own-rule", f"{HOME}/rules/new"),
        ("desk-protocol-flag", f"{HOME}/flags/rf-swallow-speech"),
        ("desk-protocol-own-flag", f"{HOME}/flags/new"),
        ("desk-protocol-preview", f"{HOME}/preview?hour=3"),
        ("desk-protocol-preview-over", f"{HOME}/preview?hour=9000"),
        ("desk-protocol-no-changes", f"{HOME}/changes"),
        ("desk-protocol-sign-nothing", f"{HOME}/sign"),
        ("desk-protocol-import", f"{HOME}/import"),
    ):
        yield name, bob.get(path).text
    yield "desk-protocol-rule-refused", send(bob, RULE, **until("9"), **{"title-en": "<For> 9 hours & more"}).text
    stale = form_of(bob.get(RULE).text)
    send(eve, RULE, **until("6"))
    yield "desk-protocol-rule-overtaken", post(bob, RULE, stale | until("3")).text
    stale = form_of(bob.get(f"{HOME}/flags/rf-breathing").text)
    send(eve, f"{HOME}/flags/rf-breathing", also="lips <blue>")
    yield "desk-protocol-flag-overtaken", post(bob, f"{HOME}/flags/rf-breathing", stale | {"also": "pale"}).text
    yield "desk-protocol-changed", bob.get(HOME).text
    yield "desk-protocol-changes", bob.get(f"{HOME}/changes").text
    yield "desk-protocol-import-refused", post(bob, f"{HOME}/import", {"text": "a: <b>\na: 2", "seen": "x"}).text
    yield "desk-protocol-sign-refused", post(bob, f"{HOME}/versions", {"said": "<b>"}).text
    form = form_of(bob.get(f"{HOME}/sign").text) | {"name": "Bob", "role": "P", "said": "Six", "agrees": "1"}
    plans = post(bob, f"{HOME}/versions", form).location
    yield "desk-protocol-plans", bob.get(plans).text
    yield "desk-protocol-plans-changed", post(bob, plans, {"seen": "x"}).text
    moved = post(bob, plans, dict(form_of(bob.get(plans).text))).location
    yield "desk-protocol-plans-moved", bob.get(moved).text
    yield "desk-protocol-signed", bob.get(HOME).text
