"""The texts of a page as they are read: an element that stands by itself is a text, a list of names is many."""

import re
from collections.abc import Collection
from html.parser import HTMLParser

INLINE = {"a", "abbr", "b", "bdi", "em", "i", "q", "small", "strong", "time", "span", "mark"}
UNREAD = {"script", "style", "svg", "option", "template", "textarea"}  # option: names of countries and towns
SPOKEN = ("aria-label", "placeholder", "alt")
ALONE = {"name", "until", "left", "tag", "label", "tool", "button", "chip"}  # classes of what stands by itself


def texts_of(body: str, names: Collection[str]) -> list[str]:
    """Each text once; what is one of those names is left out."""
    page = _Page()
    page.feed(body)
    texts = (" ".join(text.split()) for text in page.texts)
    items = dict.fromkeys(item for text in texts if text not in names for item in _items(text))
    return [item for item in items if item and item not in names]


def _items(text: str) -> list[str]:
    """A line without a full stop may be a list: its label and each item are read by themselves."""
    return [text] if text.endswith((".", "?", "!", "”")) else re.split(r"(?<=:) |, ", text)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts, self.unread = [""], 0  # the last text is still being read
        self.inside: list[bool] = []  # whether each open inline element stands by itself

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.unread += tag in UNREAD
        self.texts[:0] = [said[name] or "" for name in SPOKEN if name in said]
        stands_alone = "hidden" in said or bool(ALONE & set((said.get("class") or "").split()))
        if tag in INLINE:
            self.inside.append(stands_alone)
        if tag not in INLINE or stands_alone:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in UNREAD
        if tag not in INLINE or self.inside.pop():
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.texts[-1] += data
