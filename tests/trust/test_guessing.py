"""Guessing: tokens a bit beside the right one, wrong codes by the thousand, and the limit that answers."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from itertools import islice

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from companion.adapters.tokens import new_token
from companion.extensions import db
from companion.models import Device, Invite, Practitioner
from companion.models.access import Way
from companion.models.staff import invited, spend_staff_invite
from companion.services.admit import recover, redeem
from companion.services.invites import LASTS, LETTERS, invite, join_code, recovery_code, short_code, typed_code
from companion.services.keys import hash_of
from companion.services.limits import ALL_CODES, CODES, count_try
from companion.services.staff import invite_staff
from tests.cast import Person
from tests.trust.conftest import Say, of
from tests.web.desk_form import many, send

NASTY = ["", " ", "\0", "%00", "' OR 1=1 --", "é" * 50, "\ud800", "𝟚" * 43, "a" * 50_000, "../../etc/passwd", "None"]


@pytest.fixture
def lots() -> random.Random:
    return random.Random(20261122)


def mutants(right: str, lots: random.Random) -> Iterator[str]:
    """Without end: flipped bits, cuts, case, neighbours swapped, letters of other scripts, doubled, reversed.

    One in ten is one change away from the right one, the rest two.
    """
    while True:
        token = right
        if lots.random() < 0.9:
            other = lots.randrange(len(right))
            token = right[:other] + lots.choice(right + LETTERS + LETTERS.lower()) + right[other + 1 :]
        place = lots.randrange(len(token))
        letter, rest = token[place], token[place + 1 :]
        yield token[:place] + chr(ord(letter) ^ 1 << lots.randrange(7)) + rest
        yield token[:place] + rest
        yield token[:place]
        yield token[:place] + letter.swapcase() + rest
        yield token[:place] + lots.choice(LETTERS) + rest
        yield token[:place] + rest[:1] + letter + rest[1:]
        yield token[:place] + chr(0xFEE0 + ord(letter)) + rest
        yield token[:place] + lots.choice(["\u200b", "\u0301", "\0", "%20", "+"]) + letter + rest
        yield token[place:] + token[:place]
        yield token * 2
        yield token[::-1]


def wrong_tokens(right: str, others: list[str], lots: random.Random, count: int) -> list[str]:
    """So many, all different, none of them the right one; those of another kind and of others first."""
    guesses = dict.fromkeys([*others, *NASTY, *islice(mutants(right, lots), count * 4)])
    return [guess for guess in guesses if guess != right][:count]


def dead_links(alice: Person, now: datetime) -> list[str]:
    """Links of Alice that were replaced, used or grew old."""
    replaced, used = invite(alice.owner, now), invite(alice.owner, now)
    redeem(used, now)
    old = invite(alice.owner, now - LASTS[Way.LINK])
    return [replaced, used, old]


def test_no_token_beside_the_right_one_opens_a_plan(
    app: Flask, alice: Person, carol: Person, now: datetime, lots: random.Random, say: Say
) -> None:
    dead = dead_links(alice, now)
    others = [*dead, alice.session, short_code(alice.owner, now), join_code(alice.owner[0], now), new_token()]
    others += [recovery_code(alice.owner, now), recovery_code(carol.owner, now)]
    right, began = invite(alice.owner, now), time.monotonic()
    guesses, devices = wrong_tokens(right, others, lots, of(100_000)), many(Device)
    assert not [guess for guess in guesses if redeem(guess, now)]
    assert many(Device) == devices
    assert redeem(right, now)
    say(f"{len(guesses)} different mutated tokens: none taken, {time.monotonic() - began:.0f} s")


def test_no_staff_token_beside_the_right_one_signs_in(
    app: Flask, alice: Person, bob: FlaskClient, now: datetime, lots: random.Random, say: Say
) -> None:
    right = invite_staff(db.session.scalars(select(Practitioner)).one(), now)
    others = [alice.session, invite(alice.owner, now), short_code(alice.owner, now)]
    guesses = wrong_tokens(right, others, lots, of(5_000))
    assert not [guess for guess in guesses if invited(hash_of(guess), now)]
    assert not [guess for guess in guesses if spend_staff_invite(hash_of(guess), now)]
    assert spend_staff_invite(hash_of(right), now)
    say(f"{len(guesses)} mutated staff tokens: none taken")


def test_no_short_code_beside_the_right_one_opens_a_plan(
    app: Flask, alice: Person, carol: Person, now: datetime, lots: random.Random, say: Say
) -> None:
    others = [invite(alice.owner, now), recovery_code(alice.owner, now), join_code(carol.owner[0], now)]
    right = short_code(alice.owner, now)
    guesses = wrong_tokens(right, others, lots, of(5_000))
    wrong = [guess for guess in guesses if typed_code(guess) != right]
    assert not [guess for guess in wrong if redeem(guess, now, way=Way.CODE)]
    assert redeem(right, now, way=Way.CODE)
    say(f"{len(wrong)} mutated short codes: none taken")


def test_no_wrong_recovery_code_opens_a_plan(
    app: Flask, alice: Person, carol: Person, now: datetime, lots: random.Random, say: Say
) -> None:
    old, used = recovery_code(alice.owner, now), recovery_code(carol.owner, now)
    recover(used, now)
    right = recovery_code(alice.owner, now)
    db.session.commit()
    random_ones = ["".join(lots.choices(LETTERS, k=24)) for _ in range(of(50_000))]
    guesses = [old, used, *random_ones, *wrong_tokens(right, [alice.session], lots, of(50_000))]
    wrong = [guess for guess in guesses if typed_code(guess) != right]
    assert not [guess for guess in wrong if recover(guess, now)]
    assert recover(right, now)
    say(f"{len(wrong)} wrong recovery codes: none taken")


def test_a_revoked_or_expired_invite_is_dead_for_every_way(app: Flask, alice: Person, now: datetime) -> None:
    tokens = [invite(alice.owner, now), short_code(alice.owner, now), recovery_code(alice.owner, now)]
    db.session.execute(update(Invite).values(expires_at=now))
    db.session.commit()
    assert not any(redeem(token, now, way=way) for token in tokens for way in Way)
    assert not any(recover(token, now) for token in tokens)


@pytest.mark.parametrize("page", ["/code", "/recovery"])
def test_guesses_from_everywhere_meet_a_limit_that_keeps_the_code(
    app: Flask, alice: Person, browser: FlaskClient, now: datetime, say: Say, page: str
) -> None:
    app.config["COMPANION"] = replace(app.config["COMPANION"], trusted_proxies=(ip_network("127.0.0.1"),))
    with time_machine.travel(now, tick=False):
        for _ in range(ALL_CODES.many - of(ALL_CODES.many)):
            count_try(ALL_CODES, "everybody", now)
        answers = [guess(browser, page, number) for number in range(of(ALL_CODES.many))]
        assert set(answers) == {422}
        answer = send(browser, page, {"code": "k7m4 2pqr"}, **{"X-Forwarded-For": "198.51.100.77"})
    assert answer.status_code == 429
    assert 'value="k7m4 2pqr"' in answer.text
    with time_machine.travel(now + ALL_CODES.per, tick=False):
        assert guess(browser, page, 0) == 422
    addresses = -(-len(answers) // CODES.many)
    say(f"{len(answers)} guesses at {page} from {addresses} addresses, then 429 with the code kept")


def guess(browser: FlaskClient, page: str, number: int) -> int:
    """The answer to a wrong code; every ten come from another address."""
    network, host = divmod(number // CODES.many, 250)
    sender = {"X-Forwarded-For": f"203.0.{network}.{host}"}
    return send(browser, page, {"code": f"WRNG{number}"}, **sender).status_code


def test_ten_minutes_of_guessing_are_no_danger() -> None:
    """A short code lives as long as the limit counts, so a guesser has no more tries than these."""
    assert LASTS[Way.CODE] <= ALL_CODES.per
    assert 2 * ALL_CODES.many * 1000 / len(LETTERS) ** 8 < 1e-5  # with a thousand codes open at once
    assert timedelta(minutes=10) == CODES.per
