"""The pace that workers keep together: in Redis, or in this process."""

from __future__ import annotations

import threading
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ._calls import plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# How long an unused key stays in Redis beyond its window, in milliseconds.
GRACE = 60_000
# Nobody comes to a place later than so many seconds.
LATE = 2.0
# Places are given at least so many milliseconds ahead.
AHEAD = 1000.0

# Reserves a place for one mail in every bucket at once. Gives the milliseconds until that place, and whether it is the
# mail's own; else when to ask again.
#
# A bucket is the time at which its next mail is due at the steady pace (GCRA): one number, so that a worker that dies
# takes nothing along but its own place. Places are given `ahead` milliseconds ahead at most, so that urgent mail never
# stands behind more than that. Who comes later queues in the line of its class, which only says when to ask again; a
# class with nothing more urgent in line before it is served first.
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local rank, ahead, idle, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), #ARGV - 3
local due, step = now - idle, 0
for i = 1, count do
    due = math.max(due, tonumber(redis.call('GET', KEYS[i]) or now))
    step = math.max(step, tonumber(ARGV[3 + i]))
end
local urgent = false
for i = 1, rank do
    local line = tonumber(redis.call('GET', KEYS[count + i]) or now)
    if line > now then urgent = true; due = math.max(due, line) end
end
if not urgent and due - now <= ahead then
    local kept = math.ceil(math.max(due - now, 0)) + %GRACE%
    for i = 1, count do
        redis.call('SET', KEYS[i], string.format('%.3f', due + tonumber(ARGV[3 + i])), 'PX', kept)
    end
    return {tostring(due - now), 1}
end
local key = KEYS[count + rank + 1]
local line = math.max(due - ahead / 2, tonumber(redis.call('GET', key) or now)) + step
redis.call('SET', key, string.format('%.3f', line), 'PX', math.ceil(line - now) + %GRACE%)
return {tostring(line - now), 0}
""".replace("%GRACE%", str(GRACE))


@dataclass(frozen=True)
class Bucket:
    """A limit as a bucket: the milliseconds of its window, and those from mail to mail."""

    name: str
    window: float
    step: float


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
        if seconds is not None and limit.mails:
            found.append(Bucket(f"{limit.unit}:{limit.per}:{limit.count}", seconds * 1000, seconds * 1000 / limit.mails))
    return found


WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "month": 30 * 86_400}


class Place(NamedTuple):
    """What a mail is told: the seconds to wait; then send it, or ask again."""

    wait: float
    own: bool


class Pace:
    """What the two have in common: how far ahead places are given, and how late a mail may come to its own."""

    def __init__(self, limits: Sequence[Bucket], classes: int) -> None:
        self.limits, self.classes = list(limits), classes
        slowest = max((bucket.step for bucket in limits), default=0.0)
        self.ahead = max(slowest * 4, AHEAD)
        # Mails that come late come closer to those behind them. The plan stays a fifth below the limit: half of that
        # room is for them, a quarter for places that nobody asked for in time.
        shortest = min((bucket.window for bucket in limits), default=0.0)
        self.late, self.idle = min(shortest / 10 / 1000, LATE), min(shortest / 20, 4 * slowest)
        # A mail comes so many seconds before its place, and waits: at most four do at a time, on average.
        self.lead = min(slowest * 4 / 1000, 0.25)

    def take(self, rank: int) -> Place:
        """A place for a mail of the class of this rank; 0 is the most urgent."""
        raise NotImplementedError


class RedisPace(Pace):
    """The pace of one account, shared by all workers."""

    def __init__(self, redis: Any, account: str, limits: Sequence[Bucket], classes: int) -> None:
        super().__init__(limits, classes)
        # The braces keep the keys of an account together in a cluster.
        prefix = f"mailmend:pace:{{{account}}}"
        self.keys = [f"{prefix}:{bucket.name}" for bucket in self.limits]
        self.keys += [f"{prefix}:line:{rank}" for rank in range(classes)]
        self.script = redis.register_script(TAKE)

    def take(self, rank: int) -> Place:
        if not self.limits:
            return Place(0.0, True)
        steps = [bucket.step for bucket in self.limits]
        wait, own = self.script(keys=self.keys, args=[min(rank, self.classes - 1), self.ahead, self.idle, *steps])
        return Place(max(float(wait), 0.0) / 1000, bool(own))


class LocalPace(Pace):
    """The pace of one account in this process alone."""

    def __init__(self, account: str, limits: Sequence[Bucket], classes: int) -> None:
        super().__init__(limits, classes)
        self.due = [0.0] * len(self.limits)
        self.lines = [0.0] * classes
        self.lock = threading.Lock()
        if limits:
            warnings.warn(
                f"mailmend keeps the pace of {account!r} in each process by itself, because no Redis was given: "
                "several workers together may exceed the limit",
                RuntimeWarning,
                stacklevel=3,
            )

    def take(self, rank: int) -> Place:
        if not self.limits:
            return Place(0.0, True)
        rank = min(rank, self.classes - 1)
        with self.lock:
            now = time.monotonic() * 1000
            urgent = [line for line in self.lines[:rank] if line > now]
            due = max([now - self.idle, *(due or now for due in self.due), *urgent])
            if not urgent and due - now <= self.ahead:
                self.due = [due + bucket.step for bucket in self.limits]
                return Place(max(due - now, 0.0) / 1000, True)
            step = max(bucket.step for bucket in self.limits)
            self.lines[rank] = max(due - self.ahead / 2, self.lines[rank]) + step
            return Place((self.lines[rank] - now) / 1000, False)
