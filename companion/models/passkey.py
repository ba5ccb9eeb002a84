"""What proves that it is somebody of the staff: passkeys, the challenges they answer, and codes on paper."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CursorResult, Index, LargeBinary, Uuid, exists, func, or_, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, Digest, Key, MaybeAt, Short
from companion.models.staff import Practitioner, PractitionerId


class Passkey(Base):
    """`sign_count`: how often the device says it was used; 0 for one that lives on several devices.

    `transports`: how a browser reaches it, with commas.
    """

    __tablename__ = "passkey"
    __table_args__ = (Index("ix_passkey_practitioner", "practitioner_id"),)

    id: Mapped[Key]
    practitioner_id: Mapped[PractitionerId]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[Short]
    name: Mapped[Short]
    made_at: Mapped[At]
    used_at: Mapped[MaybeAt]
    revoked_at: Mapped[MaybeAt]


class Challenge(Base):
    """What a passkey has to sign, once. `purpose`: for what. `bound_to`: the session or the practitioner it is for."""

    __tablename__ = "challenge"
    __table_args__ = (Index("ix_challenge_expires", "expires_at"),)

    id: Mapped[Key]
    token_hash: Mapped[Digest]
    purpose: Mapped[Short]
    bound_to: Mapped[UUID | None] = mapped_column(Uuid)
    expires_at: Mapped[At]
    spent_at: Mapped[MaybeAt]


class RecoveryCode(Base):
    """One code of a sheet of eight. `withdrawn_at`: a newer sheet has replaced it."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_practitioner", "practitioner_id"),)

    id: Mapped[Key]
    practitioner_id: Mapped[PractitionerId]
    token_hash: Mapped[Digest]
    made_at: Mapped[At]
    spent_at: Mapped[MaybeAt]
    withdrawn_at: Mapped[MaybeAt]


_CODE_IS_GOOD = (RecoveryCode.spent_at.is_(None), RecoveryCode.withdrawn_at.is_(None))


def spend_challenge(token_hash: bytes, purpose: str, bound_to: UUID | None, now: datetime) -> bool:
    """Whether this call is the first to bring it, for what it was made for, and in time."""
    is_theirs = Challenge.bound_to.is_(None) if bound_to is None else Challenge.bound_to == bound_to
    mine = (Challenge.token_hash == token_hash, Challenge.purpose == purpose, is_theirs)
    is_open = (Challenge.spent_at.is_(None), Challenge.expires_at > now)
    return _changed_one(update(Challenge).where(*mine, *is_open).values(spent_at=now))


def passkey_with(credential_id: bytes) -> tuple[Passkey, Practitioner] | None:
    """The passkey of that name, used by whom, while it is good and they did not leave."""
    theirs = select(Passkey, Practitioner).join(Practitioner, Practitioner.id == Passkey.practitioner_id)
    is_good = (Passkey.revoked_at.is_(None), Practitioner.left_at.is_(None))
    row = db.session.execute(theirs.where(Passkey.credential_id == credential_id, *is_good)).first()
    return (row[0], row[1]) if row else None


def count_use(passkey_id: UUID, sign_count: int, now: datetime) -> bool:
    """Whether its count went on since it was last used; one that never counts stays at 0."""
    goes_on = Passkey.sign_count < sign_count if sign_count else Passkey.sign_count == 0
    mine = (Passkey.id == passkey_id, Passkey.revoked_at.is_(None))
    return _changed_one(update(Passkey).where(*mine, goes_on).values(sign_count=sign_count, used_at=now))


def passkeys_of(practitioner_id: UUID) -> list[Passkey]:
    """Those that sign them in, the oldest first."""
    mine = (Passkey.practitioner_id == practitioner_id, Passkey.revoked_at.is_(None))
    return list(db.session.scalars(select(Passkey).where(*mine).order_by(Passkey.made_at, Passkey.id)))


def revoke_passkey(practitioner_id: UUID, passkey_id: UUID, now: datetime) -> bool:
    """Whether it signs nobody in any more; False where neither another passkey nor a code would be left.

    Two at once wait for each other at the practitioner's row.
    """
    db.session.execute(select(Practitioner.id).where(Practitioner.id == practitioner_id).with_for_update())
    other = aliased(Passkey)
    left = exists().where(other.practitioner_id == practitioner_id, other.revoked_at.is_(None), other.id != passkey_id)
    codes = exists().where(RecoveryCode.practitioner_id == practitioner_id, *_CODE_IS_GOOD)
    mine = (Passkey.id == passkey_id, Passkey.practitioner_id == practitioner_id, Passkey.revoked_at.is_(None))
    change = update(Passkey).where(*mine, or_(left, codes)).values(revoked_at=now)
    return _changed_one(change.execution_options(synchronize_session=False))


def name_passkey(practitioner_id: UUID, passkey_id: UUID, name: str) -> None:
    """Call one of theirs by that name; nothing where it is not theirs or was removed."""
    mine = (Passkey.id == passkey_id, Passkey.practitioner_id == practitioner_id, Passkey.revoked_at.is_(None))
    db.session.execute(update(Passkey).where(*mine).values(name=name))


def revoke_passkeys(practitioner_id: UUID, now: datetime) -> None:
    """None of theirs signs anybody in any more."""
    mine = (Passkey.practitioner_id == practitioner_id, Passkey.revoked_at.is_(None))
    db.session.execute(update(Passkey).where(*mine).values(revoked_at=now))


def spend_code(token_hash: bytes, now: datetime) -> UUID | None:
    """Whose code this call spent; None where it is not good, or its owner has left."""
    mine = RecoveryCode.token_hash == token_hash
    stays = select(Practitioner.id).where(Practitioner.left_at.is_(None))
    is_good = (*_CODE_IS_GOOD, RecoveryCode.practitioner_id.in_(stays))
    if not _changed_one(update(RecoveryCode).where(mine, *is_good).values(spent_at=now)):
        return None
    return db.session.scalar(select(RecoveryCode.practitioner_id).where(mine))


def codes_left(practitioner_id: UUID) -> int:
    """How many of their codes are good."""
    mine = RecoveryCode.practitioner_id == practitioner_id
    return db.session.scalar(select(func.count()).select_from(RecoveryCode).where(mine, *_CODE_IS_GOOD)) or 0


def withdraw_codes(practitioner_id: UUID, now: datetime) -> None:
    """None of the codes they hold is good any more."""
    mine = RecoveryCode.practitioner_id == practitioner_id
    db.session.execute(update(RecoveryCode).where(mine, *_CODE_IS_GOOD).values(withdrawn_at=now))


def _changed_one(change: object) -> bool:
    result = db.session.execute(change)  # type: ignore[call-overload]
    return isinstance(result, CursorResult) and result.rowcount == 1
