"""A new version comes while the old one is open: it is offered, loses nothing, and a broken one does not stay."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from companion.app import ROOT
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone

pytestmark = pytest.mark.browser

PARTS = ("companion", "migrations", "templates", "static", "wsgi.py")
UPDATE = "navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => true)"
BUILD = "document.querySelector('link[rel=stylesheet]').href.split('/')[4]"


def version(folder: Path, file: str, old: str, new: str) -> Path:
    """The program with one change in a static file, where it can be run."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, folder / part)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    return folder


def deploy(house: OwnHouse, root: Path) -> None:
    house.stop()
    house.start(root)


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Another version: a style sheet has changed, and with it the address of every file."""
    folder = tmp_path / "newer"
    folder.mkdir()
    return version(folder, "static/css/base.css", "body", "body.newer, body")


def offer(page: Page) -> None:
    page.evaluate(UPDATE)
    expect(page.get_by_text("A new version is ready.")).to_be_visible()


def test_it_is_offered_and_used_at_a_tap(alice: OwnPhone, own_house: OwnHouse, newer: Path) -> None:
    before = alice.measure(BUILD)
    deploy(own_house, newer)
    offer(alice.page)
    assert alice.measure(BUILD) == before
    with alice.page.expect_navigation():
        alice.button("Use it").click()
    alice.page.wait_for_timeout(2000)  # on a slow machine the kept page may stand first
    alice.open("/now")
    assert alice.measure(BUILD) != before
    own_house.stop()
    expect(alice.open("/now").locator(".hero:visible").first).to_be_visible()


def test_whoever_is_typing_keeps_the_page_and_what_stands_on_it(
    alice: OwnPhone, own_house: OwnHouse, newer: Path
) -> None:
    """The old page goes on with the new service worker, and the modules that it loads late are its own."""
    before = alice.measure(BUILD)
    alice.page.get_by_role("searchbox").fill("colour my h")
    deploy(own_house, newer)
    offer(alice.page)
    alice.button("Use it").click()
    expect(alice.page.get_by_text("A new version is ready.")).to_have_count(0)
    alice.page.wait_for_timeout(1000)
    expect(alice.page.get_by_role("searchbox")).to_have_value("colour my h")
    old = f"fetch('/static/{before}/js/lookup/together.js').then((answer) => answer.headers.get('Content-Hash'))"
    assert alice.measure(old)
    alice.button("Look it up").click()
    expect(alice.page.locator(".verdict")).to_be_visible()
    assert alice.measure(BUILD) == before


def test_later_is_later(alice: OwnPhone, own_house: OwnHouse, newer: Path) -> None:
    before = alice.measure(BUILD)
    deploy(own_house, newer)
    offer(alice.page)
    alice.button("Later").click()
    alice.page.reload()
    assert alice.measure(BUILD) == before or alice.page.get_by_text("A new version is ready.").count()


def test_a_broken_version_is_withdrawn_by_the_next(
    alice: OwnPhone, own_house: OwnHouse, newer: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    fetch = 'addEventListener("fetch", (event) => {'
    version(broken, "static/sw/worker.js", fetch, f"{fetch}\n  return event.respondWith(Promise.reject());")
    heart = broken / "static/sw/worker.js"
    heart.write_text(
        heart.read_text().replace("async function isWell() {", "async function isWell() {\n  return false;")
    )
    deploy(own_house, broken)
    offer(alice.page)
    alice.button("Use it").click()
    alice.page.wait_for_timeout(1500)
    with pytest.raises(Exception, match="ERR_FAILED"):
        alice.open("/now")
    deploy(own_house, newer)
    for _ in range(10):
        try:
            alice.open("/now")
            break
        except Exception:  # the browser looks for a new version after each failure
            alice.page.wait_for_timeout(1500)
    expect(alice.page.locator(".hero:visible").first).to_be_visible()
    alice.troubles.clear()
