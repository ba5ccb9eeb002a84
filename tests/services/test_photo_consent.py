"""No photo without a yes; a yes that was taken back holds from that moment."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from companion.models import Entry, Grant, Photo
from companion.models.grant import Purpose, has_granted
from companion.models.journal_lines import photo_at
from companion.services.consent import give_consent, withdraw_consent
from companion.services.photos import receive_photo
from companion.services.refusal import Refusal
from tests.cast import Person
from tests.journal import jpeg, keep_entry, keep_photo, sent_photo
from tests.web.desk_form import many

HOUR = timedelta(hours=1)


def test_without_a_yes_no_photo_is_kept_and_words_are(app: Flask, alice: Person, now: datetime) -> None:
    withdraw_consent(alice.owner, now)
    entry_id = keep_entry(alice, now)
    with pytest.raises(Refusal, match="no_consent"):
        receive_photo(alice.owner, entry_id, sent_photo(jpeg()), now)
    assert (many(Entry), many(Photo)) == (1, 0)


def test_the_same_yes_again_is_the_same_row(alice: Person, now: datetime) -> None:
    grant_id = uuid4()
    first, is_new = give_consent(alice.owner, grant_id, "Yes.", now, now)
    again, is_new_again = give_consent(alice.owner, grant_id, "Yes.", now, now + HOUR)
    assert (first.id, is_new, is_new_again) == (again.id, True, False)


def test_taken_back_the_clinic_sees_no_photo_and_alice_does(alice: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    assert photo_at(alice.owner[0], photo.id)
    withdraw_consent(alice.owner, now)
    assert photo_at(alice.owner[0], photo.id) is None
    assert alice.phone.get(f"/photos/{photo.id}/view").status_code == 200
    give_consent(alice.owner, uuid4(), "Yes.", now + HOUR, now + HOUR)
    assert photo_at(alice.owner[0], photo.id)


def test_taken_back_with_what_was_sent(alice: Person, now: datetime) -> None:
    keep_photo(alice, now)
    withdraw_consent(alice.owner, now, deletes=True)
    assert (many(Photo), many(Entry)) == (0, 1)


def test_a_yes_from_before_it_was_taken_back_comes_too_late(alice: Person, now: datetime) -> None:
    withdraw_consent(alice.owner, now)
    late, _ = give_consent(alice.owner, uuid4(), "Yes.", now - HOUR, now + HOUR)
    assert late.withdrawn_at == now
    assert not has_granted(alice.owner, Purpose.PHOTOS)
    give_consent(alice.owner, uuid4(), "Yes.", now + HOUR, now + HOUR)
    assert has_granted(alice.owner, Purpose.PHOTOS)


def test_carol_cannot_say_yes_under_the_id_of_alice(alice: Person, carol: Person, now: datetime) -> None:
    grant_id, before = uuid4(), many(Grant)
    give_consent(alice.owner, grant_id, "Yes.", now, now)
    with pytest.raises(Refusal, match="not_here"):
        give_consent(carol.owner, grant_id, "Yes.", now, now)
    assert many(Grant) == before + 1
