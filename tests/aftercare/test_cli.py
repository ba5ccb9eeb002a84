"""A bad call of the command: exit code 2 and one line that helps, nothing on standard output."""

import pytest

from tests.aftercare.command import Companion

GOOD = {
    "--product": "daxxify",
    "--areas": "glabella,forehead",
    "--treated-at": "2026-03-07T14:30",
    "--zone": "America/New_York",
    "--at": "2026-03-07T16:20",
}


def call(*command: str, **changed: str | None) -> list[str]:
    options = GOOD | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    given = [part for name, value in options.items() if value is not None for part in (name, value)]
    return [*command, *given]


def one_line(companion: Companion, *arguments: str) -> str:
    said = companion(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("companion: ")
    assert said.err.count("\n") == 1 and said.err.endswith("\n")
    return said.err


def test_a_product_that_is_not_known_is_answered_with_the_nearest_and_all(companion: Companion) -> None:
    said = one_line(companion, *call("now", product="daxify"))
    assert "--product" in said and "unknown product 'daxify'" in said
    assert "Did you mean daxxify?" in said
    assert "alluzience" in said and "xeomin" in said


@pytest.mark.parametrize("areas", ["glabela", "forehead,glabela", "glabela, forehead"])
def test_an_area_that_is_not_known(areas: str, companion: Companion) -> None:
    said = one_line(companion, *call("now", areas=areas))
    assert "unknown area 'glabela'" in said and "Did you mean glabella?" in said
    assert "masseter" in said


@pytest.mark.parametrize("areas", ["", ",", " , "])
def test_no_area_at_all(areas: str, companion: Companion) -> None:
    assert "bunny_lines" in one_line(companion, *call("now", areas=areas))


@pytest.mark.parametrize(
    ("zone", "near"),
    [
        ("America/Nwe_York", "America/New_York"),
        ("europe/london", "Europe/London"),
        ("Europe/Berln", "Europe/Berlin"),
    ],
)
def test_a_zone_that_is_not_known(zone: str, near: str, companion: Companion) -> None:
    said = one_line(companion, *call("now", zone=zone))
    assert f"unknown zone '{zone}'" in said and f"Did you mean {near}?" in said


@pytest.mark.parametrize("zone", ["", "/etc/passwd", "../../etc/passwd", "Factory", "posix/Europe/London"])
def test_a_zone_is_a_name_and_never_a_path(zone: str, companion: Companion) -> None:
    assert "Europe/London" in one_line(companion, *call("now", zone=zone))


@pytest.mark.parametrize("typed", ["2026-03-08T02:00", "2026-03-08T02:30", "2026-03-08 02:59:59"])
def test_a_time_of_treatment_in_a_gap(typed: str, companion: Companion) -> None:
    said = one_line(companion, *call("now", treated_at=typed, at="2026-03-09T12:00"))
    assert "--treated-at" in said and f"'{typed}' did not exist in America/New_York" in said


def test_a_doubled_time_of_treatment_means_the_first(companion: Companion) -> None:
    said = companion(*call("now", treated_at="2026-11-01T01:30", at="2026-11-01T12:00"), "--json")
    assert '"treated_at": "2026-11-01T05:30:00Z"' in said.out


@pytest.mark.parametrize(
    "typed",
    [
        "yesterday",
        "",
        "2026-03-07",
        "2026-02-30T10:00",
        "2026-03-07T25:00",
        "1999-12-31T23:00",
        "2100-01-01T00:00",
        "20260307",
    ],
)
def test_a_time_that_is_none(typed: str, companion: Companion) -> None:
    assert "--treated-at" in one_line(companion, *call("now", treated_at=typed))


@pytest.mark.parametrize("at", ["2026-03-07T14:29", "2026-03-07T19:29:59Z"])
def test_a_moment_before_the_treatment(at: str, companion: Companion) -> None:
    said = one_line(companion, *call("now", at=at))
    assert "--at" in said and "before the treatment" in said


def test_the_very_moment_of_the_treatment_is_fine(companion: Companion) -> None:
    said = companion(*call("now", at="2026-03-07T14:30"), "--json")
    assert said.code == 0
    assert '"elapsed": "PT0S"' in said.out


@pytest.mark.parametrize("option", ["product", "areas", "treated_at", "zone"])
@pytest.mark.parametrize("command", [("now",), ("can-i", "wine")])
def test_a_missing_option_is_named(command: tuple[str, ...], option: str, companion: Companion) -> None:
    assert f"--{option.replace('_', '-')}" in one_line(companion, *call(*command, **{option: None}))


def test_a_missing_question_is_named(companion: Companion) -> None:
    assert "QUESTION" in one_line(companion, *call("can-i"))


def test_a_misspelt_option_is_answered_with_the_nearest(companion: Companion) -> None:
    assert "--product" in one_line(companion, *call("now"), "--prodcut", "daxxify")


@pytest.mark.parametrize(
    ("typed", "near"),
    [(["nwo"], "now"), (["can_i"], "can-i"), (["triaje"], "triage"), (["protocol", "chekc"], "check")],
)
def test_a_command_that_is_not_known_is_answered_with_the_nearest(
    typed: list[str], near: str, companion: Companion
) -> None:
    said = one_line(companion, *typed)
    assert typed[-1] in said and near in said.replace(typed[-1], "")


def test_the_zone_of_a_triage_is_checked_too(companion: Companion) -> None:
    assert "Did you mean Europe/Oslo?" in one_line(companion, "triage", "--zone", "Europe/Olso")


def test_without_a_command_the_help_names_them_all(companion: Companion) -> None:
    said = companion()
    assert said.code == 2
    assert all(name in said.out for name in ("now", "can-i", "triage", "protocol"))
