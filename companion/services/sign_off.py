"""A draft becomes a version that somebody answers for with their name."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from companion.aftercare.protocol.comparing import compare
from companion.aftercare.protocol.edits import Values
from companion.aftercare.protocol.sound import packed
from companion.extensions import db
from companion.models import Clinic, ProtocolVersion, SignOff
from companion.models.audit import Kind
from companion.models.draft import drop_draft
from companion.models.sign_off import signed_versions
from companion.services.audit import note
from companion.services.draft import Overtaken, Unsound, at_the_desk, problems_in
from companion.services.publish import publish
from companion.services.refusal import Refusal


@dataclass(frozen=True)
class Signature:
    """Who signs, in what role, what changed in their own words, and the edition of the draft that they saw."""

    name: str
    role: str
    said: str
    edition: int


def sign(clinic_id: UUID, practitioner_id: UUID, signature: Signature, now: datetime) -> UUID:
    """The new version, which stands from now on; the draft is gone.

    Overtaken: the draft is another one by now. Unsound: it would not be safe. Refusal `nothing_changed`.
    """
    desk, before = at_the_desk(clinic_id), signed_versions(clinic_id)
    if not desk.edition or desk.edition != signature.edition:
        raise Overtaken(None)
    if findings := problems_in(desk.body):
        raise Unsound(list(findings))
    if before and not compare(desk.base, desk.protocol):
        raise Refusal("nothing_changed")
    number = before[0].number + 1 if before else 1
    db.session.rollback()  # what was read is over: SQLite lets nobody write on from an old look
    if not drop_draft(clinic_id, desk.edition):
        db.session.rollback()
        raise Overtaken(None)
    version = publish(db.session.get_one(Clinic, clinic_id), _body(desk.values, number, signature, now), now)
    db.session.add(_sign_off(version, practitioner_id, number, signature, now))
    note(clinic_id, practitioner_id, Kind.PROTOCOL, now, object_id=version.id, about=str(number))
    db.session.commit()
    return version.id


def _body(values: Values, number: int, signature: Signature, now: datetime) -> str:
    """The draft under its number, which patients read, and the name of whoever signed it."""
    signed = {"version": str(number), "signed_off": f"{signature.name}, {signature.role}, {now:%Y-%m-%d}"}
    return packed(values | {"meta": values["meta"] | signed})


def _sign_off(
    version: ProtocolVersion, practitioner_id: UUID, number: int, signature: Signature, now: datetime
) -> SignOff:
    return SignOff(
        version_id=version.id,
        clinic_id=version.clinic_id,
        number=number,
        practitioner_id=practitioner_id,
        name=signature.name,
        role=signature.role,
        said=signature.said,
        signed_at=now,
    )
