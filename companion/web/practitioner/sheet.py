"""The sheet for a visit, on one page of paper: the course, the scores, the photos, what to ask, what was answered."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from companion.aftercare.protocol import say
from companion.models.audit import Kind
from companion.models.treatment import Course
from companion.web.access import open_to, this_practitioner
from companion.web.filters import language
from companion.web.looks import shows
from companion.web.patient.journal_page import value_words
from companion.web.practitioner.journal_page import Read
from companion.web.practitioner.photo_rows import photo_rows
from companion.web.practitioner.review_page import read_journal

bp = Blueprint("sheet", __name__, url_prefix="/practitioner/treatments/<uuid:treatment_id>/sheet")
MOST_COLUMNS, MOST_FACES, MOST_TEXTS, LONGEST = 8, 4, 4, 120  # what one page of paper holds


@dataclass(frozen=True)
class Row:
    """A score over the course: a value for each column, empty where it was not told. `worst`: in words."""

    name: str
    values: list[str]
    worst: str


@bp.get("")
@open_to("staff")
def page(course: Course) -> str:
    """What does not fit is counted, and stands in the journal."""
    journal, entries = read_journal(this_practitioner(), course)
    shows(Kind.SHEET, course.id, course.patient_id)
    told = sorted(entries, key=lambda one: one.now.entry.noted_at)
    scored = [one for one in told if one.now.entry.scores]
    columns, rows = _spread(scored), photo_rows(entries)
    return render_template(
        "practitioner/sheet.html",
        course=course,
        name=journal.first_name,
        told=told,
        columns=columns,
        left_out=len(scored) - len(columns),
        scores=_rows(columns, scored),
        rows=rows[:MOST_FACES],
        more_faces=len(rows) - MOST_FACES,
        flags=[one for one in told if one.now.entry.flags],
        slips=[one for one in told if one.now.entry.kind == "slip"],
        questions=[one for one in told if one.now.question],
        answers=[one for one in told if one.answered],
        most=MOST_TEXTS,
        longest=LONGEST,
    )


def _spread(scored: list[Read]) -> list[Read]:
    """The first and the last, and between them those spread evenly."""
    if len(scored) <= MOST_COLUMNS:
        return scored
    last = len(scored) - 1
    return [scored[round(place * last / (MOST_COLUMNS - 1))] for place in range(MOST_COLUMNS)]


def _rows(columns: list[Read], scored: list[Read]) -> list[Row]:
    """Each score that was told above nothing, with its worst value, whichever column it stands in."""
    found = []
    for scale in scored[0].voice.protocol.scales.items if scored else []:
        worst = max((one.now.entry.scores.get(scale.id, 0) for one in scored), default=0)
        if worst:
            values = [str(one.now.entry.scores.get(scale.id, "")) for one in columns]
            found.append(Row(say(scale.name, language()), values, value_words(scale, worst)))
    return found
