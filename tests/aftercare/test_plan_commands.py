"""`companion sun` and `companion reminders` as a person uses them."""

import json
from itertools import pairwise
from typing import Any

import pytest

from tests.aftercare.command import Companion

ALICE = "--product daxxify --areas glabella,forehead --treated-at 2026-03-07T14:30 --zone America/New_York".split()


def sun(companion: Companion, *options: str) -> Any:
    said = companion("sun", *options, "--json")
    assert (said.code, said.err) == (0, "")
    return json.loads(said.out)


def reminders(companion: Companion, *options: str) -> Any:
    said = companion("reminders", *ALICE, *options, "--json")
    assert (said.code, said.err) == (0, "")
    return json.loads(said.out)


def test_a_summer_day_in_madrid(companion: Companion) -> None:
    found = sun(companion, "--zone", "Europe/Madrid", "--date", "2026-07-01")
    assert (found["place"], found["threshold"], found["peak_uvi"]) == ("Madrid", 2.0, 11.2)
    windows = found["windows"]
    assert [window["band"] for window in windows][:5] == ["low", "moderate", "high", "very_high", "extreme"]
    assert windows[0] == {"starts_at": "2026-07-01T07:30:00Z", "ends_at": "2026-07-01T07:46:00Z", "band": "low"}
    assert all(one["ends_at"] == other["starts_at"] for one, other in pairwise(windows))


def test_a_town_reminds_from_three_on(companion: Companion) -> None:
    found = sun(companion, "--zone", "America/New_York", "--date", "2026-12-01", "--town", "miami")
    assert (found["place"], found["threshold"], found["peak_uvi"]) == ("Miami", 3.0, 4.8)
    assert {window["band"] for window in found["windows"]} == {"moderate"}


def test_a_zone_that_is_no_place(companion: Companion) -> None:
    found = sun(companion, "--zone", "Etc/UTC", "--date", "2026-12-01")
    assert found == {"place": None, "threshold": 2.0, "peak_uvi": None, "windows": []}


@pytest.mark.parametrize(
    ("zone", "day", "says"),
    [
        ("Europe/London", "2026-12-01", "No hour of 2 or more is foreseen there."),
        ("Europe/Madrid", "2026-07-01", "13:19 to 15:20  extreme"),
        ("UTC", "2026-07-01", "UTC names no place"),
        ("Pacific/Apia", "2011-12-30", "Pacific/Apia skipped that day."),
    ],
)
def test_the_sun_in_words(zone: str, day: str, says: str, companion: Companion) -> None:
    said = companion("sun", "--zone", zone, "--date", day)
    assert said.code == 0 and says in said.out


@pytest.mark.parametrize(
    ("zone", "day", "town", "says"),
    [
        ("Europe/Madird", "2026-07-01", "Madrid", "Did you mean Europe/Madrid?"),
        ("Europe/Madrid", "2026-02-30", "Madrid", "'2026-02-30' is not a date such as 2026-07-01"),
        ("Europe/Madrid", "today", "Madrid", "is not a date"),
        ("Europe/Madrid", "1926-07-01", "Madrid", "the year must be 2000 to 2099"),
        ("Europe/Madrid", "2026-07-01", "Barcelon", "Did you mean Barcelona?"),
        ("Pacific/Pitcairn", "2026-07-01", "Adamstown", "no town 'Adamstown' is known in Pacific/Pitcairn. None is."),
    ],
)
def test_a_bad_call_says_what_is_wrong(zone: str, day: str, town: str, says: str, companion: Companion) -> None:
    said = companion("sun", "--zone", zone, "--date", day, "--town", town, "--json")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert says in said.err


def test_the_reminders_of_alice(companion: Companion) -> None:
    plan = reminders(companion, "--follow-up-at", "2026-03-21T14:30")
    assert plan[0] == {
        "key": "rm-4h",
        "kind": "milestone",
        "due_at": "2026-03-07T23:30:00Z",
        "not_after": "2026-03-08T05:30:00Z",
        "opt_in": False,
    }
    assert [one["due_at"] for one in plan] == sorted(one["due_at"] for one in plan)
    assert {one["kind"] for one in plan if one["opt_in"]} == {"sun", "return"}
    assert "rm-follow-up-day" in {one["key"] for one in plan}


def test_quiet_hours_and_the_phone_s_zone_are_heard(companion: Companion) -> None:
    assert "rm-4h" not in {one["key"] for one in reminders(companion, "--quiet", "18:00-08:00")}
    madrid = {one["key"]: one["due_at"] for one in reminders(companion, "--phone-zone", "Europe/Madrid")}
    assert madrid["rm-checkin-1"] == "2026-03-08T09:00:00Z"
    awake = {one["key"] for one in reminders(companion, "--phone-zone", "Europe/Madrid", "--quiet", "00:00-00:00")}
    assert "rm-4h" not in madrid and "rm-4h" in awake


def test_with_at_what_was_due_before_is_left_out(companion: Companion) -> None:
    plan = reminders(companion, "--at", "2026-03-20T18:00")
    assert plan[0]["key"] == "rm-photo-13"


def test_the_reminders_in_words(companion: Companion) -> None:
    said = companion("reminders", *ALICE)
    assert "18:30 today: Aftercare: a step is done (rm-4h)" in said.out
    assert "(rm-return, if asked for)" in said.out
    assert companion("reminders", *ALICE, "--at", "2027-01-01T10:00").out == "No reminder.\n"


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--quiet", "21:30", "'21:30' is not two times such as 21:30-08:00"),
        ("--quiet", "25:00-08:00", "is not two times"),
        ("--phone-zone", "Europe/Madird", "Did you mean Europe/Madrid?"),
        ("--town", "Miamy", "Did you mean Miami?"),
        ("--follow-up-at", "soon", "is not a time such as"),
        ("--follow-up-at", "2026-03-08T02:30", "did not exist in America/New_York"),
        ("--follow-up-at", "2026-03-01T10:00", "is before the treatment"),
    ],
)
def test_a_bad_wish_says_what_is_wrong(option: str, value: str, says: str, companion: Companion) -> None:
    said = companion("reminders", *ALICE, option, value, "--json")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert says in said.err
