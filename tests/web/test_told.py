"""How Bob is told: his devices and his address on his account page, who is reached, where a message leads."""

import base64
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from companion.extensions import db
from companion.models import StaffMailbox, StaffSession, StaffSubscription, Telling
from companion.models.staff import Role
from companion.services.cover import promise
from companion.services.push_state import current_key, ring
from companion.services.staff_mailbox import link_token
from companion.services.sweep import sweep
from companion.services.sweep_keys import sweep_keys
from tests.cast import Person, staff_at
from tests.desk import MARLOW, colleague, id_of, treated_by
from tests.journal import keep_entry
from tests.mailed import sends_letters
from tests.services.post import POINT, Service
from tests.services.telling import MailRoom, has_phone, reads_mail, teller, telling_of
from tests.web.desk_form import many, send
from tests.web.desk_journal import words_of

ACCOUNT, TODAY = "/practitioner/account", "/practitioner"
KEEP = f"{ACCOUNT}/devices"
AUTH = "MDEyMzQ1Njc4OWFiY2RlZg"


@pytest.fixture(autouse=True)
def keys(app: Flask) -> None:
    ring().add()


def offered(place: str = "bob", **more: str) -> dict[str, str]:
    """What the script of the page sends."""
    key, point = current_key(), base64.urlsafe_b64encode(POINT).decode().rstrip("=")
    assert key
    endpoint = f"https://fcm.googleapis.com/fcm/send/{place}"
    return {"endpoint": endpoint, "p256dh": point, "auth": AUTH, "key_id": key.id} | more


def devices() -> list[StaffSubscription]:
    db.session.expire_all()
    return list(db.session.scalars(select(StaffSubscription)))


def test_bob_turns_it_on_tries_it_and_takes_it_away(bob: FlaskClient, now: datetime) -> None:
    assert "Nothing tells you yet." in bob.get(ACCOUNT).text
    assert send(bob, KEEP, offered()).status_code == 204
    [device] = devices()
    page = bob.get(ACCOUNT).text
    assert "(this one)" in page
    assert "Nothing tells you yet." not in page
    assert send(bob, f"{KEEP}/{device.id}/tests", {}).location == f"{ACCOUNT}#devices-told"
    assert "A test is on its way." in bob.get(ACCOUNT).text
    service = Service()
    assert teller(service)(now + timedelta(seconds=2)) == 1
    assert service.shown == [("It works", "What waits for you reaches this device.")]
    assert "A test left at" in words_of(bob.get(ACCOUNT))
    send(bob, f"{KEEP}/{device.id}/removal", {})
    assert devices() == []


def test_the_same_browser_again_is_one_device(bob: FlaskClient) -> None:
    for _ in range(2):
        send(bob, KEEP, offered())
    send(bob, KEEP, offered("another"))
    assert [device.endpoint[-7:] for device in devices()] == ["another"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://inside.example/x"},
        {"auth": "short"},
        {"p256dh": ""},
        {"key_id": "of-no-ring"},
        {"renews": "yes"},
    ],
)
def test_what_cannot_be_sent_to_is_not_taken(bob: FlaskClient, wrong: dict[str, str]) -> None:
    assert send(bob, KEEP, offered() | wrong).status_code == (404 if "renews" in wrong else 422)
    assert devices() == []


def test_a_browser_that_was_told_goes_on_in_a_new_session(app: Flask, bob: FlaskClient, now: datetime) -> None:
    send(bob, KEEP, offered())
    db.session.execute(update(StaffSession).values(expires_at=now - timedelta(days=1)))
    db.session.commit()
    again = staff_at(app, MARLOW, now, "Bob")
    assert send(again, KEEP, offered(renews="yes")).status_code == 204
    sweep(now + timedelta(days=31))
    assert len(devices()) == 1


def test_somebody_elses_endpoint_moves_only_with_its_keys(app: Flask, bob: FlaskClient, now: datetime) -> None:
    send(bob, KEEP, offered())
    dana = staff_at(app, MARLOW, now, "Dana")
    assert send(dana, KEEP, offered(auth="ZmVkY2JhOTg3NjU0MzIxMA")).status_code == 422
    [device] = devices()
    assert send(dana, f"{KEEP}/{device.id}/removal", {}).status_code == 303
    assert send(dana, f"{KEEP}/{device.id}/tests", {}).status_code == 303
    assert (len(devices()), many(Telling)) == (1, 0)
    assert send(dana, KEEP, offered()).status_code == 204
    assert [one.practitioner_id for one in devices()] == [id_of("Dana")]


def test_whoever_signs_out_or_closes_another_session_is_told_there_no_more(
    app: Flask, bob: FlaskClient, now: datetime
) -> None:
    tablet = staff_at(app, MARLOW, now, "Bob")
    send(bob, KEEP, offered())
    send(tablet, KEEP, offered("tablet"))
    assert len(devices()) == 2
    send(tablet, "/practitioner/sign-out", {})
    assert [device.endpoint[-3:] for device in devices()] == ["bob"]
    phone = staff_at(app, MARLOW, now, "Bob")
    send(phone, f"{ACCOUNT}/sessions/ending", {})
    assert devices() == []


def test_a_revoked_session_is_told_nothing_whatever_stands_there(
    app: Flask, bob: FlaskClient, alice: Person, now: datetime
) -> None:
    treated_by(alice, id_of("Bob"))
    send(bob, KEEP, offered())
    db.session.execute(update(StaffSession).values(revoked_at=now))
    db.session.commit()
    keep_entry(alice, now, flags=["rf-ptosis"])
    service = Service()
    teller(service)(now)
    assert service.got == []


def test_an_address_counts_once_somebody_said_yes_there(app: Flask, bob: FlaskClient, now: datetime) -> None:
    sends_letters(app)
    assert "looks like name@example.org" in send(bob, f"{ACCOUNT}/address", {"email": "bob at home"}).text
    assert 'value="bob at home"' in send(bob, f"{ACCOUNT}/address", {"email": "bob at home"}).text
    send(bob, f"{ACCOUNT}/address", {"email": "bob@example.org"})
    assert "The letter that asks you is on its way." in bob.get(ACCOUNT).text
    room = MailRoom()
    teller(Service(), mail=room.send)(now + timedelta(seconds=2))
    assert "We sent a letter there." in bob.get(ACCOUNT).text
    [letter] = room.got
    link = letter.text.partition("tap the button: http://localhost:8000")[2].split()[0]
    assert "Is this your address?" in bob.get(link).text
    assert "Thank you" in send(bob, link, {}).text
    assert "Messages go to bob@example.org." in bob.get(ACCOUNT).text
    off = dict(letter.more)["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    assert "Stop our e-mails?" in bob.get(off).text
    assert bob.post(off).status_code == 200  # as a mail program asks
    assert many(StaffMailbox) == 0
    assert send(bob, link, {}).status_code == 422
    assert send(bob, "/mail/staff/off/x", {}).status_code == 422


def test_another_address_counts_only_after_its_yes(app: Flask, bob: FlaskClient, now: datetime) -> None:
    sends_letters(app)
    reads_mail(id_of("Bob"), now, "bob@example.org")
    send(bob, f"{ACCOUNT}/address", {"email": "bob@new.example"})
    page = bob.get(ACCOUNT).text
    assert "Until then messages go to bob@example.org." in page
    fresh = db.session.scalars(select(StaffMailbox).where(StaffMailbox.confirmed_at.is_(None))).one()
    send(bob, f"/mail/staff/confirm/{link_token(fresh, 'staff mail confirm')}", {})
    assert "Messages go to bob@new.example." in bob.get(ACCOUNT).text
    assert many(StaffMailbox) == 1
    send(bob, f"{ACCOUNT}/address/removal", {})
    assert many(StaffMailbox) == 0


def test_an_address_is_sealed_and_its_key_outlives_the_sweep(
    app: Flask, bob: FlaskClient, alice: Person, now: datetime
) -> None:
    sends_letters(app)
    reads_mail(id_of("Bob"), now, "bob@example.org")
    sweep_keys(now + timedelta(days=1))
    db.session.expire_all()
    assert "Messages go to bob@example.org." in bob.get(ACCOUNT).text
    row = db.session.scalars(select(StaffMailbox)).one()
    assert row.address and b"bob@example" not in row.address


def test_the_front_desk_is_told_of_nothing(app: Flask, now: datetime) -> None:
    fay = staff_at(app, MARLOW, now, "Fay", Role.FRONT_DESK)
    assert "Told when something waits" not in fay.get(ACCOUNT).text
    assert send(fay, KEEP, offered()).status_code == 403


def test_team_today_and_cover_say_who_is_told_by_nothing(
    app: Flask, bob: FlaskClient, alice: Person, now: datetime
) -> None:
    danas = colleague(app, now, "Dana")[1]
    promise(alice.owner[0], id_of("Bob"), 8, danas, now)
    owner = staff_at(app, MARLOW, now, "Olga", Role.OWNER)
    words = "No message reaches Dana."
    assert words in bob.get(TODAY).text and words in bob.get(f"{TODAY}/cover").text
    assert words_of(owner.get(f"{TODAY}/team")).count("Told by nothing") == 3
    has_phone(danas, now, "dana")
    assert words not in bob.get(TODAY).text and words not in bob.get(f"{TODAY}/cover").text
    page = words_of(owner.get(f"{TODAY}/team"))
    assert (page.count("Told by nothing"), page.count("1 device")) == (2, 1)


def test_today_and_the_review_say_how_far_it_came(app: Flask, bob: FlaskClient, alice: Person, now: datetime) -> None:
    dana, danas = colleague(app, now, "Dana")
    treated_by(alice, id_of("Bob"))
    has_phone(id_of("Bob"), now, "bob")
    entry = keep_entry(alice, now, flags=["rf-ptosis"])
    assert "Dana is not told yet." in bob.get(TODAY).text
    teller(Service())(now)
    for page in (TODAY, f"{TODAY}/treatments/{alice.treatment_id}/entries/{entry}"):
        said = " ".join(bob.get(page).text.split())
        assert "Bob was told at <time" in said and "(phone)" in said, page
        assert "No message reached Dana: call them." in said, page
        assert "No message reached" not in dana.get(page).text, "whoever reads it knows"
    assert telling_of(entry, danas).failed_at == now


def test_a_tap_leads_to_the_entry_by_the_door_where_nobody_is_signed_in(
    app: Flask, browser: FlaskClient, bob: FlaskClient, alice: Person, carols_practitioner: FlaskClient, now: datetime
) -> None:
    treated_by(alice, id_of("Bob"))
    entry = keep_entry(alice, now, flags=["rf-ptosis"])
    told = f"{TODAY}/told/{telling_of(entry, id_of('Bob')).id}"
    assert bob.get(told).location == f"{TODAY}/treatments/{alice.treatment_id}/entries/{entry}"
    assert carols_practitioner.get(told).location == bob.get(f"{TODAY}/told/{uuid4()}").location == TODAY
    door = browser.get(told).location
    assert door.startswith("/practitioner/sign-in?next=")
    assert f'name="next" value="{told}"' in browser.get(door).text
    assert f'name="next" value="{TODAY}"' in browser.get("/practitioner/sign-in?next=https://evil.example").text
    assert bob.get(door).location == told
