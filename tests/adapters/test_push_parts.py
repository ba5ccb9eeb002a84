"""The parts of web push that need no network: topics, payloads, the ring of keys, the breaker."""

import json
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from companion.adapters.web_push.breaker import Breaker
from companion.adapters.web_push.keys import Keys, KeysError
from companion.adapters.web_push.message import payload_of, topic_of
from companion.adapters.web_push.outcome import Gone, Refused, Sent, TryLater

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = TryLater(None, "status 503")


def test_a_topic_is_what_the_strictest_service_takes() -> None:
    topics = {topic_of(f"treatment {number}") for number in range(1_000)}
    assert len(topics) == 1_000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", topic) for topic in topics)
    assert topic_of("a") == topic_of("a")


def test_a_payload_is_shown_by_safari_and_read_by_the_service_worker() -> None:
    payload = payload_of("Später", "…", "https://aftercare.example/now", "sun", data={"reminder": "7"}, lang="de")
    assert json.loads(payload) == {
        "web_push": 8030,
        "notification": {
            "title": "Später",
            "body": "…",
            "navigate": "https://aftercare.example/now",
            "tag": "sun",
            "lang": "de",
            "dir": "auto",
            "silent": False,
            "data": {"reminder": "7"},
        },
        "mutable": True,
    }
    with pytest.raises(ValueError, match="not an absolute URL"):
        payload_of("a", "b", "/now", "sun")
    assert payload_of("a", "b", "http://127.0.0.1:8000/now", "sun"), "a house that is tried out by its number"


def test_the_first_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: Keys.opened(tmp_path, make=True).current, range(8)))
    assert len(set(rings)) == 1
    [file] = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_a_ring_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeysError, match=r"no push keys in .*: `companion vapid-keys new` makes one"):
        Keys.opened(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text", ["", "{}", '{"keys": []}', '{"keys": ["x"]}', '{"keys": [1]}', '{"keys": ["!"]}', "[]"]
)
def test_a_file_that_is_no_ring_is_not_overwritten(tmp_path: Path, text: str) -> None:
    (tmp_path / "vapid.json").write_text(text)
    with pytest.raises(KeysError, match="put it back from its backup"):
        Keys.opened(tmp_path, make=True)
    with pytest.raises(KeysError, match="put it back from its backup"):
        Keys(tmp_path / "vapid.json").add()
    assert (tmp_path / "vapid.json").read_text() == text


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "vapid.json").mkdir()
    with pytest.raises(KeysError, match=r"vapid\.json cannot be read: Is a directory"):
        Keys.opened(tmp_path)


def test_a_new_key_is_current_and_the_old_ones_stay(tmp_path: Path) -> None:
    keys = Keys.opened(tmp_path, make=True)
    first, second = keys.current, keys.add()
    again = Keys.opened(tmp_path)
    assert again.current == second.id
    assert again.ids == [second.id, first]
    assert again[first].public == keys[first].public
    assert len(again[second.id].public) == 87


def test_a_running_process_sees_a_new_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("companion.adapters.web_push.keys._SECONDS", 0.0)
    running = Keys.opened(tmp_path, make=True)
    added = Keys.opened(tmp_path).add()
    assert running.current == added.id


def test_a_key_is_dropped_unless_it_is_the_current_one(tmp_path: Path) -> None:
    keys = Keys.opened(tmp_path, make=True)
    first = keys.current
    with pytest.raises(KeysError, match="is the current key: `companion vapid-keys new` makes another first"):
        keys.drop(first)
    second = keys.add()
    with pytest.raises(KeysError, match="no key nobody; there are"):
        keys.drop("nobody")
    keys.drop(first)
    assert keys.ids == [second.id]
    with pytest.raises(KeyError):
        keys[first]


def breaker() -> Breaker:
    return Breaker(failures=3, span=timedelta(seconds=30), jitter=lambda: 0.5)


def test_a_service_that_fails_in_a_row_is_left_alone() -> None:
    held = breaker()
    for _ in range(2):
        held.heard(LATER, NOON)
    held.heard(Sent(), NOON)
    for _ in range(2):
        held.heard(LATER, NOON)
    assert held.lets_through(NOON)
    held.heard(LATER, NOON)
    assert not held.lets_through(NOON + timedelta(seconds=44))
    assert held.open_until == NOON + timedelta(seconds=45)


@pytest.mark.parametrize("answer", [Sent(), Gone(), Refused(400, "bad_request")], ids=str)
def test_one_is_let_through_and_its_answer_opens_the_way(answer: Sent | Gone | Refused) -> None:
    held, at = breaker(), NOON + timedelta(seconds=45)
    for _ in range(3):
        held.heard(LATER, NOON)
    assert [held.lets_through(at) for _ in range(3)] == [True, False, False]
    held.heard(answer, at)
    assert held.lets_through(at)


def test_a_trial_that_fails_closes_it_again_for_as_long_as_the_service_asks() -> None:
    held, at = breaker(), NOON + timedelta(seconds=45)
    for _ in range(3):
        held.heard(LATER, NOON)
    assert held.lets_through(at)
    held.heard(TryLater(timedelta(minutes=10), "status 429"), at)
    assert not held.lets_through(at + timedelta(minutes=9))
    assert held.lets_through(at + timedelta(minutes=10))


def test_a_clock_that_is_put_back_does_not_close_it_for_longer() -> None:
    held = breaker()
    for _ in range(3):
        held.heard(LATER, NOON)
    assert [held.lets_through(NOON - timedelta(hours=2)) for _ in range(2)] == [True, False]


def test_a_trial_of_which_nothing_is_heard_is_followed_by_another() -> None:
    held, at = breaker(), NOON + timedelta(seconds=45)
    for _ in range(3):
        held.heard(LATER, NOON)
    assert held.lets_through(at)
    assert held.lets_through(at + timedelta(seconds=45))
