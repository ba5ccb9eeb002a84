"""What every figure about check-ins divides by: on which days a plan asked. By hand, over clock changes and zones."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from companion.aftercare.adjusting import Adjusted
from companion.aftercare.asking import AskedDay, Stay, asked_days
from companion.aftercare.protocol import Protocol, bundled, parse
from companion.aftercare.protocol.checking import compile_json
from companion.aftercare.schedule import Treated, schedule_of
from tests.aftercare.alice import wall
from tests.aftercare.broken import SMALL

LONDON, NEW_YORK, SECOND = "Europe/London", "America/New_York", timedelta(seconds=1)


@dataclass(frozen=True)
class Case:
    """What a clock in `zone` showed at each instant; the days that were asked, as the patient counts them."""

    name: str
    zone: str
    treated: str
    now: str
    asked: list[int]
    since: str = ""
    ended: str = ""


SUMMER = ("Europe/London", "2026-06-01T14:30")
CASES = [
    Case("everything of a plan that is over", *SUMMER, "2026-09-01T00:00", [1, 3, 7, 13]),
    Case("nothing on the day of the treatment", *SUMMER, "2026-06-01T23:59", []),
    Case("a day that is not over yet", *SUMMER, "2026-06-02T23:59", []),
    Case("a day that is just over", *SUMMER, "2026-06-03T00:00", [1]),
    Case("a day between two that are asked", *SUMMER, "2026-06-04T12:00", [1]),
    Case("late in the evening is still day 0", LONDON, "2026-06-01T23:59", "2026-06-03T00:00", [1]),
    Case("a minute later it is not", LONDON, "2026-06-02T00:00", "2026-06-03T23:59", []),
    Case("joined before it was asked", *SUMMER, "2026-06-20T00:00", [3, 7, 13], since="2026-06-04T09:59"),
    Case("joined too late for that day", *SUMMER, "2026-06-20T00:00", [7, 13], since="2026-06-04T10:01"),
    Case("joined after everything", *SUMMER, "2026-07-20T00:00", [], since="2026-07-01T10:00"),
    Case("ended before it was asked", *SUMMER, "2026-06-20T00:00", [1], ended="2026-06-04T10:00"),
    Case("ended after it was asked", *SUMMER, "2026-06-20T00:00", [1, 3], ended="2026-06-04T10:01"),
    Case("cancelled at once", *SUMMER, "2026-06-20T00:00", [], ended="2026-06-01T15:00"),
    Case("a day of 23 hours is over", LONDON, "2026-03-28T09:00", "2026-03-30T00:00", [1]),
    Case("a day of 25 hours is not over", NEW_YORK, "2026-10-31T09:00", "2026-11-01T23:59", []),
    Case("a day of 25 hours is over", NEW_YORK, "2026-10-31T09:00", "2026-11-02T00:00", [1]),
    Case("far in the west", "Pacific/Honolulu", "2026-06-01T23:50", "2026-06-03T00:00", [1]),
    Case("far in the east", "Pacific/Kiritimati", "2026-06-01T00:10", "2026-06-03T00:00", [1]),
    Case("over the end of a year", LONDON, "2026-12-31T10:00", "2027-01-04T00:00", [1, 3]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_on_which_days_a_check_in_was_asked(case: Case) -> None:
    treated = Treated("daxxify", ("glabella",), wall(case.treated, case.zone), case.zone)
    ended_at = wall(case.ended, case.zone) if case.ended else None
    stay = Stay(wall(case.since, case.zone) if case.since else treated.treated_at, ended_at)
    days = asked_days(bundled(), treated, stay, wall(case.now, case.zone))
    assert [day.number for day in days] == case.asked


def test_a_day_of_a_clock_change_begins_and_ends_on_the_clock_of_the_treatment() -> None:
    treated = Treated("daxxify", ("glabella",), wall("2026-03-28T09:00", LONDON), LONDON)
    [day, *_] = asked_days(bundled(), treated, _from(treated), wall("2026-05-01T00:00", LONDON))
    due_at = wall("2026-03-29T10:00", LONDON)
    assert day == AskedDay(1, due_at, wall("2026-03-29T00:00", LONDON), wall("2026-03-30T00:00", LONDON))
    assert day.ends_at - day.starts_at == timedelta(hours=23)


def test_somebody_treated_at_the_same_moment_elsewhere_has_other_days() -> None:
    moment = wall("2026-06-01T23:30", LONDON)
    now = wall("2026-06-03T00:00", LONDON)
    asked = dict[str, list[datetime]]()
    for zone in (LONDON, "Asia/Tokyo"):
        treated = Treated("xeomin", ("chin",), moment, zone)
        asked[zone] = [day.due_at for day in asked_days(bundled(), treated, _from(treated), now)]
    assert asked == {LONDON: [wall("2026-06-02T10:00", LONDON)], "Asia/Tokyo": []}  # there it was the 2nd already


def test_a_plan_that_was_put_right_counts_as_it_stands() -> None:
    treated = Treated("daxxify", ("glabella",), wall("2026-06-01T14:30", LONDON), LONDON)
    moved = replace(treated, treated_at=wall("2026-06-02T14:30", LONDON))
    now = wall("2026-06-20T00:00", LONDON)
    one, other = ([day.due_at for day in asked_days(bundled(), each, _from(each), now)] for each in (treated, moved))
    assert other == [due_at + timedelta(days=1) for due_at in one]


def small(**changes: str) -> Protocol:
    """The small protocol, which asks a day after the treatment: of the latest one alone, and where a rule is there."""
    text = SMALL
    reminder = {
        "kind: milestone": "kind: check_in",
        "{after: PT4H, after_from: stay-up.until}": "{after: P1D}",
        "[{rule_hidden: stay-up}, entry_today]": "[{rule_hidden: stay-up}, entry_today, treated_again]",
        "    text_rule: stay-up\n": "",
        '"{length} done"': '"How are you?"',
    }
    for old, new in (changes | {old: new for old, new in reminder.items() if old not in changes}).items():
        assert old in text, old
        text = text.replace(old, new)
    return parse(compile_json(text))


BRAND = Treated("brand", ("glabella",), wall("2026-06-01T09:00", LONDON), LONDON)
LATER = wall("2026-06-20T00:00", LONDON)


def _from(treated: Treated) -> Stay:
    return Stay(treated.treated_at)


def numbers(protocol: Protocol, treated: Treated, stay: Stay) -> list[int]:
    return [day.number for day in asked_days(protocol, treated, stay, LATER)]


def test_a_protocol_may_ask_by_a_span_and_of_the_latest_treatment_alone() -> None:
    due_at = wall("2026-06-02T09:00", LONDON)
    assert numbers(small(), BRAND, _from(BRAND)) == [1]
    assert numbers(small(), BRAND, Stay(BRAND.treated_at, again_at=due_at + SECOND)) == [1]
    assert numbers(small(), BRAND, Stay(BRAND.treated_at, again_at=due_at)) == []


def test_a_rule_that_this_patient_does_not_have_asks_nothing() -> None:
    assert numbers(small(), replace(BRAND, adjusted=(Adjusted("stay-up", None),)), _from(BRAND)) == []


def test_a_plan_that_has_closed_by_itself_asks_no_more() -> None:
    treated = replace(BRAND, treated_at=wall("2026-01-01T09:00", LONDON))
    ends_at = schedule_of(small(), treated).ends_at
    days = (ends_at - treated.treated_at).days
    for after, asked in ((days - 1, 1), (days + 1, 0)):
        protocol = small(**{"{after: PT4H, after_from: stay-up.until}": f"{{after: P{after}D}}"})
        assert len(asked_days(protocol, treated, _from(treated), LATER)) == asked, after


def test_two_reminders_of_one_day_ask_once() -> None:
    block = SMALL[SMALL.index("  - id: rm-up") : SMALL.index("reminder_rules:")]
    again = block.replace("rm-up", "rm-up-again")
    twice = small(**{"reminder_rules:": f"{again}reminder_rules:"})
    assert numbers(twice, BRAND, _from(BRAND)) == [1]
