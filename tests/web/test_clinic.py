"""Olga owns Alice's clinic: what she changes stands on Alice's pages, and what cannot be keeps what she typed."""

import html
import io
import re
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from companion.models import Clinic, Logo
from companion.models.cover import team_of
from companion.models.logo import logo_of
from companion.models.people import clinic_named
from companion.models.staff import Role
from companion.web.access import may
from tests.adapters.photos import CANARY, saved, scene, taken
from tests.cast import Person, staff_at
from tests.conftest import OUR_PAGE
from tests.desk import MARLOW, colleague
from tests.journal import jpeg
from tests.web.desk_form import many, send

HUB, PAGE = "/practitioner/clinic", "/practitioner/clinic/details"


@pytest.fixture
def olga(app: Flask, alice: Person, now: datetime) -> FlaskClient:
    """Owns Alice's clinic."""
    return staff_at(app, MARLOW, now, "Olga", Role.OWNER)


def form_of(olga: FlaskClient, **changes: str) -> dict[str, str]:
    """What the form would send, with some of it typed anew; `day_0` is Monday."""
    page = olga.get(PAGE).text.partition("</form>")[2]  # behind the one that signs out
    fields = re.findall(r'<input class="input" type="\w+" name="([\w-]+)" value="([^"]*)" maxlength', page)
    fields += re.findall(r'<input class="input" name="([\w-]+)" value="([^"]*)" maxlength', page)
    chosen = re.findall(r'<option value="(\w\w)" selected', page)
    typed = {name: html.unescape(value) for name, value in fields} | {"country": (*chosen, "")[0]}
    return typed | {name.replace("day_", "day-"): value for name, value in changes.items()}


def change(olga: FlaskClient, **changes: str) -> TestResponse:
    return send(olga, PAGE, form_of(olga, **changes))


def marlow() -> Clinic:
    clinic = clinic_named(MARLOW)
    assert clinic
    return clinic


def put(olga: FlaskClient, body: bytes, name: str = "logo.png") -> TestResponse:
    return olga.post(
        f"{HUB}/logo",
        data={"logo": (io.BytesIO(body), name)},
        headers=OUR_PAGE,
        content_type="multipart/form-data",
    )


def test_what_stands_there_is_shown_and_kept_as_it_is(olga: FlaskClient) -> None:
    assert form_of(olga)["day-0"] == "09:00-18:00"
    assert change(olga).location == f"{PAGE}?saved=details"
    clinic = marlow()
    facts = (clinic.phone, clinic.closed_phone, clinic.site, clinic.country, clinic.hours)
    assert facts == ("020 7946 0142", None, None, "GB", "Mo-Fr 09:00-18:00")
    assert "That is kept." in olga.get(f"{PAGE}?saved=details").text


def test_a_sign_that_no_keyboard_types_is_not_kept(olga: FlaskClient) -> None:
    assert change(olga, name="Marlow\0 Street Clinic", phone="020 7946\0 0999").status_code == 303
    assert marlow().phone == "020 7946 0999"


def test_a_change_stands_on_every_page_of_a_patient(alice: Person, olga: FlaskClient) -> None:
    tags = {path: {"If-None-Match": alice.phone.get(path).headers["ETag"]} for path in ("/now", "/plan")}
    marks = {path: alice.phone.get(path).headers["Companion-Plan"] for path in ("/now", "/help", "/course.json")}
    done = change(
        olga,
        phone="020 7946 0999",
        closed_phone="020 7946 0888",
        site="marlow.example/care",
        country="DE",
        day_0="9-12, 14-17",
        day_6="10-11",
        days_off="25-26 Dec",
    )
    assert done.status_code == 303
    assert marlow().hours == "Mo 09:00-12:00,14:00-17:00; Tu-Fr 09:00-18:00; Su 10:00-11:00; Dec 25-26 off"
    for path, tag in tags.items():
        assert alice.phone.get(path, headers=tag).status_code == 200
    for path, mark in marks.items():
        assert alice.phone.get(path).headers["Companion-Plan"] != mark
    assert "020 7946 0999" in alice.phone.get("/course.json").text
    plan, page = alice.phone.get("/plan").text, alice.phone.get("/help").text
    assert 'href="https://marlow.example/care"' in plan
    assert "When it is closed:" in plan
    assert 'href="tel:02079460888"' in page
    assert 'href="tel:112"' in page
    assert "09:00 to 12:00, 14:00 to 17:00" in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Type the name that patients read."),
        ("name", "x" * 81, "That name is too long."),
        ("name", "Harbour Clinic", "Another clinic here has that name."),
        ("phone", "call us", "Type one phone number"),
        ("closed_phone", "12", "Type one phone number"),
        ("site", "javascript:alert(1)", "Type an address on the web"),
        ("site", "https://user@marlow.example", "Type an address on the web"),
        ("site", "marlow.example/<b>", "Type an address on the web"),
        ("country", "ZZ", "Choose a country of the list."),
        ("day-2", "nine to five", "Wednesday: type from when until when"),
        ("days_off", "Christmas", "Type days with their month"),
    ],
)
def test_what_cannot_be_keeps_what_was_typed(
    olga: FlaskClient, carol: Person, field: str, typed: str, said: str
) -> None:
    refused = change(olga, **{field: typed, "closed_phone" if field != "closed_phone" else "site": "0800 1111"})
    assert refused.status_code == 422
    assert said in html.unescape(refused.text)
    assert field == "country" or f'value="{typed}"' in html.unescape(refused.text)
    assert 'value="0800 1111"' in refused.text
    assert marlow().closed_phone is None


def test_days_off_alone_say_nothing(olga: FlaskClient) -> None:
    week = {f"day_{day}": "" for day in range(7)}
    assert "Type the hours of the week first" in change(olga, **week, days_off="1 Jan").text
    assert change(olga, **week, days_off="").status_code == 303
    assert marlow().hours is None


def test_what_is_weighty_asks_once_more_and_keeps_what_was_typed(app: Flask, alice: Person, now: datetime) -> None:
    stale = staff_at(app, MARLOW, now, "Olga", Role.OWNER, is_fresh=False)
    asks = change(stale, phone="0900 666")
    assert (asks.status_code, 'value="0900 666"' in asks.text) == (401, True)
    assert send(stale, f"{HUB}/promise", {"hours": "1"}).status_code == 401
    assert marlow().phone == "020 7946 0142"


def test_what_the_clinic_promises_stands_on_today(app: Flask, olga: FlaskClient, alice: Person, now: datetime) -> None:
    dana, danas = colleague(app, now, "Dana")
    assert "within 8 open hours" in olga.get("/practitioner").text
    assert send(olga, f"{HUB}/promise", {"hours": "4", "second": str(danas)}).location == f"{PAGE}?saved=promise"
    assert "within 4 open hours" in olga.get("/practitioner").text
    assert team_of(alice.owner[0], now).second_id == danas
    covers = dana.get("/practitioner/cover").text
    assert "An answer within 4 open hours. Past that it goes to Dana too." in covers
    assert PAGE not in covers
    assert f"{PAGE}#promise" in olga.get("/practitioner/cover").text


@pytest.mark.parametrize(
    ("form", "said"), [({"hours": "0"}, "Type whole hours"), ({"hours": "many"}, "Type whole hours")]
)
def test_a_promise_that_cannot_be_is_refused(olga: FlaskClient, form: dict[str, str], said: str) -> None:
    refused = send(olga, f"{HUB}/promise", form)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert f'value="{form["hours"]}"' in refused.text


def test_somebody_of_another_clinic_is_not_told(app: Flask, olga: FlaskClient, now: datetime) -> None:
    staff_at(app, "Harbour Clinic", now, "Dana")
    from_there = str(team_of(clinic_named("Harbour Clinic").id, now).names.popitem()[0])  # type: ignore[union-attr]
    refused = send(olga, f"{HUB}/promise", {"hours": "4", "second": from_there})
    assert (refused.status_code, "Choose a colleague" in refused.text) == (422, True)


def test_the_logo_stands_on_the_plan_and_needs_no_network(alice: Person, carol: Person, olga: FlaskClient) -> None:
    tag = {"If-None-Match": alice.phone.get("/plan").headers["ETag"]}
    assert put(olga, taken("PNG")).location == f"{PAGE}?saved=logo"
    page = alice.phone.get("/plan", headers=tag).text
    shown = re.findall(r'<img class="logo" src="data:image/webp;base64,([^"]+)" alt="([^"]+)"', page)
    assert [alt for _, alt in shown] == [MARLOW]
    assert len(shown[0][0]) < 10_000
    assert CANARY.encode() not in (logo_of(marlow().id) or b"")
    assert shown[0][0] in olga.get(PAGE).text
    assert "base64" not in carol.phone.get("/plan").text
    assert "base64" not in alice.phone.get("/now").text
    put(olga, saved(scene(300, 90), "PNG"))
    assert many(Logo) == 1
    assert send(olga, f"{HUB}/logo/removal").status_code == 303
    assert (many(Logo), "base64" in alice.phone.get("/plan").text) == (0, False)


def test_what_is_no_picture_says_what_to_do_and_the_one_before_stays(olga: FlaskClient) -> None:
    put(olga, taken("PNG"))
    for body, said in (
        (b"", "Choose a picture first"),
        (b"%PDF-1.7", "We cannot read this kind of file."),
        (jpeg(), "Choose a plain drawing."),
    ):
        refused = put(olga, body)
        assert (refused.status_code, said in refused.text) == (422, True)
    assert many(Logo) == 1


def test_the_hub_leads_to_what_each_may_open(olga: FlaskClient, bob: FlaskClient) -> None:
    listed = olga.get(HUB).text.partition("<main")[2]
    of_everybody = ["/practitioner/protocol", "/practitioner/figures"]
    assert re.findall(r'<a href="([^"]+)"', listed) == [
        PAGE,
        "/practitioner/team",
        *of_everybody,
        "/practitioner/audit",
    ]
    with bob:
        assert re.findall(r'<a href="([^"]+)"', bob.get(HUB).text.partition("<main")[2]) == of_everybody
        assert not may("nowhere.page")


@pytest.mark.parametrize(
    ("path", "is_current"), [(HUB, "page"), ("/practitioner/team", "true"), ("/practitioner/protocol", "true")]
)
def test_five_places_stand_in_the_bar_of_an_owner(olga: FlaskClient, path: str, is_current: str) -> None:
    bar = places(olga.get(path))
    assert len(bar) == 5
    assert f'<a href="{HUB}" aria-current="{is_current}">' in olga.get(path).text


def places(page: TestResponse) -> list[Any]:
    """Where the bar leads."""
    found = re.search(r"<nav.*?</nav>", page.text, re.S)
    assert found
    return re.findall(r'<a href="([^"]+)"', found[0])
