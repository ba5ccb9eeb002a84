"""Bob reads and answers without a mouse; what he looks at keeps itself up to date and takes nothing from under him."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from companion.services.review import Draft, answer
from tests.browser.desk import DECISION, Hand, stopwatch
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.browser.queue_house import Clinic, at_the_desk_of, clinic_with_two, course_of_alice, patient, photographed
from tests.journal import keep_entry

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)
LOOK_AT_A_NORMAL_REPORT = 20  # seconds
SCALES = ("bruise", "swelling", "pain", "headache", "asymmetry", "redness_heat", "effect")


@pytest.fixture
def clinic(house: House) -> Clinic:
    return clinic_with_two(house)


@pytest.fixture
def desk(clinic: Clinic, phones: GivePhone) -> Phone:
    return at_the_desk_of(phones(width=1280, height=900), clinic)


def poll(page: Page, selector: str) -> None:
    page.evaluate(f"document.querySelector('{selector}').dispatchEvent(new Event('refresh'))")


def test_a_normal_report_is_read_and_answered_by_keyboard_alone(
    house: House, clinic: Clinic, desk: Phone, phones: GivePhone
) -> None:
    with house.app.app_context():
        alice, entry = course_of_alice(house, clinic)
    page = desk.open("/practitioner")
    row = page.get_by_role("link", name="Alice").last
    with stopwatch() as took:
        row.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/entries/**")
        expect(page.get_by_role("heading", name="What Alice sent")).to_be_visible()
        page.wait_for_timeout(4 * DECISION)  # Bob reads
        page.keyboard.press("1")
        expect(desk.button("Normal for day 6")).to_be_focused()
        page.wait_for_timeout(DECISION)
        page.keyboard.press("Enter")
        expect(page.locator(".reply").first).to_contain_text("It is normal for day 6.")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith(str(entry)))
    assert took[0] < LOOK_AT_A_NORMAL_REPORT, f"{took[0]:.1f} s"
    phone = phones().sign_in(alice.session)
    with phone.page.expect_response(re.compile("/reading$")):
        reply = phone.open("/journal").locator(".reply").first
        reply.scroll_into_view_if_needed()
        expect(reply).to_contain_text("It is normal for day 6.")
    desk.open(clinic.page(alice, entry))
    expect(page.get_by_text("Read in the journal")).to_be_visible()


def test_keys_do_nothing_while_bob_types(house: House, clinic: Clinic, desk: Phone) -> None:
    with house.app.app_context():
        alice, entry = course_of_alice(house, clinic)
    page = desk.open(clinic.page(alice, entry))
    expect(page.locator("[data-keys]")).to_be_visible()
    page.keyboard.press("0")
    words = page.get_by_label("A line of your own")
    expect(words).to_be_focused()
    page.keyboard.type("jk1 2t")
    expect(words).to_have_value("jk1 2t")
    expect(words).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(desk.button("Please call us")).to_be_focused()
    page.keyboard.press("t")
    page.wait_for_url("**/practitioner")


def test_j_and_k_walk_through_the_queue(house: House, clinic: Clinic, desk: Phone) -> None:
    with house.app.app_context():
        alice = patient(house, clinic, "Alice", DAY)
        now = datetime.now(UTC)
        entries = [keep_entry(alice, now - timedelta(minutes=9 - number), kind="fine") for number in range(3)]
    page = desk.open(clinic.page(alice, entries[0]))
    for key, place in (("j", 1), ("ArrowRight", 2), ("k", 1), ("ArrowLeft", 0)):
        page.locator("[data-keys]").wait_for()
        page.keyboard.press(key)
        page.wait_for_url(f"**/entries/{entries[place]}")


def test_today_keeps_itself_up_to_date_under_the_hand(house: House, clinic: Clinic, desk: Phone) -> None:
    with house.app.app_context():
        people = [patient(house, clinic, f"Patient {number}", DAY) for number in range(12)]
        for number, person in enumerate(people):
            keep_entry(person, datetime.now(UTC) - timedelta(minutes=30 - number), kind="fine")
    page = desk.open("/practitioner")
    row = page.get_by_role("link", name="Patient 9")
    row.focus()
    row.evaluate("row => row.scrollIntoView({ block: 'center' })")
    before = row.bounding_box()
    assert before
    with page.expect_response(re.compile("/practitioner$")) as same:
        poll(page, "#today")
    assert same.value.status == 304
    with house.app.app_context():
        keep_entry(people[11], datetime.now(UTC), flags=["rf-ptosis"])
    poll(page, "#today")
    expect(page.locator(".case").first).to_contain_text("An eyelid droops")
    expect(row).to_be_focused()
    after = row.bounding_box()
    assert after and abs(after["y"] - before["y"]) < 2  # what came in above it moves nothing under the hand
    expect(page.locator("time[data-due]").first).to_contain_text("due in")
    with page.expect_response(re.compile("/practitioner$")) as again:
        poll(page, "#today")
    assert again.value.status == 304


def test_bob_hears_before_he_answers_and_his_words_stay(house: House, clinic: Clinic, desk: Phone) -> None:
    with house.app.app_context():
        alice, entry = course_of_alice(house, clinic)
    page = desk.open(clinic.page(alice, entry))
    words = page.get_by_label("A line of your own")
    words.fill("I would wait two more")
    with page.expect_response(re.compile("/standing")):
        poll(page, "[data-standing]")
    with page.expect_response(re.compile("/standing")) as same:
        poll(page, "[data-standing]")
    assert same.value.status == 304
    with house.app.app_context():
        answer(clinic.id, clinic.dana, entry, Draft("Please call us."), datetime.now(UTC))
    poll(page, "[data-standing]")
    expect(page.get_by_text("Nurse Dana Lind answered this at")).to_be_visible()
    expect(words).to_have_value("I would wait two more")
    desk.button("Send my words alone").click()
    expect(page.get_by_role("alert")).to_contain_text("A colleague answered while you wrote")
    expect(page.locator(".reply").first).to_contain_text("Please call us.")
    expect(page.get_by_label("What you wrote, not sent")).to_have_value("I would wait two more")


def test_signed_out_meanwhile_the_words_stay(house: House, clinic: Clinic, desk: Phone) -> None:
    with house.app.app_context():
        alice, entry = course_of_alice(house, clinic)
    page = desk.open(clinic.page(alice, entry))
    page.get_by_label("A line of your own").fill("Keep it cool.")
    desk.context.clear_cookies()
    poll(page, "[data-standing]")
    expect(page.get_by_text("You are signed out here.")).to_be_visible()
    desk.button("Send my words alone").click()
    expect(page.get_by_text("What you typed is kept on this page.")).to_be_visible()
    at_the_desk_of(desk, clinic)
    desk.button("Send it again").click()
    expect(page.locator(".reply").first).to_contain_text("Keep it cool.")
    desk.troubles.clear()


def test_photos_grow_and_move_in_step(house: House, clinic: Clinic, desk: Phone) -> None:
    with house.app.app_context():
        alice, entry = course_of_alice(house, clinic)
    page = desk.open(clinic.page(alice, entry))
    face = page.locator(".of-face:visible")
    expect(face).to_have_count(1)
    face.get_by_label("Zoom").fill("3")
    face.get_by_role("button", name="Move").focus()
    page.keyboard.press("ArrowLeft")
    moved = "(parts) => parts.map((part) => getComputedStyle(part).transform)"
    shapes = face.locator(".pane img, .compare > img").evaluate_all(moved)
    assert len(shapes) == 5
    assert all(shape.startswith("matrix(3, 0, 0, 3,") for shape in shapes), shapes
    pane = face.locator(".pane").nth(1)
    pane.scroll_into_view_if_needed()
    box = pane.bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 40, steps=4)
    page.mouse.up()
    assert face.locator(".pane img, .compare > img").evaluate_all(moved) != shapes
    assert page.url.endswith(str(entry))
    page.get_by_text("Brows up", exact=True).first.click()
    expect(page.locator(".of-face:visible")).to_have_attribute("data-face", "brows")


def test_the_sheet_is_one_page_of_paper(house: House, clinic: Clinic, desk: Phone, tmp_path: Path) -> None:
    """With more of everything than fits."""
    with house.app.app_context():
        alice, entry = course_of_alice(house, clinic)
        now = datetime.now(UTC)
        photographed(alice, entry, ("smile", "close_up"), 30)
        for number in range(14):
            scores = {
                "bruise": 3,
                "swelling": 2,
                "pain": 6,
                "headache": 1,
                "asymmetry": 2,
                "redness_heat": 1,
                "effect": 1,
            }
            told = keep_entry(
                alice,
                now - timedelta(hours=20 - number),
                scores=scores,
                flags=["rf-ptosis"],
                question="Why is it so? " * 40,
            )
            answer(clinic.id, clinic.bob, told, Draft("Please come in, so that we can see you. " * 20), now)
            keep_entry(alice, now - timedelta(hours=20 - number), kind="slip", rule="no-alcohol")
    page = desk.open(f"/practitioner{alice.page}/sheet")
    for picture in page.locator("main img").all():
        picture.scroll_into_view_if_needed()
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})
    height = page.locator(".sheet").evaluate("(part) => part.scrollHeight / part.clientHeight")
    assert height <= 1.01, f"{height:.2f} of the page: something is cut off"
    page.screenshot(path=tmp_path / "sheet.png", full_page=True)


def test_answering_works_without_a_script(house: House, clinic: Clinic, phones: GivePhone) -> None:
    with house.app.app_context():
        alice, entry = course_of_alice(house, clinic)
    desk = at_the_desk_of(phones(width=1280, height=900, javascript=False), clinic)
    page = desk.open("/practitioner")
    page.get_by_role("link", name="Alice").first.click()
    page.goto(f"{house.address}{clinic.page(alice, entry)}")
    hand = Hand(page)
    hand.tap(desk.button("Normal for day 6"))
    expect(page.locator(".reply").first).to_contain_text("It is normal for day 6.")
