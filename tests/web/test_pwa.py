"""The installed app: what its manifest says is there, and the page that says how to install it gives nobody away."""

import re
import struct
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.cast import Person
from tests.web.desk_form import code_on, send

Manifest = dict[str, Any]


@pytest.fixture
def manifest(browser: FlaskClient) -> Manifest:
    answer = browser.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    told: Manifest = answer.get_json(force=True)
    return told


def size_of(png: bytes) -> str:
    width, height = struct.unpack(">II", png[16:24])
    return f"{width}x{height}"


def is_opaque(png: bytes) -> bool:
    return png[25] == 2  # colour without alpha


def test_the_app_opens_at_now_and_owns_the_whole_site(manifest: Manifest) -> None:
    assert (manifest["id"], manifest["start_url"], manifest["scope"]) == ("/", "/now", "/")
    assert (manifest["display"], manifest["short_name"]) == ("standalone", "Aftercare")


def test_every_picture_of_the_manifest_is_there_in_its_size(manifest: Manifest, browser: FlaskClient) -> None:
    for icon in manifest["icons"]:
        answer = browser.get(icon["src"])
        assert (answer.mimetype, size_of(answer.data)) == (icon["type"], icon["sizes"])
        assert is_opaque(answer.data) == (icon["purpose"] == "maskable")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable", "monochrome"}


def test_every_screenshot_of_the_manifest_is_there(manifest: Manifest, browser: FlaskClient) -> None:
    assert [shot["form_factor"] for shot in manifest["screenshots"]] == ["narrow", "narrow", "wide"]
    for shot in manifest["screenshots"]:
        answer = browser.get(shot["src"])
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")


def test_every_shortcut_leads_somewhere(manifest: Manifest, alice: Person) -> None:
    assert [shortcut["name"] for shortcut in manifest["shortcuts"]] == ["Can I … yet?", "Help"]
    for shortcut in manifest["shortcuts"]:
        assert alice.phone.get(shortcut["url"]).status_code == 200


def test_a_phone_that_has_the_manifest_is_not_sent_it_again(browser: FlaskClient) -> None:
    etag = browser.get("/manifest.webmanifest").headers["ETag"]
    assert browser.get("/manifest.webmanifest", headers={"If-None-Match": etag}).status_code == 304


def test_the_manifest_and_the_pictures_say_the_same_to_everybody(alice: Person, browser: FlaskClient) -> None:
    for path in ("/manifest.webmanifest", "/apple-touch-icon.png", "/favicon.ico"):
        assert alice.phone.get(path).data == browser.get(path).data


def test_an_iphone_finds_its_picture_by_itself(browser: FlaskClient) -> None:
    answer = browser.get("/apple-touch-icon.png")
    assert (answer.mimetype, size_of(answer.data), is_opaque(answer.data)) == ("image/png", "180x180", True)


def test_every_page_names_the_manifest(alice: Person, bob: FlaskClient) -> None:
    for page in (alice.phone.get("/now"), alice.phone.get("/install"), bob.get("/practitioner")):
        assert '<link rel="manifest" href="/manifest.webmanifest">' in page.text


def test_the_page_to_be_kept_by_everybody_is_the_same_for_all_who_never_were_here(browser: FlaskClient) -> None:
    page = browser.get("/install").text
    assert page == browser.get("/install", headers={"User-Agent": "iPhone"}).text
    assert "<form" not in page
    assert "Add to Home Screen" in page


def test_the_code_for_the_app_opens_the_plan_there(alice: Person, browser: FlaskClient) -> None:
    assert not re.search(r'class="code"', alice.phone.get("/install").text)
    code = code_on(send(alice.phone, "/install/codes").text)
    assert send(browser, "/code", {"code": code}).location == "/now"
    assert browser.get(alice.page).status_code == 200
    assert alice.phone.get(alice.page).status_code == 200


def test_nobody_makes_a_code_without_a_plan(browser: FlaskClient) -> None:
    assert send(browser, "/install/codes").status_code == 401


def test_the_app_without_a_plan_asks_for_the_code(browser: FlaskClient) -> None:
    assert browser.get("/now").location == "/"
    assert re.search(r'class="in-app">\s*<h1>Type the code', browser.get("/").text)
