"""Over https, behind Caddy with the file from the docs: the phone keeps pages, and the app can be installed."""

import base64
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, BrowserContext, expect

from companion.app import ROOT
from companion.cli.ports import is_open
from tests.browser.conftest import FLAGS
from tests.browser.house import House, free_port, running
from tests.patience import MILLISECONDS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is missing (Debian: apt install caddy)"),
]
NAME = "aftercare.example"
ALONE = "{{\n\tadmin off\n\tskip_install_trust\n\thttp_port {http}\n\thttps_port {https}\n}}\n"


@pytest.fixture
def secure_house(tmp_path: Path) -> Iterator[House]:
    """The program behind Caddy; its certificate is Caddy's own, as nobody on the internet knows this machine."""
    port, https = free_port(), free_port()
    words = (ROOT / "docs" / "Caddyfile").read_text().replace("127.0.0.1:8000", f"127.0.0.1:{port}\n\ttls internal")
    file = tmp_path / "Caddyfile"
    file.write_text(ALONE.format(http=free_port(), https=https) + words)
    command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
    environ = os.environ | {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    caddy = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
    settings = {
        "COMPANION_PORT": str(port),
        "COMPANION_PUBLIC_URL": f"https://{NAME}:{https}",
        "COMPANION_TRUSTED_PROXIES": "127.0.0.1",
    }
    try:
        with running(tmp_path, settings=settings) as house:
            assert is_open("127.0.0.1", https)
            yield house
    finally:
        caddy.terminate()
        caddy.wait(10)


@pytest.fixture
def browser(secure_house: House, chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A Chromium that finds that name on this machine, and trusts Caddy's certificate as it would a bought one."""
    signer = x509.load_pem_x509_certificate(next(tmp_path.rglob("intermediate.crt")).read_bytes())
    key = signer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(hashlib.sha256(key).digest()).decode()
    context = chromium.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=shutil.which("chromium"),
        args=[*FLAGS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1", f"--ignore-certificate-errors-spki-list={pin}"],
    )
    context.set_default_timeout(MILLISECONDS)
    yield context
    context.close()


def test_behind_the_caddyfile_of_the_docs_the_app_is_whole(secure_house: House, browser: BrowserContext) -> None:
    page = browser.pages[0]
    page.goto(secure_house.links[0])
    page.get_by_role("button", name="Continue on this phone").click()
    expect(page.locator("[data-countdown]:visible")).to_be_visible()
    [cookie] = [cookie for cookie in browser.cookies() if cookie["name"] == "__Host-companion"]
    assert (cookie["secure"], cookie["httpOnly"], cookie["path"]) == (True, True, "/")
    assert page.evaluate("navigator.serviceWorker.ready.then(({ scope }) => scope)") == f"{secure_house.address}/"
    chromium = browser.new_cdp_session(page)
    assert chromium.send("Page.getAppManifest")["errors"] == []
    assert chromium.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_the_link_for_another_phone_begins_with_https(secure_house: House, browser: BrowserContext) -> None:
    page = browser.pages[0]
    page.goto(f"{secure_house.address}/practitioner")
    page.get_by_role("button", name="Sign in as Dr Amara Osei").click()
    page.get_by_role("main").get_by_role("link", name="New plan").click()
    page.get_by_label("First name").fill("Alice")
    page.get_by_label("Product").select_option(label="Daxxify")
    page.get_by_role("checkbox", name="Forehead").check()
    page.get_by_role("button", name="Start the plan").click()
    link = page.get_by_label("Or send this link").input_value()
    assert link.startswith(f"{secure_house.address}/invite#")
