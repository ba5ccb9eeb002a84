"""The pictures of one kept family, read once: a page carries the ones that it uses, each once."""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

HOME = Path(__file__).parents[2] / "static" / "vendor" / "tabler-icons-3.51.0"
FILES = {
    "add": "square-plus",
    "back": "chevron-left",
    "bed": "bed",
    "bolt": "bolt",
    "bowl": "soup",
    "brush": "brush",
    "calendar": "calendar",
    "camera": "camera",
    "car": "car",
    "chair": "armchair",
    "check": "check",
    "clock": "clock",
    "cream": "hand-sanitizer",
    "dots": "dots",
    "down": "chevron-down",
    "eye": "eye",
    "flag": "flag",
    "guide": "book",
    "gym": "barbell",
    "habit": "circle-dashed",
    "hand": "hand-stop",
    "heat": "flame",
    "helmet": "helmet",
    "help": "lifebuoy",
    "info": "info-circle",
    "key": "key",
    "leaf": "leaf",
    "leave": "logout",
    "next": "chevron-right",
    "offline": "cloud-off",
    "people": "users",
    "person": "user-circle",
    "phone": "phone",
    "pill": "pill",
    "plus": "plus",
    "print": "printer",
    "screen": "device-desktop-down",
    "search": "search",
    "shade": "umbrella",
    "share": "share-2",
    "sun": "sun",
    "team": "users-group",
    "tooth": "dental",
    "wine": "glass-full",
}
_PATH = re.compile(r'<path d="(?P<way>M[^"]+)" />')
_FRACTION = re.compile(r"-?\d*\.\d+")
_IDLE_SPACE = re.compile(r" (?=[-a-zA-Z])|(?<=[a-zA-Z]) ")


@cache
def drawing(name: str) -> Markup:
    """What stands within the picture, as one path, to a tenth of its 24 units."""
    ways = _PATH.findall((HOME / f"{FILES[name]}.svg").read_text())
    rounded = _FRACTION.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), "".join(ways))
    return Markup('<path d="{}"/>').format(_IDLE_SPACE.sub("", rounded))
