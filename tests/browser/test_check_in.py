"""Alice says how she is: answered at once, kept as she types, saved on her phone first."""

import time
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import select

from companion.aftercare.protocol import bundled, say
from companion.extensions import db
from companion.models import Entry, Photo
from tests.browser.house import House
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.browser.phone import GivePhone, Phone
from tests.journal import jpeg

pytestmark = pytest.mark.browser

TO_DECIDE = 2000  # milliseconds that a person reads and thinks before a tap
NAMES = """() => [...document.querySelectorAll(".face input")].map((spot) => spot.ariaLabel)"""


def file(body: bytes, kind: str = "image/jpeg") -> FilePayload:
    return FilePayload(name="a.jpg", mimeType=kind, buffer=body)


@pytest.fixture
def patient(house: House, phones: GivePhone) -> Phone:
    """Alice's phone at the check-in; it keeps nothing, so the form goes as it is."""
    phone: Phone = phones().sign_in(house.session_of_bobs_patient())
    phone.open("/check-in").locator("main[data-live]").wait_for()
    return phone


@pytest.fixture
def alice(own_house: OwnHouse, own_phone: OwnPhone) -> OwnPhone:
    """Her phone on day 4, which has kept the check-in before she ever asked for it."""
    link = own_house.at.hand_over()
    own_house.at.move_all(timedelta(days=4))
    own_phone.redeem(link)
    own_phone.wait_until_kept("/check-in")
    return own_phone


def begin(phone: OwnPhone) -> Page:
    phone.open("/check-in").locator("main[data-live]").wait_for()
    return phone.page


def tick(page: Page, name: str, value: str) -> None:
    page.locator(f"[name={name}][value='{value}']").check()


def answer(page: Page, urgency: str) -> None:
    expect(page.locator("[data-urgency]:visible")).to_have_attribute("data-urgency", urgency)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_role("heading", level=1, name="Saved")).to_be_visible()


def entries(house: House) -> list[Entry]:
    with house.app.app_context():
        return list(db.session.scalars(select(Entry).order_by(Entry.received_at, Entry.noted_at)))


def wait_for_entries(house: House, page: Page, many: int) -> list[Entry]:
    for _ in range(100):
        if len(found := entries(house)) >= many:
            return found
        page.wait_for_timeout(200)
    raise AssertionError(f"{len(entries(house))} of {many} entries")


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


def test_two_in_a_row_without_a_network_on_day_four(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    page = begin(alice)
    tick(page, "bruise", "1")
    answer(page, "none")
    save(page)
    page = begin(alice)
    tick(page, "bruise", "2")
    answer(page, "same_day")
    save(page)
    answer(page, "same_day")
    own_house.start()
    first, second = wait_for_entries(own_house.at, page, 2)
    assert [(first.scores, first.urgency), (second.scores, second.urgency)] == [
        ({"bruise": 1}, "none"),
        ({"bruise": 2}, "same_day"),
    ]


def test_a_kept_page_knows_what_was_sent_since(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    tick(page, "bruise", "1")
    save(page)
    expect(page.get_by_text("Your clinic has it now.")).to_be_visible()
    own_house.stop()
    page = begin(alice)
    expect(page.get_by_text("Since your last check-in")).to_be_visible()
    tick(page, "bruise", "2")
    answer(page, "same_day")


def test_what_she_began_is_there_after_the_phone_was_off(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    tick(page, "bruise", "2")
    tick(page, "zone", "chin")
    page.get_by_label("How large: Chin").select_option("grape")
    page.get_by_label("Anything else?").fill("Blue since noon")
    own_house.stop()
    alice.stop().start()
    page = begin(alice)
    expect(page.get_by_text("What you began is still here.")).to_be_visible()
    expect(page.locator("[name=bruise][value='2']")).to_be_checked()
    expect(page.get_by_label("How large: Chin")).to_have_value("grape")
    expect(page.get_by_label("Anything else?")).to_have_value("Blue since noon")
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("[data-form] input:checked")).to_have_count(0)
    page = begin(alice)
    expect(page.get_by_text("What you began is still here.")).to_be_hidden()


def test_a_log_with_a_photo_takes_few_taps(alice: OwnPhone, own_house: OwnHouse) -> None:
    """Journal, new, a bruise, its place, the yes to photos, the photo, save; a person reads before each."""
    taps, began = 1, time.monotonic()  # one in the phone's own list of photos
    for tap in (
        lambda page: page.get_by_role("link", name="Journal").click(),
        lambda page: page.get_by_role("link", name="New check-in").click(),
        lambda page: page.get_by_text("Clear and easy to see.").click(),
        lambda page: page.locator(".at-eye-right").click(),
        lambda page: page.get_by_label("Yes, keep my photos with my journal.").check(),
        lambda page: page.locator("[name=close_up]").set_input_files(file(jpeg())),
        save,
    ):
        alice.page.wait_for_timeout(TO_DECIDE)
        tap(alice.page)
        taps += 1
    took = time.monotonic() - began
    print(f"a log with one photo: {taps} taps, {took:.1f} s of 50 at a person's pace")  # noqa: T201
    (entry,) = wait_for_entries(own_house.at, alice.page, 1)
    assert entry.places == [{"zone": "eye-right", "size": None}]
    assert taps <= 8
    assert took < 50
    expect(alice.page.get_by_text("Your clinic has it now.")).to_be_visible()


def test_all_fine_is_one_tap_on_now_without_a_network_too(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    alice.open("/now").get_by_role("button", name="All fine").click()
    expect(alice.page.get_by_role("heading", level=1, name="Saved")).to_be_visible()
    alice.page.reload()
    expect(alice.page.get_by_role("heading", level=1, name="How are you?")).to_be_visible()
    own_house.start()
    alice.open("/journal")
    (entry,) = wait_for_entries(own_house.at, alice.page, 1)
    assert entry.kind == "fine"


def test_whoever_looks_often_hears_a_calm_word(alice: OwnPhone) -> None:
    often = bundled().check_in.often
    assert often
    for number in range(often.more_than + 1):
        page = begin(alice)
        tick(page, "redness_heat", "1")
        save(page)
        expect(page.locator("[data-often]")).to_be_visible(visible=number == often.more_than)


def test_a_correction_takes_the_place_of_the_old_one(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    tick(page, "pain", "9")
    save(page)
    (old,) = wait_for_entries(own_house.at, page, 1)
    alice.open(f"/check-in?of={old.id}")
    page.wait_for_url("**/correction")
    expect(page.locator("[name=pain][value='9']")).to_be_checked()
    answer(page, "same_day")
    tick(page, "pain", "2")
    answer(page, "none")
    save(page)
    first, newer = wait_for_entries(own_house.at, page, 2)
    assert (newer.supersedes_id, newer.scores, newer.noted_at) == (old.id, {"pain": 2}, first.noted_at)
