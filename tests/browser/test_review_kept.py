"""Bob's words stay while he reads on, a page that hears nothing says so, and the sheet reads as a sheet."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Dialog, expect

from companion.services.review import Draft, answer
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.browser.queue_house import Clinic, at_the_desk_of, clinic_with_two, course_of_alice
from tests.browser.test_review import poll
from tests.cast import Person
from tests.journal import keep_entry

pytestmark = pytest.mark.browser
WORDS = "I would wait two more"


@pytest.fixture
def clinic(house: House) -> Clinic:
    return clinic_with_two(house)


@pytest.fixture
def desk(clinic: Clinic, phones: GivePhone) -> Phone:
    return at_the_desk_of(phones(width=1280, height=900), clinic)


@pytest.fixture
def alices(house: House, clinic: Clinic) -> tuple[Person, UUID]:
    with house.app.app_context():
        return course_of_alice(house, clinic)


def test_words_go_along_to_what_the_patient_changed(
    house: House, clinic: Clinic, desk: Phone, alices: tuple[Person, UUID]
) -> None:
    alice, entry = alices
    page = desk.open(clinic.page(alice, entry))
    page.get_by_label("A line of your own").fill(WORDS)
    with house.app.app_context():
        keep_entry(alice, datetime.now(UTC), scores={"bruise": 2}, supersedes_id=entry)
    poll(page, "[data-standing]")
    page.get_by_role("link", name="Read it as it is now").click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here")
    expect(page.get_by_text("Changed by the patient")).to_be_visible()
    expect(page.get_by_label("A line of your own")).to_have_value(WORDS)
    desk.button("Send my words alone").click()
    expect(page.locator(".reply").first).to_contain_text(WORDS)


def test_words_go_along_to_a_colleagues_answer(
    house: House, clinic: Clinic, desk: Phone, alices: tuple[Person, UUID]
) -> None:
    alice, entry = alices
    page = desk.open(clinic.page(alice, entry))
    page.get_by_label("A line of your own").fill(WORDS)
    with house.app.app_context():
        answer(clinic.id, clinic.dana, entry, Draft("Please call us."), datetime.now(UTC))
    poll(page, "[data-standing]")
    page.get_by_role("link", name="Read that answer").click()
    expect(page.locator(".reply").first).to_contain_text("Please call us.")
    expect(page.get_by_label("What you wrote, not sent")).to_have_value(WORDS)


def test_the_browser_asks_before_words_are_left(clinic: Clinic, desk: Phone, alices: tuple[Person, UUID]) -> None:
    asked = list[str]()

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page = desk.open(clinic.page(*alices))
    page.on("dialog", stay)
    page.locator("[data-keys]").wait_for(state="attached")
    words = page.get_by_label("A line of your own")
    words.press_sequentially(WORDS)
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(words).to_have_value(WORDS)
    assert asked == ["beforeunload"]
    desk.button("Send my words alone").click()
    expect(page.locator(".reply").first).to_contain_text(WORDS)
    assert asked == ["beforeunload"]


def test_today_says_when_it_hears_nothing(desk: Phone) -> None:
    page = desk.open("/practitioner")
    notice = page.get_by_text("No news comes at the moment.")
    expect(notice).to_be_hidden()
    desk.context.set_offline(True)
    poll(page, "#today")
    expect(notice).to_be_visible()
    expect(page.locator("[data-no-news] time")).to_contain_text("today")
    desk.context.set_offline(False)
    poll(page, "#today")
    expect(notice).to_be_hidden()
    desk.troubles.clear()


def test_the_sheet_reads_as_lists_one_below_the_other(clinic: Clinic, desk: Phone, alices: tuple[Person, UUID]) -> None:
    """It has the looks of nothing else: no numbers before its lines, no columns."""
    page = desk.open(f"/practitioner{alices[0].page}/sheet")
    lefts = page.locator(".sheet > section").evaluate_all(
        "(parts) => parts.map((part) => part.getBoundingClientRect().x)"
    )
    assert len(lefts) > 4 and len(set(lefts)) == 1
    numbers = "(lines) => lines.map((line) => getComputedStyle(line, '::before').content)"
    assert set(page.locator(".sheet li").evaluate_all(numbers)) == {"none"}
