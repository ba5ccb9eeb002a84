"""One rule of the clinic's protocol: change it, add one, take it back. What was typed always stays."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.protocol import bundled_values
from companion.aftercare.protocol.edits import Values, drop_rule, put_rule, rule_in
from companion.services.draft import NEW, Desk, Edit, Overtaken, Unsound, at_the_desk, change, mark_of
from companion.web.access import asked, open_to, this_practitioner
from companion.web.practitioner.protocol_form import UNITS, OwnRuleForm, RuleForm, fresh_rule
from companion.web.practitioner.protocol_preview import USUAL_AREAS, hours_shown, preview_of
from companion.web.practitioner.protocols import clinic_zone

bp = Blueprint("protocol_rules", __name__, url_prefix="/practitioner/protocol/rules")


@bp.get("/<rule_id>")
@open_to("staff")
def rule(rule_id: str) -> str:
    """The form of a rule, and beside it what a patient would see."""
    desk = _desk()
    return _page(desk, RuleForm.of(_rule(desk, rule_id), mark_of(desk.values, rule_id)))


@bp.post("/<rule_id>")
@open_to("staff")
def save(rule_id: str) -> AnyResponse:
    """Write it to the draft, unless it would break the protocol or somebody else changed it meanwhile."""
    desk = _desk()
    form = RuleForm.of(_rule(desk, rule_id), mark_of(desk.values, rule_id))
    return _saved(form, form.read(request.form))


@bp.get("/new")
@open_to("staff")
def new() -> str:
    return _page(_desk(), OwnRuleForm.of(fresh_rule(), NEW))


@bp.post("")
@open_to("staff")
def add() -> AnyResponse:
    """Add a rule of the clinic's own."""
    form = OwnRuleForm.of(fresh_rule(), "")
    return _saved(form, form.read(request.form))


@bp.post("/<rule_id>/removal")
@open_to("staff")
def remove(rule_id: str) -> AnyResponse:
    """Take a rule of the clinic's own away, or put one of the program's back as the program has it."""
    desk, ours = _desk(), rule_in(bundled_values(), rule_id)
    form = RuleForm.of(_rule(desk, rule_id), request.form.get("seen", ""))
    if ours:
        return _changed(form, lambda values: put_rule(values, ours))
    return _changed(form, lambda values: drop_rule(values, rule_id))


def _saved(form: RuleForm, typed: Values) -> AnyResponse:
    if form.errors:
        return Response(_page(_desk(), form), 422)
    return _changed(form, lambda values: put_rule(values, typed))


def _changed(form: RuleForm, made: Callable[[Values], Values]) -> AnyResponse:
    who, rule_id = this_practitioner(), form.rule["id"]
    try:
        change(who.clinic_id, who.practitioner_id, Edit(rule_id, form.seen, made), asked().now)
    except Unsound as unsound:
        form.refuse(unsound.findings, _place(made(_desk().values), rule_id))
        return Response(_page(_desk(), form), 422)
    except Overtaken as overtaken:
        return Response(_page(_desk(), form, overtaken), 409)
    return redirect(url_for("protocols.page", _anchor=rule_id), 303)


def _desk() -> Desk:
    return at_the_desk(this_practitioner().clinic_id)


def _rule(desk: Desk, rule_id: str) -> Values:
    return rule_in(desk.values, rule_id) or abort(404)


def _place(values: Values, rule_id: str) -> int:
    return next((place for place, rule in enumerate(values["rules"]) if rule["id"] == rule_id), -1)


def _page(desk: Desk, form: RuleForm, overtaken: Overtaken | None = None) -> str:
    """The form as it was typed; one that was overtaken may be sent again, knowing what stands now."""
    rule_id = form.rule["id"]
    standing = RuleForm.of(now, "") if (now := rule_in(desk.values, rule_id)) else None
    if overtaken:
        form.seen = mark_of(desk.values, rule_id)
    areas = form.rule["applies_to"]["areas"]
    return render_template(
        "practitioner/protocol_rule.html",
        desk=desk,
        form=form,
        standing=standing,
        overtaken=overtaken,
        rule=desk.protocol.rule.get(rule_id),
        ours=rule_in(bundled_values(), rule_id),
        preview=preview_of(desk.protocol, USUAL_AREAS if areas == "all" or "glabella" in areas else tuple(areas[:1])),
        hours=hours_shown(),
        units=[*UNITS],
        zone=clinic_zone(),
    )
