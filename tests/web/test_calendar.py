"""Alice's calendar reads her dates from a private address; whoever looks over her shoulder reads "Aftercare"."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from companion.adapters.tokens import signed
from companion.extensions import db
from companion.models import Treatment
from companion.models.calendar import CalendarFeed, feed_of
from companion.services.amend import end
from companion.services.remind import plan_again
from tests.cast import Person
from tests.conftest import OUR_PAGE
from tests.web.desk_form import send


def address(person: Person) -> str:
    """The path of a new private address."""
    assert send(person.phone, "/calendar", {}).status_code == 303
    return address_now(person)


def address_now(person: Person) -> str:
    """The path of the one that stands on the page."""
    page = person.phone.get("/calendar").text
    webcal, plain = re.findall(r'href="(webcal://[^"]+)"', page)[0], re.findall(r'value="(http[^"]+)"', page)[0]
    assert webcal.partition("://")[2] == plain.partition("://")[2]
    return "/calendar/" + str(plain).rpartition("/")[2]


def dates(client: FlaskClient, path: str) -> list[dict[str, object]]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return [
        {name.lower(): event.decoded(name) for name in ("UID", "DTSTART", "SUMMARY", "DESCRIPTION")}
        | {"alarms": [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")]}
        for event in Calendar.from_ical(answer.data).walk("VEVENT")
    ]


def test_a_calendar_reads_the_visit_without_signing_in(alice: Person, browser: FlaskClient, now: datetime) -> None:
    [visit] = dates(browser, address(alice))
    assert visit["dtstart"] == db.session.get_one(Treatment, alice.treatment_id).follow_up_at
    assert visit["alarms"] == [-timedelta(days=1), -timedelta(hours=2)]
    assert visit["summary"] == "Aftercare: your date"
    feed = feed_of(alice.patient.id)
    assert feed
    assert feed.read_at
    assert "It last looked on" in alice.phone.get("/calendar").text


def test_a_visit_that_moves_moves_there_under_the_same_name(alice: Person, browser: FlaskClient) -> None:
    path = address(alice)
    [before] = dates(browser, path)
    treatment = db.session.get_one(Treatment, alice.treatment_id)
    assert treatment.follow_up_at
    treatment.follow_up_at += timedelta(days=1)
    db.session.commit()
    [after] = dates(browser, path)
    assert (after["uid"], after["dtstart"]) == (before["uid"], treatment.follow_up_at)


def test_without_a_visit_it_tells_when_to_set_one(alice: Person, browser: FlaskClient, now: datetime) -> None:
    db.session.get_one(Treatment, alice.treatment_id).follow_up_at = None
    plan_again(alice.owner, now)
    db.session.commit()
    [book] = dates(browser, address(alice))
    assert book["summary"] == "Aftercare: a date to set"


def test_no_word_in_it_says_what_it_is_about(alice: Person, browser: FlaskClient) -> None:
    told = browser.get(address(alice)).text
    assert not re.search(r"daxxify|botox|glabella|forehead|clinic|Marlow|Alice|visit|inject", told, re.IGNORECASE)


def test_a_new_address_ends_the_one_before_and_both_can_be_taken_away(alice: Person, browser: FlaskClient) -> None:
    first, second = address(alice), address(alice)
    assert browser.get(first).status_code == 404
    assert browser.get(second).status_code == 200
    assert alice.phone.post("/calendar/ending", headers=OUR_PAGE).status_code == 303
    assert browser.get(second).status_code == 404
    assert "Make a private address" in alice.phone.get("/calendar").text


@pytest.mark.parametrize("guess", ["x", "a" * 43, "%00", "é"])
def test_a_guess_leads_nowhere(alice: Person, browser: FlaskClient, guess: str) -> None:
    address(alice)
    assert browser.get(f"/calendar/{guess}.ics").status_code == 404


def test_it_reads_only_ones_own(alice: Person, carol: Person, browser: FlaskClient) -> None:
    uids = [dates(browser, address(person))[0]["uid"] for person in (alice, carol)]
    assert uids[0] != uids[1]


def test_a_plan_that_is_over_leaves_an_empty_calendar(alice: Person, browser: FlaskClient, now: datetime) -> None:
    path = address(alice)
    end(alice.treatment_id, now)
    assert dates(browser, path) == []


def test_looking_again_changes_nothing(alice: Person, browser: FlaskClient) -> None:
    path = address(alice)
    assert [address_now(alice), address_now(alice)] == [path, path]
    assert browser.get(path).status_code == 200


def test_the_address_is_not_kept_and_only_this_house_can_make_it(
    app: Flask, alice: Person, browser: FlaskClient
) -> None:
    """Whoever reads the database finds an id; the address is that, signed."""
    path = address(alice)
    token = path.rpartition("/")[2].removesuffix(".ics")
    feed = feed_of(alice.patient.id)
    assert feed
    assert len(token) > len(feed.id.hex) + 40
    for other in (feed.id.hex, signed(feed.id.hex, "another secret", "calendar"), link_for(app, feed, "mail off")):
        assert browser.get(f"/calendar/{other}.ics").status_code == 404


def link_for(app: Flask, feed: CalendarFeed, purpose: str) -> str:
    return signed(feed.id.hex, app.config["SECRET_KEY"], purpose)
