"""A push endpoint is somebody's input: no name, address, redirect or resolver leads a message into the house."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from companion.adapters.web_push.addresses import is_public
from companion.adapters.web_push.keys import Keys
from companion.adapters.web_push.limits import Ways
from companion.adapters.web_push.message import Message, topic_of
from companion.adapters.web_push.outcome import Outcome, Refused
from companion.adapters.web_push.sending import Sender
from companion.adapters.web_push.target import SERVICES, Target, TargetError
from tests.adapters.canary import Canary
from tests.adapters.hostile import hostile_endpoints
from tests.adapters.push_browser import Browser
from tests.adapters.push_service import Says, push_service

CONTACT = "https://aftercare.example"


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary().listening() as listening:
        yield listening


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys.opened(tmp_path, make=True)


def sent(keys: Keys, endpoints: list[str], ways: Ways) -> list[Outcome]:
    """Messages straight to the sender, as if nobody had looked at the endpoints before."""
    browser = Browser()
    good = Target.checked("https://fcm.googleapis.com/push", browser.p256dh, browser.auth)
    return sent_to(keys, [replace(good, endpoint=one) for one in endpoints], ways)


def sent_to(keys: Keys, targets: list[Target], ways: Ways) -> list[Outcome]:
    with Sender(keys, CONTACT, ways=ways) as sender:
        return [out for _, out in sender.send_all([Message(target, b"{}", 60, topic_of("x")) for target in targets])]


def test_five_hundred_hostile_endpoints_are_refused_when_subscribing_and_when_sending(
    canary: Canary, keys: Keys
) -> None:
    endpoints, browser, taken = hostile_endpoints(canary.port), Browser(), []
    assert len(endpoints) >= 500
    for endpoint in endpoints:
        try:
            taken.append(Target.checked(endpoint, browser.p256dh, browser.auth))
        except TargetError:
            continue
    assert not taken
    outcomes = sent(keys, endpoints, Ways(detours=(f"::127.0.0.1:{canary.port}",)))
    assert len(outcomes) == len(endpoints)
    assert all(isinstance(outcome, Refused) for outcome in outcomes)
    assert canary.touched == 0


@pytest.mark.parametrize("inside", ["127.0.0.1", "[::1]", "localhost"])
def test_an_allowed_name_that_a_resolver_leads_inside_is_not_connected_to(
    canary: Canary, keys: Keys, inside: str
) -> None:
    ways = Ways(detours=(f"::{inside}:{canary.port}",))
    outcomes = sent(keys, [f"https://{name}/push" for name in SERVICES], ways)
    assert outcomes == [Refused(None, "address", alarm=True)] * len(SERVICES)
    assert canary.touched == 0


def test_the_canary_would_tell(canary: Canary, keys: Keys) -> None:
    """The same detour, for a host that may be inside."""
    host = f"localhost:{canary.port}"
    sent(keys, [f"https://{host}/push"], Ways(hosts=(host,)))
    assert canary.touched > 0


def test_no_redirect_is_followed(canary: Canary, keys: Keys, tmp_path: Path) -> None:
    with push_service(tmp_path) as service:
        for status in (301, 302, 303, 307, 308):
            for place in (
                f"https://localhost:{canary.port}/",
                f"http://127.0.0.1:{canary.port}/",
                f"{service.origin}/",
            ):
                target = service.subscribe(f"{status}", Says(status, (("Location", place),)))
                assert sent_to(keys, [target], service.ways) == [Refused(status, "redirect")]
        assert (len(service.received), service.refused) == (15, [])
    assert canary.touched == 0


def test_a_proxy_of_the_environment_is_not_asked(
    canary: Canary, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setitem(os.environ, name, f"http://127.0.0.1:{canary.port}")
    with push_service(tmp_path) as service:
        target = service.subscribe("alice")
        sent_to(keys, [target], service.ways)
        assert service.payloads("alice") == [b"{}"]
    assert canary.touched == 0


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        ("http://fcm.googleapis.com/x", "scheme"),
        ("https://fcm.googleapis.com.evil.com/x", "host"),
        ("https://fcm.googleapis.com:8443/x", "port"),
        ("https://a@fcm.googleapis.com/x", "userinfo"),
        ("https://fcm.googleapis.com/x#y", "endpoint"),
        ("https://fcm.googleapis.com/" + "x" * 1_000, "too_long"),
    ],
)
def test_a_refusal_says_why(endpoint: str, reason: str) -> None:
    browser = Browser()
    with pytest.raises(TargetError, match=f"^{reason}$"):
        Target.checked(endpoint, browser.p256dh, browser.auth)


@pytest.mark.parametrize(
    ("p256dh", "auth", "reason"),
    [
        ("", None, "key"),
        ("A" * 87, None, "key"),
        ("BA" + "A" * 85, None, "key"),
        ("!" * 87, None, "key"),
        (None, "", "auth"),
        (None, "A" * 20, "auth"),
        (None, "é" * 22, "auth"),
    ],
)
def test_keys_that_are_none_are_refused(p256dh: str | None, auth: str | None, reason: str) -> None:
    browser = Browser()
    p256dh, auth = browser.p256dh if p256dh is None else p256dh, browser.auth if auth is None else auth
    with pytest.raises(TargetError, match=f"^{reason}$"):
        Target.checked("https://fcm.googleapis.com/x", p256dh, auth)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/eX1:APA91bH-_x",
        "https://jmt17.google.com/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA",
        "https://web.push.apple.com/QGuXY_-1",
        "https://wns2-by3p.notify.windows.com/w/?token=BQYAAAB%2bx%3d",
        "https://fcm.googleapis.com:443/x",
    ],
)
def test_what_browsers_give_is_taken(endpoint: str) -> None:
    browser = Browser()
    target = Target.checked(endpoint, f"{browser.p256dh}=", browser.auth)
    assert (target.endpoint, len(target.p256dh), len(target.auth)) == (endpoint, 65, 16)


@pytest.mark.parametrize(
    "inside",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1 255.255.255.255 "
    "::1 :: ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 fe80::1 fc00::1 ff02::1 64:ff9b::7f00:1 64:ff9b::a00:1 "
    "2002:7f00:1::1 2001:db8::1 nothing".split(),
)
def test_an_address_inside_is_not_public(inside: str) -> None:
    assert not is_public(inside)


@pytest.mark.parametrize("outside", "8.8.8.8 142.250.74.10 2a00:1450:4001:81d::200a 64:ff9b::808:808".split())
def test_an_address_in_the_world_is_public(outside: str) -> None:
    assert is_public(outside)
