"""Olga comes in: a passkey by a link, codes on paper, out, in again with one tap, and once more before what matters."""

import pytest
from playwright.sync_api import expect

from companion.models.staff import Role
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.browser.staff import Finger, at, enrol, sheet_of, staff_link, staff_session
from tests.browser.test_keyboard import press, tab_to

pytestmark = pytest.mark.browser
ACCOUNT, TEAM = "/practitioner/account", "/practitioner/team"


@pytest.fixture
def desk(phones: GivePhone) -> Phone:
    """A browser at the clinic, which never was here."""
    desk: Phone = phones(width=1280, height=900)
    return desk


def signs_out(desk: Phone) -> None:
    desk.button("Sign out").first.click()
    desk.page.get_by_role("heading", name="For practitioners").wait_for()


def signs_in(desk: Phone) -> None:
    desk.open("/practitioner")
    desk.button("Sign in with a passkey").click()
    desk.page.get_by_role("heading", name="Today").wait_for()


def grows_old(desk: Phone, house: House, name: str) -> None:
    """Another session of theirs, in which they proved nothing for an hour."""
    at(desk, staff_session(house, name, is_fresh=False))


def test_from_the_link_to_one_tap_and_the_question_in_between(desk: Phone, house: House) -> None:
    finger = Finger(desk)
    page = enrol(desk, staff_link(house, "Olga"))
    expect(page.locator(".codesheet .code")).to_have_count(8)
    assert len(finger.passkeys()) == 1
    assert "#" not in page.url
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("heading", name="Today").wait_for()
    signs_out(desk)
    signs_in(desk)
    grows_old(desk, house, "Olga")
    desk.open(TEAM).get_by_label("Name, as patients read it").fill("Fay Brook")
    page.get_by_label("Front desk").last.check()
    desk.button("Make their link").click()
    page.get_by_role("heading", name="Is it still you?").wait_for()
    desk.button("Confirm with a passkey").click()
    page.get_by_role("heading", name="Fay Brook opens this").wait_for()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("Front desk, no passkey. A link waits for them")).to_be_visible()


def test_a_page_that_asks_leads_on_to_itself(desk: Phone, house: House) -> None:
    Finger(desk)
    enrol(desk, staff_link(house, "Ann"))
    grows_old(desk, house, "Ann")
    desk.open(f"{ACCOUNT}/passkeys/new")
    desk.button("Confirm with a passkey").click()
    desk.page.get_by_role("heading", name="Add a passkey").wait_for()
    assert desk.path == f"{ACCOUNT}/passkeys/new"


def test_a_finger_that_is_not_known_opens_nothing_and_says_what_to_do(desk: Phone, house: House) -> None:
    finger = Finger(desk)
    enrol(desk, staff_link(house, "Ben"))
    desk.context.clear_cookies()
    finger.verifies(False)
    desk.open("/practitioner")
    desk.button("Sign in with a passkey").click()
    expect(desk.page.get_by_text("Nothing was confirmed.")).to_be_visible()
    finger.verifies(True)
    desk.button("Sign in with a passkey").click()
    desk.page.get_by_role("heading", name="Today").wait_for()


def test_loading_the_codes_again_leads_on_and_shows_them_no_more(desk: Phone, house: House) -> None:
    Finger(desk)
    page = enrol(desk, staff_link(house, "Cat"))
    page.reload()
    page.get_by_role("heading", name="Today").wait_for()
    assert page.locator(".codesheet").count() == 0


def test_a_second_passkey_is_added_on_another_device(phones: GivePhone, desk: Phone, house: House) -> None:
    Finger(desk)
    enrol(desk, staff_link(house, "Dot"))
    tablet = phones()
    Finger(tablet)
    at(tablet, staff_session(house, "Dot")).open(ACCOUNT)
    tablet.page.get_by_role("link", name="Add a passkey").click()
    tablet.page.get_by_label("Name of the device").fill("Tablet of room 3")
    tablet.button("Make this passkey").click()
    expect(tablet.page.get_by_text("Tablet of room 3").first).to_be_visible()
    tablet.context.clear_cookies()
    signs_in(tablet)


def test_the_whole_way_by_keyboard_alone(desk: Phone, house: House) -> None:
    Finger(desk)
    desk.open(staff_link(house, "Eli"))
    tab_to(desk, "Name of this device")
    tab_to(desk, "Make my passkey")
    press(desk, "Enter")
    desk.page.locator(".codesheet").wait_for()
    tab_to(desk, "I have kept them")
    press(desk, "Enter")
    desk.page.get_by_role("heading", name="Today").wait_for()
    tab_to(desk, "Sign out")
    press(desk, "Enter")
    desk.page.get_by_role("heading", name="For practitioners").wait_for()
    tab_to(desk, "Sign in with a passkey")
    press(desk, "Enter")
    desk.page.get_by_role("heading", name="Today").wait_for()
    grows_old(desk, house, "Eli")
    desk.open(f"{ACCOUNT}/passkeys/new")
    tab_to(desk, "Confirm with a passkey")
    press(desk, "Enter")
    desk.page.get_by_role("heading", name="Add a passkey").wait_for()


def test_without_script_a_recovery_code_opens_and_confirms(phones: GivePhone, house: House) -> None:
    desk = phones(javascript=False)
    staff_session(house, "Flo")
    codes = sheet_of(house, "Flo")
    page = desk.open("/practitioner/sign-in")
    expect(page.get_by_text("This browser cannot use passkeys.")).to_be_visible()
    expect(desk.button("Sign in with a passkey")).to_be_hidden()
    page.get_by_role("link", name="Use a recovery code").click()
    page.get_by_label("Code").fill(codes[0])
    desk.button("Sign in").click()
    page.get_by_text("7 of 8 left").wait_for()
    grows_old(desk, house, "Flo")
    desk.open(TEAM).get_by_label("Name, as patients read it").fill("Gil")
    desk.button("Make their link").click()
    page.get_by_label("Recovery code").fill(codes[1])
    desk.button("Confirm with this code").click()
    page.get_by_role("heading", name="Gil opens this").wait_for()


def test_a_browser_without_passkeys_is_told_where_to_go(phones: GivePhone, house: House) -> None:
    desk = phones()
    desk.context.add_init_script("delete window.PublicKeyCredential")
    page = desk.open(staff_link(house, "Hal"))
    expect(page.get_by_text("This browser cannot use passkeys.")).to_be_visible()
    expect(page.get_by_text("The link stays good.")).to_be_visible()
    expect(desk.button("Make my passkey")).to_be_hidden()


def test_without_a_network_the_door_says_so(desk: Phone, house: House) -> None:
    Finger(desk)
    desk.open("/practitioner/sign-in")
    desk.page.route("**/challenges", lambda route: route.abort("internetdisconnected"))
    desk.button("Sign in with a passkey").click()
    expect(desk.page.get_by_text("That was not sent: no network.")).to_be_visible()
    expect(desk.button("Sign in with a passkey")).to_be_enabled()
    desk.troubles.clear()


def test_the_front_desk_sees_only_its_own_part(desk: Phone, house: House) -> None:
    page = at(desk, staff_session(house, "Fay", Role.FRONT_DESK)).open("/practitioner")
    places = page.get_by_role("navigation").first.get_by_role("link")
    expect(places).to_have_text(["Today", "Patients", "New plan", "Account"])


def test_a_service_worker_stands_in_nobodys_way(phones: GivePhone, house: House) -> None:
    desk = phones(width=1280, height=900, keeps=True)
    Finger(desk)
    desk.open("/practitioner/sign-in")
    desk.measure("navigator.serviceWorker.ready.then(() => true)")
    enrol(desk, staff_link(house, "Ivy"))
    desk.page.get_by_role("link", name="I have kept them").click()
    signs_out(desk)
    signs_in(desk)
