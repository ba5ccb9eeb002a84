"""Words that stand nowhere else in the world, and where a phone could still hold them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.browser.own_phone import OwnPhone

READ_ALL = """async () => {
  const bodies = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) bodies.push(request.url, await (await cache.match(request)).text());
  }
  const small = [localStorage, sessionStorage].map((storage) => JSON.stringify({ ...storage }));
  return [...bodies, ...small, document.cookie].join("\\n");
}"""


@dataclass(frozen=True)
class Canaries:
    """What stands in every field that somebody can fill in, and nowhere else in the world; the link's token too."""

    clinic: str
    phone: str
    practitioner: str
    name: str
    question: str
    token: str

    def private(self) -> tuple[str, ...]:
        """All but the token, which is spent: the browser's own history may name the link."""
        return (self.clinic, self.phone, self.practitioner, self.name, self.question)


def nothing_is_left(phone: OwnPhone, canaries: Canaries) -> None:
    assert not phone.stored()["pages"]
    assert "pages" not in phone.stored()["session"]
    text = phone.measure(READ_ALL)
    assert [canary for canary in canaries.private() if canary in text] == []
    phone.stop()
    assert found_in(phone.profile, canaries.private()) == []
    assert cached_answers(phone) == []
    phone.start()


def found_in(profile: Path, canaries: tuple[str, ...]) -> list[tuple[str, str]]:
    """The files that hold a canary as bytes, in either spelling of a letter."""
    wanted = [(canary, spelt) for canary in canaries for spelt in (canary.encode(), canary.encode("utf-16-le"))]
    return [
        (file.relative_to(profile).as_posix(), canary)
        for file in files_of(profile)
        for canary, spelt in wanted
        if spelt in file.read_bytes()
    ]


def cached_answers(phone: OwnPhone) -> list[str]:
    """The private pages among the answers that the browser's own cache holds, which are compressed there."""
    answers = b"".join(file.read_bytes() for file in files_of(phone.profile) if "Cache_Data" in file.parts)
    assert f"{phone.address}/static/".encode() in answers, "the cache was not found"
    paths = ("/now", "/plan", "/can-i", "/phones", "/course.json")
    return [path for path in paths if f"{phone.address}{path}".encode() in answers]


def files_of(profile: Path) -> Iterator[Path]:
    return (file for file in profile.rglob("*") if file.is_file() and not file.is_symlink())
