"""Sending pushes over TLS, against the naive loop, node's web-push and what the sealing alone costs. CPU, one core."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import certifi

from benchmarks.against_push import Node, naive, sealing_alone
from companion.adapters.web_push.keys import Keys
from companion.adapters.web_push.limits import Limits, Ways
from companion.adapters.web_push.message import Message, payload_of, topic_of
from companion.adapters.web_push.outcome import Sent
from companion.adapters.web_push.sending import Sender
from companion.adapters.web_push.target import Target
from tests.adapters.push_browser import Browser
from tests.adapters.swift_service import SwiftService, swift_service

ROOT = Path(__file__).parents[1]
BUDGETS = {"naive": 100.0, "node": 6.0, "limit": 0.45, "two": 1.15}
ROUNDS, MANY, FEW = 5, 2_000, 30
LIMITS = Limits(at_once=128)  # as many as find room on three connections of HTTP/2
CONTACT = "https://aftercare.example"
PAYLOAD = payload_of("Your aftercare", "Something changes today.", f"{CONTACT}/now", "sun", data={"reminder": "0" * 32})
ALONE = "import sys; from benchmarks.push import child; child(sys.argv[1], sys.argv[2], sys.argv[3])"


def messages(targets: list[Target], count: int) -> list[Message]:
    return [Message(targets[n % len(targets)], PAYLOAD, 3600, topic_of(str(n % 50))) for n in range(count)]


def sends(sender: Sender, batch: list[Message]) -> float:
    started = time.process_time()
    outcomes = [outcome for _, outcome in sender.send_all(batch)]
    spent = time.process_time() - started
    assert outcomes == [Sent()] * len(batch), set(map(str, outcomes))
    return spent


def targets_at(host: str) -> tuple[list[Browser], list[Target]]:
    browsers = [Browser() for _ in range(50)]
    where = f"https://{host}/push"
    return browsers, [Target.checked(f"{where}/{n}", b.p256dh, b.auth, [host]) for n, b in enumerate(browsers)]


def child(host: str, ca_file: str, folder: str) -> None:
    """One of several processes: sends when it is told, and says what that took it."""
    _, targets = targets_at(host)
    with Sender(Keys.opened(Path(folder)), CONTACT, LIMITS, Ways((host,), Path(ca_file))) as sender:
        sends(sender, messages(targets, 200))
        print("ready", flush=True)
        sys.stdin.readline()
        print(sends(sender, messages(targets, MANY)), flush=True)


def together(processes: int, service: SwiftService, ca_file: Path, folder: Path) -> float:
    """CPU-seconds of each of so many processes that send at the same time."""
    command = [sys.executable, "-c", ALONE, service.host, str(ca_file), str(folder)]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) for _ in range(processes)]
    for one in running:
        assert one.stdout
        one.stdout.readline()
    return statistics.mean(float(said) for said in map(_told, _all_told(running)))


def _all_told(running: "list[subprocess.Popen[str]]") -> "list[subprocess.Popen[str]]":
    for one in running:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    return running


def _told(one: "subprocess.Popen[str]") -> str:
    return one.communicate(timeout=300)[0]


def check_sample(service: SwiftService, browsers: list[Browser]) -> int:
    """How many connections there were; every message of the sample is opened by its browser."""
    seen = service.seen()
    for one in seen["sample"]:
        assert browsers[int(one["path"].rpartition("/")[2])].opened(bytes.fromhex(one["body"])) == PAYLOAD
    assert len(seen["sample"]) == 20
    assert {way.split()[0] for way in seen["ways"]} == {"2"}
    return len(seen["ways"])


def whole_bundle(service: SwiftService, folder: Path) -> Path:
    """The CA of the service among all the others, as it is in life."""
    bundle = folder / "bundle.pem"
    bundle.write_text(Path(certifi.where()).read_text() + service.ca_file.read_text())
    os.environ["REQUESTS_CA_BUNDLE"] = str(bundle)
    return bundle


def measured(folder: Path) -> tuple[list[dict[str, float]], int]:
    """CPU-milliseconds a message of everybody, in rounds; and our connections to the service."""
    with ExitStack() as stack:
        service = stack.enter_context(swift_service(folder))
        ca_file, keys, node = whole_bundle(service, folder), Keys.opened(folder, make=True), Node(folder)
        browsers, targets = targets_at(service.host)
        sender = stack.enter_context(Sender(keys, CONTACT, LIMITS, Ways((service.host,), ca_file)))
        sends(sender, messages(targets, 200))
        connections, secret, rounds = check_sample(service, browsers), keys[keys.current].secret, []
        for _ in range(ROUNDS):
            spent = {
                "ours": sends(sender, messages(targets, MANY)) / MANY,
                "limit": sealing_alone(targets, PAYLOAD, MANY) / MANY,
                "naive": naive(targets, PAYLOAD, FEW, secret, CONTACT) / FEW,
                "one": together(1, service, ca_file, folder) / MANY,
                "two": together(2, service, ca_file, folder) / MANY,
            }
            if node.is_there:
                spent["node"] = node.sends(targets, PAYLOAD, MANY // 2, CONTACT, service.ca_file) / (MANY // 2)
            rounds.append({name: seconds * 1000 for name, seconds in spent.items()})
    return rounds, connections


def line_of(ratios: dict[str, float], least: dict[str, float], connections: int) -> str:
    """The figures, with what they may be."""
    said = [
        f"push over TLS, CPU: {least['ours']:.3f} ms a message ({1000 / least['ours']:.0f}/s of one core, over "
        f"{connections} connections, {LIMITS.at_once} in flight)",
        f"{ratios['naive']:.0f}x the naive loop ({least['naive']:.1f} ms; budget {BUDGETS['naive']:.0f}x)",
        f"{ratios['limit']:.0%} of sealing alone ({least['limit']:.3f} ms; budget {BUDGETS['limit']:.0%})",
        f"two processes {ratios['two']:.2f}x of one each (budget {BUDGETS['two']}x)",
    ]
    if "node" in ratios:
        said.insert(2, f"{ratios['node']:.1f}x node web-push ({least['node']:.2f} ms; budget {BUDGETS['node']:.0f}x)")
    else:
        said.append("node web-push left out")
    return ", ".join(said)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        rounds, connections = measured(Path(folder))
    peers: list[str] = [name for name in ("naive", "node", "limit") if name in rounds[0]]
    ratios = {name: statistics.median(one[name] / one["ours"] for one in rounds) for name in peers}
    ratios["two"] = statistics.median(one["two"] / one["one"] for one in rounds)
    print(line_of(ratios, {name: min(one[name] for one in rounds) for name in rounds[0]}, connections))
    return int(ratios["two"] > BUDGETS["two"] or any(ratios[name] < BUDGETS[name] for name in peers))


if __name__ == "__main__":
    sys.exit(main())
