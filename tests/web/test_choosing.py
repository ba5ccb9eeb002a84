"""Choosing a clinic, for somebody who only thinks about it."""

import html

import pytest
from flask.testing import FlaskClient

from companion.aftercare.protocol import bundled, say
from tests.cast import Person

CHECKS = bundled().clinic_checks


def test_every_check_and_every_warning_is_there_with_its_source(browser: FlaskClient) -> None:
    page = html.unescape(browser.get("/choosing").text)
    assert CHECKS.counterfeit
    for text in [*CHECKS.items, *CHECKS.counterfeit.items]:
        assert say(text) in page
    for source in (CHECKS.sources[0], CHECKS.counterfeit.sources[0]):
        assert f"/sources#{source}" in page
    assert f'/help#{CHECKS.counterfeit.flag}"' in page


def test_it_says_what_to_talk_about_before(browser: FlaskClient) -> None:
    page = html.unescape(browser.get("/choosing").text)
    titles = {item.id: say(item.title).replace("{length}", "24 hours") for item in bundled().before_next.items}
    assert len(CHECKS.before) == 5
    for name in CHECKS.before:
        assert titles[name] in page


@pytest.mark.parametrize("path", ["/", "/help"])
def test_it_is_one_tap_away_for_anybody(browser: FlaskClient, path: str) -> None:
    assert 'href="/choosing"' in browser.get(path).text


def test_it_is_one_tap_away_from_plan(alice: Person) -> None:
    assert 'href="/choosing"' in alice.phone.get("/plan").text
