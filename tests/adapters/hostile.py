"""Endpoints that lead, or try to lead, to somewhere else than a push service. Made from the list of services."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from companion.adapters.web_push.target import SERVICES

INSIDE = ("127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "0.0.0.0")


def hostile_endpoints(port: int) -> list[str]:
    """Each leads to that port of this machine if it is believed, or is misread."""
    found = [*_addresses(port), *_names(port), *_schemes(port), *_userinfo(port), *_odd_characters(port), *_ports(port)]
    return sorted(set(found))


def _addresses(port: int) -> Iterator[str]:
    """This machine and its neighbours, in every way to write an address."""
    for inside in INSIDE:
        number, parts = int(IPv4Address(inside)), inside.split(".")
        ways = [
            inside,
            str(number),
            hex(number),
            f"0{number:o}",
            ".".join(hex(int(part)) for part in parts),
            ".".join(f"0{int(part):o}" for part in parts),
            f"{parts[0]}.{number & 0xFFFFFF}",
            f"[::ffff:{inside}]",
            f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]",
            f"[::{inside}]",
            f"[64:ff9b::{inside}]",
            f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]",
            f"{inside}.",
            f"{inside}.nip.io",
        ]
        for way in ways:
            yield from (f"https://{way}:{port}/push", f"https://{way}/push", f"https://{way}:443/push")
    yield from (f"https://{name}:{port}/push" for name in ("localhost", "LOCALHOST", "localhost.", "[::1]", "[::]"))


def _names(port: int) -> Iterator[str]:
    """What begins, ends or looks like the name of a service."""
    for name in SERVICES:
        alike = [
            f"{name}.evil.com",
            f"evil{name}",
            f"evil-{name}",
            f"{name}.",
            f"{name}..",
            f".{name}",
            f"x..{name}",
            f"-.{name}",
            f"{name}.localhost",
            f"{name}%2eevil.com",
            f"{name}%00.evil.com",
            f"{name}\u3002evil.com",
            name.replace(".", "\u3002"),
            name.replace(".", "\uff0e"),
            name.replace("o", "\u043e"),
            name.replace("m", "\uff4d"),
            f"{name}_.evil.com",
            f"*.{name}",
            name.partition(".")[2] or "com",
        ]
        yield from (f"https://{host}/push" for host in alike)
        yield from (f"https://{host}:{port}/push" for host in alike[:6])


def _schemes(port: int) -> Iterator[str]:
    for name in SERVICES:
        for scheme in ("http", "HTTPS", "ftp", "file", "gopher", "ws", "wss", "javascript", "data", "https+unix", ""):
            yield f"{scheme}://{name}/push"
        yield from (f"//{name}/push", f"https:/{name}/push", f"https:{name}/push", f"{name}/push", f"https:///{name}/")
    yield from (f"gopher://127.0.0.1:{port}/_x", f"http://127.0.0.1:{port}/", "file:///etc/passwd", "")


def _userinfo(port: int) -> Iterator[str]:
    for name in SERVICES:
        for inside in ("127.0.0.1", "localhost", "[::1]"):
            yield f"https://{name}@{inside}:{port}/"
            yield f"https://{name}:443@{inside}:{port}/"
            yield f"https://{name}%40{inside}:{port}/"
        yield from (f"https://user@{name}/", f"https://user:pass@{name}/", f"https://@{name}/", f"https://:@{name}/")


def _odd_characters(port: int) -> Iterator[str]:
    """Where one reader of a URL sees another host than the next."""
    for name in SERVICES:
        for odd in ("\\", "#", "#@", "\\@", "\t", "\n", "\r\n", " ", "\0", "\u200b", "\u2044", "|", "^", "`", '"', "<"):
            yield f"https://127.0.0.1:{port}{odd}{name}/"
            yield f"https://{name}{odd}127.0.0.1:{port}/"
            yield f"https://{name}/push{odd}x"
        yield f" https://{name}/push"
        yield f"https://{name}/push\r\nX-Injected: 1"
        yield f"https://{name}/{'x' * 1_000}"


def _ports(port: int) -> Iterator[str]:
    for name in SERVICES:
        for said in (str(port), "80", "8443", "0443", "443:443", "", "0", "65979", "-443", "+443", "443@", "https"):
            if said != "0443":
                yield f"https://{name}:{said}/push"
