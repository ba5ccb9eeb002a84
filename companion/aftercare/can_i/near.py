"""Typing errors: which words of the phrases a typed word may have meant."""

from companion.aftercare.can_i.normal import Plain
from companion.aftercare.can_i.phrases import phrase_book
from companion.aftercare.protocol import Protocol
from companion.lazily import Lazily

distance = Lazily("rapidfuzz.distance")

# For each place of the question: a word that may be meant -> how many edits away (a swap counts as one).
Near = list[dict[str, int]]


def near_words(protocol: Protocol, read: Plain, used: set[int]) -> Near:
    """Words within one edit (5 letters and more) or two (9 and more) of each word that is not used yet."""
    book, real = phrase_book(protocol), protocol.can_i.not_typos
    return [
        {} if place in used or word in real else _near(word, book.vocabulary) for place, word in enumerate(read.words)
    ]


def _near(typed: str, vocabulary: tuple[str, ...]) -> dict[str, int]:
    found = {}
    for word in vocabulary:
        allowed = tolerance(word)
        if allowed and abs(len(word) - len(typed)) <= allowed:
            edits = distance.OSA.distance(typed, word, score_cutoff=allowed)
            if edits <= allowed:
                found[word] = edits
    return found


def tolerance(word: str) -> int:
    """Edits that a word of the phrases forgives."""
    return 2 if len(word) >= 9 else 1 if len(word) >= 5 else 0
