"""Hours as an owner types them are the hours that patients read, and come back to the same fields."""

import pytest

from companion.aftercare.hours import read_hours
from companion.aftercare.hours_typed import hours_text, shown_days_off, shown_week, typed_days_off, typed_times


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9-18", "09:00-18:00"),
        ("09:00 – 12:30, 13.15 to 17", "09:00-12:30,13:15-17:00"),
        ("20:00-02:00", "20:00-02:00"),
        ("00:00-24:00", "00:00-24:00"),
        ("9-12 and 13-17", "09:00-12:00,13:00-17:00"),
        (" ", "off"),
        ("Closed", "off"),
    ],
)
def test_a_day_as_people_type_it(typed: str, kept: str) -> None:
    assert typed_times(typed) == kept


@pytest.mark.parametrize("typed", ["late", "9", "9-", "25-26", "09:00-09:00", "9-18 Mo", "9-18,", "9:5-18"])
def test_what_nobody_can_read_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        typed_times(typed)


def test_days_off_in_either_order() -> None:
    assert typed_days_off("25-26 Dec, Jan 1; 1 august") == ["Dec 25-26 off", "Jan 1 off", "Aug 1 off"]
    for wrong in ("Christmas", "31 Feb", "26-25 Dec", "1 Foo", "5"):
        with pytest.raises(ValueError, match=r"."):
            typed_days_off(wrong)


def test_neighbours_stand_together_and_come_back_to_their_fields() -> None:
    typed = ["9-18"] * 5 + ["10-14", ""]
    text = hours_text([typed_times(day) for day in typed], typed_days_off("1 Jan, 25-26 Dec"))
    assert text == "Mo-Fr 09:00-18:00; Sa 10:00-14:00; Jan 1 off; Dec 25-26 off"
    hours = read_hours(text)
    assert shown_week(hours) == ["09:00-18:00"] * 5 + ["10:00-14:00", ""]
    assert shown_days_off(hours) == "1 Jan, 25-26 Dec"
    again = hours_text([typed_times(day) for day in shown_week(hours)], typed_days_off(shown_days_off(hours)))
    assert again == text


def test_a_week_without_any_hours_says_nothing() -> None:
    assert hours_text(["off"] * 7, ["Jan 1 off"]) is None


def test_a_night_and_a_whole_day_come_back_too() -> None:
    text = "Mo 00:00-24:00; Fr 20:00-02:00,09:00-12:00"
    assert shown_week(read_hours(text)) == ["00:00-24:00", "", "", "", "09:00-12:00, 20:00-02:00", "", ""]
