"""The guided camera: while it looks, while it counts, with a photo in doubt, and where it may not be used."""

from tests.browser.house import House
from tests.browser.journal_scenes import check_in
from tests.browser.phone import Phone

NO_SECOND_PASSES = """() => {
  const later = window.setTimeout;
  window.setTimeout = (go, ms, ...rest) => (ms === 1000 ? 0 : later(go, ms, ...rest));
}"""


def camera(phone: Phone, house: House) -> None:
    phone.context.grant_permissions(["camera"])
    check_in(phone, house)
    phone.page.locator("[name=consent]").check()
    phone.button("Use the camera").click()
    phone.button("Take the photo").wait_for()


def camera_that_counts(phone: Phone, house: House) -> None:
    """For longer than anybody looks."""
    camera(phone, house)
    phone.measure(NO_SECOND_PASSES)
    phone.button("Timer 3 s").click()
    phone.button("Take the photo").click()
    phone.button("Stop the timer").wait_for()


def camera_with_a_photo(phone: Phone, house: House) -> None:
    camera(phone, house)
    phone.button("Take the photo").click()
    phone.button("Take again").wait_for()


def camera_that_may_not(phone: Phone, house: House) -> None:
    check_in(phone, house)
    phone.page.locator("[name=consent]").check()
    phone.button("Use the camera").click()
    phone.button("Choose a photo").wait_for()


CAMERA_SCENES = [camera, camera_that_counts, camera_with_a_photo, camera_that_may_not]
