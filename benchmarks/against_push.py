"""Others who send pushes, for benchmarks/push.py: each tells the CPU-seconds that a number of messages took it."""

import json
import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pywebpush
from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from companion.adapters.web_push.target import Target
from tests.adapters.push_browser import base64url

NODE = """
const push = require("web-push"), agent = new (require("https").Agent)({keepAlive: true, maxSockets: 50});
const {targets, payload, count, warm, contact} = JSON.parse(require("fs").readFileSync(0));
const keys = push.generateVAPIDKeys();
push.setVapidDetails(contact, keys.publicKey, keys.privateKey);
async function send(many) {
  let next = 0;
  const one = async () => {
    while (next < many) await push.sendNotification(targets[next++ % targets.length], payload, {agent, TTL: 60});
  };
  await Promise.all(Array.from({length: 50}, one));
}
(async () => {
  await send(warm);
  const before = process.cpuUsage();
  await send(count);
  const spent = process.cpuUsage(before);
  console.log((spent.user + spent.system) / 1e6);
  agent.destroy();
})();
"""


def as_json(target: Target) -> dict[str, Any]:
    return {"endpoint": target.endpoint, "keys": {"p256dh": base64url(target.p256dh), "auth": base64url(target.auth)}}


def naive(targets: list[Target], payload: bytes, count: int, key: str, contact: str) -> float:
    """The loop that the library's page shows."""
    started = time.process_time()
    for number in range(count):
        subscription = as_json(targets[number % len(targets)])
        pywebpush.webpush(subscription, payload, vapid_private_key=key, vapid_claims={"sub": contact}, ttl=60)
    return time.process_time() - started


def sealing_alone(targets: list[Target], payload: bytes, count: int) -> float:
    """What nobody can do without: a fresh key, the agreed secret, three derivations, the sealing."""
    started = time.process_time()
    for number in range(count):
        target, own, salt = targets[number % len(targets)], generate_private_key(SECP256R1()), os.urandom(16)
        point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        shared = own.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), target.p256dh))
        secret = HKDF(SHA256(), 32, target.auth, b"WebPush: info\0" + target.p256dh + point).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        AESGCM(key).encrypt(nonce, payload + b"\2", None)
    return time.process_time() - started


class Node:
    """web-push of npm; `is_there` is False without node, or where the package cannot be had."""

    def __init__(self, folder: Path) -> None:
        self.modules = _modules(folder)
        self.is_there = self.modules is not None

    def sends(self, targets: list[Target], payload: bytes, count: int, contact: str, ca_file: Path) -> float:
        asked = {"targets": list(map(as_json, targets)), "payload": payload.decode(), "count": count}
        answer = subprocess.run(
            ["node", "-e", NODE],
            input=json.dumps(asked | {"warm": 100, "contact": contact}),
            env=os.environ | {"NODE_PATH": str(self.modules), "NODE_EXTRA_CA_CERTS": str(ca_file)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return float(answer.stdout)


def _modules(folder: Path) -> Path | None:
    """The node_modules that has it: one that is there, else one made in `folder`."""
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=True, timeout=60)
        places = [*os.environ.get("NODE_PATH", "").split(os.pathsep), told.stdout.strip()]
        found = [Path(place) for place in places if place and (Path(place) / "web-push").is_dir()]
        if found:
            return found[0]
        quiet = ["--no-audit", "--no-fund", "--silent", "--prefix", str(folder)]
        subprocess.run(["npm", "install", *quiet, "web-push@3.6.7"], capture_output=True, check=True, timeout=120)
        return folder / "node_modules"
    return None
