"""Typed words -> plain words that can be compared; the same steps for the question and for the phrases."""

import unicodedata
from dataclasses import dataclass

from companion.aftercare.protocol.lookup import ReadingWords

LONGEST_QUESTION = 200
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´′", ""))


@dataclass(frozen=True, slots=True)
class Plain:
    """The singular words of a text, and the places of those that remain without articles and fillers."""

    words: tuple[str, ...]
    kept: tuple[int, ...]
    is_about_stopping: bool
    names_a_medicine: bool
    cannot: frozenset[int]  # the places of words such as "can't"
    doubts: frozenset[int]  # the places of words that go with no plain yes, such as "allergic"
    small: frozenset[int]  # the places of words that say nothing by themselves

    @property
    def core(self) -> tuple[str, ...]:
        return tuple(self.words[place] for place in self.kept)


def plain(text: str, reading: ReadingWords) -> Plain:
    words = _without_starts(_split(text), reading)
    kept = [i for i, word in enumerate(words) if not _is_filler(word, i, words, reading)]
    without_verbs = [i for i in kept if words[i] not in reading.verbs]
    single = tuple(singular(word, reading) for word in words)

    def places(listed: list[str]) -> frozenset[int]:
        return frozenset(place for place, word in enumerate(words) if word in listed or single[place] in listed)

    return Plain(
        single,
        tuple(without_verbs or kept),
        bool(places(reading.stopping)),
        bool(places(reading.medicines)),
        places(reading.cannot),
        places(reading.doubts),
        places([*reading.small_words, *reading.fillers, *reading.verbs]),
    )


def singular(word: str, reading: ReadingWords) -> str:
    """One rule on both sides, so that it need not be right English, only the same."""
    if len(word) < 4 or word in reading.keep_s:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and word[-2] not in "sui" else word


def _split(text: str) -> list[str]:
    text = (
        unicodedata.normalize("NFKC", text.translate(_APOSTROPHES))[: 2 * LONGEST_QUESTION]
        .lower()
        .replace("&", " and ")
    )
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def _without_starts(words: list[str], reading: ReadingWords) -> list[str]:
    starts = [start.split() for start in reading.starts]
    while start := next((s for s in starts if words[: len(s)] == s and len(words) > len(s)), None):
        words = words[len(start) :]
    return words


def _is_filler(word: str, place: int, words: list[str], reading: ReadingWords) -> bool:
    last = place == len(words) - 1
    return len(words) > 1 and (word in reading.fillers or (last and word in reading.last_only))
