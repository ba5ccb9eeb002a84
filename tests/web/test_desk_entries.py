"""Bob reads one entry: in the words of its protocol, a warning sign first, with its times and its photos."""

import re
from datetime import datetime, timedelta

from flask.testing import FlaskClient

from companion.extensions import db
from companion.models import Treatment
from tests.cast import Person, treat_again
from tests.desk import treated
from tests.journal import keep_entry, keep_photo
from tests.web.desk_journal import address, read

HOUR = timedelta(hours=1)


def without_tags(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_an_entry_is_told_in_the_words_of_its_protocol(bob: FlaskClient, alice: Person, now: datetime) -> None:
    treated(alice, timedelta(days=3), now)
    keep_entry(alice, now - 2 * HOUR, scores={"swelling": 1, "bruise": 2, "headache": 0})
    place = {"zone": "eye-left", "size": "grape"}
    parts = {"scores": {"swelling": 2, "bruise": 1, "headache": 0, "pain": 3}, "places": [place], "course": "worse"}
    keep_entry(alice, now, **parts, note="Blue <b>", question="May I swim?")
    page = read(bob, alice)
    page = page[page.rindex("<article") :]
    assert "Day 3" in page
    for words in (
        '<dt>Swelling</dt><dd>2 of 3 <span class="change">up from 1</span>',
        '<dt>Bruise</dt><dd>1 of 3 <span class="change">down from 2</span>',
        '<dt>Still 0</dt><dd class="change">Headache</dd>',
        "<dt>Pain</dt><dd>3 of 10</dd>",
        "Faint or small. Make-up hides it",
        "Eye corner, patient’s left (A grape)",
        "Worse",
        "Blue <b>",
        'To ask at the visit:</span> <span class="lines">May I swim?',
        'Call your clinic today</b> <span class="quiet">(Swelling)',
        "Nobody has seen it yet",
    ):
        assert words in page, words
    assert "Blue &lt;b&gt;" in bob.get(address(alice)).text


def test_times_are_those_of_the_treatment(bob: FlaskClient, alice: Person, now: datetime) -> None:
    db.session.get_one(Treatment, alice.treatment_id).zone = "Asia/Tokyo"
    db.session.commit()
    keep_entry(alice, datetime.fromisoformat("2026-03-07T23:30:00+00:00"))
    assert "noted 8:30, 8 March 2026, received 8:30, 8 March 2026" in read(bob, alice)
    assert "Times are of Asia/Tokyo." in read(bob, alice)


def test_a_warning_sign_stands_above_everything(bob: FlaskClient, alice: Person, now: datetime) -> None:
    keep_entry(alice, now - HOUR, kind="fine")
    flagged = keep_photo(alice, now, keep_entry(alice, now, flags=["rf-breathing"], note="It is tight"))
    page = read(bob, alice)
    assert page.index("To look at first") < page.index("Hard to breathe") < page.index("All fine")
    entry = page[page.index(f'<article class="entry read" id="entry-{flagged.entry_id}"') :]
    assert entry.index("Hard to breathe") < entry.index("It is tight") < entry.index(f"/photos/{flagged.id}/thumb")
    assert "Judged: Call 999 now" in without_tags(entry)


def test_a_slip_is_told_without_blame(bob: FlaskClient, alice: Person, now: datetime) -> None:
    treated(alice, timedelta(hours=3, minutes=59), now)
    keep_entry(alice, now, kind="slip", rule="no-alcohol")
    assert "Told us: Alcohol at hour 3" in without_tags(read(bob, alice))


def test_a_slip_days_later_is_told_by_its_day(bob: FlaskClient, alice: Person, now: datetime) -> None:
    treated(alice, timedelta(days=5), now)
    keep_entry(alice, now, kind="slip", rule="no-alcohol")
    assert "Alcohol</b> day 5" in read(bob, alice)


def test_photos_stand_by_expression_and_one_is_large(bob: FlaskClient, alice: Person, now: datetime) -> None:
    photo = keep_photo(alice, now)
    large = f"{address(alice)}/photos/{photo.id}"
    assert f'href="{large}"' in read(bob, alice)
    page = bob.get(large)
    assert f'src="/photos/{photo.id}/view"' in page.text
    assert f"{address(alice)}?page=1#entry-{photo.entry_id}" in page.text
    assert bob.get(f"/photos/{photo.id}/view").mimetype == "image/webp"


def test_a_photo_is_only_at_its_own_treatment(
    bob: FlaskClient, carols_practitioner: FlaskClient, alice: Person, carol: Person, now: datetime
) -> None:
    photo, again = keep_photo(alice, now), treat_again(alice, now)
    assert bob.get(f"/practitioner/treatments/{again}/journal/photos/{photo.id}").status_code == 404
    for path in (address(alice), f"{address(alice)}/photos/{photo.id}", f"{address(carol)}/photos/{photo.id}"):
        assert carols_practitioner.get(path).status_code == 404
