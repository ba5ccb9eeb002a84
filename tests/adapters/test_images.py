"""What is kept of a photo: its pixels, upright, in everybody's colours, and nothing else."""

import struct
from io import BytesIO

import pillow_heif
import pytest
from PIL import Image

from companion.adapters.images import Made, Refused, prepare
from tests.adapters.photos import (
    BLUE,
    CANARY,
    CORNERS,
    GREEN,
    RED,
    grainy,
    image_exif,
    png,
    saved,
    scene,
    srgb,
    taken,
)

KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
Colour = tuple[int, ...]


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture)).convert("RGB")


def corners(picture: bytes) -> list[Colour]:
    image = opened(picture)
    near, far = image.width // 8, image.width - image.width // 8
    top, bottom = image.height // 8, image.height - image.height // 8
    return [colour_at(image, place) for place in ((near, top), (far, top), (near, bottom), (far, bottom))]


def colour_at(image: Image.Image, place: tuple[int, int]) -> Colour:
    colour = image.getpixel(place)
    assert isinstance(colour, tuple)
    return colour


def is_near(one: Colour, other: Colour, by: int = 20) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def middle(made: Made) -> Colour:
    image = opened(made.view)
    return colour_at(image, (image.width // 2, image.height // 2))


def is_upright(made: Made) -> bool:
    pairs = [*zip(corners(made.view), CORNERS, strict=True), *zip(corners(made.thumb), CORNERS, strict=True)]
    return made.width > made.height and all(is_near(seen, meant, 30) for seen, meant in pairs)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", KINDS)
def test_however_the_phone_was_held_the_photo_stands_upright(kind: str, orientation: int) -> None:
    assert is_upright(prepare(taken(kind, orientation)))


def test_a_heic_that_says_twice_how_it_is_turned_is_turned_once() -> None:
    photo = taken("HEIF", 6)
    assert b"irot" in photo
    assert image_exif(6)[6:] in photo
    assert is_upright(prepare(photo))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_pixels_is_kept(kind: str) -> None:
    photo = taken(kind, 6, quality=90)
    assert photo.count(CANARY.encode()) >= 3
    made = prepare(photo)
    for picture in (made.view, made.thumb):
        assert CANARY.encode() not in picture
        assert picture[12:16] == b"VP8 "  # the plain kind, which has no room for notes
        assert len(picture) == 8 + int.from_bytes(picture[4:8], "little")
        assert set(Image.open(BytesIO(picture)).info) <= {"loop", "background", "timestamp", "duration"}
        assert not Image.open(BytesIO(picture)).getexif()


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_photo_is_kept_in_two_sizes(kind: str) -> None:
    made = prepare(saved(scene(2400, 1800), kind))
    assert (made.width, made.height) == opened(made.view).size == (1600, 1200)
    assert opened(made.thumb).size == (320, 240)


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_photo_is_not_blown_up(kind: str) -> None:
    made = prepare(saved(scene(64, 48), kind))
    assert (made.width, made.height) == opened(made.thumb).size == (64, 48)


@pytest.mark.parametrize("kind", KINDS)
def test_colours_are_everybodys_and_not_the_cameras(kind: str) -> None:
    photo = saved(Image.new("RGB", (64, 64), RED), kind, icc_profile=srgb(red_and_blue_swapped=True))
    red, _, blue = middle(prepare(photo))
    assert blue > red + 100


def test_a_broken_colour_profile_costs_nothing_but_itself() -> None:
    photo = saved(Image.new("RGB", (64, 64), RED), icc_profile=b"\0" * 200)
    assert is_near(middle(prepare(photo)), RED)


def test_a_broken_exif_costs_nothing_but_itself() -> None:
    photo = saved(Image.new("RGB", (64, 64), RED), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40)
    assert is_near(middle(prepare(photo)), RED)


def shades(mode: str, kind: str) -> bytes:
    return saved(scene().convert(mode), kind)


@pytest.mark.parametrize(("mode", "kind"), [("CMYK", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("RGBA", "WEBP")])
def test_every_way_to_write_a_colour_is_read(mode: str, kind: str) -> None:
    assert is_upright(prepare(shades(mode, kind)))


@pytest.mark.parametrize(("mode", "kind"), [("L", "JPEG"), ("L", "PNG"), ("LA", "PNG"), ("L", "HEIF")])
def test_gray_stays_gray(mode: str, kind: str) -> None:
    gray = scene().convert("L").getpixel((10, 10))
    assert isinstance(gray, int)
    assert is_near(corners(prepare(shades(mode, kind)).view)[0], (gray, gray, gray), 4)


def test_black_and_white_is_read() -> None:
    assert middle(prepare(saved(Image.new("1", (64, 64), 1), "PNG"))) == (255, 255, 255)


def test_sixteen_bits_of_gray_are_not_cut_to_white() -> None:
    photo = saved(Image.new("I;16", (64, 64), 0x6000), "PNG")
    assert is_near(middle(prepare(photo)), (0x60, 0x60, 0x60), 3)


@pytest.mark.parametrize(("colour", "pixel"), [(2, (*RED,)), (6, (*RED, 255))])
def test_sixteen_bits_of_each_colour_are_read(colour: int, pixel: Colour) -> None:
    row = b"\0" + b"".join(bytes([part, 0]) for part in pixel) * 64
    assert is_near(middle(prepare(png(64, 64, 16, colour, row * 64))), RED, 6)


def test_ten_bits_of_heic_are_read() -> None:
    photo = BytesIO()
    pillow_heif.encode("RGB;16", (64, 64), struct.pack("<3H", *(part << 8 for part in RED)) * 64 * 64, photo)
    assert pillow_heif.open_heif(photo, convert_hdr_to_8bit=False).info["bit_depth"] == 10
    assert is_near(middle(prepare(photo.getvalue())), RED, 12)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_what_is_clear_becomes_white(kind: str) -> None:
    clear = Image.new("RGBA", (64, 64), (*BLUE, 0))
    assert is_near(middle(prepare(saved(clear, kind))), (255, 255, 255), 6)


def test_a_clear_colour_of_a_palette_becomes_white() -> None:
    assert is_near(middle(prepare(saved(Image.new("P", (64, 64), 0), "PNG", transparency=0))), (255, 255, 255), 3)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_moving_pictures_the_first_is_kept(kind: str) -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in (GREEN, RED, BLUE)]
    photo = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert is_near(middle(prepare(photo)), GREEN)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (3000, 2), (5000, 30)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_odd_shapes_are_kept(kind: str, size: tuple[int, int]) -> None:
    made = prepare(saved(Image.new("RGB", size, RED), kind))
    assert opened(made.view).size == (made.width, made.height)
    assert max(made.width, made.height) == min(1600, max(size))


@pytest.mark.parametrize("photo", [b"", b"hello", b"GIF89a" + b"\0" * 50, b"<svg/>", b"%PDF-1.7", b"II*\0", b"BM"])
def test_other_kinds_are_not_photos(photo: bytes) -> None:
    with pytest.raises(Refused, match="not_a_photo"):
        prepare(photo)


def test_an_avif_is_not_taken_for_a_heic() -> None:
    with pytest.raises(Refused, match="not_a_photo"):
        prepare(b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B" + b"\0" * 50)


@pytest.mark.parametrize(("kind", "reason"), [*((kind, "damaged") for kind in KINDS[:3]), ("HEIF", "unreadable_heic")])
def test_half_a_photo_is_refused(kind: str, reason: str) -> None:
    photo = saved(grainy(320, 240), kind)
    with pytest.raises(Refused, match=reason):
        prepare(photo[: len(photo) // 2])
