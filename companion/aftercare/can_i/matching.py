"""Which phrases stand in a question: longest first, exact before inexact, each word used once."""

from collections.abc import Iterator
from dataclasses import dataclass

from companion.aftercare.can_i.near import Near, near_words
from companion.aftercare.can_i.normal import Plain, plain
from companion.aftercare.can_i.phrases import Phrase, phrase_book
from companion.aftercare.protocol import Protocol

HELP_REACH = 6
MAY_STAY_UNEXPLAINED = 1  # with more, a typing error is a guess


@dataclass(frozen=True)
class Match:
    """A phrase found at those places of the question; `edits` is 0 where every word was exact."""

    phrase: Phrase
    places: tuple[int, ...]
    edits: int = 0
    loose: int = 0

    @property
    def rank(self) -> tuple[int, int, bool, bool, int, int]:
        """The longest first; among equals the closest, help, what must be asked, word for word, the earliest."""
        topic = self.phrase.topic
        return (
            -len(self.places),
            self.edits,
            topic.answer != "help",
            not topic.exact,
            self.loose,
            self.places[0],
        )


def matches(protocol: Protocol, question: str) -> list[Match]:
    """The phrases of the question in the order in which they stand there; no word belongs to two."""
    read = plain(question, protocol.can_i.reading)
    exact = _choose([*_word_for_word(protocol, read), *_by_core(protocol, read), *_any_order(protocol, read)], set())
    used = {place for match in exact for place in match.places}
    inexact = _choose(_inexact(protocol, read, used), used)
    if len(_unexplained(read, exact + inexact)) > MAY_STAY_UNEXPLAINED:
        inexact = [match for match in inexact if match.phrase.is_help or match.phrase.topic.exact]
    found = sorted(exact + inexact, key=lambda match: (match.places[0], match.phrase.text))
    return found + _stopping(protocol, read)


def _unexplained(read: Plain, found: list[Match]) -> set[int]:
    """The words that belong to no phrase and say something."""
    return set(range(len(read.words))) - read.small - {place for match in found for place in match.places}


def _stopping(protocol: Protocol, read: Plain) -> list[Match]:
    """ "skip my heart tablets": a word of stopping beside any medicine."""
    if not (read.is_about_stopping and read.names_a_medicine):
        return []
    phrases = phrase_book(protocol).by_words.values()
    topic = protocol.can_i.reading.stop_topic
    return [Match(phrase, ()) for same in phrases for phrase in same if phrase.topic.id == topic][:1]


def _choose(candidates: list[Match], used: set[int]) -> list[Match]:
    """The best matches. Of several that are equally near the same words every one: nobody knows which was meant."""
    chosen: dict[tuple[int, ...], list[Match]] = {}
    taken = set(used)
    for match in sorted(candidates, key=lambda match: match.rank):
        if taken.isdisjoint(match.places):
            chosen[match.places] = [match]
            taken.update(match.places)
        elif any(match.edits == other.edits > 0 for other in chosen.get(match.places, ())):
            chosen[match.places].append(match)
    return [match for matches in chosen.values() for match in matches]


def _word_for_word(protocol: Protocol, read: Plain) -> Iterator[Match]:
    book = phrase_book(protocol)
    for start in range(len(read.words)):
        for end in range(start + 1, min(len(read.words), start + book.longest) + 1):
            for phrase in book.by_words.get(read.words[start:end], ()):
                yield Match(phrase, tuple(range(start, end)))
    for phrase in book.alone.get(read.core, ()):
        yield Match(phrase, read.kept)


def _by_core(protocol: Protocol, read: Plain) -> Iterator[Match]:
    """Phrases that fit without articles and fillers.

    A core of one word counts only when it is the whole question: "have a drink" must not make a
    drink of "drink coffee".
    """
    book, core = phrase_book(protocol), read.core
    for start in range(len(core)):
        for end in range(start + 1, min(len(core), start + book.longest) + 1):
            found, whole = core[start:end], end - start == len(core)
            if len(found) == 1 and not whole:
                continue
            for phrase in (*book.by_core.get(found, ()), *book.by_words.get(found, ())):
                yield Match(phrase, read.kept[start:end], loose=1)


def _any_order(protocol: Protocol, read: Plain, near: Near | None = None) -> Iterator[Match]:
    """`help` phrases in any order with small words between, inside a few words."""
    small = protocol.can_i.reading.small_words
    for phrase in phrase_book(protocol).any_order:
        for start in range(len(read.words)):
            window = range(start, min(len(read.words), start + HELP_REACH))
            places, edits = _spread(phrase, read, window, near)
            if not places or places[0] != start:
                continue
            between = set(range(places[0], places[-1])) - set(places)
            if all(read.words[place] in small for place in between):
                yield Match(phrase, places, edits, loose=2)
                break


def _spread(phrase: Phrase, read: Plain, window: range, near: Near | None) -> tuple[tuple[int, ...], int]:
    """The places of all words of a phrase inside a window, and the edits they take; no places when one is missing."""
    free, places, edits = list(window), [], 0
    for word in phrase.words:
        place = next((p for p in free if read.words[p] == word), None)
        if place is None and near:
            place = next((p for p in free if word in near[p]), None)
            edits += near[place][word] if place is not None else 0
        if place is None:
            return (), 0
        free.remove(place)
        places.append(place)
    return tuple(sorted(places)), edits


def _inexact(protocol: Protocol, read: Plain, used: set[int]) -> list[Match]:
    near = near_words(protocol, read, used)
    if not any(near):
        return []
    found = [match for match in _any_order(protocol, read, near) if match.edits]
    for start in range(len(read.words)):
        for word in dict.fromkeys((read.words[start], *near[start])):
            for phrase in phrase_book(protocol).by_first.get(word, ()):
                edits = _edits(phrase, read, start, near)
                if edits:
                    found.append(Match(phrase, tuple(range(start, start + len(phrase.words))), edits))
    return found


def _edits(phrase: Phrase, read: Plain, start: int, near: Near) -> int | None:
    """How many edits make the words at `start` the phrase; None when they do not fit."""
    end, total = start + len(phrase.words), 0
    if end > len(read.words):
        return None
    for place, word in zip(range(start, end), phrase.words, strict=True):
        if read.words[place] == word:
            continue
        if word not in near[place]:
            return None
        total += near[place][word]
    return total
