"""What Alice took with the guided camera reaches the server as it was seen, and stands behind the next day's."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from companion.models import Photo
from companion.models.journal import Size
from companion.services.photos import open_photo
from tests.browser import lens
from tests.browser.camera import MIRRORED, opened, tap
from tests.browser.conftest import FLAGS, path_of_chromium
from tests.browser.house import House
from tests.browser.outbox import photos, wait_until_sent
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone

pytestmark = pytest.mark.browser

DRAWN = (
    "(canvas) => [...canvas.getContext('2d').getImageData(60 * canvas.width / 960, 60 * canvas.width / 960, 1, 1).data]"
)


@pytest.fixture
def alice(playwright: Playwright, own_house: OwnHouse, tmp_path: Path) -> Iterator[OwnPhone]:
    """Her own phone, which keeps what it has until it is sent."""
    file = tmp_path / "lens.y4m"
    lens.show(file, lens.face())
    flags = [*FLAGS, *lens.lens_flags(file)]
    phone = OwnPhone(playwright, path_of_chromium("chromium"), flags, tmp_path / "profile", own_house.address)
    phone.context.grant_permissions(["camera"])
    phone.redeem(own_house.at.hand_over())
    yield phone
    phone.stop()
    assert not phone.troubles, "\n".join(phone.troubles)


def take(page: Page) -> None:
    tap(page, "Take the photo")
    tap(page, "Use it")


def save(page: Page) -> None:
    tap(page, "Save check-in")
    expect(page.get_by_role("heading", level=1, name="Saved")).to_be_visible()


def view_of(photo: Photo, house: House) -> Image.Image:
    with house.app.app_context():
        return Image.open(io.BytesIO(open_photo(photo, Size.VIEW))).convert("RGB")


def test_guided_photos_reach_the_server_with_their_hints_and_as_the_camera_saw_them(
    alice: OwnPhone, own_house: OwnHouse
) -> None:
    page = opened(alice.open("/check-in"))
    for asked in ("Relax your face", "Lift your brows"):
        expect(page.get_by_role("heading", name=asked)).to_be_visible()
        take(page)
    tap(page, "Skip")
    expect(page.get_by_role("heading", name="Smile wide")).to_be_visible()
    tap(page, "Close")
    expect(page.locator("[data-taken]:visible")).to_have_count(2)
    save(page)
    wait_until_sent(alice)
    rest, brows = sorted(photos(own_house.at), key=lambda photo: photo.expression, reverse=True)
    assert (rest.expression, brows.expression) == ("rest", "brows")
    assert rest.hints["guided"] is True
    assert 0.5 < rest.hints["brightness"] < 0.9
    assert not {"dark", "bright", "uneven", "blurred"} & set(rest.hints)
    red, _green, blue = view_of(rest, own_house.at).getpixel((60, 60))  # type: ignore[misc]
    assert blue > 2 * red, "the mark stands on the camera's left"


def test_the_first_photo_stands_behind_the_second_days(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = opened(alice.open("/check-in"))
    take(page)
    expect(page.get_by_role("button", name="First photo")).to_be_hidden()
    tap(page, "Close")
    save(page)
    wait_until_sent(alice)
    own_house.at.move_all(timedelta(days=1))
    page = opened(alice.open("/check-in"), says_yes=False)
    expect(page.get_by_text("Line up with your first photo.")).to_be_visible()
    ghost = page.locator("canvas.ghost")
    red, _green, blue, _ = ghost.evaluate(DRAWN)
    assert blue > 2 * red
    assert ghost.evaluate(MIRRORED).startswith("matrix(-1")
    tap(page, "First photo")
    expect(ghost).to_be_hidden()


def test_a_first_photo_that_is_not_sent_yet_stands_there_too(alice: OwnPhone, own_house: OwnHouse) -> None:
    alice.wait_until_kept("/now")
    page = opened(alice.open("/check-in"))
    take(page)
    tap(page, "Close")
    own_house.stop()
    save(page)
    page.get_by_role("link", name="New check-in").click()
    expect(opened(page, says_yes=False).get_by_text("Line up with your first photo.")).to_be_visible()
