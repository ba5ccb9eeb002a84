"""A patient says yes to photos, and may take it back."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from companion.extensions import db
from companion.models import Grant
from companion.models.grant import Purpose, has_granted, withdraw_grants, withdrawn_last
from companion.models.journal_lines import photos_of
from companion.services.erase import erase_photo
from companion.services.keys import Owner
from companion.services.receive import check_still_there
from companion.services.refusal import Refusal


def give_consent(owner: Owner, grant_id: UUID, wording: str, given_at: datetime, now: datetime) -> tuple[Grant, bool]:
    """The yes to photos under the id that the phone gave it, and whether this call brought it.

    `given_at` by the phone's clock. One that was given before the last was taken back, and comes late, does not stand.
    Refusal: `not_here` for an id of somebody else, `changed` for other words under an id that is kept, `busy`.
    """
    for _ in range(2):  # whoever loses a race finds the other's row
        if (kept := db.session.get(Grant, grant_id)) is not None:
            if (kept.clinic_id, kept.patient_id) != owner:
                raise Refusal("not_here")
            if kept.wording != wording:
                raise Refusal("changed")
            return kept, False
        try:
            return _keep(owner, grant_id, wording, min(given_at, now)), True
        except IntegrityError:
            db.session.rollback()
    raise Refusal("busy")


def write_down_consent(owner: Owner, wording: str, by: UUID, now: datetime) -> None:
    """The yes that a patient said at the clinic, where those words were shown; `by`: the practitioner who heard it."""
    if not has_granted(owner, Purpose.PHOTOS):
        _keep(owner, uuid4(), wording, now, by)


def withdraw_consent(owner: Owner, now: datetime, *, deletes: bool = False) -> None:
    """From now on no photo comes in and the clinic sees none; `deletes`: those that are here go for good."""
    withdraw_grants(owner, Purpose.PHOTOS, now)
    db.session.commit()
    for photo in photos_of(owner) if deletes else []:
        erase_photo(owner, photo.entry_id, photo.id, now)


def _keep(owner: Owner, grant_id: UUID, wording: str, given_at: datetime, by: UUID | None = None) -> Grant:
    gone_at = withdrawn_last(owner, Purpose.PHOTOS)
    grant = Grant(
        id=grant_id,
        clinic_id=owner[0],
        patient_id=owner[1],
        purpose=Purpose.PHOTOS,
        wording=wording,
        given_at=given_at,
        withdrawn_at=gone_at if gone_at and gone_at > given_at else None,
        practitioner_id=by,
    )
    db.session.add(grant)
    db.session.flush()
    check_still_there(owner)
    db.session.commit()
    return grant
