"""A 12 MP JPEG received, made safe, sealed and stored, against the bare decode, resize and encode of the same file."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1]))

from PIL import Image

from companion.adapters.images import prepare
from companion.adapters.photo_store import Folder
from companion.adapters.vault import PatientKey, Vault
from tests.adapters.photos import grainy, saved

BUDGET, ROUNDS = 1.3, 15


def received(photo: bytes, key: PatientKey, folder: Folder) -> None:
    made, row = prepare(photo), uuid4().hex
    for column, picture in (("view", made.view), ("thumb", made.thumb)):
        folder.put(f"{row}.{column}", key.seal_bytes(picture, "photo", column, row))


def bare(photo: bytes) -> None:
    """What any program must do: decode at half the size, make it smaller, encode. One picture, no thumbnail."""
    image = Image.open(BytesIO(photo))
    image.draft(None, (1600, 1200))
    image.resize((1600, 1200), Image.Resampling.BICUBIC, reducing_gap=1.0).save(BytesIO(), "WEBP", quality=84, method=2)


def seconds(deed: Callable[[], None]) -> float:
    started = time.perf_counter()
    deed()
    return time.perf_counter() - started


def main() -> int:
    photo = saved(grainy(4000, 3000), quality=90)
    vault = Vault({"key-1": bytes(32)})
    key = vault.open(vault.new_key("bobs", "alice"), "bobs", "alice")
    with tempfile.TemporaryDirectory() as place:
        folder = Folder(Path(place))
        received(photo, key, folder)
        bare(photo)
        rounds = [(seconds(lambda: received(photo, key, folder)), seconds(lambda: bare(photo))) for _ in range(ROUNDS)]
    ratio = statistics.median(ours / peer for ours, peer in rounds)
    ours, peer = (min(column) * 1000 for column in zip(*rounds, strict=True))
    print(
        f"photo of 12 MP, received to stored sealed: {ours:.0f} ms, {ratio:.2f}x of the bare decode, resize and "
        f"encode of one picture ({peer:.0f} ms; budget {BUDGET}x)"
    )
    return int(ratio > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
