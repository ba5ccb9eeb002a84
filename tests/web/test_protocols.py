"""The clinic's protocol at the desk, by plain forms."""

import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from companion.extensions import db
from companion.models.people import clinic_named
from companion.models.sign_off import signed_versions
from companion.services.draft import Desk, at_the_desk
from tests.cast import Person, staff_at
from tests.conftest import OUR_PAGE

HOME = "/practitioner/protocol"
RULE = f"{HOME}/rules/stay-upright"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def eve(app: Flask, bob: FlaskClient, now: datetime) -> FlaskClient:
    """Works with Bob."""
    return staff_at(app, "Marlow Street Clinic", now, "Eve")


def desk_now() -> Desk:
    clinic = clinic_named("Marlow Street Clinic")
    assert clinic
    return at_the_desk(clinic.id)


def form_of(page: str) -> dict[str, str]:
    """What a form of that page would send, as far as it is hidden."""
    return dict(HIDDEN.findall(page))


def send(desk: FlaskClient, path: str, **answers: object) -> TestResponse:
    """Open the form, change something, send it."""
    where = path if desk.get(path).status_code == 200 else f"{path}/new"
    return post(desk, path, form_of(desk.get(where).text) | answers)


def post(desk: FlaskClient, path: str, answers: Mapping[str, object]) -> TestResponse:
    return desk.post(path, data=dict(answers), headers=OUR_PAGE)


def until(number: str, unit: str = "hours", **more: object) -> dict[str, object]:
    return {"from_number": "0", "from_unit": "hours", "until_number": number, "until_unit": unit} | more


def text_of(page: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_each_row_shows_what_sources_say_and_how_sure_they_are(bob: FlaskClient) -> None:
    said = text_of(bob.get(HOME))
    assert "Lying flat Yours 4 hours Sources 10 minutes to 6 hours Not proven" in said
    assert "The program’s own file, version 0.1.0" in said


def test_a_time_is_changed_in_the_draft(bob: FlaskClient) -> None:
    assert send(bob, RULE, **until("6")).status_code == 303
    said = text_of(bob.get(HOME))
    assert "Yours 6 hours Sources 10 minutes to 6 hours Not proven Changed, not signed" in said
    assert "1 change not signed yet." in said


def test_what_goes_beyond_the_sources_needs_a_reason_and_keeps_what_was_typed(bob: FlaskClient) -> None:
    refused = send(bob, RULE, **until("9"), **{"why-en": "We like it."})
    assert refused.status_code == 422
    assert "Type your reason" in refused.text
    assert 'value="9"' in refused.text
    assert "We like it." in refused.text
    assert send(bob, RULE, **until("9", reason="Our own count.")).status_code == 303


@pytest.mark.parametrize("typed", ["", "x", "-3", "1.5", "99999999999999999999", "0"])
def test_a_length_that_is_none_is_refused_at_its_field(bob: FlaskClient, typed: str) -> None:
    refused = send(bob, RULE, **until(typed))
    assert refused.status_code == 422
    assert 'href="#field-until"' in refused.text


def test_words_that_break_the_protocol_are_named_at_their_field(bob: FlaskClient) -> None:
    refused = send(bob, RULE, **until("4"), **{"detail-en": "Sit up for 4 hours."})
    assert refused.status_code == 422
    assert 'id="wrong-detail-en"' in refused.text
    assert "Sit up for 4 hours." in refused.text


def test_a_rule_is_hidden_and_one_that_is_for_safety_only_with_a_reason(bob: FlaskClient) -> None:
    assert send(bob, f"{HOME}/rules/no-alcohol", **until("24"), hidden="1").status_code == 303
    assert send(bob, f"{HOME}/rules/keep-your-medicines", hidden="1").status_code == 422
    assert "Alcohol Bob" in text_of(bob.get(HOME))
    assert desk_now().protocol.rule["no-alcohol"].hidden


def test_a_rule_of_its_own_is_marked_as_the_clinic_s(bob: FlaskClient) -> None:
    words = {f"{name}-en": f"Our {name} {{until}}." for name in ("detail", "why")}
    form = {"name-en": "Chewing gum", "title-en": "No gum yet", "category": "avoid"} | words
    assert send(bob, f"{HOME}/rules", **until("2"), **form).status_code == 303
    said = text_of(bob.get(HOME))
    assert "Chewing gum Bob" in said
    assert "Your clinic Added, not signed" in said
    preview = text_of(bob.get(f"{HOME}/preview?hour=1"))
    assert "Chewing gum" in preview
    assert "Your clinic added this itself." in preview


def test_the_same_form_sent_twice_adds_one_rule(bob: FlaskClient) -> None:
    form = form_of(bob.get(f"{HOME}/rules/new").text) | until("2")
    form |= {f"{name}-en": "Words" for name in ("name", "title", "detail", "why")}
    answers = [post(bob, f"{HOME}/rules", form).status_code for _ in range(2)]
    assert (answers, len([rule for rule in desk_now().protocol.rules if rule.is_own])) == ([303, 303], 1)


def test_a_rule_goes_back_to_the_program_s_own(bob: FlaskClient) -> None:
    send(bob, RULE, **until("6"))
    post(bob, f"{RULE}/removal", form_of(bob.get(RULE).text))
    assert desk_now().protocol.rule["stay-upright"].window.until == "PT4H"


def test_two_people_at_one_rule_see_each_other(bob: FlaskClient, eve: FlaskClient) -> None:
    bobs, eves = form_of(bob.get(RULE).text), form_of(eve.get(RULE).text)
    assert post(eve, RULE, eves | until("3")).status_code == 303
    overtaken = post(bob, RULE, bobs | until("6") | {"why-en": "Bob’s words."})
    assert overtaken.status_code == 409
    said = text_of(overtaken)
    assert "Eve changed this while you wrote" in said
    assert "Now: 3 hours" in said
    assert "Bob’s words." in overtaken.text
    assert desk_now().protocol.rule["stay-upright"].window.until == "PT3H"
    assert post(bob, RULE, form_of(overtaken.text) | until("6")).status_code == 303
    assert desk_now().protocol.rule["stay-upright"].window.until == "PT6H"


def test_a_red_flag_is_added_to_and_never_made_less_urgent(bob: FlaskClient) -> None:
    path = f"{HOME}/flags/rf-breathing"
    assert send(bob, path, urgency="follow_up").status_code == 422
    assert send(bob, path, also="lips turn blue").status_code == 303
    flag = desk_now().protocol.flag["rf-breathing"]
    assert (flag.urgency, flag.also[-1]["en"]) == ("emergency_now", "lips turn blue")


def test_no_route_takes_a_red_flag_away(bob: FlaskClient) -> None:
    page = bob.get(f"{HOME}/flags/rf-breathing").text
    assert post(bob, f"{HOME}/flags/rf-breathing/removal", form_of(page)).status_code == 404
    assert "rf-breathing" in desk_now().protocol.flag


def test_a_red_flag_of_the_clinic_s_own(bob: FlaskClient) -> None:
    words = {"title": "Rash on the neck", "ask": "Is there a rash on your neck?", "say": "{call_clinic}"}
    assert send(bob, f"{HOME}/flags", urgency="same_day", **words).status_code == 303
    own = next(flag for flag in desk_now().protocol.red_flags.items if flag.is_own)
    assert own.title["en"] == "Rash on the neck"


def test_the_preview_is_the_patient_s_own_now(bob: FlaskClient) -> None:
    send(bob, RULE, **until("6"))
    at_five = text_of(bob.get(f"{HOME}/preview?hour=5&product=daxxify&area=glabella"))
    assert "Stay upright. Don't lie flat" in at_five
    assert "Daxxify" in at_five


@pytest.mark.parametrize("query", ["hour=x", "hour=-5", "hour=999999999", "product=nothing", "area=nowhere"])
def test_a_preview_of_nonsense_is_the_usual_one(bob: FlaskClient, query: str) -> None:
    assert bob.get(f"{HOME}/preview?{query}").status_code == 200


def test_what_changed_is_told_rule_by_rule(bob: FlaskClient) -> None:
    send(bob, RULE, **until("6"), **{"why-en": "It may help."})
    said = text_of(bob.get(f"{HOME}/changes"))
    assert "Lying flat Not yet Time Before: 4 hours Now: 6 hours" in said
    assert "Now: It may help." in said


def sign(desk: FlaskClient, **answers: object) -> TestResponse:
    form = form_of(desk.get(f"{HOME}/sign").text)
    usual = {"name": "Dr Bob Ek", "role": "Prescriber", "said": "Six hours upright.", "agrees": "1"}
    return post(desk, f"{HOME}/versions", form | usual | answers)


def test_signing_leads_to_the_plans_that_run(bob: FlaskClient, alice: Person) -> None:
    send(bob, RULE, **until("6"))
    signed = sign(bob)
    assert signed.status_code == 303
    page = bob.get(signed.location)
    assert "1 plan runs on an older version." in text_of(page)
    assert "Lying flat" in page.text
    moved = post(bob, signed.location, form_of(page.text))
    assert "1 plan was moved." in text_of(bob.get(moved.location))
    assert "Plan version 1." in text_of(alice.phone.get("/now"))
    assert "Version 1, signed by Dr Bob Ek" in text_of(bob.get(HOME))


@pytest.mark.parametrize("missing", ["name", "role", "said", "agrees"])
def test_a_signature_is_whole_or_none(bob: FlaskClient, missing: str) -> None:
    send(bob, RULE, **until("6"))
    refused = sign(bob, **{missing: ""})
    assert refused.status_code == 422
    assert f'id="wrong-{missing}"' in refused.text
    assert missing == "said" or "Six hours upright." in refused.text
    assert signed_versions(clinic_named("Marlow Street Clinic").id) == []  # type: ignore[union-attr]


def test_a_draft_that_changed_meanwhile_is_shown_before_it_is_signed(bob: FlaskClient, eve: FlaskClient) -> None:
    send(bob, RULE, **until("6"))
    form = form_of(bob.get(f"{HOME}/sign").text)
    send(eve, f"{HOME}/rules/no-alcohol", **until("48"))
    late = post(bob, f"{HOME}/versions", form | {"name": "B", "role": "P", "said": "Upright.", "agrees": "1"})
    assert late.status_code == 409
    assert "The draft changed while you read it." in text_of(late)
    assert "Before: 24 hours Now: 48 hours" in text_of(late)
    assert 'value="Upright."' in late.text


def test_another_clinic_has_its_own(bob: FlaskClient, carols_practitioner: FlaskClient) -> None:
    send(bob, RULE, **until("6"))
    assert "Changed, not signed" not in carols_practitioner.get(HOME).text
    signed = sign(bob)
    assert carols_practitioner.get(signed.location).status_code == 404
    assert carols_practitioner.get(f"{HOME}/changes?to=1").status_code == 404


def test_a_hand_over_uses_the_version_that_stands(bob: FlaskClient) -> None:
    send(bob, f"{HOME}/rules/review-visit", **until("5", "weeks", from_number="3", from_unit="weeks", reason="Ours."))
    sign(bob)
    assert "In 3 weeks" in text_of(bob.get("/practitioner/treatments/new"))


def test_the_draft_is_thrown_away_only_as_it_was_seen(bob: FlaskClient, eve: FlaskClient) -> None:
    send(bob, RULE, **until("6"))
    seen = form_of(bob.get(HOME).text)
    send(eve, RULE, **until("3"))
    assert post(bob, f"{HOME}/draft/removal", seen).status_code == 409
    assert post(bob, f"{HOME}/draft/removal", form_of(bob.get(HOME).text)).status_code == 303
    assert desk_now().edition == 0


def test_the_list_asks_the_database_so_often_however_much_was_changed(bob: FlaskClient) -> None:
    send(bob, RULE, **until("6"))
    sign(bob)
    send(bob, RULE, **until("3"))
    bob.get(HOME)
    first = statements(bob)
    for rule in ("no-alcohol", "no-heat", "no-rubbing"):
        send(bob, f"{HOME}/rules/{rule}", **until("48" if rule != "no-heat" else "72"))
    assert len(statements(bob)) == len(first) == 4, first


def statements(desk: FlaskClient) -> list[str]:
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    assert desk.get(HOME).status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return asked
