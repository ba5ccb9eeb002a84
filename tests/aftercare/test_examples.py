"""The worked examples of the `now` answer, exactly."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from companion.aftercare.now_answer import now_answer
from companion.aftercare.protocol import Protocol
from companion.aftercare.schedule import Treated, schedule_of
from tests.aftercare.alice import wall
from tests.aftercare.command import Companion

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES: list[dict[str, Any]] = json.loads((HERE / "now-example.json").read_text(encoding="utf-8"))["cases"]
each_case = pytest.mark.parametrize("case", CASES, ids=[case["input"]["product"] for case in CASES])


def instants(asked: dict[str, Any]) -> tuple[datetime, datetime]:
    return wall(asked["treated_at"], asked["zone"]), wall(asked["now"], asked["zone"])


def options(asked: dict[str, Any]) -> list[str]:
    return [
        *("--product", asked["product"]),
        *("--areas", ",".join(asked["areas"])),
        *("--treated-at", asked["treated_at"]),
        *("--zone", asked["zone"]),
        *("--at", asked["now"]),
    ]


@each_case
def test_a_worked_example_is_answered_exactly(case: dict[str, Any], protocol: Protocol) -> None:
    asked = case["input"]
    treated_at, now = instants(asked)
    treated = Treated(asked["product"], tuple(asked["areas"]), treated_at, asked["zone"])
    assert now_answer(schedule_of(protocol, treated), now) == case["expected"]


@each_case
def test_the_command_prints_the_same(case: dict[str, Any], companion: Companion) -> None:
    said = companion("now", *options(case["input"]), "--json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out) == case["expected"]


def test_the_command_does_so_in_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "companion", "now", *options(CASES[0]["input"]), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == CASES[0]["expected"]


def test_a_treatment_typed_with_an_offset_gives_the_same_answer(companion: Companion) -> None:
    asked = CASES[0]["input"] | {"treated_at": "2026-03-07T19:30:00Z", "now": "2026-03-07T22:20+01:00"}
    assert json.loads(companion("now", *options(asked), "--json").out) == CASES[0]["expected"]


def test_without_json_the_hero_comes_first_and_the_next_change_is_named(companion: Companion) -> None:
    lines = companion("now", *options(CASES[0]["input"])).out.splitlines()
    assert lines[0] == "Lying flat: until 18:30 today"
    assert "Not yet" in lines
    assert "Next change: 18:30 today" in lines
