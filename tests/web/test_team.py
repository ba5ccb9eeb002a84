"""The team: its owner invites, changes roles and ends access; a clinic is never without an owner."""

import html
import re
from contextlib import suppress
from datetime import datetime
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from companion.extensions import db
from companion.models import Passkey, Practitioner, Review, StaffSession
from companion.models.staff import Role
from companion.models.team import member_of
from companion.services.refusal import Refusal
from companion.services.staff import invite_staff
from companion.services.team import change_role, end_access
from tests.authenticator import Device
from tests.cast import Person, member_at, staff_at
from tests.journal import keep_entry
from tests.staff_door import DOOR, ENROLMENT, asked, by, enrol, sign_in
from tests.web.desk_form import many, send

TEAM, LIST = "/practitioner/team", "/practitioner"
CLINIC = "Marlow Street Clinic"


@pytest.fixture
def owner(app: Flask, now: datetime) -> FlaskClient:
    """Olga owns Bob's clinic."""
    return staff_at(app, CLINIC, now, "Olga", Role.OWNER)


def named(name: str) -> Practitioner:
    return db.session.scalars(select(Practitioner).where(Practitioner.name == name)).one()


def link_on(page: str) -> str:
    return html.unescape(re.findall(r'value="([^"]+#[^"]+)"', page)[0])


def change(desk: FlaskClient, name: str, what: str, **form: str) -> str:
    return send(desk, f"{TEAM}/{named(name).id}/{what}", form).text


def test_somebody_new_comes_in_by_a_link_that_is_shown_once(app: Flask, owner: FlaskClient) -> None:
    page = send(owner, TEAM, {"name": "  Fay   Brook ", "role": "front desk"}).text
    assert "Fay Brook opens this" in page
    assert "<svg" in page
    link = link_on(page)
    assert link.startswith(f"http://localhost{ENROLMENT}#")
    assert link.partition("#")[2] not in owner.get(TEAM).text
    assert "A link waits for them" in owner.get(TEAM).text
    desk = app.test_client()
    enrol(desk, link.partition("#")[2])
    assert "1 passkey" in owner.get(TEAM).text
    assert (named("Fay Brook").role, desk.get(LIST).status_code) == (Role.FRONT_DESK, 200)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": " ", "role": "owner"}, "Type the name that patients read."),
        ({"name": "x" * 61, "role": "owner"}, "60 letters or less"),
        ({"name": "Olga", "role": "owner"}, "Somebody of that name works here."),
        ({"name": "Fay", "role": "king"}, "Choose what they do."),
        ({"name": "Fay"}, "Choose what they do."),
    ],
)
def test_an_invitation_that_cannot_be_keeps_what_was_typed(owner: FlaskClient, form: dict[str, str], said: str) -> None:
    answer = send(owner, TEAM, form)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'name="name" value="{form["name"]}"' in answer.text
    assert many(Practitioner) == 1


def test_a_role_holds_from_the_next_request_on(bob: FlaskClient, owner: FlaskClient, alice: Person) -> None:
    journal = f"{LIST}/treatments/{alice.treatment_id}/journal"
    assert bob.get(journal).status_code == 200
    change(owner, "Bob", "role", role="front desk")
    assert bob.get(journal).status_code == 403
    assert "This is not your part of the desk" in bob.get(journal).text
    change(owner, "Bob", "role", role="owner")
    assert bob.get(TEAM).status_code == 200


def test_access_ends_at_once_with_everything_that_opens(app: Flask, owner: FlaskClient, now: datetime) -> None:
    bobs, device, desk = member_at(CLINIC, now, "Bob"), Device(), app.test_client()
    codes = re.findall(r'<span class="code">([^<]+)</span>', enrol(desk, invite_staff(bobs, now), device).text)
    link = invite_staff(bobs, now)
    assert desk.get(LIST).status_code == 200
    change(owner, "Bob", "ending")
    assert desk.get(LIST).location == DOOR
    assert sign_in(app.test_client(), device).status_code == 422
    assert send(app.test_client(), "/practitioner/recovery", {"code": codes[0]}).status_code == 422
    assert send(app.test_client(), f"{ENROLMENT}/challenges", {"token": link}).status_code == 422
    assert "Left" in owner.get(TEAM).text
    for table in (Passkey, StaffSession):
        mine = select(table.revoked_at).where(table.practitioner_id == bobs.id)
        assert None not in db.session.scalars(mine).all(), "it stays ended if they ever come back"


def test_a_link_that_was_opened_before_the_end_makes_no_passkey_after_it(
    app: Flask, owner: FlaskClient, now: datetime
) -> None:
    token, device, desk = invite_staff(member_at(CLINIC, now, "Bob"), now), Device(), app.test_client()
    made = device.make(asked(by(desk), ENROLMENT, token=token))
    change(owner, "Bob", "ending")
    assert send(desk, ENROLMENT, {"token": token, "proof": made}).status_code == 422


def test_a_practitioner_who_left_keeps_their_name_on_old_answers(
    bob: FlaskClient, owner: FlaskClient, alice: Person, now: datetime
) -> None:
    entry = keep_entry(alice, now)
    page = f"{LIST}/treatments/{alice.treatment_id}/entries/{entry}/review"
    send(bob, page, {"answer": "That is normal today.", "known": "0"})
    change(owner, "Bob", "ending")
    assert many(Review) == 1
    assert "Seen by Bob" in alice.phone.get("/journal").text
    assert "Seen by Bob" in owner.get(f"{LIST}/treatments/{alice.treatment_id}/journal").text


def test_the_last_owner_stays_an_owner(owner: FlaskClient) -> None:
    for what, form in (("ending", {}), ("role", {"role": "practitioner"})):
        assert "A clinic needs an owner." in change(owner, "Olga", what, **form)
    assert (named("Olga").role, named("Olga").left_at) == (Role.OWNER, None)


def test_an_owner_who_left_is_none(app: Flask, owner: FlaskClient, now: datetime) -> None:
    other = staff_at(app, CLINIC, now, "Otto", Role.OWNER)
    change(other, "Olga", "ending")
    assert "A clinic needs an owner." in change(other, "Otto", "role", role="front desk")


def test_an_owner_of_another_clinic_changes_nobody_here(app: Flask, owner: FlaskClient, now: datetime) -> None:
    other = staff_at(app, "Harbour Clinic", now, "Dana", Role.OWNER)
    for what in ("ending", "role", "invites"):
        assert send(other, f"{TEAM}/{named('Olga').id}/{what}", {"role": "owner"}).status_code == 404
    assert "Olga" not in other.get(TEAM).text


@pytest.mark.parametrize("what", ["ending", "role"])
def test_two_owners_cannot_end_each_other_at_once(app: Flask, now: datetime, what: str) -> None:
    for turn in range(5):
        clinic = f"Clinic {turn}"
        olga, otto = (member_at(clinic, now, name, Role.OWNER).id for name in ("Olga", "Otto"))
        clinic_id = db.session.get_one(Practitioner, olga).clinic_id
        db.session.commit()
        barrier = Barrier(2)

        def turn_out(who: object, clinic_id: object = clinic_id, barrier: Barrier = barrier) -> None:
            with app.app_context():
                member = member_of(clinic_id, who)  # type: ignore[arg-type]
                assert member
                db.session.commit()
                barrier.wait()
                with suppress(Refusal):
                    end_access(member, member.id, now) if what == "ending" else change_role(
                        member, Role.PRACTITIONER, member.id, now
                    )
                db.session.remove()

        threads = [Thread(target=turn_out, args=(one,)) for one in (olga, otto)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        owns = (Practitioner.clinic_id == clinic_id, Practitioner.role == Role.OWNER, Practitioner.left_at.is_(None))
        assert len(db.session.scalars(select(Practitioner).where(*owns)).all()) == 1


def test_a_name_may_come_back_after_somebody_left(owner: FlaskClient, bob: FlaskClient) -> None:
    change(owner, "Bob", "ending")
    assert send(owner, TEAM, {"name": "Bob", "role": "practitioner"}).status_code == 200
    assert len(db.session.scalars(select(Practitioner).where(Practitioner.name == "Bob")).all()) == 2


def test_a_lost_way_in_is_made_anew(app: Flask, owner: FlaskClient, bob: FlaskClient) -> None:
    token = link_on(change(owner, "Bob", "invites")).partition("#")[2]
    assert enrol(app.test_client(), token).status_code == 200
