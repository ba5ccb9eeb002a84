"""Every mistake in a protocol file is named with its line, its path and what is wrong, all in one go."""

import pytest

from companion.aftercare.protocol.checking import Problem, ProtocolError, check, compile_json
from tests.aftercare.broken import BREAKS, FORTY, SMALL, Break, line_of

WITHOUT_SOURCE = SMALL.replace("areas: all}\n    sources: [label]", "areas: all}\n    sources: []")
KEEP_MEDICINE = line_of(SMALL, "id: keep-medicine")
OWN = "the rule's own window is written out"


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_mistake_is_named_with_its_line_and_path_and_nothing_else_is(broken: Break) -> None:
    text = broken.apply(SMALL)
    assert check(text) == [broken.problem(text)]


def test_all_mistakes_of_one_file_are_named_at_once_in_the_order_of_their_lines() -> None:
    text, unmixable = (
        SMALL,
        {"unknown score", "duplicate id", "own start in the yes", "sunset for a reminder that is not of the sun"},
    )
    mistakes = [broken for broken in BREAKS.values() if broken.name not in unmixable]
    for broken in mistakes:
        text = broken.apply(text)
    assert check(text) == sorted(broken.problem(text) for broken in mistakes)


def test_several_mistakes_of_one_rule_are_all_named() -> None:
    rule = SMALL[SMALL.index("  - id: soft-food") : SMALL.index("  - id: keep-medicine")]
    broken = (
        rule.replace("category: do", "category: perhaps")
        .replace('title: {en: "Choose soft food"}', f'title: {{en: "{FORTY}: {{length}}"}}')
        .replace("severity: could\n", "severity: could\n    loud: true\n")
        .replace("requires: stay-up", "requires: sit-up")
        .replace("areas: [masseter]", "areas: [jaw]")
    )
    said = [(problem.path, problem.message.split(",")[0]) for problem in check(SMALL.replace(rule, broken))]
    assert said == [
        ("rules[2].category", "Input should be 'avoid'"),
        ("rules[2].title.en", "title of 50 characters"),
        ("rules[2].title.en", "{length} needs a window that starts at PT0H and has an end"),
        ("rules[2].loud", "unknown key 'loud'"),
        ("rules[2].requires", "unknown rule 'sit-up'"),
        ("rules[2].applies_to.areas[0]", "unknown area 'jaw'"),
    ]


def test_a_rule_without_a_source_is_named() -> None:
    problems = check(WITHOUT_SOURCE)
    assert Problem(KEEP_MEDICINE, "rules[3]", "rule 'keep-medicine' without a source") in problems
    assert {problem.path for problem in problems} == {"rules[3]", "rules[3].sources"}


def test_an_alias_is_named_where_it_is_used() -> None:
    text = SMALL.replace("order: [stay-up", "order: &order [stay-up").replace(
        "linked: [keep-medicine]", "linked: *order"
    )
    line = line_of(text, "*order")
    assert Problem(line, "now_view.always_linked", "write it out: aliases are not read") in check(text)


@pytest.mark.parametrize(
    ("old", "new", "mark"),
    [
        ("  max_open: 5", "  max_open: [5", "order: [stay-up"),
        ("  max_open: 5", "\tmax_open: 5", "\tmax_open"),
        ("  max_open: 5", '  max_open: "5', ""),
        ("  max_open: 5", "  max_open: !!python/object:os.system 5", "!!python"),
        ("  max_open: 5", "  max_open: a: 5", "a: 5"),
    ],
)
def test_what_is_not_yaml_is_named_with_its_line(old: str, new: str, mark: str) -> None:
    text = SMALL.replace(old, new)
    [problem] = check(text)
    assert problem.message.startswith("not readable as YAML: ")
    assert not mark or problem.line == line_of(text, mark)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "[]", "5", "just words", "null"])
def test_a_file_that_is_no_map_is_a_problem_and_not_a_crash(text: str) -> None:
    assert [problem.line for problem in check(text)] == [1]


def test_a_broken_file_is_never_compiled() -> None:
    with pytest.raises(ProtocolError) as error:
        compile_json(BREAKS["unknown key"].apply(SMALL))
    assert str(error.value).endswith("rules[1].colour: unknown key 'colour'")


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("PT0H, until: P28D", "for twenty-eight days"),
        ("PT0H, until: P4W", "for 28 days"),
        ("PT0H, until: PT72H", "for seventy-two hours"),
        ("PT0H, until: PT30M", "for thirty minutes"),
        ("PT0H, until: P3M", "for three months"),
        ("PT0H, until: PT24H", "for a day"),
        ("PT0H, until: PT24H", "for twenty-four hours"),
        ("PT0H, until: P7D", "until day 7"),
        ("PT0H, until: P14D", "until 21 March"),
        ("PT0H, until: PT4H", "until 6.30 pm"),
        ("PT0H, until: P1D", "until noon"),
    ],
)
def test_a_window_is_found_however_it_is_written(window: str, words: str) -> None:
    text = SMALL.replace("PT0H, until: PT4H", window).replace("It is an old habit.", f"Wait {words}.")
    assert [(p.path, p.message.split(" (")[0]) for p in check(text)] == [("rules[0].why.en", OWN)]


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("PT0H, until: PT4H", "Once every 2 hours, up to 5 minutes, no more than 4 times a day."),
        ("PT0H, until: PT4H", "14 hours in 24, or 4 minutes, or 4 days."),
        ("PT0H, until: P1D", "For twenty-one days or 21 days."),
        ("PT0H, until: P7D", "About 7 in 10 people, SPF 30+, 38.50 C and 2.50 ml."),
        ("PT0H, until: PT1H", "One small trial saw it about an hour sooner, one of 2 hours did not."),
        ("PT0H, until: P2D", "Some clinics ask you to wait a day. Often on days 3 to 4."),
    ],
)
def test_facts_that_are_not_the_window_may_stand_in_words(window: str, words: str) -> None:
    text = SMALL.replace("PT0H, until: PT4H", window).replace("It is an old habit.", words)
    assert check(text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("areas: [glabella, masseter]\n", "areas: 5\n"),
        ("areas: [glabella, masseter]\n", "areas: [[glabella]]\n"),
        ("  - id: no-wine", "  - id: [no-wine]"),
        ("- id: rf-ptosis", "- id: {a: b}"),
        ("{id: pain,", "{id: [pain],"),
        ("range: [0, 10]", "range: []"),
        ("range: [0, 10]", "range: [low, high]"),
        ("{score: pain,", "{score: [pain],"),
        ('placeholders: ["{call_clinic}"', 'placeholders: [["{call_clinic}"]'),
        ("rules:\n  - id: stay-up", "rules:\n  - 5\n  - id: stay-up"),
        ("{id: bath, words: [bath]", "{id: bath, words: bath"),
        ("area_names:\n", "area_names: 5\nothers:\n"),
    ],
)
def test_a_wrong_type_anywhere_is_a_problem_and_not_a_crash(old: str, new: str) -> None:
    assert SMALL.count(old) == 1
    assert check(SMALL.replace(old, new))
