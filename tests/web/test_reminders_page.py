"""The page of reminders says what is true, keeps what is chosen, and works without a script."""

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Subscription, Treatment
from companion.models.reminder import CONFIRM, End
from companion.models.wishes import wishes_of
from companion.services.amend import end
from companion.services.push_state import ring
from companion.services.remind import plan_again
from tests.cast import Person
from tests.mailed import sends_letters
from tests.pushed import reached, with_everything
from tests.services.post import reminders
from tests.web.desk_form import send

EVERYTHING = {
    "kind": ["milestone", "check_in", "sun", "follow_up", "return"],
    "quiet_from": "22:00",
    "quiet_until": "07:30",
    "town": "london",
    "names_it": "yes",
    "email": "alice@example.org",
}


@pytest.fixture(autouse=True)
def planned(app: Flask, alice: Person, now: datetime) -> None:
    """The house has push keys and sends letters, and Alice's plan has its reminders."""
    ring().add()
    sends_letters(app)
    plan_again(alice.owner, now)
    db.session.commit()


def page(person: Person) -> str:
    answer = person.phone.get("/reminders")
    assert answer.status_code == 200
    return answer.text


def test_it_lists_what_comes_with_its_words_and_its_instant(alice: Person) -> None:
    row = reminders(alice)["rm-checkin-7"]
    text = page(alice)
    assert "A check-in after a week" in text
    assert f'<time datetime="{row.due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" data-moment>' in text


def test_what_is_so_only_then_is_not_said_before(alice: Person, now: datetime) -> None:
    send(alice.phone, "/reminders", EVERYTHING | {"nights": "yes"})
    text = page(alice)
    assert "When you have stayed upright for 4 hours" in text
    for words in ("You can lie down now", "4 hours done", "The first day is done", "visit is today"):
        assert words not in text
    row = reminders(alice)["rm-4h"]
    row.due_at = row.ended_at = now - timedelta(minutes=1)
    row.next_at, row.end = None, End.SENT
    db.session.commit()
    text = page(alice)
    assert "When you have stayed upright" not in text
    assert "You can lie down now." in text


def test_it_says_how_each_ended(alice: Person, now: datetime) -> None:
    with_everything(alice.owner, now)
    text = page(alice)
    for words in (
        "Sent ",
        "Opened",
        "No phone said that it was shown",
        "Sent by e-mail <time",
        "Too late by then, so not sent",
        "No phone could be reached",
        "You told us before, so not sent",
    ):
        assert words in text, words


def test_what_was_never_ended_and_is_too_late_says_so(alice: Person, now: datetime) -> None:
    row = reminders(alice)["rm-checkin-7"]
    row.due_at, row.not_after = now - timedelta(hours=7), now - timedelta(hours=1)
    db.session.commit()
    assert "Too late by then" in page(alice)


def test_a_tapped_reminder_counts_as_shown_and_one_that_was_not_does_not(alice: Person, now: datetime) -> None:
    with_everything(alice.owner, now)
    assert page(alice).count("<span>Opened</span>") == page(alice).count("<span>Shown</span>") == 1


def test_this_phone_is_on_only_where_a_service_takes_messages_for_it(alice: Person, now: datetime) -> None:
    assert 'data-when="on" hidden' in page(alice)
    reached(alice.owner, now, "hers")
    text = page(alice)
    assert 'data-when="on" hidden' not in text
    assert "This phone last showed one at" in text
    db.session.scalars(select(Subscription)).one().gone_at = now
    db.session.commit()
    assert 'data-when="on" hidden' in page(alice)


def test_a_phone_that_takes_messages_and_shows_none_is_in_doubt(alice: Person, now: datetime) -> None:
    reached(alice.owner, now, "hers")
    row = db.session.scalars(select(Subscription)).one()
    row.shown_at, row.awaited_at = now - timedelta(days=5), now - timedelta(days=3)
    db.session.commit()
    assert "this phone has not shown the last one" in page(alice)


def test_what_comes_back_wrong_still_knows_whose_phone_it_is(alice: Person) -> None:
    mark = alice.phone.get("/reminders").headers["Companion-Owner"]
    answer = send(alice.phone, "/reminders", EVERYTHING | {"town": "Atlantis"})
    assert (answer.status_code, f'data-owner="{mark}"' in answer.text) == (422, True)


def test_it_says_what_the_server_knows_of_this_phone(alice: Person, now: datetime) -> None:
    assert 'data-known="none"' in page(alice)
    reached(alice.owner, now, "hers")
    assert 'data-known="on"' in page(alice)
    db.session.scalars(select(Subscription)).one().gone_at = now
    db.session.commit()
    assert 'data-known="gone"' in page(alice)


def test_a_house_without_keys_says_that_nothing_is_sent(app: Flask, alice: Person) -> None:
    (app.config["COMPANION"].instance / "vapid.json").unlink()
    text = page(alice)
    assert "Reminders are not set up here yet." in text
    assert "Switch reminders on" not in text


def test_what_is_chosen_is_kept_and_planned_at_once(alice: Person) -> None:
    assert send(alice.phone, "/reminders", EVERYTHING).location == "/reminders#saved"
    row = wishes_of(alice.patient.id)
    assert row
    assert (row.quiet_from, row.quiet_until, row.town, row.names_it) == ("22:00", "07:30", "London", True)
    assert row.kinds["sun"] is row.kinds["care"] is True
    assert any(key.startswith("rm-return") for key in reminders(alice)), "asked for, and planned"
    send(alice.phone, "/reminders", EVERYTHING | {"kind": ["follow_up"]})
    open_kinds = {one.kind for one in reminders(alice).values() if one.next_at} - {CONFIRM}
    assert open_kinds == {"follow_up"}
    assert "Day 3 check-in" not in page(alice)


def test_the_protocols_own_quiet_hours_are_not_kept_as_a_choice(alice: Person) -> None:
    send(alice.phone, "/reminders", EVERYTHING | {"quiet_from": "21:30", "quiet_until": "08:00"})
    row = wishes_of(alice.patient.id)
    assert row
    assert (row.quiet_from, row.quiet_until) == (None, None)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("quiet_from", "07:30", "Both times are the same."),
        ("quiet_from", "late", "Type both times"),
        ("quiet_from", "", "For none, tick “At night too”."),
        ("quiet_until", "25:00", "Type both times"),
        ("quiet_until", "21:59", "leaves no time for a reminder"),
        ("quiet_until", "٠٨:٠٠", "Type both times"),
        ("town", "Atlantis", "We do not know that town."),
        ("town", "Paris", "We do not know that town."),
        ("town", "Edinburgh", "We do not know that town. Here we know: London, Glasgow."),
        ("email", "alice", "That does not look like an e-mail address."),
        ("email", "a" * 250 + "@example.org", "That does not look like an e-mail address."),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(alice: Person, field: str, typed: str, says: str) -> None:
    answer = send(alice.phone, "/reminders", EVERYTHING | {field: typed})
    assert answer.status_code == 422
    assert answer.text.count(says) == 2, "on top, and beside the field"
    assert f'value="{typed}"' in answer.text
    assert 'value="22:00"' in answer.text or field == "quiet_from"
    assert answer.text.count(" checked") == 6, "five kinds, and the lock screen"
    assert wishes_of(alice.patient.id) is None, "nothing was kept"


def test_both_wordings_of_the_lock_screen_are_shown(alice: Person) -> None:
    text = page(alice)
    assert "Aftercare: a short check-in" in text
    assert "How are you today?" in text


def test_outdoors_and_in_again(alice: Person) -> None:
    assert "I am outdoors" not in page(alice), "the sun is off"
    send(alice.phone, "/reminders", EVERYTHING)
    send(alice.phone, "/reminders/outdoors", {"outdoors": "yes"})
    assert "I am indoors again" in page(alice)
    send(alice.phone, "/reminders/outdoors", {"outdoors": "no"})
    assert "I am outdoors" in page(alice)


def test_outdoors_without_any_sun_left_today_promises_none(alice: Person, now: datetime) -> None:
    send(alice.phone, "/reminders", EVERYTHING)
    today = f":{now.astimezone(ZoneInfo('Europe/London')).date()}"
    for row in reminders(alice).values():
        if row.kind == "sun" and today in row.key:
            row.next_at, row.end = None, End.OVER
    db.session.commit()
    send(alice.phone, "/reminders/outdoors", {"outdoors": "yes"})
    text = page(alice)
    assert "No more sun reminders come today." in text
    assert "come again until" not in text


def test_nobody_puts_off_what_is_somebody_elses(alice: Person, carol: Person) -> None:
    row = reminders(alice)["rm-checkin-7"]
    assert send(carol.phone, f"/reminders/{row.id}/later", {"until": "tomorrow"}).status_code == 404
    assert "One week" not in page(carol)


@pytest.mark.parametrize(
    ("until", "says"),
    [("tomorrow", "That one cannot wait any more."), ("for ever", "Choose “Tonight”"), ("", "Choose “Tonight”")],
)
def test_what_cannot_wait_says_why(alice: Person, until: str, says: str) -> None:
    row = reminders(alice)["rm-checkin-7"]
    answer = send(alice.phone, f"/reminders/{row.id}/later", {"until": until})
    assert (answer.status_code, answer.text.count(says)) == (409, 2), "on top, and beside what comes"
    assert reminders(alice)["rm-checkin-7"].next_at


def test_put_off_in_another_tab_says_so(alice: Person, now: datetime) -> None:
    row = reminders(alice)["rm-checkin-7"]
    row.due_at = now + timedelta(minutes=5)
    row.not_after = row.due_at + timedelta(hours=6)
    db.session.commit()
    put_off = partial(send, alice.phone, f"/reminders/{row.id}/later", {"until": "tomorrow"})
    assert put_off().location == "/reminders#coming"
    assert "You put that one off before." in put_off().text


def test_a_closed_plan_says_so_and_has_nothing_to_come(alice: Person, now: datetime) -> None:
    end(alice.treatment_id, now)
    text = page(alice)
    assert "Your plan is closed." in text
    assert "Coming" not in text
    assert "How you want them" not in text


def test_a_visit_that_was_called_off_leaves_its_reminder_in_plain_words(alice: Person, now: datetime) -> None:
    row = reminders(alice)["rm-follow-up-2d"]
    row.next_at, row.end, row.ended_at = None, End.SENT, now
    db.session.get_one(Treatment, alice.treatment_id).follow_up_at = None
    db.session.commit()
    assert "Aftercare: a date is coming up" in page(alice)


def test_now_and_the_plan_lead_there(alice: Person) -> None:
    for path in ("/now", "/plan"):
        assert 'href="/reminders"' in alice.phone.get(path).text


def test_without_a_plan_it_leads_to_the_start(browser: FlaskClient) -> None:
    assert browser.get("/reminders").location == "/"


def test_the_phone_may_keep_it_and_hears_when_it_changes(alice: Person, now: datetime) -> None:
    first = alice.phone.get("/reminders").headers
    assert first["Companion-Owner"]
    with_everything(alice.owner, now)
    assert alice.phone.get("/reminders").headers["Companion-Plan"] != first["Companion-Plan"]


def test_quiet_hours_of_her_own_stay_when_she_saves_again(alice: Person) -> None:
    for _ in range(2):
        send(alice.phone, "/reminders", EVERYTHING)
        row = wishes_of(alice.patient.id)
        assert row
        assert (row.quiet_from, row.quiet_until) == ("22:00", "07:30")
