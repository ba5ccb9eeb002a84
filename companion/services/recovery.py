"""Recovery codes of staff: a sheet of eight on paper, each good once, for a day without the passkey."""

import secrets
from datetime import datetime
from uuid import UUID

from companion.extensions import db
from companion.models import RecoveryCode
from companion.models.passkey import spend_code, withdraw_codes
from companion.services.invites import LETTERS, typed_code
from companion.services.keys import hash_of
from companion.services.limits import SHEETS, count_try
from companion.services.refusal import Refusal

CODES = 8
SHEET_LETTERS, OWN_LETTERS = 4, 12  # 60 bits of its own; what all of a sheet share is what tries are counted by


def new_sheet(practitioner_id: UUID, now: datetime) -> list[str]:
    """Eight fresh codes; those of the sheet before are good no more. Not committed."""
    withdraw_codes(practitioner_id, now)
    sheet = _letters(SHEET_LETTERS)
    codes = [sheet + _letters(OWN_LETTERS) for _ in range(CODES)]
    rows = [RecoveryCode(practitioner_id=practitioner_id, token_hash=hash_of(code), made_at=now) for code in codes]
    db.session.add_all(rows)
    db.session.flush()
    return codes


def spend(text: str, now: datetime) -> UUID:
    """Whose code it was, which is spent now. Not committed. Refusal: `wrong_code`, or `too_often`."""
    code = typed_code(text)
    if wait := count_try(SHEETS, code[:SHEET_LETTERS], now):
        raise Refusal("too_often", until=wait)
    practitioner_id = spend_code(hash_of(code), now)
    if practitioner_id is None:
        db.session.rollback()
        raise Refusal("wrong_code")
    return practitioner_id


def _letters(many: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(many))
