"""Large photos are made smaller on the phone, upright and without their place; all others go as they are."""

import base64
import hashlib
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, Request

from tests.browser.check_in import begin, save
from tests.browser.check_in import file as upload
from tests.browser.outbox import photos, wait_until_sent
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.browser.phone import Phone
from tests.browser.photos import photo

pytestmark = pytest.mark.browser

REDUCED = """async ([body, type]) => {
  const app = document.querySelector('script[src*="/js/app.js"]').src;
  const { reduced } = await import(app.replace("app.js", "reduce.js"));
  const sent = new Blob([Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0))], { type });
  const made = await reduced(sent);
  if (made === sent) return null;
  const bytes = new Uint8Array(await made.arrayBuffer());
  let letters = "";
  for (let at = 0; at < bytes.length; at += 4096) letters += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return [made.type, btoa(letters)];
}"""
ON_ITS_SIDE, GPS, PHONE = 6, 0x8825, 0x010F
TOP, REST = (200, 30, 30), (120, 130, 140)


def as_sent(page: Page, body: bytes, kind: str = "image/jpeg") -> Image.Image | None:
    """What the phone would send in its place; None for the very same."""
    made = page.evaluate(REDUCED, [base64.b64encode(body).decode(), kind])
    assert made is None or made[0] == "image/jpeg"
    return Image.open(io.BytesIO(base64.b64decode(made[1]))) if made else None


def picture(width: int, height: int) -> Image.Image:
    """Red along its top."""
    made = Image.new("RGB", (width, height), REST)
    made.paste(TOP, (0, 0, width, height // 4))
    return made


def written(made: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    made.save(file, kind, **options)
    return file.getvalue()


def told(orientation: int = 1) -> Image.Exif:
    """What a phone writes into its photos: how it was held, who made it, and where."""
    exif = Image.Exif()
    exif[0x0112], exif[PHONE] = orientation, "Canary Phone"
    exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}
    return exif


@pytest.fixture
def page(phone: Phone) -> Page:
    return phone.open("/")


def near(colour: object, other: tuple[int, ...]) -> bool:
    return all(abs(one - two) < 12 for one, two in zip(colour, other, strict=True))  # type: ignore[call-overload]


def test_a_long_side_is_brought_to_2560_whatever_the_format(page: Page) -> None:
    for kind, mime, options in (
        ("JPEG", "image/jpeg", {"quality": 95}),
        ("WEBP", "image/webp", {"quality": 95}),
        ("WEBP", "image/webp", {"lossless": True}),
    ):
        noise = Image.effect_noise((3200, 1600), 60).convert("RGB")
        made = as_sent(page, written(noise, kind, **options), mime)
        assert made
        assert made.size == (2560, 1280)


def test_what_is_heavy_is_written_anew_at_its_own_size(page: Page) -> None:
    body = written(Image.effect_noise((1200, 1000), 60).convert("RGB"), "PNG", compress_level=0)
    assert len(body) > 2_000_000
    made = as_sent(page, body, "image/png")
    assert made
    assert made.size == (1200, 1000)


@pytest.mark.parametrize("size", [(3000, 2000), (6000, 1200)])
def test_it_stands_upright_and_its_place_is_gone(page: Page, size: tuple[int, int]) -> None:
    upright = picture(size[1], size[0])
    body = written(upright.transpose(Image.Transpose.ROTATE_90), exif=told(ON_ITS_SIDE), quality=95)
    made = as_sent(page, body + bytes(len(body)))  # the room that a phone's own notes take
    assert made
    assert (made.width, made.height) == (round(2560 * size[1] / size[0]), 2560)
    assert near(made.getpixel((5, 5)), TOP)
    assert near(made.getpixel((5, 2550)), REST)
    assert dict(made.getexif()) == {}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (written(picture(1200, 900), exif=told()), "image/jpeg"),  # small
        (written(Image.effect_noise((2800, 2000), 60), quality=8), "image/jpeg"),  # large, and light already
        (b"\0\0\0\x18ftypheic" + bytes(3_000_000), "image/heic"),  # not for this browser to read
        (b"\xff\xd8\xff\xe1" + bytes(3_000_000), "image/jpeg"),  # broken
        (written(picture(3000, 2000), quality=95)[:-900], "image/jpeg"),  # cut off
        (b"", "image/jpeg"),
    ],
    ids=["small", "light", "heic", "broken", "cut", "empty"],
)
def test_the_rest_goes_as_it_is(page: Page, body: bytes, kind: str) -> None:
    assert as_sent(page, body, kind) is None


def test_the_hash_is_of_what_is_sent(alice: OwnPhone, own_house: OwnHouse) -> None:
    chosen = photo(3)
    sent: list[Request] = []
    alice.page.on("request", lambda asked: sent.append(asked) if "/photos/" in asked.url else None)
    page = begin(alice)
    page.locator("[name=consent]").check()
    page.locator("[name=brows]").set_input_files(upload(chosen))
    save(page)
    wait_until_sent(alice)
    (kept,) = photos(own_house.at)
    (put,) = [asked for asked in sent if asked.method == "PUT"]
    assert put.headers["companion-sha256"] == kept.sha256.hex() != hashlib.sha256(chosen).hexdigest()
    assert kept.size < len(chosen) * 2 / 3
    assert max(kept.width, kept.height) <= 2560
