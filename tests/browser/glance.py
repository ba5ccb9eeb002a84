"""How long somebody would look at a page: what they read, look at and press, computed from the page as it stands.

- Reading: 250 words a minute (Brysbaert 2019, "How many words do we read per minute?": 238 in English non-fiction,
  260 in fiction).
- Keystroke-level model (Card, Moran and Newell 1980): 1.35 s to make up one's mind, 0.2 s for a key or a click.
- Pointing: Fitts's law in Shannon's form, 0.1 s and 0.15 s a bit, from the middle of the screen; never less than the
  model's mean of 1.1 s, so that a large button near by is no gift.
- A screen further down: 0.2 s for the flick, which may begin anywhere (El Batran and Dunlop 2014 measured 0.07 s for a
  short one), and 0.23 s for the eye to find its place again (Card, Moran and Newell 1983, the eye's mean movement).
- A photo: 1.0 s, as long as it takes to compare it with the one beside it.
"""

import math
from dataclasses import dataclass

from playwright.sync_api import Page

WORDS_A_SECOND, LOOK_AT_A_PHOTO = 250 / 60, 1.0
MIND, KEY, POINTING, A_SCREEN = 1.35, 0.2, 1.1, 0.43
# What is read: words that a person sees, in these parts of the page, but for what stands in second ink where so said.
COUNT = """([whole, first]) => {
  const words = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const [text, box] = [walker.currentNode, document.createRange()];
    const part = [...whole, ...first].find((one) => text.parentElement.closest(one));
    if (!part || !text.parentElement.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (!whole.includes(part) && text.parentElement.closest(".quiet")) continue;
    box.selectNodeContents(text);
    if (text.parentElement.closest(".visually-hidden, option") || !box.getBoundingClientRect().width) continue;
    words[part] = (words[part] ?? 0) + (text.data.match(/[\\p{L}\\p{N}][^\\s]*/gu) ?? []).length;
  }
  return words;
}"""


@dataclass(frozen=True)
class Glance:
    """`words`: by part of the page, `photos` in the row, `answering`: seconds from the decision to the answer sent."""

    words: dict[str, int]
    photos: int
    answering: float

    @property
    def reading(self) -> float:
        return sum(self.words.values()) / WORDS_A_SECOND

    @property
    def seconds(self) -> float:
        return self.reading + self.photos * LOOK_AT_A_PHOTO + self.answering

    def __str__(self) -> str:
        parts = ", ".join(f"{part} {many}" for part, many in self.words.items())
        read = f"reading {self.reading:.1f} s of {sum(self.words.values())} words ({parts})"
        return f"{self.seconds:.1f} s: {read}, {self.photos} photos, answering {self.answering:.1f} s"


def read(page: Page, whole: list[str], first: list[str]) -> dict[str, int]:
    """The words in each part: all of `whole`, and of `first` those that are not in second ink."""
    counted: dict[str, int] = page.evaluate(COUNT, [whole, first])
    return counted


def by_hand(page: Page, selector: str) -> float:
    """To decide, to go there from the middle of the screen, scrolling as far as need be, and to click or tap."""
    box, screen = page.locator(selector).first.bounding_box(), page.viewport_size
    assert box and screen
    x = box["x"] + box["width"] / 2 - screen["width"] / 2
    y = min(box["y"] + box["height"] / 2, screen["height"]) - screen["height"] / 2
    bits = math.log2(math.hypot(x, y) / min(box["width"], box["height"]) + 1)
    screens = max(0, math.ceil((box["y"] + box["height"] - screen["height"]) / screen["height"]))
    return MIND + max(POINTING, 0.1 + 0.15 * bits) + KEY + screens * A_SCREEN


def by_keys(many: int) -> float:
    """To decide, and to press so many keys."""
    return MIND + many * KEY
