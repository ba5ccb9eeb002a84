"""What Alice typed into the form of reminders stays, whatever else she taps on the page."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from companion.extensions import db
from companion.models.reminder import reminders_of
from companion.services.wishes import Chosen, choose
from tests.browser.house import House
from tests.browser.mail_scenes import asked
from tests.browser.offline_scenes import SAY
from tests.browser.phone import GivePhone, Phone
from tests.browser.reminders_scenes import owner_of

pytestmark = pytest.mark.browser

TYPED = "alice@half.typed"
SUN = Chosen({"sun": True, "check_in": True}, None, None, None, names_it=False, email=None)


@pytest.fixture
def session(house: House) -> str:
    """Of a patient who wants the sun's reminders, and whose check-in of day 3 is due in five minutes."""
    session, now = house.session_of_bobs_patient(), datetime.now(UTC)
    with house.app.app_context():
        owner = owner_of(house, session)
        choose(owner, SUN, now)
        row = next(row for row in reminders_of(*owner) if row.key == "rm-checkin-3")
        row.due_at = row.next_at = now + timedelta(minutes=5)
        row.not_after = now + timedelta(hours=6)
        db.session.commit()
    return session


@pytest.fixture
def alice(phone: Phone, session: str) -> Phone:
    phone.sign_in(session).open("/reminders")
    phone.page.get_by_label("E-mail").fill(TYPED)
    phone.page.get_by_label("Your follow-up visit").uncheck()
    return phone


def expect_typed(alice: Phone) -> None:
    expect(alice.page.get_by_label("E-mail")).to_have_value(TYPED)
    expect(alice.page.get_by_label("Your follow-up visit")).not_to_be_checked()


@pytest.mark.parametrize("width", [320, 390])
def test_what_is_said_over_the_page_hides_no_button_of_it(phones: GivePhone, session: str, width: int) -> None:
    alice = phones(width=width).sign_in(session)
    alice.open("/reminders")
    alice.page.evaluate(SAY, ["changed", 0])
    notice, keep = alice.page.locator(".floating"), alice.page.locator("form.questions > .button.wide")
    notice.wait_for()
    alice.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    above, below = keep.bounding_box(), notice.bounding_box()
    assert above and below
    assert above["y"] + above["height"] <= below["y"]


def test_putting_off_leaves_it_alone_and_shows_when_it_comes(alice: Phone) -> None:
    line = alice.page.locator("li", has_text="A check-in on day 3")
    expect(line).to_contain_text("today")
    alice.page.get_by_role("button", name="Tomorrow").first.click()
    expect(line.locator("time")).to_have_text("10:00 tomorrow")
    expect(alice.page.get_by_role("heading", name="Coming")).to_be_focused()
    expect_typed(alice)
    assert alice.page.evaluate("document.documentElement.dataset.kept") == alice.page.evaluate(
        "fetch('/reminders').then((answer) => answer.headers.get('Companion-Plan'))"
    )


def test_outdoors_leaves_it_alone(alice: Phone) -> None:
    alice.button("I am outdoors").click()
    expect(alice.button("I am indoors again")).to_be_focused()
    expect_typed(alice)


def test_what_cannot_be_put_off_any_more_says_why_there(alice: Phone, house: House, session: str) -> None:
    with house.app.app_context():
        row = next(row for row in reminders_of(*owner_of(house, session)) if row.key == "rm-checkin-3")
        row.due_at, row.not_after = datetime.now(UTC) - timedelta(hours=2), datetime.now(UTC) - timedelta(hours=1)
        db.session.commit()
    alice.page.get_by_role("button", name="Tomorrow").first.click()
    why = alice.page.locator("#wrong-later")
    expect(why).to_have_text("That one cannot wait any more. You can do it now.")
    expect(why).to_be_focused()
    expect_typed(alice)
    assert alice.troubles.pop().startswith("409")


def test_without_a_network_it_says_so_and_leaves_it_alone(alice: Phone) -> None:
    alice.page.route("**/reminders/outdoors", lambda route: route.abort())
    alice.button("I am outdoors").click()
    alice.button("I am outdoors").click()
    expect(alice.page.get_by_role("alert")).to_have_text("That did not work. Check your network, then try again.")
    expect_typed(alice)
    alice.troubles.clear()  # the network that is not there


def test_without_a_script_the_page_says_to_keep_it_first(phones: GivePhone, session: str) -> None:
    plain = phones(javascript=False)
    page = plain.sign_in(session).open("/reminders")
    expect(page.locator("[data-live] noscript p:visible")).to_have_text(
        ["Changed something below? Keep that first."] * 2
    )
    page.get_by_role("button", name="Tomorrow").first.click()
    expect(page.locator("li", has_text="A check-in on day 3")).to_contain_text("10:00 on")


def test_the_enter_key_keeps_it_and_sends_no_letter(phone: Phone, house: House, session: str) -> None:
    asked(house, session, "mail confirm")
    page = phone.sign_in(session).open("/reminders")
    page.get_by_label("E-mail").press("Enter")
    page.wait_for_url("**/reminders#saved")
    expect(phone.button("Send it again")).to_be_visible()


def test_send_it_again_keeps_the_correction_without_a_script(phones: GivePhone, house: House, session: str) -> None:
    asked(house, session, "mail confirm")
    phone = phones(javascript=False)
    page = phone.sign_in(session).open("/reminders")
    corrected = f"{session[:8].lower()}@corrected.example"
    page.get_by_label("E-mail").fill(corrected)
    page.get_by_label("From", exact=True).fill("23:00")
    phone.button("Send it again").click()
    expect(page.locator("#field-email")).to_contain_text(f"An e-mail to {corrected} is on its way.")
    expect(page.locator("#field-email")).to_be_in_viewport()
    expect(page.get_by_label("From", exact=True)).to_have_value("23:00")
