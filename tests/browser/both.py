"""The same questions asked of the ground floor and of the phone's look-up, for the same treatments."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from playwright.sync_api import Page

from companion.aftercare.can_i import can_i_in_all
from companion.aftercare.protocol import Protocol, bundled
from companion.aftercare.schedule import Treated, schedule_of
from companion.aftercare.zones import epoch
from companion.models.treatment import Course, running_courses
from companion.web.patient.answer_parts import answer_markup
from companion.web.patient.course_file import course_json
from companion.web.voice import voices_for
from tests.browser.house import House

Asked = tuple[str, datetime]
WORDS_OF_MOMENT = re.compile(r"(<time [^>]*>)[^<]*")
ASK = """async ([file, asked, scripts]) => {
  const { canI } = await import(scripts + "lookup/together.js");
  const { answerHtml } = await import(scripts + "lookup/show.js");
  const course = JSON.parse(file);
  return asked.map(([question, now]) => {
    const { answer, rules = [], flag = null, from = null, meant = [], says, ...more } = canI(course, question, now);
    const markup = document.createElement("div");
    markup.innerHTML = answerHtml(course, { answer, rules, flag, from, meant, says, ...more }, question);
    return [answer, rules, flag, from, meant, says, markup.innerHTML];
  });
}"""
READ = """(texts) => texts.map((text) => {
  const markup = document.createElement("div");
  markup.innerHTML = text;
  return markup.innerHTML;
})"""


class Said(NamedTuple):
    answer: str
    rules: list[str]
    flag: str | None
    from_at: int | None
    meant: list[str]
    says: list[str]
    markup: str


def course(treated: Treated, protocol: Protocol | None = None, phone: str | None = "020 7946 0142") -> Course:
    """A course that no table knows."""
    schedule = schedule_of(protocol or bundled(), treated)
    return Course(uuid4(), uuid4(), schedule, None, None, None, None, "Marlow", phone, None, "GB", None, False)


def both(house: House, page: Page, courses: list[Course], asked: list[Asked]) -> Iterable[tuple[Asked, Said, Said]]:
    """Each question with what the server and what the phone says, moments without their words."""
    with house.app.test_request_context():
        file = course_json(courses, voices_for(courses))
        told = [told_by_server(running_courses(courses, at), question, at) for question, at in asked]
    markups = page.evaluate(READ, [said.markup for said in told])
    heard = page.evaluate(ASK, [file, [[question, epoch(at)] for question, at in asked], "/static/x/js/"])
    for one, said, markup, row in zip(asked, told, markups, heard, strict=True):
        yield one, said._replace(markup=markup), Said(*row)


def told_by_server(courses: list[Course], question: str, at: datetime) -> Said:
    voices = voices_for(courses)
    plans = [(course.schedule, voice.plain) for course, voice in zip(courses, voices, strict=True)]
    answered = can_i_in_all(plans, question, at)
    return Said(
        answered.answer,
        list(answered.rules),
        answered.flag,
        epoch(answered.from_at) if answered.from_at else None,
        list(answered.meant),
        [_wordless(text) for text in answered.says],
        _wordless(answer_markup(answered, voices[0])),
    )


def _wordless(text: str) -> str:
    return WORDS_OF_MOMENT.sub(r"\1", str(text))
