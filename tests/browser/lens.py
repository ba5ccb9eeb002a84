"""What stands before the camera of a phone: a file that Chromium takes for a camera, and pictures drawn for it."""

from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (960, 1280)  # pixels
MARK = (40, 80, 220)  # blue, at the top on the camera's left
FAIR, DEEP = (222, 176, 148), (84, 52, 38)
WALL = (205, 200, 190)


def lens_flags(file: Path) -> list[str]:
    """With these Chromium has one camera, and sees in it what is in that file when it starts."""
    return ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={file}"]


def show(file: Path, *frames: Image.Image) -> None:
    """Put those pictures before the camera, ten a second, as uncompressed video."""
    width, height = frames[0].size
    with file.open("wb") as video:
        video.write(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420\n".encode())
        for frame in frames:
            y, cb, cr = frame.convert("YCbCr").split()
            half = [part.resize((width // 2, height // 2)) for part in (cb, cr)]
            video.write(b"FRAME\n" + b"".join(part.tobytes() for part in (y, *half)))


def face(skin: tuple[int, int, int] = FAIR, wall: tuple[int, int, int] = WALL) -> Image.Image:
    """Somebody in good light, with hair, brows, eyes, a mouth and fine lines, and a mark beside them."""
    picture = Image.new("RGB", SIZE, wall)
    draw = ImageDraw.Draw(picture)
    shade = tuple(part * 3 // 4 for part in skin)
    draw.ellipse((230, 170, 730, 900), fill=(52, 40, 34))
    draw.rectangle((400, 900, 560, 1280), fill=shade)
    draw.ellipse((260, 240, 700, 1010), fill=skin)
    for line in range(6):
        draw.arc((340, 330 + 22 * line, 620, 420 + 22 * line), 200, 340, fill=shade, width=3)
    for x in (370, 590):
        draw.arc((x - 75, 500, x + 75, 590), 200, 340, fill=(40, 30, 26), width=16)
        draw.ellipse((x - 45, 580, x + 45, 630), fill=(240, 236, 228))
        draw.ellipse((x - 20, 582, x + 20, 626), fill=(50, 36, 28))
    draw.polygon([(480, 620), (445, 745), (500, 755)], fill=shade)
    draw.ellipse((390, 820, 570, 880), fill=(168, 92, 84))
    draw.line((390, 850, 570, 850), fill=(70, 40, 36), width=5)
    draw.rectangle((0, 0, 120, 120), fill=MARK)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def deep() -> Image.Image:
    """Deep skin before a dark wall, in the light of a window beside it."""
    picture = face(DEEP, wall=(70, 60, 52))
    picture.paste((250, 248, 240), (830, 0, 960, 900))
    return picture


def dark() -> Image.Image:
    """The same at night."""
    return face().point(lambda part: part // 6)


def bright() -> Image.Image:
    """With the sun in the face."""
    return face().point(lambda part: min(255, part * 8 // 5))


def uneven() -> Image.Image:
    """With a lamp on the camera's right."""
    light = Image.linear_gradient("L").rotate(90).resize(SIZE).point(lambda part: 255 - part if part < 256 else part)
    lamp = Image.merge("RGB", [light.point(lambda part: 40 + part * 215 // 255)] * 3)
    return ImageChops.multiply(face(), lamp)


def blurred() -> Image.Image:
    """With a shaking hand."""
    return face().filter(ImageFilter.GaussianBlur(10))


def shaken() -> list[Image.Image]:
    """Here and there in turn, never the same for two looks of the phone."""
    return [ImageChops.offset(face(), 90 * (step % 3), 60 * (step % 2)) for step in range(6)]
