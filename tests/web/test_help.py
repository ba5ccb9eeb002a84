"""Help, for anybody: every red flag, and the right number."""

import html

from flask.testing import FlaskClient

from companion.aftercare.protocol import bundled
from tests.cast import Person
from tests.conftest import OUR_PAGE


def test_every_red_flag_is_on_the_page(browser: FlaskClient) -> None:
    page = html.unescape(browser.get("/help").text)
    for flag in bundled().flag.values():
        assert f'id="{flag.id}"' in page
        assert flag.title["en"] in page
        assert flag.ask["en"] in page


def test_without_a_country_it_says_the_local_number(browser: FlaskClient) -> None:
    page = browser.get("/help").text
    assert "Call your local emergency number." in page
    assert 'href="tel:112"' in page


def test_the_choice_comes_before_the_phone_before_the_clinic(alice: Person) -> None:
    assert 'href="tel:999"' in alice.phone.get("/help").text
    alice.phone.set_cookie("zone", "America/Chicago")
    assert 'href="tel:911"' in alice.phone.get("/help").text
    alice.phone.post("/help/country", data={"country": "AU"}, headers=OUR_PAGE)
    assert 'href="tel:000"' in alice.phone.get("/help").text


def test_a_number_that_was_not_checked_may_be_right(browser: FlaskClient) -> None:
    unchecked = next(code for code, row in bundled().emergency.countries.items() if not row.checked and row.also)
    browser.post("/help/country", data={"country": unchecked}, headers=OUR_PAGE)
    page = browser.get("/help").text
    assert "(it may be" in page
    assert "data-may-be>" in page


def test_a_clinic_with_a_number_is_one_tap_away(alice: Person) -> None:
    page = alice.phone.get("/help").text
    assert 'href="tel:02079460142"' in page
    assert "Call the clinic today." in page


def test_an_unknown_country_changes_nothing(browser: FlaskClient) -> None:
    answer = browser.post("/help/country", data={"country": "<b>"}, headers=OUR_PAGE)
    assert "Set-Cookie" not in answer.headers
