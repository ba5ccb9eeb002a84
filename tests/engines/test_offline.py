"""The server is gone: the process itself is stopped. What the phone kept opens, and signing out wipes it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.browser.alice import told
from tests.browser.house import House, free_port, running
from tests.browser.serving import serving
from tests.engines.engine import Engine
from tests.engines.phone import ARE_KEPT, KEPT, Phone
from tests.engines.test_the_way import (
    WELCOME,
    answers_by_itself,
    demo,
    finds_the_number,
    finds_today_in_the_plan,
    ticks,
)

pytestmark = pytest.mark.browser

IS_OLD = f"(path) => ({KEPT})().then((kept) => kept[path] > 5)"


def test_without_a_server_and_out_of_it(engine: Engine, tmp_path: Path) -> None:
    folder, port = tmp_path / "house", free_port()
    folder.mkdir()
    with running(folder, port) as house:
        phone = Phone(engine, house.address)
        phone.settle(house.hand_over())
        alice = demo(phone)
        finds_today_in_the_plan(phone)
        phone.wait_for(ARE_KEPT, "/plan")
    phone.open("/now")
    phone.wait_for_text(".ends", "to")
    assert phone.sees() == told(alice, datetime.now(UTC))
    ticks(phone)
    answers_by_itself(phone)
    finds_today_in_the_plan(phone)
    finds_the_number(phone)
    phone.open("/phones")
    phone.wait_for_heading("This page is not on your phone")
    leaves(phone)
    with serving(folder, port, house.links) as house:
        phone.open("/")
        phone.wait_for_heading(WELCOME)


def test_signing_out_with_a_server_wipes_too(phone: Phone, house: House) -> None:
    phone.arrive(house.hand_over())
    phone.tap("Continue on this phone")
    phone.wait_for(ARE_KEPT, "/now")
    phone.open("/sign-out")
    phone.tap("Sign out and wipe")
    phone.wait_for_heading("You are signed out")
    assert phone.engine.run(KEPT) == {}
    phone.open("/now")
    phone.wait_for_heading(WELCOME)


def leaves(phone: Phone) -> None:
    phone.wait_for(IS_OLD, "/now")
    phone.open("/now")
    phone.wait_for_text(".topbar", "No network")
    phone.open("/sign-out")
    phone.tap("Sign out and wipe")
    phone.wait_for_heading("You are signed out")
    phone.wait_for_text("#waiting", "There is no network")
    assert phone.engine.run(KEPT) == {}
    phone.open("/now")
    phone.wait_for_heading("You are signed out")
    phone.open("/help")
    phone.wait_for_heading("Get help")
