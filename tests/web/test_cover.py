"""Bob hands over to Dana for two days."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from companion.models import Cover
from companion.models.cover import team_of
from tests.cast import Person
from tests.desk import colleague, id_of
from tests.web.desk_form import many, send, wall

PAGE, DAY = "/practitioner/cover", timedelta(days=1)


def test_from_handing_over_to_being_here_again(app: Flask, bob: FlaskClient, alice: Person, now: datetime) -> None:
    dana, danas = colleague(app, now, "Dana")
    stretch = {"starts_at": wall(now), "ends_at": wall(now + 2 * DAY)}
    assert send(bob, PAGE, {"cover": str(danas)} | stretch).location == PAGE
    assert team_of(alice.owner[0], now + DAY).stands_in_for(id_of("Bob")) == danas
    assert "Dana answers for you from" in bob.get(PAGE).text
    assert "Dana answers for Bob" in dana.get(PAGE).text
    assert "Dana answers for you now." in bob.get("/practitioner").text
    assert send(bob, f"{PAGE}/ending").location == PAGE
    assert team_of(alice.owner[0], now + DAY).stands_in_for(id_of("Bob")) is None
    assert many(Cover) == 1  # that it was, is kept


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"cover": ""}, "Choose a colleague"),
        ({"cover": "x"}, "Choose a colleague"),
        ({"ends_at": "soon"}, "Type both days"),
        ({"ends_at": "2020-01-01T10:00"}, "The end comes before the start."),
        ({"starts_at": "2020-01-01T09:00", "ends_at": "2020-01-01T10:00"}, "That is over already."),
        ({"ends_at": "2099-01-01T10:00"}, "That is longer than 31 days."),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    app: Flask, bob: FlaskClient, now: datetime, form: dict[str, str], said: str
) -> None:
    _dana, danas = colleague(app, now, "Dana")
    typed = {"cover": str(danas), "starts_at": wall(now), "ends_at": wall(now + DAY)} | form
    refused = send(bob, PAGE, typed)
    assert refused.status_code == 422
    assert said in refused.text
    assert f'name="ends_at" value="{typed["ends_at"]}"' in refused.text
    assert many(Cover) == 0


def test_somebody_of_another_clinic_is_no_cover(
    bob: FlaskClient, carols_practitioner: FlaskClient, now: datetime
) -> None:
    danas = str(id_of("Dana"))
    assert danas not in bob.get(PAGE).text
    typed = {"cover": danas, "starts_at": wall(now), "ends_at": wall(now + DAY)}
    assert send(bob, PAGE, typed).status_code == 422
