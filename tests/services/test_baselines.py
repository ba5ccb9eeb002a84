"""The photo to line up with: the earliest of its expression that is fit for it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from companion.services.baselines import baselines_of
from companion.services.journal import lines_of
from companion.services.photos import receive_photo
from tests.cast import Person, treat_again
from tests.journal import jpeg, keep_entry, sent_photo


def take(person: Person, noted_at: datetime, expression: str, seed: int, **hints: Any) -> UUID:
    """A photo of an entry of its own; its id."""
    entry_id = keep_entry(person, noted_at)
    sent = sent_photo(jpeg(seed), expression=expression, hints=hints)
    return receive_photo(person.owner, entry_id, sent, noted_at)[0].id


def found(person: Person) -> dict[str, UUID]:
    lines = lines_of(person.owner, treatment_id=person.treatment_id)
    return {name: photo.id for name, photo in baselines_of(lines).items()}


def test_the_earliest_of_each_expression_counts_whenever_it_came(alice: Person, now: datetime) -> None:
    take(alice, now, "brows", 1)
    first = take(alice, now - timedelta(hours=1), "brows", 2)
    frown = take(alice, now - timedelta(minutes=5), "frown", 3)
    assert found(alice) == {"brows": first, "frown": frown}


@pytest.mark.parametrize("doubt", ["dark", "uneven", "blurred"])
def test_a_photo_in_doubt_is_passed_over(alice: Person, now: datetime, doubt: str) -> None:
    take(alice, now - timedelta(hours=1), "rest", 1, guided=True, **{doubt: True})
    assert found(alice) == {}
    fine = take(alice, now, "rest", 2, guided=True, bright=True, **{doubt: False})
    assert found(alice) == {"rest": fine}


def test_the_phone_asks_for_its_own_treatment_only(alice: Person, carol: Person, now: datetime) -> None:
    mine = take(alice, now, "smile", 1)
    take(carol, now, "smile", 2)
    other = treat_again(alice, now - timedelta(hours=1))
    path = "/api/treatments/{}/baselines"
    assert alice.phone.get(path.format(alice.treatment_id)).json == {"smile": str(mine)}
    assert alice.phone.get(path.format(other)).json == {}
    assert carol.phone.get(path.format(alice.treatment_id)).status_code == 404
