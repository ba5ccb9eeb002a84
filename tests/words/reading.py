"""The texts of a page as they are read: an element that stands by itself is a text, a list of names is many."""

import re
from collections.abc import Collection
from html.parser import HTMLParser

INLINE = {"a", "abbr", "b", "bdi", "em", "i", "q", "small", "strong", "time", "span", "mark"}
UNREAD = {"script", "style", "svg", "option", "template", "textarea"}  # option: names of countries and towns
SPOKEN = ("aria-label", "placeholder", "alt")


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
        self.has_ended = False  # an inline element, just now: what begins at once is another thing

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unread += tag in UNREAD
        self.texts[:0] = [words or "" for name, words in attrs if name in SPOKEN]
        if tag not in INLINE or self.has_ended:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in UNREAD
        self.has_ended = tag in INLINE
        if tag not in INLINE:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.has_ended = False
        if not self.unread:
            self.texts[-1] += data
