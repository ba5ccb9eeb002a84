"""One house and one Chromium for all tests. Each test gets phones of its own, which must stay without troubles."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from companion.aftercare.schedule import Treated
from tests.browser.alice import ALICE, TWO_HOURS
from tests.browser.desk import signed_in
from tests.browser.house import House, running
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.browser.phone import GivePhone, Phone, untroubled
from tests.browser.push_phone import PushPhone
from tests.patience import MILLISECONDS

expect.set_options(timeout=MILLISECONDS)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --use-fake-device-for-media-stream"
).split()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=path_of_chromium(), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_chromium(playwright: Playwright) -> Iterator[Browser]:
    """With all that belongs to a window, a camera too."""
    browser = playwright.chromium.launch(executable_path=path_of_chromium("chromium"), args=FLAGS)
    yield browser
    browser.close()


def path_of_chromium(*names: str) -> str:
    """Where it is; the one without a window takes a sixth of the time, where that package is installed."""
    path = next(filter(None, map(shutil.which, names or ("chromium-headless-shell", "chromium"))), None)
    if not path:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop("Chromium is missing. Install it as `chromium` (Debian: apt install chromium).")
    return path


@pytest.fixture(scope="session")
def model_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """It was run once; its folder is there to be copied."""
    with running(tmp_path_factory.mktemp("model")) as house:
        return house


@pytest.fixture
def own_house(tmp_path: Path, model_house: House) -> Iterator[OwnHouse]:
    """A house whose server can be stopped."""
    house = OwnHouse(tmp_path / "house", model_house)
    yield house
    house.stop()


@pytest.fixture
def own_phone(playwright: Playwright, own_house: OwnHouse, tmp_path: Path) -> Iterator[OwnPhone]:
    """A phone that never was here, with a profile on the disk and a service worker; it must stay without troubles."""
    phone = OwnPhone(playwright, path_of_chromium(), FLAGS, tmp_path / "profile", own_house.address)
    yield phone
    phone.stop()
    assert not phone.troubles, "\n".join(phone.troubles)


@pytest.fixture
def alice(own_house: OwnHouse, own_phone: OwnPhone) -> OwnPhone:
    """Her own phone, after the hand-over."""
    own_phone.redeem(own_house.at.hand_over())
    return own_phone


@pytest.fixture
def push_phone(playwright: Playwright, own_house: OwnHouse, tmp_path: Path) -> Iterator[PushPhone]:
    """Alice's, which may show notifications, at her reminders: a whole Chromium, as the other one shows none."""
    phone = OwnPhone(playwright, path_of_chromium("chromium"), FLAGS, tmp_path / "profile", own_house.address)
    phone.redeem(own_house.at.hand_over())
    pushed = PushPhone(phone, own_house)
    pushed.allow("granted")
    phone.open("/reminders")
    yield pushed
    pushed.close()
    phone.stop()
    assert not phone.troubles, "\n".join(phone.troubles)


@pytest.fixture
def reached(push_phone: PushPhone) -> PushPhone:
    """She has switched reminders on."""
    push_phone.phone.button("Switch reminders on").first.click()
    expect(push_phone.page.get_by_text("Reminders are on.").first).to_be_visible()
    return push_phone


@pytest.fixture(scope="session")
def house(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(tmp_path_factory.mktemp("house")) as house:
        assert house.is_ours(), "another program printed that link"
        yield house


@pytest.fixture
def phones(chromium: Browser, house: House) -> Iterator[GivePhone]:
    """Gives phones that never were here: `phones(width=320, zone="America/New_York")`."""
    house.forget_tries()
    with untroubled(chromium, house) as give:
        yield give


@pytest.fixture
def phone(phones: GivePhone) -> Phone:
    """Alice's phone, in London, never here before."""
    return phones()


@pytest.fixture
def desk(phones: GivePhone) -> Phone:
    """Bob's desk, signed in."""
    return signed_in(phones)


@pytest.fixture
def patient(house: House, phones: GivePhone) -> Phone:
    """Alice's phone after Bob handed her the plan: 1 h 48 min after the treatment, open at Now."""
    phone: Phone = phones().sign_in(house.session_of_bobs_patient())
    phone.open("/now")
    return phone


@pytest.fixture
def with_plan(house: House, phones: GivePhone) -> GivePhone:
    """Gives phones that show Now when their own clock is `after` the treatment; the clock runs on."""

    def give(treated: Treated = ALICE, after: timedelta = TWO_HOURS, **habits: Any) -> Phone:
        habits = {"zone": treated.zone, "clock": treated.treated_at + after} | habits
        phone: Phone = phones(**habits).sign_in(house.plan(treated).session)
        phone.open("/now")
        return phone

    return give
