"""Limits: who is counted as whom, and one who goes on forever shuts out nobody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from companion.models import Tally
from companion.services.limits import ALL_CODES, CODES, LINKS, Limit, count_try
from companion.web.address import address_of
from companion.web.requests import CompanionRequest
from tests.cast import Person
from tests.web.desk_form import many, send

PROXIES = "127.0.0.1,10.0.0.0/8,::1"


def seen_as(sender: str, forwarded: str = "", trusted: str = PROXIES) -> str:
    networks = tuple(ip_network(network) for network in trusted.split(",") if network)
    headers = Headers({"X-Forwarded-For": forwarded} if forwarded else {})
    environ = EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": sender}).get_environ()
    return address_of(CompanionRequest(environ), networks)


@pytest.mark.parametrize(
    ("sender", "forwarded", "address"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "6.6.6.6, nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.9", "10.0.0.9"),
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64"),
        ("::1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9:5678", "203.0.113.9"),
        ("127.0.0.1", "[2001:db8:1:2::7]:443", "2001:db8:1:2::/64"),
        ("", "203.0.113.9", ""),
    ],
)
def test_a_forwarded_address_counts_only_from_a_trusted_proxy(sender: str, forwarded: str, address: str) -> None:
    assert seen_as(sender, forwarded) == address


def test_without_trusted_proxies_nothing_that_is_forwarded_counts() -> None:
    assert seen_as("127.0.0.1", "203.0.113.9", trusted="") == "127.0.0.1"


def test_somebody_who_invents_addresses_is_counted_as_one(browser: FlaskClient) -> None:
    answers = [send(browser, "/code", {"code": "x"}, **{"X-Forwarded-For": f"6.6.6.{n}"}) for n in range(12)]
    assert [answer.status_code for answer in answers] == [422] * CODES.many + [429] * 2


def test_people_behind_the_clinics_proxy_are_counted_one_by_one(app: Flask, browser: FlaskClient) -> None:
    app.config["COMPANION"] = replace(app.config["COMPANION"], trusted_proxies=(ip_network("127.0.0.1"),))
    for number in range(CODES.many + 5):
        answer = send(browser, "/code", {"code": "x"}, **{"X-Forwarded-For": f"203.0.113.{number}"})
        assert answer.status_code == 422


def test_one_household_has_one_count_however_many_addresses_it_takes(app: Flask, browser: FlaskClient) -> None:
    app.config["COMPANION"] = replace(app.config["COMPANION"], trusted_proxies=(ip_network("127.0.0.1"),))
    for number in range(CODES.many + 1):
        answer = send(browser, "/code", {"code": "x"}, **{"X-Forwarded-For": f"2001:db8::{number:x}"})
    assert answer.status_code == 429


def test_one_who_goes_on_does_not_use_up_the_tries_of_everybody(
    app: Flask, browser: FlaskClient, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.web.ways_in.ALL_CODES", replace(ALL_CODES, many=CODES.many + 5))
    for _ in range(CODES.many * 3):
        send(browser, "/code", {"code": "x"})
    other = {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}}
    answer = browser.post("/code", data={"code": "x"}, headers={"Sec-Fetch-Site": "same-origin"}, **other)
    assert answer.status_code == 422


def test_a_count_begins_anew_after_its_time_and_names_the_instant(app: Flask) -> None:
    start = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
    limit = Limit("test", 2, timedelta(minutes=10))
    assert [count_try(limit, "a", start + timedelta(seconds=n)) for n in range(2)] == [None, None]
    assert count_try(limit, "a", start + timedelta(minutes=9)) == start + timedelta(minutes=10)
    assert count_try(limit, "b", start + timedelta(minutes=9)) is None
    assert count_try(limit, "a", start + timedelta(minutes=10)) is None


def test_no_address_is_kept_as_it_came(alice: Person, app: Flask) -> None:
    browser = app.test_client()
    send(browser, "/code", {"code": "x"})
    assert many(Tally) > 0
    folder = app.config["COMPANION"].instance
    assert not [file for file in folder.glob("companion.sqlite*") if b"127.0.0.1" in file.read_bytes()]


def test_a_whole_clinic_behind_one_address_may_open_its_links(browser: FlaskClient) -> None:
    for _ in range(LINKS.many):
        assert send(browser, "/invite", {"token": "x"}).status_code == 422
    answer = send(browser, "/invite", {"token": "x"})
    assert answer.status_code == 429
    assert "Your link stays good" in answer.text
