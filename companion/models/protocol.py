"""Published protocol versions. A version never changes; a treatment keeps its own."""

import hashlib
from functools import lru_cache
from uuid import UUID

from sqlalchemy import LargeBinary, Text, UniqueConstraint, event, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.aftercare.protocol import Protocol, parse_lean
from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, Short


class ProtocolVersion(Base):
    __tablename__ = "protocol_version"
    __table_args__ = (UniqueConstraint("clinic_id", "digest"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    name: Mapped[Short]
    version: Mapped[Short]
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    published_at: Mapped[At]


@event.listens_for(ProtocolVersion, "before_update")
def _never(*_args: object) -> None:
    raise TypeError("a protocol version never changes")


def digest_of(body: str) -> bytes:
    return hashlib.sha256(body.encode()).digest()


def version_with(clinic_id: UUID, digest: bytes) -> ProtocolVersion | None:
    return db.session.scalar(
        select(ProtocolVersion).where(ProtocolVersion.clinic_id == clinic_id, ProtocolVersion.digest == digest)
    )


@lru_cache(maxsize=256)
def protocol_of(version_id: UUID) -> Protocol:
    """The protocol of a version; remembered, as a version never changes."""
    return parse_lean(body_of(version_id))


def body_of(version_id: UUID) -> str:
    """The text of a version; LookupError for an unknown one."""
    body = db.session.scalar(select(ProtocolVersion.body).where(ProtocolVersion.id == version_id))
    if body is None:
        raise LookupError(f"no protocol version {version_id}")
    return body
