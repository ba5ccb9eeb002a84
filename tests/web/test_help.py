"""Help, for anybody: every red flag, and the right number."""

import html
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from companion.aftercare.protocol import bundled
from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Clinic
from companion.services.enrol import start_own
from companion.services.staff import add_clinic
from tests.cast import ZONE, Person, enrol_at
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


def test_somebody_in_an_unknown_country_is_asked_and_told_to_try_112(browser: FlaskClient) -> None:
    page = re.sub(r"<span[^>]* hidden>[^<]*</span>", "", browser.get("/help").text)
    assert "Which country are you in?" in page
    assert "In another country?" not in page
    assert "Or try" not in page
    assert ">Try</span>" in page


def test_the_dates_to_say_are_those_of_all_plans_that_run(alice: Person, now: datetime) -> None:
    for days in (20, 400):
        start_own(Treated("dysport", ("chin",), now - timedelta(days=days), ZONE), now, patient=alice.owner)
    dates = [(now - gap).astimezone(ZoneInfo(ZONE)) for gap in (timedelta(days=20), timedelta(hours=2))]
    said = " and ".join(f"{at.day} {at:%B}" for at in dates)
    assert f"I had a botulinum toxin injection on {said}." in words(alice.phone.get("/help").text)


def test_a_stranger_is_told_what_to_say_without_a_date(browser: FlaskClient) -> None:
    assert "Say: “I had a botulinum toxin injection”, and when. Don't drive yourself." in words(
        browser.get("/help").text
    )


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("2026-11-20T17:00Z", "Open now, until 18:00 on Friday 20 November."),
        ("2026-11-20T19:00Z", "Closed now. Opens 09:00 on Monday 23 November. Nobody reads this until 09:00 on Monday"),
    ],
)
def test_the_clinics_hours_are_told_with_absolute_times(app: Flask, clock: str, said: str) -> None:
    now = datetime.fromisoformat(clock)
    with time_machine.travel(now, tick=False):
        dora = enrol_at(app, "Marlow Street Clinic", now - timedelta(hours=2), "Dora")
        page = dora.phone.get("/help").text
    shown = words(re.sub(r"<p class=\"notice[^>]* hidden>.*?</p>", "", page))
    assert said in shown
    assert "Monday to Friday 09:00 to 18:00" in shown
    assert ("Open now" in shown) != ("Closed now" in shown)


@pytest.mark.parametrize("hours", [None, "whenever we like"])
def test_unknown_hours_are_said_to_be_unknown(alice: Person, hours: str | None) -> None:
    db.session.get_one(Clinic, alice.patient.clinic_id).hours = hours
    db.session.commit()
    page = words(alice.phone.get("/help").text)
    assert "We do not know when this clinic is open. Try its number first." in page
    assert "Closed now" not in page


def test_a_clinic_is_not_kept_with_hours_that_nobody_can_read(app: Flask, now: datetime) -> None:
    with pytest.raises(ValueError, match="Mo-Fr 09:00-18:00"):
        add_clinic("Late Clinic", now, hours="9 to 5")


def words(page: str) -> str:
    """What stands there, as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).split()).replace(" .", ".").replace(" ,", ",")
