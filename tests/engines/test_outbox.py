"""An entry with photos, made while the server process is stopped, arrives once and whole."""

from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser.house import free_port, running
from tests.browser.outbox import EXPRESSIONS, entries, photos
from tests.browser.serving import serving
from tests.engines.engine import Engine
from tests.engines.phone import Phone

pytestmark = pytest.mark.browser

# Four photos of twelve megapixels that this browser draws itself; it tells their hashes.
KEEP = """async () => {
  const { keep } = await import(document.querySelector('script[src*="/js/app.js"]').src.replace("app.js", "outbox.js"));
  const canvas = Object.assign(document.createElement("canvas"), { width: 4000, height: 3000 });
  const pen = canvas.getContext("2d");
  const taken = [];
  for (const expression of ["rest", "brows", "frown", "smile"]) {
    for (let dot = 0; dot < 4000; dot++) {
      pen.fillStyle = `rgb(${[0, 1, 2].map(() => Math.floor(256 * Math.random()))})`;
      pen.fillRect(4000 * Math.random(), 3000 * Math.random(), 90, 90);
    }
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    taken.push({ id: crypto.randomUUID(), expression, blob, hints: {} });
  }
  const { treated } = JSON.parse(document.querySelector("script[data-journal]").textContent);
  const id = crypto.randomUUID();
  const [treatment_id] = Object.keys(treated);
  await keep({ id, treatment_id, noted_at: new Date().toISOString(), kind: "check_in", note: "Blue" }, taken, "Yes.");
  const hex = async (blob) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [id, await Promise.all(taken.map(({ blob }) => hex(blob)))];
}"""
WAITS = "(many) => document.querySelectorAll('[data-waiting] canvas').length === many"
IS_SENT = (
    "() => document.querySelectorAll('.entries .shot').length === 4 && document.querySelector('[data-waiting]').hidden"
)


def test_an_entry_made_without_a_server_arrives_whole(engine: Engine, tmp_path: Path) -> None:
    folder, port = tmp_path / "house", free_port()
    folder.mkdir()
    with running(folder, port) as house:
        phone = Phone(engine, house.address)
        phone.settle(house.hand_over(), "/journal")
    id, hashes = engine.run(KEEP)
    phone.wait_for(WAITS, 4)
    phone.open("/journal")
    phone.wait_for(WAITS, 4)
    phone.wait_for_text("[data-waiting]", "Saved on this phone.")
    with serving(folder, port, house.links) as house:
        phone.open("/journal")
        for _ in range(4):  # each photo is several megabytes
            with suppress(AssertionError):
                phone.wait_for(IS_SENT)
        phone.wait_for(IS_SENT)
        assert [str(entry.id) for entry in entries(house)] == [id]
        received = {photo.expression: photo.sha256.hex() for photo in photos(house)}
        assert received == dict(zip(EXPRESSIONS, hashes, strict=True))
