"""The circuit that workers open together when the sender's own settings are wrong: in Redis, or in this process."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# A mail that tries whether the settings are mended has so many seconds to tell. After that another one tries.
PROBE = 60.0
# An account that nobody uses any more is forgotten, in seconds.
FORGOTTEN = 30 * 86_400


class Open(NamedTuple):
    """Why the circuit is open, and the seconds to wait; `probe` for the one mail that tries whether it may close."""

    about: dict[str, Any]
    wait: float
    probe: bool


# Three keys: why it is open, as long as nothing has succeeded since; how long nobody tries; and who tries then.
ASK = """
local about = redis.call('GET', KEYS[1])
if not about then return {} end
local left = redis.call('PTTL', KEYS[2])
if left > 0 then return {about, left, 0} end
if ARGV[1] == '0' then return {about, 0, 0} end
if redis.call('SET', KEYS[3], '1', 'NX', 'PX', ARGV[1]) then return {about, 0, 1} end
return {about, math.max(math.min(redis.call('PTTL', KEYS[3]), ARGV[2]), 1), 0}
"""
OPEN = """
redis.call('SET', KEYS[2], '1', 'PX', ARGV[2])
redis.call('DEL', KEYS[3])
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[3]) then return 1 end
return 0
"""


class RedisCircuit:
    """Shared by all workers; outlives them."""

    def __init__(self, redis: Any, account: str) -> None:
        self.redis = redis
        # The braces keep the keys of an account together in a cluster.
        name = f"mailmend:circuit:{{{account}}}"
        self.keys = [name, f"{name}:wait", f"{name}:probe"]
        self._ask, self._open = redis.register_script(ASK), redis.register_script(OPEN)

    def open(self, about: Mapping[str, Any], seconds: float) -> bool:
        """Opens it, and nobody tries for so long; gives whether it was closed."""
        arguments = [json.dumps(dict(about)), max(int(seconds * 1000), 1), FORGOTTEN]
        return bool(self._open(keys=self.keys, args=arguments))

    def ask(self, seconds: float) -> Open | None:
        """None for a mail that may be sent; who is the probe must say how it went: `open`, `close` or `release`.

        While another mail tries, `seconds` is the longest to wait for it.
        """
        return self._state(int(PROBE * 1000), int(seconds * 1000))

    def state(self) -> Open | None:
        """Why it is open, and the seconds until a mail tries again; none while it is closed."""
        return self._state(0, 0)

    def _state(self, lease: int, longest: int) -> Open | None:
        found = self._ask(keys=self.keys, args=[lease, longest])
        if not found:
            return None
        about, left, probe = found
        return Open(json.loads(about), int(left) / 1000, bool(probe))

    def close(self) -> None:
        """Closes it: the settings were mended."""
        self.redis.delete(*self.keys)

    def release(self) -> None:
        """The probe could not tell: another mail may try."""
        self.redis.delete(self.keys[2])


class LocalCircuit:
    """The same in this process alone."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.about: dict[str, Any] | None = None
        self.until = self.probing = 0.0

    def open(self, about: Mapping[str, Any], seconds: float) -> bool:
        """As `RedisCircuit.open`."""
        with self.lock:
            was_closed = self.about is None
            if was_closed:
                self.about = dict(about)
            self.until, self.probing = time.monotonic() + seconds, 0.0
            return was_closed

    def ask(self, seconds: float) -> Open | None:
        """As `RedisCircuit.ask`."""
        with self.lock:
            now = time.monotonic()
            if self.about is None:
                return None
            if self.until > now:
                return Open(self.about, self.until - now, False)
            if self.probing > now:
                return Open(self.about, min(self.probing - now, seconds), False)
            self.probing = now + PROBE
            return Open(self.about, 0.0, True)

    def state(self) -> Open | None:
        """As `RedisCircuit.state`."""
        with self.lock:
            return None if self.about is None else Open(self.about, max(self.until - time.monotonic(), 0.0), False)

    def close(self) -> None:
        """As `RedisCircuit.close`."""
        with self.lock:
            self.about, self.until, self.probing = None, 0.0, 0.0

    def release(self) -> None:
        """As `RedisCircuit.release`."""
        with self.lock:
            self.probing = 0.0
