"""The check-in: how somebody is, answered at once, with photos; without script as with it."""

import hashlib
from itertools import chain, repeat
from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.entry import EXPRESSIONS
from companion.models.grant import Purpose, latest_grant
from companion.models.treatment import Course
from companion.services.journal import Version, lines_of
from companion.services.photos import LARGEST, SentPhoto, receive_photo
from companion.services.receive import receive_entry
from companion.services.refusal import Refusal
from companion.web.access import asked, open_to, own_courses, this_phone
from companion.web.headers import with_camera
from companion.web.hints import hints_in
from companion.web.kept import kept
from companion.web.patient.check_in_answer import meaning_of
from companion.web.patient.check_in_form import CheckInForm, id_in
from companion.web.patient.check_in_page import check_in_page
from companion.web.patient.consent import agree, wording
from companion.web.patient.courses import my_courses
from companion.web.patient.words import words_json
from companion.web.refusals import message
from companion.web.voice import voice_for

bp = Blueprint("check_in", __name__)


@bp.get("/check-in")
@open_to("patient")
@kept
@with_camera
def check_in() -> AnyResponse:
    """About the latest treatment that runs; with `of`, an entry to put right."""
    courses, of = my_courses(), id_in(request.args, "of")
    if of:
        return redirect(url_for("check_in.correction", entry_id=of), 303)
    return _page(courses[0], CheckInForm()) if courses else redirect(url_for("start.start"), 303)


@bp.get("/treatments/<uuid:treatment_id>/check-in")
@open_to("patient")
@kept
@with_camera
def of_treatment(course: Course) -> AnyResponse:
    """About another treatment."""
    return _page(course, CheckInForm())


@bp.get("/entries/<uuid:entry_id>/correction")
@open_to("patient")
@kept
@with_camera
def correction(entry_id: UUID) -> AnyResponse:
    """What stands in an entry, to be changed."""
    version, form = _newest(entry_id), CheckInForm()
    if version.entry.id != entry_id:  # it was changed meanwhile
        return redirect(url_for("check_in.correction", entry_id=version.entry.id), 303)
    form.fill(version)
    return _page(_course(version.entry.treatment_id), form, version)


@bp.post("/check-in")
@open_to("patient")
@with_camera
def save() -> AnyResponse:
    """Keep the entry, then each photo by itself: one that is refused holds nothing up."""
    request.max_content_length = LARGEST * len(EXPRESSIONS)
    course = _course_meant()
    supersedes, form = id_in(request.form, "supersedes_id"), CheckInForm()
    corrected = _standing(supersedes) if supersedes else None
    form.read(request.form, course.schedule.protocol, has_photos=any(request.files.values()))
    if not form.errors:
        noted = form.noted(course.id, corrected.entry.noted_at if corrected else asked().now, supersedes)
        try:
            entry_id = _receive(form.id, noted)
        except Refusal as refusal:
            form.errors["kind"] = message(refusal.reason)
        else:
            if request.form.get("consent"):
                agree(course)
            return redirect(url_for("check_in.answer", entry_id=entry_id, photos=_photos(entry_id)), 303)
    return _page(course, form, corrected, status=422)


@bp.get("/entries/<uuid:entry_id>/answer")
@open_to("patient")
def answer(entry_id: UUID) -> str:
    """What the entry means and what to do; `photos` says which were not taken, and why."""
    version = _standing(entry_id)
    course = _course(version.entry.treatment_id)
    voice = voice_for(course)
    page = check_in_page(course, voice, _all_standing(), asked().now, version)
    refusals = [part.partition("-")[::2] for part in request.args.get("photos", "").split(",") if part]
    return render_template(
        "patient/check_in_answer.html",
        course=course,
        voice=voice,
        entry=version.entry,
        meaning_of=meaning_of(version, page.earlier, course, voice),
        refused=[(expression, message(why)) for expression, why in refusals if expression in EXPRESSIONS],
        now=asked().now,
        words_json=words_json(voice.protocol),
    )


def _page(course: Course, form: CheckInForm, corrected: Version | None = None, *, status: int = 200) -> AnyResponse:
    voice = voice_for(course)
    page = check_in_page(course, voice, _all_standing(), asked().now, corrected)
    rendered = render_template(
        "patient/check_in.html",
        course=course,
        voice=voice,
        form=form,
        fine_id=uuid4(),
        page=page,
        now=asked().now,
        grant=latest_grant(this_phone().owner, Purpose.PHOTOS),
        consent=wording(course),
        others=[other for other in my_courses() if other.id != course.id],
        words_json=words_json(voice.protocol),
    )
    return Response(rendered, status)


def _course_meant() -> Course:
    """The treatment that a form names; from Now, the latest that runs."""
    named = id_in(request.form, "treatment_id")
    return _course(named or next((course.id for course in my_courses()), None))


def _course(treatment_id: UUID | None) -> Course:
    return next((own for own in own_courses() if own.id == treatment_id), None) or abort(404)


def _all_standing() -> list[Version]:
    return [line.now for line in lines_of(this_phone().owner)]


def _standing(entry_id: UUID) -> Version:
    """That entry, while no newer version stands in its place."""
    return next((version for version in _all_standing() if version.entry.id == entry_id), None) or abort(404)


def _newest(entry_id: UUID) -> Version:
    """What stands now in the place of any version of an entry."""
    lines = lines_of(this_phone().owner)
    found = (line.now for line in lines if entry_id in {version.entry.id for version in line.versions})
    return next(found, None) or abort(404)


def _receive(entry_id: UUID, noted: object) -> UUID:
    """A form that came back with other content is another entry."""
    owner, now = this_phone().owner, asked().now
    try:
        return receive_entry(owner, entry_id, noted, now).entry.id  # type: ignore[arg-type]
    except Refusal as refusal:
        if refusal.reason != "changed":
            raise
        return receive_entry(owner, uuid4(), noted, now).entry.id  # type: ignore[arg-type]


def _photos(entry_id: UUID) -> str | None:
    """Keep the photos; `frown-too_big` for each that was refused."""
    refused = []
    for expression in EXPRESSIONS:
        hints = chain(request.form.getlist(f"hints-{expression}"), repeat(""))  # without script there are none
        for file, said in zip(filter(None, request.files.getlist(expression)), hints, strict=False):
            body = file.read()
            sent = SentPhoto(uuid4(), body, hashlib.sha256(body).digest(), expression, hints_in(said))
            try:
                receive_photo(this_phone().owner, entry_id, sent, asked().now)
            except Refusal as refusal:
                refused.append(f"{expression}-{refusal.reason}")
    return ",".join(refused) or None
