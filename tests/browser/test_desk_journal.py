"""Alice sends what she sees; Bob opens it, looks, answers where it stands; she reads that."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import FilePayload, Page, expect

from companion.extensions import db
from companion.models import Clinic
from companion.services.demo import PRACTITIONER
from companion.services.review import Draft, answer
from companion.services.staff import add_practitioner
from tests.browser.desk_journal import at_the_desk, patient_of
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.cast import Person
from tests.journal import jpeg, keep_entry

pytestmark = pytest.mark.browser


@pytest.fixture
def alice(house: House) -> Person:
    """Treated three days ago at the clinic of the desk."""
    with house.app.app_context():
        return patient_of(house)


@pytest.fixture
def desk(house: House, phones: GivePhone) -> Phone:
    return at_the_desk(phones(width=1280, height=900), house)


def journal_of(desk: Phone, alice: Person) -> Page:
    return desk.open(f"/practitioner/treatments/{alice.treatment_id}/journal")


def send_by_form(phone: Phone) -> None:
    """A bruise, a warning sign and a photo, by the form of the check-in."""
    page = phone.open("/check-in")
    page.locator("main[data-live]").wait_for()
    page.locator("[name=bruise][value='2']").evaluate("(tick) => tick.click()")
    page.locator("[value=rf-ptosis]").evaluate("(tick) => tick.click()")
    page.locator("input[type=file]").first.set_input_files(
        FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=jpeg())
    )
    phone.button("Save check-in").click()
    page.wait_for_url("**/answer**")


@pytest.mark.parametrize("has_script", [True, False])
def test_from_alices_photo_to_bobs_answer_on_her_phone(
    house: House, phones: GivePhone, alice: Person, has_script: bool
) -> None:
    phone = phones().sign_in(alice.session)
    send_by_form(phone)
    desk = at_the_desk(phones(width=1280, height=900, javascript=has_script), house)
    page = desk.page
    row = page.locator(f"a[href$='{alice.treatment_id}']")
    for number in range(1, 9):  # the other tests have patients of that clinic too
        desk.open(f"/practitioner/treatments?page={number}")
        if row.count():
            break
    expect(row).to_contain_text("1 to read")
    row.click()
    page.get_by_role("link", name="Journal, 1 to read").click()
    entry = page.get_by_role("article")
    expect(entry).to_contain_text("An eyelid droops")
    entry.get_by_role("link", name="Photo: Face at rest").click()
    large = page.get_by_role("img", name="Photo: Face at rest")
    assert large.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 300
    page.get_by_role("link", name="Journal").click()
    entry.get_by_label(re.compile("Answer for Alice")).fill("Please call us today.")
    desk.button("Send answer").click()
    expect(entry.locator(".reply")).to_contain_text("Please call us today.")
    expect(page.locator("#to-read")).to_have_text("All read")
    expect(entry.get_by_role("button")).to_have_count(0)
    phone.open("/journal")
    expect(phone.page.locator(".reply")).to_contain_text("Please call us today.")
    expect(phone.page.locator(".receipt")).to_contain_text(f"Seen by {PRACTITIONER}")


def test_seen_is_one_tap_and_leaves_the_rest_alone(house: House, desk: Phone, alice: Person) -> None:
    with house.app.app_context():
        for note in ("First", "Second"):
            keep_entry(alice, datetime.now(UTC), note=note)
    page = journal_of(desk, alice)
    first, second = page.get_by_role("article").all()
    second.get_by_role("textbox").fill("Half an ans")
    first.get_by_role("button", name="Seen").click()
    expect(first.locator(".receipt")).to_contain_text(f"Seen by {PRACTITIONER}")
    expect(page.locator("#to-read")).to_have_text("1 to read")
    expect(second.get_by_role("textbox")).to_have_value("Half an ans")
    assert [request for request in desk.requests if request.startswith("GET /practitioner")] == desk.requests[:1]


def test_a_colleague_was_first_and_bobs_words_stay(house: House, desk: Phone, alice: Person) -> None:
    with house.app.app_context():
        entry_id = keep_entry(alice, datetime.now(UTC), scores={"bruise": 1})
    page = journal_of(desk, alice)
    page.get_by_role("textbox").fill("Normal for day 3.")
    with house.app.app_context():
        clinic = db.session.get_one(Clinic, alice.owner[0])
        dana = add_practitioner(clinic, "Dana", datetime.now(UTC))
        answer(clinic.id, dana.id, entry_id, Draft("Come in today."), datetime.now(UTC))
    desk.button("Send answer").click()
    expect(page.get_by_role("alert").filter(has_text="A colleague answered while you wrote")).to_be_visible()
    expect(page.locator(".reply")).to_contain_text("Come in today.")
    expect(page.get_by_role("textbox")).to_have_value("Normal for day 3.")
    expect(page.get_by_role("textbox")).to_be_focused()
    expect(desk.button("Send answer")).to_have_count(0)
    assert desk.troubles.pop().startswith("409")


def test_signed_out_or_without_a_network_the_words_stay(house: House, desk: Phone, alice: Person) -> None:
    with house.app.app_context():
        keep_entry(alice, datetime.now(UTC))
    page = journal_of(desk, alice)
    page.get_by_role("textbox").fill("Normal for day 3.")
    desk.context.set_offline(True)
    desk.button("Send answer").click()
    expect(page.get_by_text("That was not sent: no network.")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("Normal for day 3.")
    desk.context.set_offline(False)
    desk.context.clear_cookies()
    desk.button("Send answer").click()
    expect(page.get_by_text("What you typed is kept on this page.")).to_be_visible()
    at_the_desk(desk, house)
    desk.button("Send it again").click()
    expect(page.locator(".reply")).to_contain_text("Normal for day 3.")
    desk.troubles.clear()
