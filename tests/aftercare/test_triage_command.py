"""`companion triage` reads one entry from standard input and answers, or says what is wrong."""

import json

import pytest

from tests.aftercare.command import Companion


@pytest.mark.parametrize(
    ("entry", "urgency", "because"),
    [
        ({"age": "P4D", "scores": {"headache": 1}}, "same_day", ["headache", "rf-bad-headache"]),
        (
            {"age": "PT2H", "flags": ["rf-ptosis", "rf-double-vision"]},
            "emergency_now",
            ["rf-ptosis", "rf-double-vision"],
        ),
        ({"age": "PT2H"}, "none", []),
        ({"age": "P3D", "scores": {"headache": 1}, "flags": []}, "none", []),
        (
            {"age": "P3D", "scores": {"swelling": 1}, "previous": {"age": "P2D", "scores": {"swelling": 0}}},
            "same_day",
            ["swelling"],
        ),
        ({"age": "P3D", "scores": {"swelling": 1}, "previous": None}, "none", []),
    ],
)
def test_the_command_answers_in_json(
    entry: dict[str, object], urgency: str, because: list[str], companion: Companion
) -> None:
    said = companion("triage", "--json", typed=json.dumps(entry))
    answer = json.loads(said.out)
    assert (said.code, said.err, list(answer)) == (0, "", ["urgency", "because", "say"])
    assert (answer["urgency"], answer["because"]) == (urgency, because)


def test_the_command_knows_the_numbers_of_a_zone(companion: Companion) -> None:
    entry = json.dumps({"age": "PT2H", "flags": ["rf-chest"]})
    assert (
        companion("triage", "--zone", "Europe/London", typed=entry).out == "emergency now (rf-chest): Call 999 now.\n"
    )
    assert "your local emergency number" in companion("triage", typed=entry).out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('{"age": "PT2H", "flags": ["rf-ptosi"]}', "Did you mean rf-ptosis?"),
        ('{"age": "PT2H", "scores": {"hedache": 1}}', "Did you mean headache?"),
        ('{"age": "PT2H", "scores": {"pain": 11}}', "score pain is 11, it must be 0 to 10"),
        ('{"age": "PT2H", "scores": {"pain": -1}}', "score pain is -1, it must be 0 to 10"),
        ('{"age": "PT2H", "previous": {"scores": {"bruise": 4}}}', "score bruise is 4, it must be 0 to 3"),
        ('{"age": "PT2H", "scores": {"pain": 1.5}}', "scores.pain: must be a whole number"),
        ('{"age": "PT2H", "scores": {"pain": true}}', "scores.pain: must be a whole number"),
        ('{"age": "PT2H", "scores": {"pain": null}}', "scores.pain: must be a whole number"),
        ('{"age": "PT2H", "colour": 1}', "unknown key 'colour'"),
        ('{"scores": {}}', "'age' is missing"),
        ('{"age": "2 hours"}', "'2 hours' is not a span"),
        ('{"age": "P1M"}', "a month has no fixed length"),
        ('{"age": "-PT2H"}', "is not a span"),
        ('{"age": "PT2H"', "JSON"),
        ("", "JSON"),
        ("[]", "must be a map"),
    ],
)
def test_a_bad_entry_exits_with_2_and_one_line(typed: str, said: str, companion: Companion) -> None:
    answer = companion("triage", "--json", typed=typed)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert said in answer.err
