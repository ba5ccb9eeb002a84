"""Every answer of every route, errors too, carries the headers; private pages are kept by nobody."""

from flask import Flask
from flask.testing import FlaskClient

from companion.web.headers import CSP
from tests.cast import Person
from tests.conftest import OUR_PAGE
from tests.web.routes import path_of, rules

PUBLIC_FILES = ("assets.file", "pwa.manifest", "pwa.apple_touch_icon", "pwa.favicon")


def test_every_answer_of_every_route_is_guarded(app: Flask, alice: Person, browser: FlaskClient) -> None:
    for client in (alice.phone, browser):
        for rule in rules(app):
            for method in sorted(rule.methods or ()):
                headers = client.open(path_of(rule, alice), method=method, headers=OUR_PAGE).headers
                assert headers["Content-Security-Policy"] == CSP
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert headers["Referrer-Policy"] == "same-origin"
                assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_everything_but_static_files_is_kept_by_nobody(app: Flask, alice: Person, browser: FlaskClient) -> None:
    for client in (alice.phone, browser):
        for rule in rules(app):
            if rule.endpoint not in PUBLIC_FILES:
                for method in sorted(rule.methods or ()):
                    answer = client.open(path_of(rule, alice), method=method, headers=OUR_PAGE)
                    assert answer.headers["Cache-Control"] == "no-store", f"{method} {rule}"


def test_errors_are_guarded_and_say_what_to_do(new_app: Flask) -> None:
    new_app.add_url_rule("/broken", view_func=_broken, endpoint="broken")
    new_app.testing, browser = False, new_app.test_client()
    for path, code in (("/nowhere", 404), ("/broken", 500), ("/help/country", 405)):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (code, CSP)
        assert "Get help" in answer.text


def _broken() -> str:
    raise RuntimeError("as it may happen")


_broken.open_to = "anyone"  # type: ignore[attr-defined]


def test_the_policy_allows_nothing_inline_and_nobody_to_frame() -> None:
    assert "unsafe" not in CSP
    assert "default-src 'none'" in CSP
    assert "frame-ancestors 'none'" in CSP


def test_a_static_file_is_kept_for_good_under_its_own_address(app: Flask, browser: FlaskClient) -> None:
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("app.css")  # type: ignore[operator]
    kept, stale = browser.get(address), browser.get("/static/old/app.css")
    assert "immutable" in kept.headers["Cache-Control"]
    assert (stale.status_code, stale.headers["Cache-Control"]) == (200, "no-cache")
    assert browser.get("/static/x/../config.py").status_code == 404


def test_only_the_check_in_may_ask_for_the_camera(app: Flask, alice: Person) -> None:
    for path in ("/check-in", f"/treatments/{alice.treatment_id}/check-in"):
        assert "camera=(self)" in alice.phone.get(path).headers["Permissions-Policy"]
    for path in ("/now", "/journal", "/help", "/nowhere", "/api/export"):
        assert "camera=()" in alice.phone.get(path).headers["Permissions-Policy"]
