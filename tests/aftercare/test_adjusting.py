"""What a practitioner changes for one patient changes that, everything said about it, and nothing else."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.aftercare.adjusting import (
    Adjusted,
    AdjustingError,
    adjusted,
    changeable,
    check_change,
    needs_a_reason,
    range_seen,
)
from companion.aftercare.can_i import can_i
from companion.aftercare.places import numbers_for
from companion.aftercare.protocol import bundled
from companion.aftercare.reminders import planned
from companion.aftercare.schedule import Schedule, Window, schedule_of
from companion.aftercare.sentences import Voice, title_of
from companion.aftercare.spans import Span
from tests.aftercare.plans import schedule, usual
from tests.aftercare.test_properties import schedules

LONDON = "Europe/London"
YEAR = timedelta(days=365)
Laid = tuple[str, datetime, datetime | None]


def laid(windows: tuple[Window, ...]) -> list[Laid]:
    return [(window.rule.id, window.starts_at, window.ends_at) for window in windows]


def changed(plain: Schedule, *changes: Adjusted) -> Schedule:
    return schedule_of(plain.protocol, replace(plain.treated, adjusted=changes))


@st.composite
def changes(draw: st.DrawFn) -> tuple[Schedule, Adjusted]:
    """A treatment, and a change of one of its rules that somebody may make."""
    plain = draw(schedules())
    rules = changeable(plain.protocol, plain.treated.product, {w.rule.id: w.rule for w in plain.windows}.values())
    rule = draw(st.sampled_from(rules))
    spans = st.one_of(st.integers(1, 90).map("PT{}H".format), st.integers(1, 190).map("P{}D".format))
    change = Adjusted(rule.id, draw(st.one_of(st.none(), spans)))
    try:
        check_change(plain.protocol, plain.treated.product, change, YEAR)
    except AdjustingError:
        return plain, Adjusted(rule.id, "P26W")
    return plain, change


@given(changes())
def test_a_change_of_one_rule_leaves_all_other_windows_as_they_were(case: tuple[Schedule, Adjusted]) -> None:
    plain, change = case
    after = changed(plain, change)
    others = [window for window in laid(plain.windows) if window[0] != change.rule]
    assert [window for window in laid(after.windows) if window[0] != change.rule] == others
    own = after.windows_of(change.rule)
    assert bool(own) == (change.until is not None)
    assert all(window.starts_at < window.ends_at for window in own if window.ends_at)


@given(changes())
def test_what_must_be_never_ends_sooner(case: tuple[Schedule, Adjusted]) -> None:
    plain, change = case
    after = changed(plain, change)
    for window in plain.windows:
        if window.rule.severity == "must" and window.ends_at:
            ends = [other.ends_at for other in after.windows_of(window.rule.id) if other.ends_at]
            assert ends
            assert max(ends) >= window.ends_at


def test_a_longer_rule_says_its_length_everywhere() -> None:
    plain = schedule(LONDON, "2026-03-07T14:30")
    after = changed(plain, Adjusted("no-alcohol", "PT48H"))
    [window] = after.windows_of("no-alcohol")
    assert window.ends_at == plain.treated.treated_at + timedelta(hours=48)
    assert title_of(after.protocol, window.rule) == "No alcohol for 48 hours"
    later = plain.treated.treated_at + timedelta(hours=30)
    voice = Voice(after.protocol, numbers_for(after.protocol, "GB", "en"), lambda at: at.isoformat())
    assert can_i(plain, "wine", later, voice).answer == "yes"
    asked = can_i(after, "wine", later, voice)
    assert (asked.answer, asked.from_at) == ("not_yet", window.ends_at)


def test_reminders_follow() -> None:
    plain = schedule(LONDON, "2026-03-07T14:30")
    usual_ones = {one.key: one.due_at for one in planned(plain, None, usual(LONDON))}
    longer = changed(plain, Adjusted("stay-upright", "PT5H"), Adjusted("no-repeat-before-12w", "P16W"))
    moved = {one.key: one.due_at for one in planned(longer, None, usual(LONDON))}
    assert moved["rm-4h"] == usual_ones["rm-4h"] + timedelta(hours=1)
    assert moved["rm-return"] > usual_ones["rm-return"] + timedelta(days=19)
    without = {one.key for one in planned(changed(plain, Adjusted("stay-upright", None)), None, usual(LONDON))}
    assert set(usual_ones) - without == {"rm-4h"}


def test_a_rule_of_nights_lasts_as_many_as_its_new_end_allows() -> None:
    plain = schedule(LONDON, "2026-03-07T14:30")
    nights = len(plain.windows_of("head-raised"))
    assert len(changed(plain, Adjusted("head-raised", "P5D")).windows_of("head-raised")) == 5 > nights


def test_nothing_changed_is_the_protocol_itself() -> None:
    assert adjusted(bundled(), ()) is bundled()
    assert adjusted(bundled(), (Adjusted("no-such-rule", "PT1H"),)) is bundled()


@pytest.mark.parametrize(
    ("rule", "until", "reason"),
    [
        ("no-such-rule", "PT1H", "no_such_rule"),
        ("keep-your-medicines", "P1D", "no_such_rule"),
        ("no-driving-if-unwell", None, "no_such_rule"),
        ("expect-bruise", "P1D", "no_such_rule"),
        ("flying", "P1D", "no_such_rule"),
        ("review-visit", "P16D", "no_such_rule"),
        ("tell-other-clinicians", None, "never_weaker"),
        ("tell-other-clinicians", "P15W", "never_weaker"),
        ("no-repeat-before-12w", "P91D", "never_weaker"),
        ("neck-swallow-check", "P13D", "never_weaker"),
        ("head-raised", "PT4H", "backwards"),
        ("no-alcohol", "P53W", "too_long"),
    ],
)
def test_what_nobody_may_change(rule: str, until: str | None, reason: str) -> None:
    with pytest.raises(AdjustingError, match=reason):
        check_change(bundled(), "daxxify", Adjusted(rule, until), YEAR)


@pytest.mark.parametrize(
    ("rule", "until", "needs"),
    [
        ("no-alcohol", "PT24H", False),
        ("no-alcohol", "P7D", False),
        ("no-alcohol", "PT23H", True),
        ("no-alcohol", "P8D", True),
        ("no-alcohol", None, True),
        ("sun-hat", "P13D", True),
    ],
)
def test_beyond_what_any_source_says_it_needs_a_reason(rule: str, until: str | None, needs: bool) -> None:
    assert needs_a_reason(bundled().rule[rule], bundled().product["daxxify"], until) is needs


def test_the_range_is_that_of_the_sources() -> None:
    shortest, longest = range_seen(bundled().rule["no-rubbing"], bundled().product["daxxify"])
    assert (shortest, longest) == (Span.parse("PT2H"), Span.parse("PT48H"))
