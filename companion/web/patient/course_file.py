"""course.json: the running courses as the phone keeps them, with every answer as instants."""

import json
from typing import Any

from companion.aftercare.can_i.answer import rules_of
from companion.aftercare.can_i.stretches import Stretch, stretches
from companion.aftercare.protocol.lookup import Topic
from companion.aftercare.schedule import Schedule
from companion.aftercare.sentences import Voice
from companion.aftercare.zones import epoch
from companion.models.treatment import Course
from companion.web.patient.answer_parts import answer_gaps
from companion.web.patient.lookup_file import lookup_file
from companion.web.patient.now_page import Frame, now_page
from companion.web.voice import PageVoice


def course_json(courses: list[Course], voices: list[PageVoice]) -> str:
    """Instants are seconds since 1970, None for no end; sentences are safe markup.

    `courses` are in the order of the pages, each with the number of its `lookups`; `parts` are the answer in
    markup with gaps, in the voice of the first.
    """
    audiences = list(dict.fromkeys(voice.audience for voice in voices))
    mine = [
        _course(course, voice) | {"lookup": audiences.index(voice.audience)}
        for course, voice in zip(courses, voices, strict=True)
    ]
    file = {
        "courses": mine,
        "lookups": [lookup_file(audience) for audience in audiences],
        "parts": answer_gaps(voices[0]) if voices else None,
    }
    return json.dumps(file, ensure_ascii=False, separators=(",", ":"))


def _course(course: Course, voice: PageVoice) -> dict[str, Any]:
    schedule, meta = course.schedule, course.schedule.protocol.meta
    plans, plan_of = _plans(schedule, voice.plain)
    return {
        "id": str(course.id),
        "protocol": {"id": meta.id, "version": meta.version, "signed_off": meta.signed_off},
        "treated_at": epoch(schedule.treated.treated_at),
        "ends_at": epoch(schedule.ends_at),
        "zone": schedule.treated.zone,
        "windows": [
            [epoch(w.starts_at), epoch(w.ends_at) if w.ends_at else None, w.rule.id, w.rule.category]
            for w in schedule.windows
        ],
        "frames": [_frame(frame) for frame in now_page(schedule).frames],
        "plans": plans,
        "plan_of": plan_of,
    }


def _frame(frame: Frame) -> list[Any]:
    """[from, number of the hero, numbers of the other windows, next change, what ends then, what starts then]"""
    others = sorted(n for numbers in frame.lists.values() for n in numbers)
    next_at = epoch(frame.next_at) if frame.next_at else None
    return [epoch(frame.at), frame.hero, others, next_at, frame.ending, frame.starting]


def _plans(schedule: Schedule, voice: Voice) -> tuple[list[Any], list[int]]:
    """The different courses of answers, and for each topic which one is its own."""
    plans: list[Any] = []
    known: dict[tuple[str, ...], int] = {}
    for topic in schedule.protocol.can_i.topics:
        key = (topic.answer, *topic.rules)
        if key not in known:
            known[key] = len(plans)
            plans.append(_plan(schedule, topic, voice))
    return plans, [known[topic.answer, *topic.rules] for topic in schedule.protocol.can_i.topics]


def _plan(schedule: Schedule, topic: Topic, voice: Voice) -> list[Any]:
    """[rules that apply, stretches]; a stretch: [from, answer, blocked until, what a yes says, standing windows]."""
    number = {window: n for n, window in enumerate(schedule.windows)}

    def row(stretch: Stretch) -> list[Any]:
        found = stretch.finding
        yes = voice(found.say_yes or schedule.protocol.answers.yes) if found.answer == "yes" else None
        until = epoch(found.blocked_until) if found.blocked_until else None
        return [epoch(stretch.from_at), found.answer, until, yes, [number[window] for window in found.standing]]

    return [rules_of(schedule, topic), [row(stretch) for stretch in stretches(schedule, topic)]]
