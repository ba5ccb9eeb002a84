"""The app on the home screen: it can be installed, each phone is shown how, and the plan goes on inside it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.browser.conftest import FLAGS
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.patience import MILLISECONDS

pytestmark = pytest.mark.browser

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
IPAD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15"
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36"
OFFERS = """() => {
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  offer.prompt = async () => ({ outcome: window.answer });
  dispatchEvent(offer);
}"""
OpenApp = Callable[[str], Page]


@pytest.fixture
def app(house: House, chromium: Any, tmp_path: Path) -> Iterator[OpenApp]:
    """Opens a window without a browser's bars, as an installed app has one, with a memory of its own."""
    opened: list[BrowserContext] = []

    def open_app(path: str) -> Page:
        kind: BrowserType = chromium.browser_type
        context = kind.launch_persistent_context(
            tmp_path / f"profile-{len(opened)}",
            executable_path=shutil.which("chromium"),
            args=[*FLAGS, f"--app={house.address}{path}"],
            viewport={"width": 390, "height": 844},
        )
        opened.append(context)
        context.set_default_timeout(MILLISECONDS)
        context.pages[0].goto(house.address + path)
        return context.pages[0]

    yield open_app
    for context in opened:
        context.close()


@pytest.fixture
def iphone(phones: GivePhone, house: House) -> Phone:
    """Alice's iPhone: Safari, with her plan."""
    phone: Phone = phones(user_agent=IPHONE)
    return phone.sign_in(house.session_of_bobs_patient())


def test_chromium_finds_nothing_that_hinders_an_installation(app: OpenApp, house: House) -> None:
    page = app("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    browser = page.context.new_cdp_session(page)
    found = browser.send("Page.getAppManifest")
    assert found["errors"] == []
    assert found["url"] == f"{house.address}/manifest.webmanifest"
    assert browser.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_a_plan_opened_in_safari_goes_on_in_the_installed_app(iphone: Phone, app: OpenApp) -> None:
    page = iphone.open("/install")
    expect(page.get_by_text("Tap Share in Safari")).to_be_visible()
    iphone.button("Make a code").click()
    code = page.locator("p.code").inner_text()
    installed = app("/now")
    expect(installed.get_by_role("heading", level=1)).to_have_text("Type the code from your other screen")
    installed.get_by_label("Code").fill(code.lower())
    installed.get_by_role("button", name="Continue in this app").click()
    for screen in (installed, iphone.page):
        screen.goto(f"{iphone.address}/now")
        expect(screen.locator("[data-countdown]:visible")).to_be_visible()


def test_the_code_is_copied_to_be_pasted_in_the_app(iphone: Phone) -> None:
    iphone.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=iphone.address)
    page = iphone.open("/install")
    iphone.button("Make a code").click()
    iphone.button("Copy the code").click()
    expect(iphone.button("Copied")).to_be_visible()
    assert iphone.measure("navigator.clipboard.readText()") == page.locator("p.code").inner_text()


def test_loading_the_page_of_the_code_again_makes_no_other(iphone: Phone) -> None:
    page = iphone.open("/install")
    iphone.button("Make a code").click()
    expect(iphone.button("Copy the code")).to_be_visible()
    page.reload()
    expect(page.locator("p.code")).to_have_count(0)


def test_the_steps_open_without_a_network(phones: GivePhone) -> None:
    phone = phones(keeps=True)
    page = phone.open("/")
    phone.measure("navigator.serviceWorker.ready.then(() => true)")
    phone.context.set_offline(True)
    expect(phone.open("/install").get_by_role("heading", level=1)).to_have_text("Keep it on your phone")
    assert page.locator(".os:visible").count() == 1
    phone.troubles.clear()  # the network that is not there


@pytest.mark.parametrize(
    ("device", "steps"),
    [
        ({"user_agent": IPHONE}, "Tap Share in Safari"),
        ({"user_agent": IPAD, "has_touch": True}, "Tap Share in Safari"),
        ({"user_agent": ANDROID}, "Tap the menu of your browser"),
        ({"user_agent": IPAD}, "Safari on a Mac"),
    ],
    ids=["iPhone", "iPad", "Android", "Mac"],
)
def test_the_page_shows_the_steps_for_this_phone(device: dict[str, Any], steps: str, phones: GivePhone) -> None:
    page = phones(**device).open("/install")
    expect(page.get_by_text(steps, exact=True)).to_be_visible()
    assert page.locator(".os:visible").count() == 1


def test_without_script_all_steps_stand_below_each_other(phones: GivePhone) -> None:
    page = phones(javascript=False).open("/install")
    assert page.locator(".os:visible").count() == 3
    assert page.locator(".segments:visible").count() == 0


def test_an_iphone_is_shown_how(iphone: Phone) -> None:
    iphone.open("/now")
    iphone.open("/now").get_by_role("link", name="Show me how").click()
    iphone.page.wait_for_url("**/install")


def test_the_installed_app_invites_nobody(app: OpenApp, house: House) -> None:
    page = app("/now")
    page.context.add_cookies([{"name": "companion", "value": house.session_of_bobs_patient(), "url": house.address}])
    for _ in range(2):
        page.goto(f"{house.address}/now")
    page.evaluate(OFFERS)
    page.wait_for_timeout(500)
    expect(page.get_by_role("complementary")).to_have_count(0)
