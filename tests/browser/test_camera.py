"""Alice takes photos with the guided camera: helped, never stopped, and left alone when she closes it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser import lens
from tests.browser.camera import MIRRORED, opened, tap
from tests.browser.conftest import FLAGS, path_of_chromium
from tests.browser.house import House
from tests.browser.outbox import wait_until
from tests.browser.phone import GivePhone, Phone, untroubled

pytestmark = pytest.mark.browser

NOTE_TRACKS = """
const ask = MediaDevices.prototype.getUserMedia;
window.tracks = [];
MediaDevices.prototype.getUserMedia = async function (...wishes) {
  const stream = await ask.apply(this, wishes);
  window.tracks.push(...stream.getTracks());
  return stream;
};
"""
TRACKS = "window.tracks.map((track) => track.readyState)"
HINTS = """async () => {
  const checkIn = document.querySelector('script[src*="/js/check_in.js"]').src;
  const { allAdded, chosenPhotos } = await import(checkIn.replace("check_in.js", "check_in_photos.js"));
  await allAdded();
  return chosenPhotos().find(({ expression }) => expression === "rest").hints;
}"""
GivePicture = Callable[..., Page]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lens") / "lens.y4m"


@pytest.fixture(scope="module")
def with_lens(playwright: Playwright, file: Path) -> Iterator[Browser]:
    """A Chromium whose camera sees what is in the file."""
    lens.show(file, lens.face())
    browser = playwright.chromium.launch(
        executable_path=path_of_chromium("chromium"), args=[*FLAGS, *lens.lens_flags(file)]
    )
    yield browser
    browser.close()


@pytest.fixture
def lens_phones(with_lens: Browser, house: House) -> Iterator[GivePhone]:
    with untroubled(with_lens, house) as give:
        yield give


@pytest.fixture
def before(lens_phones: GivePhone, house: House, file: Path) -> GivePicture:
    """The camera, open on Alice's phone before those pictures."""

    def give(*frames: Image.Image, may: bool = True) -> Page:
        lens.show(file, *frames)
        phone: Phone = lens_phones().sign_in(house.session_of_bobs_patient())
        phone.context.grant_permissions(["camera"] if may else [])
        phone.context.add_init_script(NOTE_TRACKS)
        return opened(phone.open("/check-in"))

    return give


def test_the_preview_is_a_mirror_and_the_photo_is_not(before: GivePicture) -> None:
    page = before(lens.face())
    page.get_by_text("Light is good", exact=True).wait_for()
    assert page.locator("video").evaluate(MIRRORED).startswith("matrix(-1")
    tap(page, "Take the photo")
    expect(page.get_by_role("button", name="Use it")).to_be_focused()
    assert page.locator("dialog [data-still]").evaluate(MIRRORED) == "none"


@pytest.mark.parametrize(
    ("picture", "doubt", "live", "still"),
    [
        (lens.dark, "dark", "A bit dark. Face a window.", "It looks dark."),
        (lens.bright, "bright", "Very bright. Turn from the light.", "It looks too bright."),
        (lens.uneven, "uneven", "Light from one side. Face it.", "The light comes from one side."),
        (lens.blurred, "blurred", "Light is good", "It may be blurred."),
    ],
)
def test_a_doubt_is_said_and_never_stops_anybody(
    before: GivePicture, picture: Callable[[], Image.Image], doubt: str, live: str, still: str
) -> None:
    page = before(picture())
    expect(page.get_by_text(live, exact=True)).to_be_visible()
    tap(page, "Take the photo")
    expect(page.get_by_text(still)).to_be_visible()
    tap(page, "Use it anyway")
    expect(page.get_by_role("heading", name="Lift your brows")).to_be_visible()
    hints = page.evaluate(HINTS)
    assert {name for name in ("dark", "bright", "uneven", "blurred") if hints.get(name)} == {doubt}


def test_deep_skin_in_good_light_is_not_called_dark(before: GivePicture) -> None:
    expect(before(lens.deep()).get_by_text("Light is good", exact=True)).to_be_visible()


def test_a_shaking_hand_is_asked_to_hold_still(before: GivePicture) -> None:
    expect(before(*lens.shaken()).get_by_text("Hold still")).to_be_visible()


def test_the_timer_counts_aloud_and_can_be_stopped(before: GivePicture) -> None:
    page = before(lens.face())
    tap(page, "Timer 3 s")
    tap(page, "Take the photo")
    expect(page.get_by_role("timer")).to_have_text("3")
    tap(page, "Stop the timer")
    expect(page.get_by_role("button", name="Take the photo")).to_be_focused()
    tap(page, "Take the photo")
    for left in ("3", "2", "1"):
        expect(page.get_by_role("timer")).to_have_text(left)
    expect(page.get_by_role("button", name="Use it")).to_be_visible()


def test_whoever_refuses_the_camera_chooses_a_photo(before: GivePicture) -> None:
    page = before(lens.face(), may=False)
    expect(page.get_by_text("This phone does not let us use it.")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        tap(page, "Choose a photo")
    assert chooser.value.element.get_attribute("name") == "rest"
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_whoever_closes_it_at_once_keeps_the_photo(before: GivePicture) -> None:
    page = before(lens.face())
    tap(page, "Take the photo")
    page.get_by_role("button", name="Use it").wait_for()
    page.evaluate(
        """() => ["use", "close"].forEach((name) => document.querySelector(`dialog [data-${name}]`).click())"""
    )
    expect(page.locator("[data-taken]:visible")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_be_hidden()
    wait_until_ended(page)


def wait_until_ended(page: Page) -> None:
    """The browser tells a page of the closing a moment after the focus went back."""
    wait_until(page, lambda: page.evaluate(TRACKS) == ["ended"], lambda: "the camera runs on")


def test_escape_ends_the_camera_and_gives_the_focus_back(before: GivePicture) -> None:
    page = before(lens.face())
    expect(page.get_by_role("button", name="Take the photo")).to_be_focused()
    assert page.evaluate(TRACKS) == ["live"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Use the camera")).to_be_focused()
    wait_until_ended(page)


def test_whoever_closes_it_before_it_starts_is_not_filmed(before: GivePicture) -> None:
    page = before(lens.face())
    tap(page, "Close")
    page.evaluate("""() => {
      document.querySelector("[data-use-camera]").click();
      new MutationObserver(() => document.querySelector("[data-close]").click())
        .observe(document.querySelector("dialog"), { attributeFilter: ["open"] });
    }""")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.wait_for_timeout(2000)  # the camera comes when nobody wants it any more
    assert page.evaluate(TRACKS) == ["ended", "ended"]


def test_a_page_without_a_camera_or_script_offers_none(playwright: Playwright, house: House, phones: GivePhone) -> None:
    flags = [flag for flag in FLAGS if "fake-device" not in flag]
    bare = playwright.chromium.launch(executable_path=path_of_chromium("chromium"), args=flags)
    for one in (Phone(bare, house.address), phones(javascript=False)):
        page = one.sign_in(house.session_of_bobs_patient()).open("/check-in")
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("button", name="Use the camera")).to_be_hidden()
    bare.close()
