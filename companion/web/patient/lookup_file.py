"""What the phone needs to answer "Can I ... yet?" by itself: a protocol's words, and its sentences in markup."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from companion.aftercare.can_i.answer import help_words, urgency_of, urgency_order
from companion.aftercare.can_i.phrases import Phrase, phrases_of
from companion.aftercare.protocol import Protocol
from companion.aftercare.protocol.lookup import Topic
from companion.aftercare.sentences import Voice
from companion.web.patient.icons import rule_picture
from companion.web.voice import Audience, PageVoice

_ANY = datetime.max.replace(tzinfo=UTC)  # an instant whose words are a gap


@lru_cache(maxsize=256)
def lookup_file(audience: Audience) -> dict[str, Any]:
    """The same for every treatment of that audience; `topics` in the order of the protocol."""
    protocol, voice = audience.protocol, PageVoice(audience).plain
    can_i, answers = protocol.can_i, protocol.answers
    reading = can_i.reading.model_dump(exclude={"stop_topic"})
    return {
        "reading": reading,
        "stop_topic": next((n for n, topic in enumerate(can_i.topics) if topic.id == can_i.reading.stop_topic), None),
        "not_typos": can_i.not_typos,
        "precedence": can_i.precedence,
        "not_yet": replace(voice, moment=lambda _: "{moment}")(answers.not_yet, at=_ANY),
        "ask": voice.by_number(answers.ask),
        "unknown": voice.by_number(answers.unknown),
        "rules": {rule.id: [voice(rule.name), rule_picture(rule)] for rule in protocol.rules},
        "topics": [_topic(protocol, topic, voice) for topic in can_i.topics],
    }


def _topic(protocol: Protocol, topic: Topic, voice: Voice) -> dict[str, Any]:
    """A topic without what is not so: `phrases`, `alone`, `exact`, `condition`, `note`, `help`, `evidence`."""
    phrases, alone = phrases_of(protocol, topic)
    said: dict[str, Any] = {
        "phrases": [_phrase(phrase) for phrase in phrases],
        "alone": [_phrase(phrase) for phrase in alone],
        "exact": topic.exact,
        "evidence": topic.evidence,
    }
    if topic.answer == "help":
        order, urgency = urgency_order(protocol, topic.flag), urgency_of(protocol, topic.flag)
        anchor = f"#{topic.flag}" if topic.flag in protocol.flag else ""
        said["help"] = [order, topic.flag, urgency, anchor, help_words(topic, voice)]
    else:
        said["condition"] = voice(topic.condition) if topic.condition else None
        said["note"] = voice(topic.note) if topic.note else None
        said["note_on_yes"] = topic.answer == "yes"
    return {key: value for key, value in said.items() if value}


def _phrase(phrase: Phrase) -> str | list[str]:
    """Its plain words; with its core and its text as it is written where these differ."""
    words, core = " ".join(phrase.words), " ".join(phrase.core)
    return words if words == core == phrase.text else [words, core, phrase.text]
