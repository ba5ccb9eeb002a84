"""Messages reach a push service that opens and checks each one, and its every answer is understood."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import time_machine

from companion.adapters.web_push.keys import Keys
from companion.adapters.web_push.limits import Limits, Ways
from companion.adapters.web_push.message import LARGEST, Message, topic_of
from companion.adapters.web_push.outcome import Gone, Outcome, Refused, Sent, TryLater, outcome_of
from companion.adapters.web_push.sending import Sender
from companion.adapters.web_push.target import Target
from tests.adapters.push_browser import Browser
from tests.adapters.push_service import PushService, Says, push_service
from tests.adapters.swift_service import swift_service

CONTACT = "mailto:office@aftercare.example"
QUICK = Limits(total=timedelta(seconds=2))


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys.opened(tmp_path, make=True)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[PushService]:
    with push_service(tmp_path) as service:
        yield service


@pytest.fixture
def sender(keys: Keys, service: PushService) -> Iterator[Sender]:
    with Sender(keys, CONTACT, QUICK, service.ways) as sender:
        yield sender


def message(target: Target, payload: bytes = b"{}", ttl: int = 60, key: str = "x") -> Message:
    return Message(target, payload, ttl, topic_of(key))


def outcome_at(sender: Sender, target: Target) -> Outcome:
    [(_, outcome)] = sender.send_all([message(target)])
    return outcome


def later(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def test_alice_reads_what_was_sent_and_nobody_else_can(sender: Sender, service: PushService, keys: Keys) -> None:
    alice = service.subscribe("alice")
    sent = Message(alice, "Sonne, später".encode(), 3600, topic_of("treatment sun"), "high")
    assert list(sender.send_all([sent])) == [(sent, Sent())]
    [received] = service.received
    assert received.payload.decode() == "Sonne, später"
    assert (received.headers["ttl"], received.headers["urgency"]) == ("3600", "high")
    assert received.headers["topic"] == topic_of("treatment sun")
    assert received.claims.key == keys[keys.current].public
    assert received.claims.sub == CONTACT
    assert time.time() + 11 * 3600 < received.claims.exp < time.time() + 12 * 3600
    with pytest.raises(Exception, match=r"^Decryption error"):
        Browser().opened(received.sealed)


def test_no_two_messages_are_sealed_with_the_same_key(sender: Sender, service: PushService) -> None:
    alice = service.subscribe("alice")
    list(sender.send_all([message(alice)] * 10))
    sealed = [received.sealed for received in service.received]
    assert len({one[:16] for one in sealed}) == len({one[21:86] for one in sealed}) == 10


@pytest.mark.parametrize(
    ("says", "outcome"),
    [
        (Says(201), Sent()),
        (Says(200), Sent()),
        (Says(202), Sent()),
        (Says(204), Sent()),
        (Says(201, body=b"x" * 1_000_000), Sent()),
        (Says(404), Gone()),
        (Says(410), Gone()),
        (Says(400, body=b'{"reason":"VapidPkHashMismatch"}'), Gone()),
        (Says(403, body=b'{"reason":"VapidPkHashMismatch"}'), Gone()),
        (Says(400, body=b'{"reason":"BadWebPushTopic"}'), Refused(400, "bad_request")),
        (Says(401), TryLater(None, "not_signed", alarm=True)),
        (Says(403, body=b'{"reason":"BadJwtToken"}'), TryLater(None, "forbidden", alarm=True)),
        (Says(413), Refused(413, "too_large")),
        (Says(302, (("Location", "https://localhost:1/"),)), Refused(302, "redirect")),
        (Says(429), TryLater(None, "status 429")),
        (Says(429, (("Retry-After", "120"),)), TryLater(timedelta(seconds=120), "status 429")),
        (Says(429, (("Retry-After", "86400"),)), TryLater(timedelta(hours=1), "status 429")),
        (Says(429, (("Retry-After", "soon"),)), TryLater(None, "status 429")),
        (Says(429, (("Retry-After", "-5"),)), TryLater(None, "status 429")),
        (Says(429, (("Retry-After", "Mon, 23 Nov 2015 05:00:00 GMT"),)), TryLater(None, "status 429")),
        (Says(406), TryLater(None, "status 406")),
        (Says(500), TryLater(None, "status 500")),
        (Says(503, (("Retry-After", "7"),)), TryLater(timedelta(seconds=7), "status 503")),
        (Says(does="hang"), TryLater(None, "timeout")),
        (Says(does="reset"), TryLater(None, "reset")),
    ],
    ids=str,
)
def test_every_answer_has_its_meaning(sender: Sender, service: PushService, says: Says, outcome: Outcome) -> None:
    assert outcome_at(sender, service.subscribe("alice", says)) == outcome


def test_a_date_to_wait_for_becomes_a_span(sender: Sender, service: PushService) -> None:
    outcome = outcome_at(sender, service.subscribe("alice", Says(429, (("Retry-After", later(90)),))))
    assert isinstance(outcome, TryLater)
    assert outcome.after
    assert timedelta(seconds=80) < outcome.after <= timedelta(seconds=90)


def test_one_that_hangs_holds_nobody_up(sender: Sender, service: PushService) -> None:
    bob = service.subscribe("bob", Says(does="hang"))
    others = [service.subscribe(f"patient-{number}") for number in range(100)]
    outcomes = list(sender.send_all([message(bob), *map(message, others)]))
    assert [outcome for _, outcome in outcomes[:-1]] == [Sent()] * 100
    assert outcomes[-1][0].target == bob


def test_an_answer_without_an_end_is_not_listened_to(sender: Sender, service: PushService) -> None:
    assert outcome_at(sender, service.subscribe("alice", Says(does="flood"))) == Sent()
    assert service.flooded < 20_000_000


def test_a_bad_message_costs_only_itself(sender: Sender, service: PushService) -> None:
    alice = service.subscribe("alice")
    good = message(alice, b"good")
    bad: list[tuple[Message, str]] = [
        (replace(good, payload=b""), "no_payload"),
        (replace(good, payload=b"x" * (LARGEST + 1)), "payload_too_long"),
        (replace(good, topic="two words"), "topic"),
        (replace(good, topic="x\r\nX-Injected: 1"), "topic"),
        (replace(good, topic="12345"), "topic"),
        (replace(good, urgency="now\r\nX: 1"), "urgency"),  # type: ignore[arg-type]
        (replace(good, key_id="of old"), "key_id"),
        (replace(good, target=replace(alice, endpoint="https://evil.example/")), "host"),
        (replace(good, target=replace(alice, p256dh=b"")), "WebPushException"),
        (replace(good, target=replace(alice, p256dh=b"\4" + bytes(64))), "ValueError"),
        (replace(good, target=replace(alice, auth=b"")), "WebPushException"),
    ]
    told = dict(sender.send_all([good, *(one for one, _ in bad), good]))
    assert [told[one].why for one, _ in bad] == [why for _, why in bad]  # type: ignore[union-attr]
    assert all(isinstance(told[one], Refused) for one, _ in bad)
    assert service.payloads("alice") == [b"good", b"good"]


def test_the_largest_payload_fills_one_record(sender: Sender, service: PushService) -> None:
    alice = service.subscribe("alice")
    list(sender.send_all([message(alice, b"x" * LARGEST)]))
    assert [len(received.sealed) for received in service.received] == [4096]


@pytest.mark.parametrize(("asked", "sent"), [(0, "1"), (-5, "1"), (77, "77"), (10**9, "2419200")])
def test_a_service_keeps_it_for_a_second_to_28_days(
    sender: Sender, service: PushService, asked: int, sent: str
) -> None:
    list(sender.send_all([message(service.subscribe("alice"), ttl=asked)]))
    assert service.received[0].headers["ttl"] == sent


def test_the_header_is_signed_for_each_service_and_again_after_six_hours(
    keys: Keys, service: PushService, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    with push_service(tmp_path / "other") as other:
        both = tmp_path / "both.pem"
        both.write_bytes(service.ca_file.read_bytes() + other.ca_file.read_bytes())
        with Sender(keys, CONTACT, ways=Ways((service.host, other.host), both)) as sender:
            targets = [service.subscribe("alice"), other.subscribe("alice")]
            for hours in (0, 5, 7):
                with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
                    list(sender.send_all(map(message, targets)))
        for one in (service, other):
            assert not one.refused
            assert {received.claims.aud for received in one.received} == {one.origin}
            first, second, third = (received.headers["authorization"] for received in one.received)
            assert first == second != third


def test_a_subscription_is_signed_for_with_its_own_key(sender: Sender, service: PushService, keys: Keys) -> None:
    alice, old = service.subscribe("alice"), keys.current
    new = keys.add()
    list(sender.send_all([replace(message(alice), key_id=old), message(alice)]))
    assert {received.claims.key for received in service.received} == {keys[old].public, new.public}


def test_a_service_that_no_ca_vouches_for_gets_nothing(keys: Keys, service: PushService) -> None:
    with Sender(keys, CONTACT, ways=replace(service.ways, ca_file=None)) as sender:
        assert outcome_at(sender, service.subscribe("alice")) == TryLater(None, "tls")
    assert not service.received


def test_a_service_that_is_not_there_is_tried_later(sender: Sender, service: PushService) -> None:
    alice = service.subscribe("alice")
    gone = replace(service.ways, detours=("::127.0.0.1:1",))
    assert outcome_of(502) == TryLater(None, "status 502")
    with Sender(Keys.opened(service.ca_file.parent), CONTACT, QUICK, gone) as lost:
        assert outcome_at(lost, alice) == TryLater(None, "connect")


def test_without_its_keys_a_message_is_tried_later(tmp_path: Path, service: PushService) -> None:
    keys = Keys(tmp_path / "nowhere.json")
    with Sender(keys, CONTACT, QUICK, service.ways) as sender:
        for _ in range(2):
            assert outcome_at(sender, service.subscribe("alice")) == TryLater(None, "keys")


def test_a_sender_goes_on_after_a_batch_that_was_left(sender: Sender, service: PushService) -> None:
    alice = service.subscribe("alice")
    for _, outcome in sender.send_all([message(alice)] * 100):
        assert outcome == Sent()
        break
    assert len(list(sender.send_all([message(alice)] * 5))) == 5


def test_messages_share_few_connections_of_http_2(keys: Keys, tmp_path: Path) -> None:
    browser = Browser()
    with swift_service(tmp_path) as swift:
        target = Target.checked(f"https://{swift.host}/push/alice", browser.p256dh, browser.auth, [swift.host])
        with Sender(keys, CONTACT, ways=Ways((swift.host,), swift.ca_file)) as sender:
            for _ in range(2):
                assert {str(outcome) for _, outcome in sender.send_all([message(target)] * 300)} == {"Sent()"}
        seen = swift.seen()
    assert seen["messages"] == 600
    assert {way.split()[0] for way in seen["ways"]} == {"2"}
    assert len(seen["ways"]) <= Limits().connections
    assert browser.opened(bytes.fromhex(seen["sample"][0]["body"])) == b"{}"
