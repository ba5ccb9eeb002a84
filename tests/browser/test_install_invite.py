"""The invitation to install: once, politely, and heard for good; and the start-up pictures of an iPhone."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.alice import ALICE
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.browser.test_accessible import SHIFT
from tests.browser.test_install import IPAD, IPHONE, OFFERS

pytestmark = pytest.mark.browser

START_UP = "link[rel=apple-touch-startup-image]"
SIZES = """(links) => Promise.all(links.map(async ({ media, href }) => {
  const picture = Object.assign(new Image(), { src: href });
  await picture.decode();
  return [media, picture.naturalWidth, picture.naturalHeight];
}))"""


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
