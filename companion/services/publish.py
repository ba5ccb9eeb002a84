"""Protocol versions come into force here."""

from datetime import datetime
from uuid import UUID

from companion.aftercare.protocol import bundled_json, parse
from companion.extensions import db
from companion.models import Clinic, ProtocolVersion
from companion.models.people import house_clinic
from companion.models.protocol import digest_of, version_with
from companion.models.sign_off import standing_version

HOUSE_NAME = "Aftercare companion"


def open_house(now: datetime) -> tuple[Clinic, ProtocolVersion]:
    """The house clinic and the protocol this program carries, both made where they are missing."""
    house = house_clinic() or _house(now)
    version = publish(house, bundled_json(), now)
    db.session.commit()
    return house, version


def version_for(clinic_id: UUID, now: datetime) -> ProtocolVersion:
    """What new treatments of a clinic get: the version it signed last, or the protocol this program carries."""
    version_id = standing_version(clinic_id)
    return db.session.get_one(ProtocolVersion, version_id) if version_id else open_house(now)[1]


def publish(clinic: Clinic, body: str, now: datetime) -> ProtocolVersion:
    """A version of that text for the clinic; the same text gives the same version. Not committed."""
    digest = digest_of(body)
    version = version_with(clinic.id, digest)
    if version is None:
        meta = parse(body).meta
        version = ProtocolVersion(
            clinic_id=clinic.id,
            name=meta.id,
            version=meta.version,
            body=body,
            digest=digest,
            published_at=now,
        )
        db.session.add(version)
        db.session.flush()
    return version


def _house(now: datetime) -> Clinic:
    clinic = Clinic(name=HOUSE_NAME, is_house=True, created_at=now)
    db.session.add(clinic)
    db.session.flush()
    return clinic
