"""The protocol that this program carries, and the commands that check and compile one."""

import json
from pathlib import Path

import pytest

from companion.aftercare.protocol import HOME, Protocol, bundled_json, parse
from companion.aftercare.protocol.checking import check, compile_json
from tests.aftercare.broken import BREAKS, FORTY, SMALL, line_of
from tests.aftercare.command import Companion

UNKNOWN_KEY, TWICE = BREAKS["unknown key"], BREAKS["duplicate key"]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return file


def test_the_bundled_protocol_has_no_problem(companion: Companion) -> None:
    said = companion("protocol", "check", str(HOME / "neuromodulator.yaml"))
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("neuromodulator.yaml: 0 errors\n")


def test_the_json_is_exactly_what_the_yaml_compiles_to() -> None:
    assert compile_json((HOME / "neuromodulator.yaml").read_text(encoding="utf-8")) == bundled_json()


def test_a_clinic_s_own_file_is_checked_beside_the_program_s(tmp_path: Path, companion: Companion) -> None:
    file, text = tmp_path / "ours.yaml", (HOME / "neuromodulator.yaml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    assert companion("protocol", "check", "--own", str(file)).code == 0
    file.write_text(text.replace("urgency: emergency_now", "urgency: follow_up", 1), encoding="utf-8")
    said = companion("protocol", "check", "--own", str(file))
    assert (said.code, "never less" in said.out) == (1, True)
    assert companion("protocol", "check", str(file)).code == 0


def test_a_much_smaller_protocol_has_no_problem_either() -> None:
    assert check(SMALL) == []
    assert parse(compile_json(SMALL)).meta.id == "small"


def test_what_is_allowed_is_no_problem() -> None:
    allowed = (
        SMALL.replace("{en: Mon}", "{en: Mon, fr: lun, zh-Hans: 周一}")
        .replace('"Keep your medicine"', f'"{FORTY}"')
        .replace("until: PT4H}", "until: P3M}")
        .replace("category: do", "uv: true\n    category: do", 1)
        .replace('"A clot can kill."', '"A \\"clot\\" can kill: call {emergency_number}."')
    )
    assert check(allowed) == []


def test_nobody_has_signed_the_protocol_off_yet(protocol: Protocol) -> None:
    assert protocol.meta.signed_off is None


def test_every_language_of_a_text_is_one_that_the_protocol_names(protocol: Protocol) -> None:
    texts = [text for rule in protocol.rules for text in (rule.name, rule.title, rule.detail, rule.why)]
    assert {language for text in texts for language in text} <= set(protocol.meta.languages)


def test_a_good_file_exits_with_0(small: Path, companion: Companion) -> None:
    said = companion("protocol", "check", str(small))
    assert (said.code, said.out, said.err) == (0, f"{small}: 0 errors\n", "")


def test_a_file_with_errors_exits_with_1_and_a_line_for_each(small: Path, companion: Companion) -> None:
    text = UNKNOWN_KEY.apply(TWICE.apply(SMALL))
    small.write_text(text, encoding="utf-8")
    said = companion("protocol", "check", str(small))
    problems = [UNKNOWN_KEY.problem(text), TWICE.problem(text)]
    assert said.code == 1
    assert said.out.splitlines() == [*(f"{small}: {problem}" for problem in problems), f"{small}: 2 errors"]


def test_the_errors_as_json(small: Path, companion: Companion) -> None:
    text = UNKNOWN_KEY.apply(SMALL)
    small.write_text(text, encoding="utf-8")
    said, line = companion("protocol", "check", str(small), "--json"), UNKNOWN_KEY.problem(text).line
    error = {"line": line, "path": "rules[1].colour", "message": "unknown key 'colour'"}
    assert (said.code, json.loads(said.out)) == (1, {"file": str(small), "ok": False, "errors": [error]})


def test_bytes_that_are_no_utf8_are_named_with_their_line(small: Path, companion: Companion) -> None:
    small.write_bytes(SMALL.encode().replace(b"old habit", b"old h\xe4bit"))
    line = line_of(SMALL, "old habit")
    said = companion("protocol", "check", str(small))
    assert said.code == 1
    assert said.out.startswith(f"{small}: line {line}: not UTF-8 text")


@pytest.mark.parametrize("verb", ["check", "compile"])
@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_file_that_is_not_there_exits_with_2(verb: str, name: str, tmp_path: Path, companion: Companion) -> None:
    said = companion("protocol", verb, str(tmp_path / name))
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)


def test_compiling_writes_the_json_beside_the_file(small: Path, companion: Companion) -> None:
    assert companion("protocol", "compile", str(small)).code == 0
    assert small.with_suffix(".json").read_text(encoding="utf-8") == compile_json(SMALL)


@pytest.mark.parametrize("content", [UNKNOWN_KEY.apply(SMALL).encode(), b"meta: \xff\n"])
def test_compiling_a_broken_file_writes_nothing(content: bytes, small: Path, companion: Companion) -> None:
    small.write_bytes(content)
    said = companion("protocol", "compile", str(small))
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert not small.with_suffix(".json").exists()
