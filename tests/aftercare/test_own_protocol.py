"""A clinic's own file beside the program's: what it may change, and that red flags are never less."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.aftercare.protocol import bundled, bundled_json, bundled_values, parse
from companion.aftercare.protocol.comparing import compare
from companion.aftercare.protocol.edits import Values, drop_rule, put_flag, put_rule, renewed, rule_in
from companion.aftercare.protocol.own import NOBODY, own_findings
from companion.aftercare.protocol.own_file import read_own, write_own
from companion.aftercare.protocol.sound import findings_of, packed
from companion.aftercare.schedule import Treated, schedule_of
from companion.aftercare.spans import Span

FLOOR = bundled_values()
ENDING = [rule["id"] for rule in FLOOR["rules"] if rule["window"]["until"] and not rule["window"].get("until_from")]
LEVELS = ("emergency_now", "same_day", "follow_up")
Edit = Callable[[Values], Values]
words = st.text("abcdefgh ,", min_size=3, max_size=30).map(lambda text: f"We say {text.strip() or 'so'}.")


@st.composite
def longer_windows(draw: st.DrawFn) -> Edit:
    rule_id = draw(st.sampled_from(ENDING))
    days = draw(st.integers(1, 400))

    def edit(values: Values) -> Values:
        rule = rule_in(values, rule_id)
        assert rule
        starts = Span.parse(rule["window"]["from"]).about().days
        window = rule["window"] | {"until": f"P{starts + days + 1}D"}
        return put_rule(values, rule | {"window": window, "reason": "Our own count."})

    return edit


@st.composite
def hidden_rules(draw: st.DrawFn) -> Edit:
    rule_id = draw(st.sampled_from([rule["id"] for rule in FLOOR["rules"]]))
    return lambda values: put_rule(values, rule_in(values, rule_id) | {"hidden": True, "reason": "Ours."})  # type: ignore[operator]


@st.composite
def other_words(draw: st.DrawFn) -> Edit:
    rule_id, said = draw(st.sampled_from([rule["id"] for rule in FLOOR["rules"]])), draw(words)
    return lambda values: put_rule(values, rule_in(values, rule_id) | {"why": {"en": said}})  # type: ignore[operator]


@st.composite
def own_rules(draw: st.DrawFn) -> Edit:
    said, number = draw(words), draw(st.integers(0, 99))
    rule = {
        "id": f"own-{number:08x}",
        "category": draw(st.sampled_from(["avoid", "do", "ok"])),
        "window": {"from": "PT0H", "until": f"PT{draw(st.integers(1, 999))}H"},
        "severity": "could",
        "evidence": "clinic",
        "disputed": False,
        "applies_to": {"products": "all", "areas": "all"},
        "sources": ["clinic"],
    } | {name: {"en": said} for name in ("name", "title", "detail", "why")}
    return lambda values: put_rule(values, rule)


@st.composite
def stronger_flags(draw: st.DrawFn) -> Edit:
    flag = draw(st.sampled_from(FLOOR["red_flags"]["items"]))
    urgency = draw(st.sampled_from(LEVELS[: LEVELS.index(flag["urgency"]) + 1]))
    also = [*flag.get("also", []), {"en": draw(words)}]
    say = {"en": f"{flag['say']['en']} {draw(words)}"}
    return lambda values: put_flag(values, flag | {"urgency": urgency, "also": also, "say": say})


edits = st.lists(st.one_of(longer_windows(), hidden_rules(), other_words(), own_rules(), stronger_flags()), max_size=5)


def after(made: list[Edit]) -> Values:
    """What is left of those that the floor lets pass."""
    values = FLOOR
    for edit in made:
        if not findings_of(edit(values), FLOOR):
            values = edit(values)
    return values


@settings(max_examples=12)
@given(edits)
def test_what_the_floor_lets_pass_compiles_and_its_red_flags_are_a_superset(made: list[Edit]) -> None:
    protocol, ours = parse(packed(after(made))), bundled()
    for flag in ours.red_flags.items:
        mine = protocol.flag[flag.id]
        assert LEVELS.index(mine.urgency) <= LEVELS.index(flag.urgency)
        assert mine.say["en"].startswith(flag.say["en"])
        assert [text["en"] for text in flag.also] == [text["en"] for text in mine.also][: len(flag.also)]
    assert (protocol.scales, protocol.can_i, protocol.emergency) == (ours.scales, ours.can_i, ours.emergency)


@settings(max_examples=12)
@given(edits, st.sampled_from(sorted(bundled().product)), st.sampled_from(bundled().areas))
def test_what_the_floor_lets_pass_can_be_laid_on_time(made: list[Edit], product: str, area: str) -> None:
    schedule = schedule_of(
        parse(packed(after(made))), Treated(product, (area,), datetime(2026, 3, 7, 12, tzinfo=UTC), "Europe/London")
    )
    for change in schedule.changes:
        schedule.standing_at(change)
    assert schedule.ends_at > schedule.treated.treated_at


@settings(max_examples=6)
@given(edits)
def test_laying_it_on_the_program_s_file_again_changes_nothing(made: list[Edit]) -> None:
    once = renewed(after(made), FLOOR)
    assert renewed(once, FLOOR) == once
    assert not compare(parse(packed(after(made))), parse(packed(once)))


@settings(max_examples=2)
@given(edits)
def test_a_file_that_went_out_comes_in_with_the_same_meaning(made: list[Edit]) -> None:
    body = packed(after(made))
    again, problems = read_own(write_own(body))
    assert problems == []
    assert again
    assert json.loads(again) == json.loads(body)


def broken(*path: str | int, to: Any = None) -> Values:
    """The program's file with another value there, or without that one."""
    values = deepcopy(FLOOR)
    *steps, last = path
    place: Any = values
    for step in steps:
        place = place[step]
    if to is None:
        del place[last]
    else:
        place[last] = to
    return values


FLAG = ("red_flags", "items", 1)  # hard to swallow or speak
WEAKER = {
    "a flag is gone": broken("red_flags", "items", 0),
    "less urgent": broken(*FLAG, "urgency", to="follow_up"),
    "another title": broken(*FLAG, "title", to={"en": "A tickle"}),
    "words taken from the question": broken(*FLAG, "ask", to={"en": "Is it hard to swallow?"}),
    "words put before the advice": broken(*FLAG, "say", to={"en": "Never mind. Call {emergency_number} now."}),
    "a way to show is gone": broken(*FLAG, "also", 0),
    "no ways to show": broken(*FLAG, "also"),
    "not checked": broken(*FLAG, "checked", to=False),
    "other sources": broken(*FLAG, "sources", to=["clinic"]),
    "another flag under a new id": broken(*FLAG, "id", to="own-1"),
    "the levels turned round": broken("red_flags", "urgency_levels", "emergency_now", "order", to=9),
    "the level's words": broken("red_flags", "urgency_levels", "emergency_now", "label", to={"en": "Wait"}),
    "a shorter time": broken("red_flags", "window_default", "until", to="PT1H"),
    "no pairs that raise it": broken("scales", "auto_triage", to=[]),
    "a score that raises nothing": broken("scales", "auto_triage", 0, "urgency", to="follow_up"),
    "a question that finds no help": broken("can_i", "topics", 0),
    "another number": broken("emergency", "countries", "GB", "emergency", to="111"),
    "other answers": broken("answers", "triage", "emergency_now", to={"en": "Wait."}),
}


@pytest.mark.parametrize("name", WEAKER)
def test_no_file_weakens_what_helps(name: str) -> None:
    assert list(own_findings(WEAKER[name], FLOOR))
    strong = renewed(WEAKER[name], FLOOR)["red_flags"]["items"]
    assert [flag for flag in strong if not flag["id"].startswith("own-")] == FLOOR["red_flags"]["items"]


OTHER = {
    "a rule is gone": drop_rule(FLOOR, "no-alcohol"),
    "its evidence": broken("rules", 0, "evidence", to="label"),
    "what was seen": broken("rules", 0, "seen", to=["PT1H", "P9D"]),
    "its sources": broken("rules", 0, "sources", to=["seed"]),
    "no words": broken("rules", 0, "why"),
    "no end": broken("rules", 0, "window", "until"),
    "a rule that poses as the program's": broken("rules", 0, "id", to="lying-flat"),
    "the order of Now": broken("now_view", "order", to=[]),
    "a reminder": broken("reminders", 0, "body", to={"en": "Hello"}),
    "a product": broken("products", 0, "min_interval", to=["P1W"]),
    "a part more": broken("extra", to=1),
}


@pytest.mark.parametrize("name", OTHER)
def test_what_is_the_program_s_stays_as_it_is(name: str) -> None:
    assert list(own_findings(OTHER[name], FLOOR))


def test_some_rule_stays_for_everybody() -> None:
    hidden = [rule | {"hidden": True, "reason": "Ours."} for rule in FLOOR["rules"]]
    assert list(own_findings(FLOOR | {"rules": hidden}, FLOOR)) == [(("rules",), NOBODY)]


def test_more_languages_are_welcome_everywhere() -> None:
    values = deepcopy(FLOOR)
    for text in (
        values["rules"][0]["why"],
        values["red_flags"]["items"][0]["say"],
        values["timeline"][0]["expected"][0],
    ):
        text["fr"] = "En français."
    values["meta"]["languages"] = ["en", "fr"]
    assert findings_of(values, FLOOR) == []
    assert renewed(values, FLOOR)["red_flags"]["items"][0]["say"]["fr"] == "En français."


def test_a_flag_that_the_program_learned_later_comes_into_an_older_draft() -> None:
    older = deepcopy(FLOOR)
    gone = older["red_flags"]["items"].pop(2)["id"]
    assert [flag["id"] for flag in renewed(older, FLOOR)["red_flags"]["items"]][2] == gone


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 5000, "nested too deeply"),
        ("- " * 3000, "nested too deeply"),
        ("x" * 700_000, "longer than"),
        ("meta: 2026-13-45\n", "quote it"),
        ("meta: 1\nmeta: 2\n", "stands here twice"),
        ("a: &a [1]\nb: *a\n", "aliases are not read"),
        ("a: !!python/object:os.system x\n", "could not determine a constructor"),
        ("", "the file is empty"),
        ("42", "must be a map"),
        ("\x00", "special characters"),
    ],
)
def test_a_file_that_is_none_is_named_and_never_breaks(text: str, said: str) -> None:
    body, problems = read_own(text)
    assert body is None
    assert any(said in problem.message for problem in problems), problems[:3]


def test_every_error_of_a_file_has_its_line() -> None:
    text = write_own(bundled_json()).replace("until: PT4H", "until: PT9H", 1).replace("id: rf-breathing", "id: rf-x", 1)
    body, problems = read_own(text)
    lines = text.splitlines()
    assert body is None
    assert {"until: PT9H", "- id: rf-x"} <= {lines[problem.line - 1].strip() for problem in problems}
