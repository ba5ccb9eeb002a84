"""The phrases of every topic, laid out so that a question finds them quickly."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from companion.aftercare.can_i.normal import plain
from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.lookup import Topic


@dataclass(frozen=True, eq=False)
class Phrase:
    """A phrase of a topic: all its words, and its core without articles and fillers."""

    topic: Topic
    text: str
    words: tuple[str, ...]
    core: tuple[str, ...]

    @property
    def is_help(self) -> bool:
        return self.topic.answer == "help"


@dataclass(frozen=True, eq=False)
class PhraseBook:
    by_words: dict[tuple[str, ...], list[Phrase]]
    by_core: dict[tuple[str, ...], list[Phrase]]
    by_first: dict[str, list[Phrase]]
    alone: dict[tuple[str, ...], list[Phrase]]
    any_order: list[Phrase]
    vocabulary: tuple[str, ...]
    longest: int


@lru_cache(maxsize=64)
def phrase_book(protocol: Protocol) -> PhraseBook:
    read = [phrases_of(protocol, topic) for topic in protocol.can_i.topics]
    phrases = [phrase for usual, _ in read for phrase in usual]
    by_words, by_core, by_first = defaultdict(list), defaultdict(list), defaultdict(list)
    for phrase in phrases:
        by_words[phrase.words].append(phrase)
        by_first[phrase.words[0]].append(phrase)
        if phrase.core != phrase.words:
            by_core[phrase.core].append(phrase)
    return PhraseBook(
        dict(by_words),
        dict(by_core),
        dict(by_first),
        {phrase.core: [phrase] for _, alone in read for phrase in alone},
        [phrase for phrase in phrases if phrase.is_help and len(phrase.words) > 1],
        tuple(sorted({word for phrase in phrases for word in phrase.words})),
        max(len(phrase.words) for phrase in phrases),
    )


def phrases_of(protocol: Protocol, topic: Topic) -> tuple[list[Phrase], list[Phrase]]:
    """The phrases of a topic, and those that count only as the whole question."""

    def phrase_of(text: str) -> Phrase:
        read = plain(text, protocol.can_i.reading)
        return Phrase(topic, text, read.words, read.core)

    return [phrase_of(text) for text in topic.words], [phrase_of(text) for text in topic.alone]
