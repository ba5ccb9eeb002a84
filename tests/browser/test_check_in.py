"""Alice says how she is: answered at once, kept as she types, saved on her phone first."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from companion.aftercare.protocol import bundled, say
from companion.extensions import db
from companion.models import Photo
from tests.browser.check_in import answer, file, tick
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.journal import jpeg

pytestmark = pytest.mark.browser

TO_DECIDE = 2000  # milliseconds that a person reads and thinks before a tap
NAMES = """() => [...document.querySelectorAll(".face input")].map((spot) => spot.ariaLabel)"""


@pytest.fixture
def patient(house: House, phones: GivePhone) -> Phone:
    """Alice's phone at the check-in; it keeps nothing, so the form goes as it is."""
    phone: Phone = phones().sign_in(house.session_of_bobs_patient())
    phone.open("/check-in").locator("main[data-live]").wait_for()
    return phone


def test_an_answer_stands_there_as_something_is_ticked(patient: Phone) -> None:
    page = patient.page
    expect(page.locator("[data-urgency]:visible")).to_have_count(0)
    tick(page, "bruise", "1")
    answer(page, "none")
    page.get_by_text("Other signs").click()
    tick(page, "flag", "rf-ptosis")
    answer(page, "same_day")
    expect(page.locator("[data-say]:visible")).to_contain_text("It nearly always gets better in weeks.")
    expect(page.locator(".meaning:visible a[href^='tel:0']")).to_have_text("Call 020 7946 0142")
    expect(page.locator("[data-strip]")).to_contain_text("Call your clinic today")
    page.locator("[value=rf-ptosis]").uncheck()
    answer(page, "none")
    assert not [asked for asked in patient.requests if asked.startswith(("POST", "PUT"))]


def test_what_has_to_be_looked_at_next_is_asked_and_ticked_there(patient: Phone) -> None:
    tick(patient.page, "swelling", "3")
    asked = patient.page.locator("[data-ask]:visible li")
    expect(asked).to_have_count(3)
    asked.filter(has_text=say(bundled().flag["rf-allergy"].title)).get_by_role("button", name="Yes").click()
    answer(patient.page, "emergency_now")
    expect(patient.page.locator("[value=rf-allergy]")).to_be_checked()
    expect(patient.page.locator("[data-ask]:visible li")).to_have_count(2)


def test_every_question_can_be_left_out_again(patient: Phone) -> None:
    tick(patient.page, "pain", "7")
    answer(patient.page, "same_day")
    patient.page.locator("[name=pain][value='7']").click()
    expect(patient.page.locator("[name=pain]:checked")).to_have_count(0)
    expect(patient.page.locator("[data-urgency]:visible")).to_have_count(0)


def test_all_fine_is_one_tap(patient: Phone) -> None:
    patient.button("All fine").click()
    expect(patient.page.get_by_role("heading", level=1)).to_have_text("Your check-in is kept")


def test_all_fine_waits_while_something_is_ticked(patient: Phone) -> None:
    tick(patient.page, "bruise", "0")
    expect(patient.button("All fine")).to_be_disabled()


def test_nothing_is_saved_for_nothing(patient: Phone) -> None:
    patient.button("Save check-in").click()
    expect(patient.page.get_by_text("Tick or write something first.")).to_be_visible()
    assert "POST /check-in" not in patient.requests


def test_the_face_has_a_name_for_every_spot(patient: Phone) -> None:
    names = patient.measure(NAMES)
    assert len(set(names)) == len(names) == 18
    assert {"Eye corner, your left", "Between the brows, treated", "Neck"} <= set(names)


def test_left_is_left_as_in_a_mirror(patient: Phone) -> None:
    left, right = (patient.page.locator(f".at-eye-{side}").bounding_box() for side in ("left", "right"))
    assert left
    assert right
    assert left["x"] < right["x"]


def test_a_spot_is_ticked_by_key_and_asks_how_large(patient: Phone) -> None:
    size = patient.page.get_by_label("How large: Eye corner, your left")
    expect(size).to_be_hidden()
    patient.page.locator("[value=eye-left]").focus()
    patient.page.keyboard.press("Space")
    expect(size).to_be_visible()
    size.select_option(label="A pea")
    patient.button("Save check-in").click()
    patient.page.wait_for_url("**/answer")
    patient.page.get_by_role("link", name="Change this check-in").click()
    expect(patient.page.get_by_label("How large: Eye corner, your left")).to_have_value("pea")


def test_a_page_without_script_keeps_words_and_photos(house: House, phones: GivePhone) -> None:
    phone = phones(javascript=False).sign_in(house.session_of_bobs_patient())
    page = phone.open("/check-in")
    tick(page, "pain", "8")
    page.get_by_label("Yes, keep my photos with my journal.").check()
    page.locator("[name=frown]").set_input_files(file(jpeg()))
    page.locator("[name=rest]").set_input_files(file(b"no photo", "text/plain"))
    page.get_by_role("button", name="Save check-in").click()
    answer(page, "same_day")
    expect(page.get_by_text("At rest: We cannot read this kind of file.")).to_be_visible()
    with house.app.app_context():
        assert "frown" in set(db.session.scalars(select(Photo.expression)))
