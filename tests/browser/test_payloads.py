"""A script in a text field is text: it runs nowhere, and the policy has nothing to report."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, Page

from tests.browser.desk import link_on, open_link
from tests.browser.house import House
from tests.browser.payloads import ALL, PAYLOADS
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser

NO_TIME = "does not conform to the required format"  # of a field for a time, which shows nothing then
FORGE = """([path, fields]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: path });
  for (const [name, value] of fields) {
    form.append(Object.assign(document.createElement("textarea"), { name, value }));
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}"""
TREATMENT = ("id", "product", "area", "treated_at", "instant", "zone")
FORMS: dict[str, tuple[str, ...]] = {
    "/start": TREATMENT,
    "/code": ("code",),
    "/recovery": ("code",),
    "/invite": ("token",),
    "/help/country": ("country",),
    "/practitioner/sign-in": ("proof",),
    "/practitioner/enrolment": ("token", "proof", "name"),
    "/practitioner/recovery": ("code",),
    "/practitioner/step-up": ("proof", "next"),
    "/practitioner/team": ("name", "role"),
    "/can-i": ("question",),
    "/clinic": ("code", "consent"),
    "/practitioner/treatments": (*TREATMENT, "first_name", "follow_up_at"),
}
ADDRESSES = (
    "/practitioner?product={}",
    "/practitioner/treatments?page={}",
    "/{}",
    "/help?{}",
    "/invite#{}",
    "/practitioner/enrolment#{}",
    "/code?code={}#{}",
)


def watch(phone: Phone) -> list[str]:
    """What ran: the messages of dialogs."""
    return listen(phone.page)


def listen(page: Page) -> list[str]:
    ran = list[str]()

    def hear(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    return ran


def nothing_ran(page: Page) -> None:
    page.wait_for_timeout(20)
    assert page.evaluate("window.ran") is None, page.url
    assert "982007569" not in page.content(), "a template ran"


def forge(page: Page, path: str, fields: list[tuple[str, str]]) -> None:
    """A form of our own page with any values, sent as a browser sends it."""
    with page.expect_navigation():
        page.evaluate(FORGE, [path, fields])


@pytest.fixture
def everybody(phones: GivePhone, house: House) -> Phone:
    """One browser that holds a plan of its own and a desk: every page opens."""
    phone: Phone = phones().sign_in(house.session_of_the_desk(), "companion-staff")
    return phone.sign_in(house.alone())


def test_a_script_in_any_field_of_any_form_is_text(everybody: Phone) -> None:
    ran = watch(everybody)
    for payload in PAYLOADS:
        for path, names in FORMS.items():
            everybody.open("/help")
            forge(everybody.page, path, [(name, payload) for name in names])
            nothing_ran(everybody.page)
    assert ran == []
    everybody.troubles[:] = [said for said in everybody.troubles if NO_TIME not in said]


def test_a_script_in_any_address_is_text(everybody: Phone) -> None:
    ran = watch(everybody)
    for payload in PAYLOADS:
        for address in ADDRESSES:
            everybody.open("/sources")
            everybody.open(address.replace("{}", payload.replace("/", "%2F").replace("?", "%3F").replace("#", "%23")))
            nothing_ran(everybody.page)
    assert ran == []


def test_a_script_as_a_name_is_text_on_every_page_that_shows_it(
    everybody: Phone, house: House, phones: GivePhone
) -> None:
    """As the first name, as the name of the clinic and as that of the practitioner."""
    for payload in PAYLOADS:
        desk, alice = phones().sign_in(house.desk_of(payload[:120]), "companion-staff"), phones()
        ran = [watch(desk), watch(alice)]
        show_names(desk, alice, payload[:60])
        assert ran == [[], []]


def show_names(desk: Phone, alice: Phone, name: str) -> None:
    page = desk.open("/practitioner/treatments/new")
    page.get_by_label("First name").fill(name)
    page.get_by_label("Product").select_option(label="Daxxify")
    page.get_by_role("checkbox", name="Forehead").check()
    desk.button("Start the plan").click()
    page.locator(".ways .qr").wait_for()
    nothing_ran(page)
    open_link(alice, link_on(page))
    for path in ("/now", "/plan", "/help", "/phones", "/clinic", "/can-i"):
        nothing_ran(alice.open(path))
    for path in ("/practitioner/treatments", page.get_by_role("link", name="Done").get_attribute("href") or ""):
        nothing_ran(desk.open(path))
    nothing_ran(desk.open(f"{desk.path}/correction"))


def test_consent_shows_the_name_of_a_clinic_as_text(house: House, phones: GivePhone) -> None:
    for payload in PAYLOADS:
        phone: Phone = phones().sign_in(house.alone())
        ran = watch(phone)
        phone.open("/clinic")
        forge(phone.page, "/clinic", [("code", house.join_code_of(payload[:120]))])
        phone.button("Yes, I agree").wait_for()
        nothing_ran(phone.page)
        phone.button("Yes, I agree").click()
        phone.page.wait_for_url("**/now")
        nothing_ran(phone.page)
        assert ran == []


def test_a_script_that_runs_would_be_seen(phone: Phone) -> None:
    phone.context.close()
    context: Any = phone.context.browser
    page = context.new_context(bypass_csp=True).new_page()
    seen = listen(page)
    page.set_content(f"<h1>{ALL[6]}</h1>")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") == 1
    assert seen
    page.context.close()
