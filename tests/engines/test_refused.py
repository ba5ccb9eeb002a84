"""Whatever a server answers, nothing leaves the phone until it was received."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.house import free_port, running
from tests.browser.outbox import entries, photos
from tests.browser.serving import serving
from tests.browser.stand_in import answering
from tests.engines.engine import Engine
from tests.engines.phone import Phone
from tests.patience import PATIENCE

pytestmark = pytest.mark.browser

KEEP = """async () => {
  const { keep } = await import(document.querySelector('script[src*="/js/app.js"]').src.replace("app.js", "outbox.js"));
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  const { treated } = JSON.parse(document.querySelector("script[data-journal]").textContent);
  const [treatment_id] = Object.keys(treated);
  const id = crypto.randomUUID();
  await keep({ id, treatment_id, noted_at: new Date().toISOString(), kind: "check_in", note: "Blue" },
    [{ id: crypto.randomUUID(), expression: "rest", blob, hints: {} }], "Yes.");
  return id;
}"""
SEND = "() => Boolean(dispatchEvent(new Event('online')))"
PICTURES = "(many) => document.querySelectorAll('[data-waiting] canvas').length === many"


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "nothing came"
        time.sleep(0.1)


def test_a_server_that_says_no_takes_nothing_from_the_phone(engine: Engine, tmp_path: Path) -> None:
    folder, port = tmp_path / "house", free_port()
    folder.mkdir()
    with running(folder, port) as house:
        phone = Phone(engine, house.address)
        phone.settle(house.hand_over(), "/journal")
    id = engine.run(KEEP)
    for status, words in ((500, "Saved on this phone."), (401, "Saved on this phone."), (413, "This is too large")):
        with answering(port, status) as heard:
            phone.wait_for(SEND)
            wait_until(lambda heard=heard: bool(heard))  # type: ignore[misc]
            phone.wait_for_text("[data-waiting]", words)
        phone.wait_for(PICTURES, 1)
    with serving(folder, port, house.links) as house:
        phone.open("/journal")
        phone.tap("Send it again")
        wait_until(lambda: len(photos(house)) == 1)
        assert [str(entry.id) for entry in entries(house)] == [id]
