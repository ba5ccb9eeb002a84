"""The phone says where it is reached and what it showed; what makes no sense is refused with a reason."""

import base64
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from companion.adapters.web_push.outcome import Sent, TryLater
from companion.extensions import db
from companion.models import Delivery, ReminderWishes, Subscription
from companion.services.push_state import ring
from tests.cast import Person
from tests.conftest import OUR_PAGE
from tests.services.post import POINT, Service, reach, worker_at
from tests.web.desk_form import many
from tests.web.refused import reason

SOON = timedelta(minutes=1)  # the clock of a request may be a second ahead of the test's
ENDPOINT = "https://fcm.googleapis.com/fcm/send/alice"


@pytest.fixture(autouse=True)
def key_id(app: Flask) -> str:
    """The house has a key."""
    return ring().add().id


def offered(**changes: Any) -> dict[str, Any]:
    keys = {"p256dh": text(POINT), "auth": text(b"0123456789abcdef")} | changes.pop("keys", {})
    whole = {"endpoint": ENDPOINT, "expirationTime": None, "keys": keys, "key_id": ring().current, "zone": "Asia/Tokyo"}
    return whole | changes


def text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def put(person: Person, body: dict[str, Any]) -> TestResponse:
    return person.phone.put("/api/subscription", json=body, headers=OUR_PAGE)


def post(person: Person, path: str) -> TestResponse:
    return person.phone.post(f"/api/{path}", headers=OUR_PAGE)


def state(person: Person, reminder_id: str) -> TestResponse:
    return person.phone.get(f"/api/subscription/tests/{reminder_id}")


def test_the_phone_learns_the_key_that_it_subscribes_with(alice: Person, key_id: str) -> None:
    assert alice.phone.get("/api/push-key").get_json() == {"id": key_id, "public": ring()[key_id].public}


def test_a_house_without_keys_says_so(app: Flask, alice: Person) -> None:
    (app.config["COMPANION"].instance / "vapid.json").unlink()
    assert reason(alice.phone.get("/api/push-key")) == (404, "no_keys")


def test_a_phone_is_reached_and_tells_where_it_is(alice: Person, key_id: str) -> None:
    assert put(alice, offered()).get_json() == {"key_id": key_id}
    row = db.session.scalars(select(Subscription)).one()
    assert (row.endpoint, row.key_id, row.patient_id) == (ENDPOINT, key_id, alice.patient.id)
    assert db.session.scalars(select(ReminderWishes.zone)).one() == "Asia/Tokyo"


def test_telling_it_again_keeps_one(alice: Person) -> None:
    for endpoint in (ENDPOINT, ENDPOINT, f"{ENDPOINT}-new"):
        assert put(alice, offered(endpoint=endpoint)).status_code == 200
    assert db.session.scalars(select(Subscription.endpoint)).all() == [f"{ENDPOINT}-new"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": "https://evil.example/x"},
        {"endpoint": "https://fcm.googleapis.com.evil.example/x"},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://me@fcm.googleapis.com/x"},
        {"endpoint": "https://fcm.googleapis.com:8443/x"},
        {"keys": {"p256dh": "AAAA"}},
        {"keys": {"p256dh": text(b"\x04" + b"\x01" * 64)}},
        {"keys": {"auth": "AAAA"}},
        {"keys": {"auth": "no base64url!"}},
    ],
    ids=str,
)
def test_an_endpoint_that_cannot_be_one_is_refused(alice: Person, wrong: dict[str, Any]) -> None:
    answer = put(alice, offered(**wrong))
    assert reason(answer) == (422, "not_reachable")
    assert answer.get_json()["where"], "which part is meant"
    assert many(Subscription) == 0


@pytest.mark.parametrize("wrong", [{"endpoint": 7}, {"keys": None}, {"key_id": "x" * 41}, {"zone": ["x"]}], ids=str)
def test_what_cannot_be_read_is_refused(alice: Person, wrong: dict[str, Any]) -> None:
    answer = alice.phone.put("/api/subscription", json=offered() | wrong, headers=OUR_PAGE)
    assert answer.status_code == 422
    assert many(Subscription) == 0


def test_a_key_that_is_not_ours_is_refused(alice: Person) -> None:
    assert reason(put(alice, offered(key_id="00000000"))) == (422, "other_key")


def test_an_older_key_of_ours_is_taken_until_it_is_dropped(alice: Person, key_id: str) -> None:
    ring().add()
    assert put(alice, offered(key_id=key_id)).status_code == 200
    ring().drop(key_id)
    assert reason(put(alice, offered(key_id=key_id))) == (422, "other_key")


def test_an_odd_zone_is_left_out_and_the_phone_is_reached(alice: Person) -> None:
    assert put(alice, offered(zone="Middle/Earth")).status_code == 200
    assert many(ReminderWishes) == 0


def test_whoever_has_no_session_is_sent_away(app: Flask, alice: Person) -> None:
    stranger = app.test_client()
    for answer in (
        stranger.put("/api/subscription", json=offered(), headers=OUR_PAGE),
        stranger.get("/api/push-key"),
        stranger.post("/api/subscription/tests", headers=OUR_PAGE),
    ):
        assert reason(answer) == (401, "signed_out")


def test_another_site_cannot_subscribe_in_her_name(alice: Person) -> None:
    theirs = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert alice.phone.put("/api/subscription", json=offered(), headers=theirs).status_code == 403


def test_one_phone_may_not_speak_for_another_patient(alice: Person, carol: Person) -> None:
    mark = carol.phone.get("/reminders").headers["Companion-Owner"]
    answer = alice.phone.put("/api/subscription", json=offered(), headers=OUR_PAGE | {"Companion-Owner": mark})
    assert reason(answer) == (401, "signed_out")


def test_switching_off_ends_it(alice: Person, carol: Person) -> None:
    put(alice, offered())
    assert carol.phone.delete("/api/subscription", headers=OUR_PAGE).status_code == 204
    assert db.session.scalars(select(Subscription.off_at)).one() is None
    assert alice.phone.delete("/api/subscription", headers=OUR_PAGE).status_code == 204
    row = db.session.scalars(select(Subscription)).one()
    assert row.off_at
    assert (row.endpoint, row.p256dh, row.auth) == ("", b"", b""), "nothing is kept that leads there"


def test_a_test_is_accepted_then_shown_then_opened(alice: Person, carol: Person, now: datetime) -> None:
    reach(alice, now)
    sent = post(alice, "subscription/tests")
    assert sent.status_code == 202
    one = sent.get_json()["id"]
    nothing = {"accepted": None, "shown": None, "opened": None, "end": None}
    assert state(alice, one).get_json() == nothing
    worker_at(Service(lambda _: Sent()))(now + SOON)
    told = state(alice, one).get_json()
    assert told["accepted"]
    assert (told["shown"], told["end"]) == (None, "sent")
    delivery = db.session.scalars(select(Delivery.id)).one()
    for what in ("shown", "opened"):
        assert reason(post(carol, f"deliveries/{delivery}/{what}")) == (404, "not_here")
        assert state(alice, one).get_json()[what] is None
        assert post(alice, f"deliveries/{delivery}/{what}").status_code == 204
        assert state(alice, one).get_json()[what]
    assert reason(state(carol, one)) == (404, "not_here")


def test_the_first_receipt_counts_and_a_tap_means_that_it_was_shown(alice: Person, now: datetime) -> None:
    reach(alice, now)
    one = post(alice, "subscription/tests").get_json()["id"]
    worker_at(Service())(now + SOON)
    delivery = db.session.scalars(select(Delivery)).one()
    post(alice, f"deliveries/{delivery.id}/opened")
    first = state(alice, one).get_json()
    assert first["shown"] == first["opened"]
    post(alice, f"deliveries/{delivery.id}/shown")
    assert state(alice, one).get_json() == first


def test_a_test_that_finds_no_phone_says_so(alice: Person, now: datetime) -> None:
    one = post(alice, "subscription/tests").get_json()["id"]
    worker_at(Service())(now + SOON)
    assert state(alice, one).get_json()["end"] == "unreachable"


def test_a_test_that_waits_is_neither_sent_nor_over(alice: Person, now: datetime) -> None:
    reach(alice, now)
    one = post(alice, "subscription/tests").get_json()["id"]
    worker_at(Service(lambda _: TryLater(None, "status 503")))(now + SOON)
    told = state(alice, one).get_json()
    assert (told["accepted"], told["end"]) == (None, None)


def test_twenty_tests_an_hour(alice: Person) -> None:
    answers = [post(alice, "subscription/tests") for _ in range(21)]
    assert {answer.status_code for answer in answers[:20]} == {202}
    assert reason(answers[20]) == (429, "too_often")
    assert int(answers[20].headers["Retry-After"]) > 0


def test_a_receipt_of_nothing_is_not_there(alice: Person) -> None:
    assert reason(post(alice, f"deliveries/{uuid4()}/shown")) == (404, "not_here")
    assert post(alice, f"deliveries/{uuid4()}/eaten").status_code == 404
