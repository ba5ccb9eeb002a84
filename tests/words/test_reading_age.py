"""Every sentence that a patient sees can be read by somebody of eleven, or it says why not."""

import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from companion.aftercare.protocol import bundled, bundled_json, say
from tests.words.measure import faults, words_of
from tests.words.sources import Sentence, in_scripts, in_templates_and_modules, in_the_protocol, on_pages

EXCEPTIONS = tomllib.loads((Path(__file__).parent / "exceptions.toml").read_text(encoding="utf-8"))
PRODUCTS = {word for name in bundled().products if name.id != "other" for word in words_of(say(name.name))}
LISTED = PRODUCTS | set(EXCEPTIONS["words"])
ADVICE = "use shorter words or two sentences; what must stand goes into tests/words/exceptions.toml with its reason"
SOURCES: dict[str, Callable[[], Iterator[Sentence]]] = {
    "protocol": lambda: in_the_protocol(bundled(), bundled_json()),
    "templates and modules": in_templates_and_modules,
    "scripts": in_scripts,
    "pages": lambda: on_pages(bundled()),
}


@cache
def sentences(source: str) -> list[Sentence]:
    return list(SOURCES[source]())


def everywhere() -> set[str]:
    return {sentence.words for source in SOURCES for sentence in sentences(source)}


@pytest.mark.parametrize("source", SOURCES)
def test_every_sentence_can_be_read_at_eleven(source: str) -> None:
    hard = [
        f"{place}: “{words}” has {', '.join(found)}"
        for place, words in dict.fromkeys(sentences(source))
        if (found := faults(words, LISTED)) and words not in EXCEPTIONS["sentences"]
    ]
    assert not hard, "\n".join([f"{len(hard)} too hard: {ADVICE}", *hard])


@pytest.mark.parametrize(("source", "many"), [("protocol", 800), ("templates and modules", 350), ("pages", 700)])
def test_no_sentence_is_lost_on_the_way(source: str, many: int) -> None:
    assert len({sentence.words for sentence in sentences(source)}) > many


def test_every_listed_word_is_needed() -> None:
    idle = [
        word
        for word in EXCEPTIONS["words"]
        if not any(faults(sentence, LISTED - {word}) for sentence in everywhere() if word in sentence.lower())
    ]
    assert not idle, f"no sentence is too hard without these: take them off the list: {idle}"


def test_every_listed_sentence_still_stands_and_is_still_hard() -> None:
    gone = [sentence for sentence in EXCEPTIONS["sentences"] if sentence not in everywhere()]
    easy = [sentence for sentence in EXCEPTIONS["sentences"] if not faults(sentence, LISTED)]
    assert not gone + easy, f"take off the list: {gone + easy}"


def test_the_list_is_short_and_each_entry_has_a_reason() -> None:
    entries = EXCEPTIONS["words"] | EXCEPTIONS["sentences"]
    assert len(entries) < 25
    assert all(len(reason.split()) > 3 for reason in entries.values())
