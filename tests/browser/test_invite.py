"""Bob hands Alice a link. It opens her plan on one phone, once, and leaves no trace in the address or the history."""

import pytest
from playwright.sync_api import Page, expect

from companion.services.demo import NAME as BOBS_CLINIC
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser


@pytest.fixture
def link(house: House) -> str:
    return house.hand_over()


def use(phone: Phone, link: str) -> Page:
    page = phone.open(link)
    page.get_by_role("button", name="Continue on this phone").click()
    return page


def test_the_link_that_was_printed_at_the_start_opens_the_plan(phone: Phone, house: House) -> None:
    use(phone, house.links[0]).wait_for_url("**/now")
    expect(phone.page.get_by_role("banner")).to_contain_text(BOBS_CLINIC)
    expect(phone.page.locator("[data-countdown]:visible")).to_be_visible()


def test_looking_at_the_link_does_not_spend_it(phones: GivePhone, link: str) -> None:
    for _ in range(3):
        phone = phones()
        expect(phone.open(link).get_by_role("heading", level=1)).to_have_text("Your aftercare is ready")
        assert not [request for request in phone.requests if request.startswith("POST")]
    use(phones(), link).wait_for_url("**/now")


def test_the_token_is_in_no_address(phone: Phone, link: str) -> None:
    use(phone, link).wait_for_url("**/now")
    token = link.partition("#")[2]
    assert not [request for request in phone.requests if token in request]


def test_the_token_leaves_the_address_bar_and_the_history(phone: Phone, link: str) -> None:
    phone.open("/")
    page = phone.open(link)
    assert phone.path == "/invite"
    page.get_by_role("button", name="Continue on this phone").click()
    page.wait_for_url("**/now")
    page.go_back()
    assert phone.path == "/invite"
    page.go_back()
    assert phone.path in ("/", "/now")


def test_the_token_is_not_shown_for_others_to_read(phone: Phone, link: str) -> None:
    expect(phone.open(link).get_by_label("Paste your whole link here")).to_be_hidden()


def test_a_second_phone_is_told_that_the_link_was_used(phones: GivePhone, link: str) -> None:
    use(phones(), link).wait_for_url("**/now")
    page = use(phones(), link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not open any more")
    expect(page.get_by_role("alert")).to_contain_text("This link was used before, or it is too old.")
    expect(page.get_by_role("alert")).to_contain_text("Ask your clinic for a new link.")
    expect(page.get_by_role("link", name="No link? Start my own aftercare")).to_be_visible()


def test_the_first_phone_keeps_its_plan_when_a_second_one_tries(phones: GivePhone, link: str) -> None:
    first = phones()
    use(first, link).wait_for_url("**/now")
    use(phones(), link)
    expect(first.open("/now").get_by_role("banner")).to_contain_text(BOBS_CLINIC)


def test_the_phone_that_used_it_is_led_to_its_plan_by_the_same_link(phone: Phone, link: str) -> None:
    for _ in range(2):
        use(phone, link).wait_for_url("**/now")
    expect(phone.page.get_by_role("banner")).to_contain_text(BOBS_CLINIC)


def test_an_impatient_double_tap_opens_the_plan(phone: Phone, link: str) -> None:
    phone.open(link).get_by_role("button", name="Continue on this phone").dblclick()
    phone.page.wait_for_url("**/now")
    expect(phone.page.get_by_role("banner")).to_contain_text(BOBS_CLINIC)


def test_a_phone_with_a_plan_is_told_that_the_new_one_takes_its_place(patient: Phone, link: str) -> None:
    expect(patient.open(link).get_by_text("This phone shows a plan already.")).to_be_visible()
    use(patient, link).wait_for_url("**/now")


def test_a_phone_without_a_plan_is_not_told_so(phone: Phone, link: str) -> None:
    expect(phone.open(link).get_by_text("This phone shows a plan already.")).to_have_count(0)


def test_a_phone_with_a_plan_starts_at_now(patient: Phone) -> None:
    patient.open("/")
    assert patient.path == "/now"


def test_a_phone_without_a_plan_is_shown_the_way_in(phone: Phone) -> None:
    page = phone.open("/now")
    assert phone.path == "/"
    page.get_by_role("link", name="Start my own aftercare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your treatment")
