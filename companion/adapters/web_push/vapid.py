"""Who sends, signed: one VAPID header for each origin and key, good for hours, signed again long before it ends."""

import time

from companion.adapters.web_push.keys import Keys
from companion.lazily import Lazily

py_vapid = Lazily("py_vapid")
GOOD_FOR, KEPT_FOR, MARGIN = 12 * 3600, 6 * 3600, 300  # seconds
_MOST = 1_000  # origins kept; subscribers choose them, within the list of hosts


class Signer:
    """`contact` is a mailto: address or an https URL, where a service's operators find us."""

    def __init__(self, keys: Keys, contact: str) -> None:
        self._keys, self._contact = keys, contact
        self._signed: dict[tuple[str, str], tuple[str, float]] = {}

    def header(self, origin: str, key_id: str | None) -> str:
        """The Authorization header. Raises KeyError for a key that is not in the ring."""
        key = self._keys[key_id or self._keys.current]
        now = time.time()
        header, signed_at = self._signed.get((origin, key.id), ("", 0.0))
        if not 0 <= now - signed_at < KEPT_FOR:
            claims = {"aud": origin, "exp": int(now) + GOOD_FOR - MARGIN, "sub": self._contact}
            header = py_vapid.Vapid02(key.private).sign(claims)["Authorization"]
            if len(self._signed) >= _MOST:
                self._signed.clear()
            self._signed[origin, key.id] = header, now
        return header
