"""An error page keeps what was typed and offers to send it again, but never what another site sent."""

import html
import re

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.exceptions import ServiceUnavailable

from tests.web.desk_form import send

TYPED = {"first_name": 'Zoë "O\'Neill" <b>', "area": ["glabella", "forehead"]}


def breaks() -> str:
    if request.form.get("busy"):
        raise ServiceUnavailable
    raise RuntimeError("as it may happen")


breaks.open_to = "anyone"  # type: ignore[attr-defined]


@pytest.fixture
def broken(new_app: Flask) -> FlaskClient:
    """A browser of a program with a page that breaks."""
    new_app.add_url_rule("/broken", view_func=breaks, endpoint="broken", methods=["POST"])
    new_app.testing = False
    return new_app.test_client()


def kept(page: str) -> list[tuple[str, str]]:
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(html.unescape(name), html.unescape(value)) for name, value in fields]


@pytest.mark.parametrize(("more", "code"), [({}, 500), ({"busy": "1"}, 503)])
def test_what_was_typed_can_be_sent_again(broken: FlaskClient, more: dict[str, str], code: int) -> None:
    answer = send(broken, "/broken", TYPED | more)
    assert answer.status_code == code
    assert kept(answer.text)[:3] == [("first_name", TYPED["first_name"]), ("area", "glabella"), ("area", "forehead")]
    assert 'action="/broken"' in answer.text
    assert "Send it again" in answer.text


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_what_another_site_sent_is_not_offered(broken: FlaskClient, headers: dict[str, str]) -> None:
    answer = broken.post("/broken", data=TYPED, headers=headers)
    assert answer.status_code == 403
    assert "Neill" not in answer.text
    assert "Send it again" not in answer.text


def test_another_sites_form_is_not_kept_for_a_desk_without_a_session(browser: FlaskClient) -> None:
    answer = browser.post("/practitioner/treatments", data=TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert kept(answer.text) == []


def test_a_page_that_is_not_there_and_a_body_that_is_too_big_keep_nothing(browser: FlaskClient) -> None:
    assert kept(send(browser, "/nowhere", TYPED).text) == []
    big = send(browser, "/code", {"code": "x" * 70_000})
    assert big.status_code == 413
    assert "send less text" in big.text


def test_a_large_file_of_a_desk_without_a_session_is_told_so(browser: FlaskClient) -> None:
    answer = send(browser, "/practitioner/protocol/import", {"text": "x" * 70_000})
    assert answer.status_code == 401
    assert "Sign in again in a new tab" in answer.text
    assert kept(answer.text) == []


def test_too_many_fields_are_refused_without_breaking(browser: FlaskClient) -> None:
    parts = {f"field-{number}": "x" for number in range(200)}
    answer = browser.post(
        "/code", data=parts, headers={"Sec-Fetch-Site": "same-origin"}, content_type="multipart/form-data"
    )
    assert answer.status_code == 413


def test_a_page_asked_with_get_has_nothing_to_send_again(browser: FlaskClient) -> None:
    assert "Send it again" not in browser.get("/nowhere?first_name=Alice").text
