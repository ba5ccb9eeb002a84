"""The sweep takes what is spent for thirty days, and nothing else."""

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from companion.extensions import Base, db
from companion.models import Challenge, Device, Invite, Practitioner, RecoveryCode, StaffInvite, StaffSession, Tally
from companion.models.access import is_revoked
from companion.models.passkey import withdraw_codes
from companion.services.admit import admit, close_phones, recognise, redeem
from companion.services.challenges import LASTS
from companion.services.invites import invite, short_code
from companion.services.keys import hash_of
from companion.services.limits import CODES, count_try
from companion.services.mailbox import give_address, standing_of
from companion.services.recovery import new_sheet
from companion.services.sign_in import ask_to_sign_in
from companion.services.staff import invite_staff
from companion.services.sweep import KEPT, TOLD, sweep
from tests.cast import Person
from tests.mailed import ADDRESS, says_yes, sends_letters
from tests.trust.dump import rows_of_every_table
from tests.web.desk_form import many

SOON, SECOND = timedelta(days=1), timedelta(seconds=1)


def spend_everything(alice: Person, now: datetime) -> None:
    """Links, codes, sessions and counts of `now`, all of them spent."""
    redeem(invite(alice.owner, now), now)
    short_code(alice.owner, now)
    short_code(alice.owner, now)
    bobs = db.session.scalars(select(Practitioner)).one()
    invite_staff(bobs, now)
    new_sheet(bobs.id, now)
    withdraw_codes(bobs.id, now)
    ask_to_sign_in(now - LASTS)
    db.session.execute(update(StaffSession).values(revoked_at=now))
    db.session.execute(update(Device).values(expires_at=now))
    db.session.execute(update(Invite).values(expires_at=now, redeemed_at=None))
    db.session.execute(update(StaffInvite).values(expires_at=now))
    count_try(CODES, "somebody", now)
    db.session.commit()


SPENT: tuple[type[Base], ...] = (Invite, Device, StaffInvite, StaffSession, Challenge, RecoveryCode, Tally)


def test_what_is_spent_stays_for_thirty_days_and_then_goes(alice: Person, bob: FlaskClient, now: datetime) -> None:
    spend_everything(alice, now)
    before = sum(many(table) for table in SPENT)
    assert sweep(now + KEPT - CODES.per) == 0
    assert sum(many(table) for table in SPENT) == before
    assert sweep(now + KEPT + CODES.per) == before
    assert not any(many(table) for table in SPENT)


def test_a_phone_that_was_away_for_months_still_hears_that_it_was_revoked(alice: Person, now: datetime) -> None:
    close_phones(alice.owner, now)
    sweep(now + TOLD - SOON)
    assert is_revoked(hash_of(alice.session))
    sweep(now + TOLD + SOON)
    assert not is_revoked(hash_of(alice.session))


def test_what_is_in_use_stays(alice: Person, bob: FlaskClient, now: datetime) -> None:
    """Alice's link of long ago goes; her session, which lasts to the end of the plan, does not."""
    later = now + KEPT + SOON
    fresh, session = invite(alice.owner, later), admit(alice.owner, later)
    db.session.commit()
    sweep(later)
    assert redeem(fresh, later)
    assert recognise(session, later)
    assert alice.phone.get("/now").status_code == 200


def test_no_other_table_loses_a_row(app: Flask, alice: Person, carol: Person, bob: FlaskClient, now: datetime) -> None:
    spend_everything(alice, now)
    names = {table.__tablename__ for table in SPENT}
    before = {name: rows for name, rows in rows_of_every_table(app).items() if name not in names}
    assert before["treatment"]
    sweep(now + timedelta(days=4000))
    after = {name: rows for name, rows in rows_of_every_table(app).items() if name not in names}
    assert after == before


def test_an_address_that_nobody_confirmed_goes_and_one_that_was_stays(
    app: Flask, alice: Person, carol: Person, now: datetime
) -> None:
    sends_letters(app)
    give_address(alice.owner, ADDRESS, "en", now)
    says_yes(carol, now, "carol@example.org")
    sweep(now + KEPT - SOON)
    assert standing_of(alice.owner)
    sweep(now + KEPT + SOON)
    assert standing_of(alice.owner) is None
    assert standing_of(carol.owner)
