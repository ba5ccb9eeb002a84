"""What waits on the phone is its owner's alone: signed out, cut off, or with somebody else signed in."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from companion.extensions import db
from companion.models import Device
from tests.browser.canaries import files_of, found_in
from tests.browser.outbox import (
    at_the_journal,
    cut_off,
    entries,
    keep,
    link_for,
    photos,
    wait_until_sent,
    waiting,
)
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.browser.photos import photo

pytestmark = pytest.mark.browser
SMALL = (640, 480)


@pytest.fixture
def alice(own_house: OwnHouse, own_phone: OwnPhone) -> OwnPhone:
    """Her phone at the journal, which it keeps."""
    return at_the_journal(own_house, own_phone)


def test_a_session_that_ran_out_pauses_it_until_she_signs_in(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    keep(alice.page, photo(0, SMALL), note="Blue")
    alice.stop()
    own_house.start()
    with own_house.at.app.app_context():
        [device] = db.session.scalars(select(Device).where(Device.revoked_at.is_(None)))
        owner = device.clinic_id, device.patient_id
        db.session.execute(update(Device).values(expires_at=datetime.now(UTC) - timedelta(minutes=1)))
        db.session.commit()
    alice.start()
    alice.open("/journal").wait_for_url(f"{own_house.address}/")
    assert len(alice.stored()["outbox"]) == 4
    alice.redeem(link_for(own_house.at, owner))
    wait_until_sent(alice)
    assert len(entries(own_house.at)) == len(photos(own_house.at)) == 1


def test_another_patient_on_this_phone_neither_sends_nor_sees_it(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    keep(alice.page, note="Of Alice")
    own_house.start()
    alice.stop().start()
    alice.redeem(own_house.at.hand_over())
    alice.open("/journal")
    expect(alice.page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    alice.page.wait_for_timeout(1500)
    assert waiting(alice.page) == []
    assert "Of Alice" not in alice.page.content()
    assert entries(own_house.at) == []
    assert len(alice.stored()["outbox"]) == 1


def test_signing_out_asks_first_while_something_waits(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    keep(alice.page, photo(0, SMALL), note="Blue")
    alice.open("/sign-out")
    expect(alice.page.get_by_text("Not everything was sent yet.")).to_be_visible()
    expect(alice.page.locator("[data-many]")).to_have_text("2")
    alice.button("Sign out and wipe").click()
    assert len(alice.stored()["outbox"]) == 4
    alice.page.get_by_label("Yes, delete what was not sent").check()
    alice.button("Sign out and wipe").click()
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    assert alice.stored()["outbox"] == []
    assert "outbox" not in alice.stored()["session"]


def test_a_phone_that_was_cut_off_keeps_nothing(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    keep(alice.page, note="Blue")
    own_house.start()
    cut_off(own_house.at)
    alice.page.evaluate("dispatchEvent(new Event('online'))")
    expect(alice.page).to_have_url(f"{own_house.address}/")
    assert alice.stored()["outbox"] == []
    assert entries(own_house.at) == []


def test_what_waits_is_nowhere_in_the_clear(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    canary = secrets.token_hex(16)
    body = photo(0, SMALL)
    keep(alice.page, body, note=canary, question=canary)
    expect(alice.page.get_by_text(canary).first).to_be_visible()
    alice.stop()
    assert found_in(alice.profile, (canary,)) == []
    assert not [file for file in files_of(alice.profile) if body[200:300] in file.read_bytes()]
    alice.start()
