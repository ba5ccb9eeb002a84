"""The app on the home screen: it can be installed, the invitation is polite, and the plan goes on inside it."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.browser.alice import ALICE
from tests.browser.conftest import FLAGS
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.browser.test_accessible import SHIFT

pytestmark = pytest.mark.browser

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
IPAD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15"
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36"
OFFERS = """() => {
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  offer.prompt = async () => ({ outcome: window.answer });
  dispatchEvent(offer);
}"""
START_UP = "link[rel=apple-touch-startup-image]"
SIZES = """(links) => Promise.all(links.map(async ({ media, href }) => {
  const picture = Object.assign(new Image(), { src: href });
  await picture.decode();
  return [media, picture.naturalWidth, picture.naturalHeight];
}))"""
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
        context.set_default_timeout(10_000)
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


def test_nobody_is_invited_at_first_sight(phone: Phone, house: House) -> None:
    page = phone.sign_in(house.session_of_bobs_patient()).open("/now")
    phone.measure(OFFERS)
    page.wait_for_timeout(500)
    expect(page.get_by_role("complementary")).to_have_count(0)


def test_whoever_stays_a_minute_is_invited(with_plan: GivePhone) -> None:
    after = timedelta(hours=2)
    phone = with_plan(ALICE, after)
    phone.measure(OFFERS)
    phone.page.clock.run_for(61_000)
    expect(phone.page.get_by_role("complementary")).to_be_visible()


@pytest.mark.parametrize("answer", ["accepted", "dismissed"])
def test_the_invitation_asks_the_browser_and_is_gone_for_good(answer: str, phone: Phone, house: House) -> None:
    page = coming_again(phone, house.session_of_bobs_patient())
    page.evaluate(f"window.answer = '{answer}'")
    page.get_by_role("link", name="Install").click()
    expect(page.get_by_role("complementary")).to_have_count(0)
    assert phone.path == "/now"
    assert_never_again(phone)


def test_not_now_is_heard_for_good(phone: Phone, house: House) -> None:
    coming_again(phone, house.session_of_bobs_patient())
    phone.button("Not now").click()
    assert_never_again(phone)
    assert phone.measure("localStorage.install") == "no"


def test_an_installation_by_the_browsers_own_menu_takes_the_invitation_away(phone: Phone, house: House) -> None:
    page = coming_again(phone, house.session_of_bobs_patient())
    phone.measure("() => { dispatchEvent(new Event('appinstalled')); }")
    expect(page.get_by_role("complementary")).to_have_count(0)
    assert_never_again(phone)


def test_an_iphone_is_shown_how(iphone: Phone) -> None:
    iphone.open("/now")
    iphone.open("/now").get_by_role("link", name="Show me how").click()
    iphone.page.wait_for_url("**/install")


def test_the_invitation_moves_nothing_and_outlives_a_new_page(phone: Phone, house: House) -> None:
    treated_at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    plan = house.plan(replace(ALICE, treated_at=treated_at))
    page = coming_again(phone, plan.session)
    assert phone.measure(SHIFT) == 0
    before = page.locator("[data-course]").text_content()
    house.correct(plan, treated_at - timedelta(hours=1))
    phone.measure("() => { document.dispatchEvent(new Event('changed', { cancelable: true })); }")
    page.wait_for_function("(before) => document.querySelector('[data-course]').textContent !== before", arg=before)
    expect(page.get_by_role("complementary")).to_be_visible()


def test_the_installed_app_invites_nobody(app: OpenApp, house: House) -> None:
    page = app("/now")
    page.context.add_cookies([{"name": "companion", "value": house.session_of_bobs_patient(), "url": house.address}])
    for _ in range(2):
        page.goto(f"{house.address}/now")
    page.evaluate(OFFERS)
    page.wait_for_timeout(500)
    expect(page.get_by_role("complementary")).to_have_count(0)


@pytest.mark.parametrize(
    ("agent", "points", "scale", "pictures"),
    [
        (IPHONE, (390, 844), 3, {"portrait": [1170, 2532]}),
        (IPHONE, (375, 667), 2, {"portrait": [750, 1334]}),
        (IPAD, (1180, 820), 2, {"portrait": [1640, 2360], "landscape": [2360, 1640]}),
    ],
    ids=["iPhone 15", "iPhone SE", "iPad Air, held lying"],
)
def test_the_start_up_picture_fits_the_screen_to_the_pixel(
    agent: str, points: tuple[int, int], scale: int, pictures: dict[str, list[int]], phones: GivePhone
) -> None:
    width, height = points
    page = phones(
        user_agent=agent,
        width=width,
        height=height,
        has_touch=True,
        device_scale_factor=scale,
        screen={"width": width, "height": height},
    ).open("/install")
    expect(page.locator(START_UP)).to_have_count(2 * len(pictures))
    drawn = page.locator(START_UP).evaluate_all(SIZES)
    for orientation, size in pictures.items():
        fitting = [sizes for media, *sizes in drawn if f"orientation: {orientation}" in media]
        assert fitting == [size, size]
        assert {scheme for media, *_ in drawn for scheme in re.findall("light|dark", media)} == {"light", "dark"}


def test_only_an_iphone_draws_start_up_pictures(phone: Phone) -> None:
    phone.open("/install").wait_for_timeout(1500)
    expect(phone.page.locator(START_UP)).to_have_count(0)


def coming_again(phone: Phone, session: str) -> Page:
    """Now for the second time, in a browser that can install the app."""
    phone.sign_in(session).open("/now")
    page = phone.open("/now")
    phone.measure(OFFERS)
    expect(page.get_by_role("complementary")).to_be_visible()
    return page


def assert_never_again(phone: Phone) -> None:
    page = phone.open("/now")
    phone.measure(OFFERS)
    page.wait_for_timeout(500)
    expect(page.get_by_role("complementary")).to_have_count(0)
