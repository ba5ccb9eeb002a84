"""What changes something must come from our own page."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Person
from tests.web.routes import path_of, rules

REFUSED: list[dict[str, str]] = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "null"},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://evil.example"},
]


UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
FROM_ANYWHERE = {
    "mail.stop",
    "staff_mail.stop",
}  # what a mail program asks for by itself; the token in its path is the whole right


def unsafe(app: Flask, alice: Person) -> list[tuple[str, str]]:
    """Every method and path that may change something, but for what may come from anywhere."""
    return [
        (method, path_of(rule, alice))
        for rule in rules(app)
        for method in sorted(UNSAFE & (rule.methods or set()))
        if rule.endpoint not in FROM_ANYWHERE
    ]


def test_only_what_is_named_here_may_come_from_anywhere(app: Flask, browser: FlaskClient) -> None:
    views = app.view_functions.items()
    assert {endpoint for endpoint, view in views if hasattr(view, "from_anywhere")} == FROM_ANYWHERE
    for headers in REFUSED:
        for whose in ("", "staff/"):
            assert browser.post(f"/mail/{whose}off/x", headers=headers).status_code == 422
            assert browser.post(f"/mail/{whose}confirm/x", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_a_request_from_elsewhere_is_refused(app: Flask, alice: Person, headers: dict[str, str]) -> None:
    for method, path in unsafe(app, alice):
        assert alice.phone.open(path, method=method, headers=headers).status_code == 403, (method, path)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}], ids=str)
def test_a_request_from_our_page_is_taken(app: Flask, alice: Person, headers: dict[str, str]) -> None:
    for method, path in unsafe(app, alice):
        assert alice.phone.open(path, method=method, headers=headers).status_code != 403, (method, path)


def test_in_production_only_the_public_address_counts(app: Flask, browser: FlaskClient) -> None:
    app.config["COMPANION"] = replace(
        app.config["COMPANION"], environment="production", public_url="https://aftercare.example"
    )
    assert browser.post("/invite", headers={"Origin": "http://localhost"}).status_code == 403
    assert browser.post("/invite", headers={"Origin": "https://aftercare.example"}).status_code == 422
