"""Pages: a file an actor. Every request passes the guard, every answer gets the headers."""

from flask import Flask

from companion.web import (
    access,
    api,
    api_push,
    assets,
    compiled,
    errors,
    filters,
    headers,
    health,
    kept,
    looks,
    mail,
    offline,
    public,
    pwa,
    service_worker,
    staff_mail,
    ways_in,
    whereabouts,
)
from companion.web.late_rules import LateRule
from companion.web.patient import (
    calendar,
    can_i,
    check_in,
    consent,
    correct,
    course,
    journal,
    now,
    phones,
    plan,
    reminders,
    start,
)
from companion.web.practitioner import (
    account,
    arrival,
    audit,
    baseline,
    clinic,
    cover,
    enrol,
    figures,
    fresh,
    hand_over,
    lots,
    protocol_file,
    protocol_flags,
    protocol_rules,
    protocol_versions,
    protocols,
    review,
    rules,
    sheet,
    sign_in,
    team,
    today,
    told,
    treatment,
    treatments,
)
from companion.web.practitioner import journal as desk_journal
from companion.web.requests import CompanionRequest

PATIENT = (
    start.bp,
    now.bp,
    check_in.bp,
    journal.bp,
    consent.bp,
    plan.bp,
    can_i.bp,
    course.bp,
    phones.bp,
    correct.bp,
    reminders.bp,
    calendar.bp,
)
PRACTITIONER = (
    sign_in.bp,
    enrol.bp,
    fresh.bp,
    account.bp,
    told.bp,
    team.bp,
    today.bp,
    treatments.bp,
    hand_over.bp,
    arrival.bp,
    baseline.bp,
    treatment.bp,
    rules.bp,
    lots.bp,
    desk_journal.bp,
    review.bp,
    sheet.bp,
    cover.bp,
    figures.bp,
    clinic.bp,
    audit.bp,
)
PROTOCOLS = (protocols.bp, protocol_rules.bp, protocol_flags.bp, protocol_versions.bp, protocol_file.bp)


def init_app(app: Flask) -> None:
    app.request_class = CompanionRequest
    app.url_rule_class = LateRule
    compiled.init_app(app, app.config["COMPANION"].instance / "templates")
    app.before_request(access.guard)
    app.before_request(kept.guard_owner)
    app.before_request(fresh.guard_fresh)
    app.before_request(whereabouts.hear_zone)
    app.after_request(headers.secure)
    app.after_request(kept.tell)
    app.after_request(looks.write_looks)
    for blueprint in (
        assets.bp,
        service_worker.bp,
        offline.bp,
        pwa.bp,
        public.bp,
        health.bp,
        ways_in.bp,
        mail.bp,
        staff_mail.bp,
        api.bp,
        api_push.bp,
        *PATIENT,
        *PRACTITIONER,
        *PROTOCOLS,
    ):
        app.register_blueprint(blueprint)
    errors.init_app(app)
    app.add_template_global(access.is_signed_in)
    app.add_template_global(access.may)
    app.add_template_global(kept.is_kept)
    app.add_template_global(kept.owner_mark)
    app.add_template_global(kept.plan, "kept_plan")
    app.add_template_global(kept.is_private)
    filters.init_app(app)
    assets.init_app(app)
