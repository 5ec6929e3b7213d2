"""The pace that workers keep together, and the circuit that they open together: in Redis, or in this process."""

from __future__ import annotations

import json
import threading
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._calls import plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# How long an unused key stays in Redis beyond its window, in milliseconds.
GRACE = 60_000

# Takes one mail out of every bucket at once, or none: gives the milliseconds to wait, 0 when it was taken.
#
# A bucket is the time at which its next mail would be due at the steady pace (GCRA): one number a bucket, so that a
# worker that dies takes nothing along. `ahead` is how far a mail may come before its time: the burst. A less urgent
# class leaves the burst to the urgent ones, and waits while one of them waits.
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local class = tonumber(ARGV[1])
local buckets = #KEYS - 1
local waiting = KEYS[#KEYS]
local wait = 0
for _, rank in ipairs(redis.call('ZRANGEBYSCORE', waiting, now, '+inf')) do
    if tonumber(rank) < class then wait = tonumber(ARGV[2]) end
end
for i = 1, buckets do
    local ahead = tonumber(ARGV[2 + 2 * i])
    local due = tonumber(redis.call('GET', KEYS[i]) or now)
    if due - ahead > now then wait = math.max(wait, due - ahead - now) end
end
if wait > 0 then
    redis.call('ZADD', waiting, 'GT', now + wait + tonumber(ARGV[2]), class)
    redis.call('PEXPIRE', waiting, wait + 60000)
    return math.ceil(wait)
end
for i = 1, buckets do
    local step = tonumber(ARGV[1 + 2 * i])
    local due = math.max(tonumber(redis.call('GET', KEYS[i]) or now), now) + step
    redis.call('SET', KEYS[i], string.format('%.3f', due), 'PX', math.ceil(due - now) + 60000)
end
return 0
"""


@dataclass(frozen=True)
class Bucket:
    """A limit as a bucket: milliseconds from mail to mail, and how far before its time a mail may go."""

    name: str
    step: float
    ahead: float


def buckets(
    *,
    provider: str | None = None,
    account: str | None = None,
    limits: Sequence[Mapping[str, Any]] | None = None,
    recipients: int | None = None,
) -> list[Bucket]:
    """The buckets of an account: one for each limit that `plan` knows of, as far below it as the plan stays."""
    report = plan(1, provider=provider, account=account, limits=limits, recipients=recipients)
    found = []
    for limit in report.limits:
        seconds = WINDOWS.get(str(limit.per))
        if seconds is None or not limit.mails:
            continue
        window = seconds * 1000
        # In any window there may be the burst and what comes in at the steady pace: together no more than the plan's
        # share. One mail of burst is the smooth pace.
        step = window / limit.mails
        found.append(Bucket(f"{limit.unit}:{limit.per}", step, 0.0))
    return found


WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "month": 30 * 86_400}


class RedisPace:
    """The pace of one account, shared by all workers."""

    def __init__(self, redis: Any, account: str, limits: Sequence[Bucket]) -> None:
        self.limits = list(limits)
        self.prefix = f"mailmend:pace:{{{account}}}"
        self.take_script = redis.register_script(TAKE)

    def take(self, rank: int = 0) -> float:
        """Takes one mail of the class of this rank (0 is the most urgent). Gives the seconds to wait; 0: send now."""
        if not self.limits:
            return 0.0
        keys = [f"{self.prefix}:{bucket.name}" for bucket in self.limits] + [f"{self.prefix}:waiting"]
        shortest = max(bucket.step for bucket in self.limits)
        arguments: list[Any] = [rank, shortest]
        for bucket in self.limits:
            arguments += [bucket.step, bucket.ahead]
        return float(self.take_script(keys=keys, args=arguments)) / 1000


class LocalPace:
    """The pace of one account in this process alone."""

    def __init__(self, account: str, limits: Sequence[Bucket]) -> None:
        self.limits = list(limits)
        self.due = [0.0] * len(self.limits)
        self.waiting: dict[int, float] = {}
        self.lock = threading.Lock()
        warnings.warn(
            f"mailmend keeps the pace of {account!r} in each process by itself, because no Redis was given: "
            "several workers together may exceed the limit",
            RuntimeWarning,
            stacklevel=3,
        )

    def take(self, rank: int = 0) -> float:
        """As `RedisPace.take`."""
        with self.lock:
            now, wait = time.monotonic() * 1000, 0.0
            shortest = max((bucket.step for bucket in self.limits), default=0.0)
            if any(until >= now for other, until in self.waiting.items() if other < rank):
                wait = shortest
            for bucket, due in zip(self.limits, self.due):
                wait = max(wait, due - bucket.ahead - now)
            if wait > 0:
                self.waiting[rank] = max(self.waiting.get(rank, 0.0), now + wait + shortest)
                return wait / 1000
            self.due = [max(due, now) + bucket.step for bucket, due in zip(self.limits, self.due)]
            return 0.0


class RedisCircuit:
    """Open when the sender's own settings are wrong: then nobody tries until it is closed, or may be tried again."""

    def __init__(self, redis: Any, account: str) -> None:
        self.redis, self.key = redis, f"mailmend:circuit:{{{account}}}"

    def open(self, about: Mapping[str, Any], seconds: float) -> bool:
        """Opens it for so long; gives whether it was closed."""
        return bool(self.redis.set(self.key, json.dumps(dict(about)), px=int(seconds * 1000), nx=True))

    def state(self) -> tuple[dict[str, Any], float] | None:
        """Why it is open, and for how many seconds more; none while it is closed."""
        raw, left = self.redis.pipeline().get(self.key).pttl(self.key).execute()
        return None if raw is None else (json.loads(raw), max(left, 1) / 1000)

    def close(self) -> None:
        """Closes it: the settings were mended."""
        self.redis.delete(self.key)


class LocalCircuit:
    """The same in this process alone."""

    def __init__(self) -> None:
        self.lock, self.about, self.until = threading.Lock(), {}, 0.0  # type: threading.Lock, dict[str, Any], float

    def open(self, about: Mapping[str, Any], seconds: float) -> bool:
        """As `RedisCircuit.open`."""
        with self.lock:
            was_open = self.until > time.monotonic()
            if not was_open:
                self.about, self.until = dict(about), time.monotonic() + seconds
            return not was_open

    def state(self) -> tuple[dict[str, Any], float] | None:
        """As `RedisCircuit.state`."""
        with self.lock:
            left = self.until - time.monotonic()
            return (self.about, left) if left > 0 else None

    def close(self) -> None:
        """As `RedisCircuit.close`."""
        with self.lock:
            self.until = 0.0
