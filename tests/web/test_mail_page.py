"""The links of an e-mail are inert until a button is pressed; the page says how it stands with an address."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from companion.extensions import db
from companion.models import Reminder
from companion.models.mailbox import mailbox_of
from companion.models.reminder import End
from companion.services.limits import LINKS, Limit, next_try
from companion.services.mailbox import Standing, give_address, standing_of, stop
from companion.services.mailbox_asks import BY_ONE, OF_ONE
from companion.services.push_state import ring
from tests.cast import Person
from tests.mailed import ADDRESS, NOWHERE, says_yes, sends_letters, token_of, went_by_mail
from tests.trust.dump import rows_of_every_table
from tests.web.desk_form import send
from tests.web.test_reminders_page import EVERYTHING, page

AGAIN = 'name="again" value="yes">Send it again'
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def letters(app: Flask) -> None:
    sends_letters(app)


def state(person: Person) -> str:
    db.session.expire_all()
    standing = standing_of(person.owner)
    return standing.state if standing else ""


def letter_ended(person: Person, end: End | None) -> None:
    """What became of the letter that asks."""
    row = db.session.query(Reminder).filter_by(kind="confirm", patient_id=person.patient.id).one()
    row.end, row.next_at = end, None
    db.session.commit()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("purpose", ["off", "confirm"])
def test_looking_changes_nothing(
    app: Flask, alice: Person, browser: FlaskClient, now: datetime, method: str, purpose: str
) -> None:
    give_address(alice.owner, ADDRESS, "en", now)
    path = f"/mail/{purpose}/{token_of(alice, purpose)}"
    before = rows_of_every_table(app)
    for form in (path, f"{path}?List-Unsubscribe=One-Click", f"{path}#x"):
        assert browser.open(form, method=method).status_code == 200
    assert rows_of_every_table(app) == before
    assert browser.post(path, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert rows_of_every_table(app) != before


def test_a_mail_program_ends_it_without_a_page_of_ours_and_again_is_fine(
    alice: Person, carol: Person, browser: FlaskClient, now: datetime
) -> None:
    says_yes(alice, now)
    says_yes(carol, now, "carol@example.org")
    path = f"/mail/off/{token_of(alice, 'off')}"
    first = browser.post(path, data=ONE_CLICK, headers={"Sec-Fetch-Site": "cross-site"})
    assert (first.status_code, state(alice), state(carol)) == (200, "ended", "confirmed")
    assert "Set-Cookie" not in first.headers
    assert browser.post(path, data=ONE_CLICK).text == first.text
    damaged = browser.post(f"{path[:-2]}xx", data=ONE_CLICK)
    assert damaged.status_code == 422
    assert "So nothing was stopped." in damaged.text


def test_a_link_is_good_for_its_own_purpose_only(alice: Person, browser: FlaskClient, now: datetime) -> None:
    give_address(alice.owner, ADDRESS, "en", now)
    off, confirm = (token_of(alice, purpose) for purpose in ("off", "confirm"))
    assert send(browser, f"/mail/confirm/{off}").status_code == 422
    assert send(browser, f"/mail/off/{confirm}").status_code == 422
    assert state(alice) == "waiting"
    assert send(browser, f"/mail/confirm/{confirm[:-2]}xx").status_code == 422
    assert send(browser, f"/mail/confirm/{confirm}").status_code == 200
    assert state(alice) == "confirmed"


def test_a_link_to_an_address_that_was_ended_confirms_nothing(
    alice: Person, browser: FlaskClient, now: datetime
) -> None:
    give_address(alice.owner, ADDRESS, "en", now)
    confirm = token_of(alice, "confirm")
    stop(token_of(alice, "off"), now)
    assert "does not work any more" in send(browser, f"/mail/confirm/{confirm}").text
    assert state(alice) == "ended"


def test_a_link_says_nothing_of_whose_it_is(app: Flask, alice: Person, now: datetime) -> None:
    says_yes(alice, now)
    for purpose in ("off", "confirm"):
        token = token_of(alice, purpose)
        row = mailbox_of(alice.patient.id)
        assert row and token.startswith(row.id.hex)
        assert alice.patient.id.hex not in token
        assert re.fullmatch(r"[0-9a-f]{32}\.[\w-]{43}", token)


def test_only_guesses_are_counted(alice: Person, browser: FlaskClient, now: datetime) -> None:
    """A mail provider speaks for thousands of people from a few addresses."""
    says_yes(alice, now)
    for number in range(LINKS.many):
        assert browser.post(f"/mail/off/guess-{number}").status_code == 422
    assert browser.post("/mail/off/one-more").status_code == 429
    assert browser.post(f"/mail/off/{token_of(alice, 'off')}", data=ONE_CLICK).status_code == 200
    assert state(alice) == "ended"


def test_the_page_says_how_it_stands_with_the_address(alice: Person, now: datetime) -> None:
    assert "E-mail, if you like" in page(alice)
    answer = send(alice.phone, "/reminders", EVERYTHING)
    assert answer.location == "/reminders#saved"
    text = page(alice)
    assert f"An e-mail to {ADDRESS} is on its way." in text
    assert f"Now open the e-mail to {ADDRESS}" in text
    for end, words in [
        (End.SENT, f"We sent an e-mail to {ADDRESS}."),
        (End.REFUSED, f"The e-mail to {ADDRESS} did not go through."),
        (End.EXPIRED, "did not go through."),
    ]:
        letter_ended(alice, end)
        assert words in page(alice)
    assert AGAIN in page(alice)
    says_yes(alice, now)
    assert f"You said yes in the e-mail to {ADDRESS}." in page(alice)
    stop(token_of(alice, "off"), now)
    db.session.expire_all()
    text = page(alice)
    assert "Our e-mails were stopped." in text
    assert ADDRESS not in text


def letters_left(person: Person) -> int:
    """How many asked so far, once those that wait have left."""
    letters = db.session.query(Reminder).filter_by(kind="confirm", patient_id=person.patient.id)
    letters.update({"end": End.SENT, "next_at": None})
    db.session.commit()
    return letters.count()


def ask_again(person: Person, **changes: str) -> str | None:
    answer = send(person.phone, "/reminders", EVERYTHING | {"again": "yes"} | changes)
    assert answer.status_code == 303
    return answer.location


def test_the_letter_is_sent_again_at_a_tap_and_not_too_often(alice: Person, now: datetime) -> None:
    send(alice.phone, "/reminders", EVERYTHING)
    assert ask_again(alice) == "/reminders#field-email"
    assert letters_left(alice) == 1, "one is on its way"
    for _ in range(2):
        ask_again(alice)
    assert letters_left(alice) == 2
    ask_again(alice)
    assert letters_left(alice) == 3
    text = page(alice)
    assert AGAIN not in text, "no button that does nothing"
    assert "Enough e-mails asked there for now." in text
    assert f"The next one can go at {said(OF_ONE, now)}" in text
    ask_again(alice)
    assert letters_left(alice) == 3


def said(limit: Limit, now: datetime) -> str:
    until = next_try(Limit(limit.kind, 0, limit.per), "anybody", now)
    assert until
    return f'<time datetime="{until:%Y-%m-%dT%H:%M:%SZ}" data-moment>'


def test_one_patients_own_limit_is_told_as_that(alice: Person, now: datetime) -> None:
    for number in range(6):
        send(alice.phone, "/reminders", EVERYTHING | {"email": f"a{number}@example.org"})
    text = page(alice)
    assert "No e-mail went to a5@example.org yet." in text
    assert f"You asked for enough e-mails today. The next one can go at {said(BY_ONE, now)}" in text
    assert "another address" not in text[text.index("No e-mail went") :]


def test_send_it_again_keeps_the_correction_and_asks_there(alice: Person) -> None:
    send(alice.phone, "/reminders", EVERYTHING)
    letters_left(alice)
    ask_again(alice, email="corrected@example.org", quiet_from="23:00")
    assert standing_of(alice.owner) == Standing("corrected@example.org", "waiting")
    assert letters_left(alice) == 2, "one to each"
    assert 'value="23:00"' in page(alice)


def test_enter_keeps_the_form_and_sends_no_letter(alice: Person) -> None:
    send(alice.phone, "/reminders", EVERYTHING)
    letters_left(alice)
    first, *others = re.findall(r"<button [^>]*>", page(alice).split('action="/reminders"')[1].split("</form>")[0])
    assert 'type="submit"' in first
    assert "again" not in first
    assert any("again" in button for button in others)


def test_send_it_again_with_the_field_emptied_takes_the_address_away(alice: Person) -> None:
    send(alice.phone, "/reminders", EVERYTHING)
    assert ask_again(alice, email="") == "/reminders#saved"
    assert state(alice) == ""


def test_an_address_in_capitals_is_the_same_one(alice: Person, now: datetime) -> None:
    says_yes(alice, now)
    send(alice.phone, "/reminders", EVERYTHING | {"email": ADDRESS.upper()})
    assert standing_of(alice.owner) == Standing(ADDRESS, "confirmed")
    assert letters_left(alice) == 1


def test_old_and_new_can_be_told_apart(alice: Person, now: datetime) -> None:
    says_yes(alice, now)
    send(alice.phone, "/reminders", EVERYTHING | {"email": "alicia@example.org"})
    text = page(alice)
    assert "An e-mail to alicia@example.org is on its way." in text
    assert f"Until then our e-mails still go to {ADDRESS}." in text


def test_the_letter_that_asks_is_no_line_of_the_list(alice: Person) -> None:
    send(alice.phone, "/reminders", EVERYTHING)
    letter_ended(alice, End.SENT)
    assert "Sent by e-mail" not in page(alice)


def test_an_empty_field_takes_the_address_away(alice: Person, now: datetime) -> None:
    says_yes(alice, now)
    send(alice.phone, "/reminders", EVERYTHING | {"email": ""})
    assert state(alice) == ""


def test_the_list_says_what_went_by_e_mail(alice: Person, now: datetime) -> None:
    first = alice.phone.get("/reminders").headers["Companion-Plan"]
    went_by_mail(alice, now)
    text = page(alice)
    assert "Sent by e-mail <time" in text
    assert "No phone said that it was shown" not in text
    assert alice.phone.get("/reminders").headers["Companion-Plan"] != first


def test_a_house_without_a_mail_server_says_nothing_of_e_mail(app: Flask, alice: Person, now: datetime) -> None:
    says_yes(alice, now)
    app.config["COMPANION"] = replace(app.config["COMPANION"], mail=None)
    assert "e-mail" not in page(alice).lower()
    assert send(alice.phone, "/reminders", EVERYTHING | {"email": "not one"}).location == "/reminders#saved"
    app.config["COMPANION"] = replace(app.config["COMPANION"], mail=NOWHERE)
    assert state(alice) == "confirmed", "what was given is kept"


def test_nobody_reads_or_ends_what_is_carols(alice: Person, carol: Person, now: datetime) -> None:
    says_yes(carol, now - timedelta(hours=1), "carol@example.org")
    assert "carol@" not in page(alice)
    send(alice.phone, "/reminders", EVERYTHING | {"email": "carol@example.org"})
    send(alice.phone, "/reminders", EVERYTHING | {"email": ""})
    assert state(carol) == "confirmed"


def test_where_no_phone_can_be_reached_the_page_points_to_e_mail(app: Flask, alice: Person) -> None:
    assert "You can give an e-mail address below." in page(alice), "a house without push keys"
    ring().add()
    assert "Or give an e-mail address below." in page(alice), "for a browser that cannot"
