"""A self-started plan joins a clinic, by the clinic's code and with the patient's consent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from companion.extensions import db
from companion.models import (
    Adjustment,
    CalendarFeed,
    Channel,
    Clinic,
    Correction,
    Delivery,
    Device,
    Entry,
    Erased,
    Grant,
    Invite,
    Look,
    Mailbox,
    Patient,
    Photo,
    PlanMove,
    Reminder,
    ReminderWishes,
    Review,
    Subscription,
    Telling,
    Treatment,
    Waiting,
)
from companion.models.access import Way, spend_invite, withdraw_invites
from companion.models.grant import Purpose, has_granted, withdraw_grants
from companion.models.people import house_clinic
from companion.models.treatment import courses_of
from companion.services.invites import typed_code
from companion.services.keys import Owner, hash_of, unwrap_for, wrap_for
from companion.services.waiting import wait_elsewhere

OF_THE_JOURNAL = (Entry, Photo, Review, Erased, Waiting, Telling, Look)
MOVES_WITH_THE_PATIENT = (
    *(Treatment, Adjustment, Channel, Device, Invite, Grant, PlanMove),
    *OF_THE_JOURNAL,
    *(Subscription, Mailbox, Reminder, Delivery, ReminderWishes, CalendarFeed),
)


def clinic_of_code(code: str, now: datetime) -> Clinic | None:
    """The clinic that made this code, while it is open; the code stays unspent."""
    is_open = (Invite.way == Way.JOIN, Invite.redeemed_at.is_(None), Invite.expires_at > now)
    mine = Invite.token_hash == hash_of(typed_code(code))
    return db.session.scalar(select(Clinic).join(Invite, Invite.clinic_id == Clinic.id).where(mine, *is_open))


def join(owner: Owner, code: str, wording: str, now: datetime) -> Clinic | None:
    """Spend the code and move patient, plans and phones to its clinic; `wording` is what the patient agreed to.

    None when the code was used before, is too old or unknown.
    """
    clinic = clinic_of_code(code, now)
    if clinic is None or not spend_invite(hash_of(typed_code(code)), (Way.JOIN,), now):
        db.session.rollback()
        return None
    withdraw_invites(*owner, (Way.RECOVERY,), now)  # from here on the clinic helps with a lost phone
    grant = Grant(clinic_id=clinic.id, patient_id=owner[1], purpose=Purpose.JOIN, wording=wording, given_at=now)
    db.session.add(grant)
    _move(owner, clinic.id, now)
    return clinic


def leave(owner: Owner, now: datetime) -> None:
    """Take the consent to join back: the plans go on without the clinic. Nothing happens to a clinic's own patient."""
    house = house_clinic()
    if house and has_joined(owner):
        withdraw_grants(owner, Purpose.JOIN, now)
        _move(owner, house.id, now)


def has_joined(owner: Owner) -> bool:
    """Whether the clinic sees the plans by the patient's consent, which can be taken back."""
    return has_granted(owner, Purpose.JOIN)


def _move(owner: Owner, to_clinic: UUID, now: datetime) -> None:
    """Move everything of the patient, and commit.

    The key is wrapped for the new clinic first and forgotten for the old one last, as it lies in another database:
    killed anywhere between, one of the two opens what is there, and the sweep takes the other.
    """
    clinic_id, patient_id = owner
    wrap_for(owner, to_clinic, now)
    treatments = [course.id for course in courses_of(*owner)]
    corrections = update(Correction).where(Correction.treatment_id.in_(treatments))
    db.session.execute(corrections.values(clinic_id=to_clinic))
    for table in MOVES_WITH_THE_PATIENT:
        mine = (table.clinic_id == clinic_id, table.patient_id == patient_id)
        db.session.execute(update(table).where(*mine).values(clinic_id=to_clinic))
    db.session.execute(update(Patient).where(Patient.id == patient_id).values(clinic_id=to_clinic))
    wait_elsewhere((to_clinic, patient_id), now)
    db.session.commit()
    if to_clinic != clinic_id:
        unwrap_for(owner, now)
