"""The protocol goes out as a file and comes in as a draft: every error named with its line, the text kept."""

import json
from datetime import datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from companion.aftercare.protocol.own_file import read_own
from companion.models.people import clinic_named
from companion.models.sign_off import signed_versions
from companion.services.draft import at_the_desk
from tests.conftest import OUR_PAGE
from tests.web.test_protocols import HOME, RULE, desk_now, form_of, post, send, sign, text_of, until


def file_of(desk: FlaskClient, query: str = "") -> str:
    return desk.get(f"{HOME}/file.yaml{query}").text


def bring(desk: FlaskClient, text: str, seen: str | None = None) -> TestResponse:
    seen = seen or form_of(desk.get(f"{HOME}/import").text)["seen"]
    return desk.post(f"{HOME}/import", data={"seen": seen, "text": text}, headers=OUR_PAGE)


def test_what_goes_out_comes_in_again_with_the_same_meaning(bob: FlaskClient) -> None:
    send(bob, RULE, **until("6"))
    send(bob, f"{HOME}/flags/rf-breathing", also="lips turn blue")
    before, text = desk_now().values, file_of(bob)
    post(bob, f"{HOME}/draft/removal", form_of(bob.get(HOME).text))
    assert bring(bob, text).status_code == 303
    assert desk_now().values == before
    assert file_of(bob) == text


def test_it_goes_out_as_a_file_with_a_name(bob: FlaskClient) -> None:
    answer = bob.get(f"{HOME}/file.yaml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="protocol-draft.yaml"'
    assert answer.mimetype == "application/yaml"


def test_a_signed_version_goes_out_as_it_was_signed(bob: FlaskClient, now: datetime) -> None:
    send(bob, RULE, **until("6"))
    sign(bob)
    body, problems = read_own(file_of(bob, "?of=1"))
    assert problems == []
    assert json.loads(body or "")["meta"]["signed_off"] == f"Dr Bob Ek, Prescriber, {now:%Y-%m-%d}"
    assert bob.get(f"{HOME}/file.yaml?of=2").status_code == 404


def test_an_import_makes_a_draft_and_publishes_nothing(bob: FlaskClient) -> None:
    send(bob, RULE, **until("6"))
    sign(bob)
    text = file_of(bob, "?of=1").replace("until: PT6H", "until: PT3H", 1)
    assert bring(bob, text).status_code == 303
    clinic = clinic_named("Marlow Street Clinic")
    assert clinic
    assert [one.number for one in signed_versions(clinic.id)] == [1]
    draft = at_the_desk(clinic.id).protocol
    assert (draft.rule["stay-upright"].window.until, draft.meta.signed_off) == ("PT3H", None)


def test_every_error_is_named_with_its_line_and_the_text_stays(bob: FlaskClient) -> None:
    text = file_of(bob).replace("until: PT4H", "until: PT9H", 1).replace("emergency_now", "follow_up", 1)
    line = text.splitlines().index("    until: PT9H") + 1
    refused = bring(bob, text.replace("meta:", "mine: 1\nmeta:", 1))
    assert refused.status_code == 422
    said = text_of(refused)
    assert f"Line {line + 1} rules[0].window.until PT9H is outside what was seen" in said
    assert "unknown key 'mine'" in said
    assert "until: PT9H" in refused.text
    assert desk_now().edition == 0


def test_a_weaker_red_flag_comes_in_by_no_file(bob: FlaskClient) -> None:
    text = file_of(bob)
    start = text.index("  - id: rf-breathing")
    refused = bring(bob, text[:start] + text[text.index("  - id: rf-swallow-speech") :])
    assert refused.status_code == 422
    assert "red flag 'rf-breathing' is missing: it cannot be removed" in text_of(refused)


@pytest.mark.parametrize("text", ["", "[" * 9000, "a: &x [*x]", "\x00", "x" * 700_000, "a: 1\na: 2"])
def test_a_hostile_text_is_refused_in_words(bob: FlaskClient, text: str) -> None:
    refused = bring(bob, text)
    assert refused.status_code == 422
    assert "Line 1" in text_of(refused)


def test_what_is_far_too_long_is_refused_before_it_is_read(bob: FlaskClient) -> None:
    refused = bring(bob, "x" * 4_000_000)
    assert refused.status_code == 413
    assert "longer than" in text_of(refused)


def test_a_file_may_be_chosen_too(bob: FlaskClient) -> None:
    text = file_of(bob).replace("until: PT4H", "until: PT6H", 1)
    data = {"seen": form_of(bob.get(f"{HOME}/import").text)["seen"], "file": (BytesIO(text.encode()), "ours.yaml")}
    assert bob.post(f"{HOME}/import", data=data, headers=OUR_PAGE).status_code == 303
    assert desk_now().protocol.rule["stay-upright"].window.until == "PT6H"


def test_a_draft_that_changed_meanwhile_is_not_replaced_unseen(bob: FlaskClient) -> None:
    seen = form_of(bob.get(f"{HOME}/import").text)["seen"]
    text = file_of(bob).replace("until: PT4H", "until: PT3H", 1)
    send(bob, RULE, **until("6"))
    refused = bring(bob, text, seen)
    assert refused.status_code == 409
    assert "Somebody changed the draft meanwhile" in text_of(refused)
    assert "until: PT3H" in refused.text
    assert desk_now().protocol.rule["stay-upright"].window.until == "PT6H"
