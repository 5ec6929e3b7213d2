"""Celery tasks that know when to stop.

>>> from mailmend.celery import MailTask               # doctest: +SKIP
>>> @app.task(bind=True, base=MailTask, provider="gmail")
... def send(self, recipient, subject, text): ...

Needs the extra: `pip install mailmend[celery]`. Everything runs on Celery's own machinery: a mail that has to wait is a
retry with a countdown.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

from celery import Task
from celery.exceptions import Ignore, Reject, Retry
from celery.utils.dispatch import Signal

from ._calls import explain, explain_recipients, retry
from ._pace import LocalCircuit, LocalPace, RedisCircuit, RedisPace, buckets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ._mailmend import Finding, Report
    from ._pace import Pace

__all__ = ["MailFailed", "MailTask", "circuit_opened", "suppressed"]

suppressed = Signal(name="mailmend.suppressed", providing_args={"task", "address", "report"})
"""The address must not be mailed again: `address` is what to put on the suppression list, `report` says why."""

circuit_opened = Signal(name="mailmend.circuit_opened", providing_args={"task", "account", "report"})
"""The sender's own settings are wrong, and nobody tries any more: `report` says what to mend."""

# A fault in one mail is nobody's reason to stop the others.
_OF_ONE_MAIL = frozenset({"content", "recipient", "rate"})

# The header of the message in which a mail carries along what happened to it: `first` try and number of `tries`, the
# time that it must not go `before`, and its `place` in the pace.
_HEADER = "mailmend"
# What Redis waits for before it gives a message to another worker, where nothing else is set. A longer countdown would
# send the mail twice.
_VISIBILITY = 3600


class MailFailed(Exception):
    """The mail is given up: the diagnosis in a line. `report` is the report as JSON."""

    def __init__(self, words: str, report: str = "") -> None:
        super().__init__(words, report)
        self.report = report

    def __str__(self) -> str:
        return str(self.args[0])


class MailTask(Task):  # type: ignore[misc]
    """A task that sends one mail, and does the right thing when it fails.

    What passes is tried again after the time that the server asked for, and what is useless is not. An address that is
    dead goes out with the signal `suppressed`. When the sender's own settings are wrong, the circuit opens: all workers
    hold their mails back, and none is lost.
    """

    abstract = True
    # A worker that is killed leaves its mail in the queue.
    acks_late = True
    reject_on_worker_lost = True
    # Whether to go on is decided here, not by a count.
    max_retries = None

    provider: str | None = None
    """The provider that sends, as `mailmend.plan` knows it."""
    account: str | None = None
    """The kind of account there, where the provider has several."""
    limits: Sequence[Mapping[str, Any]] | None = None
    """Your own limits, in place of the provider's: `[{"count": 200, "per": "hour"}]`."""
    name_of_account: str = "default"
    """What shares one pace and one circuit: usually the user name that logs in."""
    priorities: Sequence[str] = ("transactional", "bulk")
    """The classes of mail, the most urgent first; `priority_class` names the task's own."""
    priority_class: str = "transactional"
    host: str | None = None
    """The host that is talked to: what it says is read better."""
    redis: Any = None
    """A client or a URL of Redis; by default what the result backend or the broker uses."""
    circuit_seconds: float = 600.0
    """How long the circuit stays open before one more mail tries."""
    give_up: int | None = None
    """The age in seconds at which a mail is given up; by default as RFC 5321 says."""

    def on_open(self, report: Report) -> None:
        """Called in one worker, once, when the circuit opens: tell somebody."""

    def address_of(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str | None:
        """The recipient's address, from the arguments: `recipient` or `to`, or the first one that is a text with an @."""
        named = kwargs.get("recipient") or kwargs.get("to")
        if isinstance(named, str):
            return named
        return next((one for one in args if isinstance(one, str) and "@" in one), None)

    @property
    def circuit(self) -> RedisCircuit | LocalCircuit:
        """The circuit of this account: `state()`, and `close()` once the settings are mended."""
        return self._shared()[1]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Called as a function, it is one.
        if self.request.called_directly or self.request.is_eager:
            return super().__call__(*args, **kwargs)
        self._wait()
        try:
            return super().__call__(*args, **kwargs)
        except (Retry, Reject, Ignore):
            raise
        except Exception as error:
            raise self._failed(error, args, kwargs) from error

    def _wait(self) -> None:
        """Puts the mail back while it must wait: for its time, for the circuit, or for its place in the pace."""
        carried, now = self._carried(), time.time()
        if carried.get("before", 0) > now:
            raise self._later(carried["before"] - now, "it is not time yet", carried)
        pace, circuit = self._shared()
        state = circuit.state()
        if state is not None:
            raise self._later(state[1] + random.random() * self.circuit_seconds / 10, "the circuit is open")
        place = carried.pop("place", None)
        if place is not None and now - place <= pace.late:
            return
        place = pace.take(self._rank())
        if not place.own:
            raise self._later(place.wait, "the pace is kept")
        if place.wait > 0.005:
            raise self._later(place.wait, "the pace is kept", {**carried, "place": now + place.wait})

    def _failed(self, error: Exception, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Exception:
        """The act that fits an exception: what is to be raised in its place."""
        report = explain(error, host=self.host)
        reports = explain_recipients(error, host=self.host)
        for address, one in reports.items():
            if one.best.recipient == "suppress":
                suppressed.send(sender=self, task=self, address=address, report=one)
        best = report.best
        if not reports and best.recipient == "suppress":
            dead = best.facts.get("recipient") or self.address_of(args, kwargs)
            if dead:
                suppressed.send(sender=self, task=self, address=dead, report=report)
        if _is_own_fault(best):
            about = {"code": str(best.code), "title": best.title, "report": report.to_json()}
            if self._shared()[1].open(about, self.circuit_seconds):
                self.on_open(report)
                circuit_opened.send(sender=self, task=self, account=self.name_of_account, report=report)
            return self._later(self.circuit_seconds * (1 + random.random() / 10), f"{best.code}: {best.title}")
        carried, now = self._carried(), time.time()
        tries, first = int(carried.get("tries", 0)) + 1, float(carried.get("first", now))
        age = max(int(now - first), 0)
        answer = retry(best, attempt=tries, age=age, jitter=random.random(), give_up=self.give_up)
        if answer.answer == "wait" and answer.seconds is not None:
            again = {"tries": tries, "first": first}
            return self._later(float(answer.seconds), f"{best.code}: {best.title}", again)
        return MailFailed(f"{best.code} {best.slug}: {best.title}. {answer.why}", report.to_json())

    def _carried(self) -> dict[str, Any]:
        """What the message carries along."""
        carried = self.request.get(_HEADER) or (self.request.headers or {}).get(_HEADER)
        return dict(carried) if isinstance(carried, dict) else {}

    def _later(self, seconds: float, why: str, carried: dict[str, Any] | None = None) -> Exception:
        """Puts the mail back with a countdown: Celery's own retry, without a limit of its own."""
        carried = self._carried() if carried is None else dict(carried)
        options = self.app.conf.broker_transport_options or {}
        longest = float(options.get("visibility_timeout", _VISIBILITY)) / 2
        if seconds > longest:
            carried["before"], seconds = time.time() + seconds, longest
        elif carried.get("before", 0) <= time.time() + seconds:
            carried.pop("before", None)
        headers = {**(self.request.headers or {}), _HEADER: carried}
        try:
            raised = self.retry(countdown=seconds, throw=False, headers=headers)
        except Reject as refused:
            # The broker took no new message: the old one stays in the queue.
            raise Reject(refused.reason, requeue=True) from refused
        raised.message = why
        retried: Exception = raised
        return retried

    def _rank(self) -> int:
        classes = list(self.priorities)
        return classes.index(self.priority_class) if self.priority_class in classes else len(classes) - 1

    def _shared(self) -> tuple[Pace, RedisCircuit | LocalCircuit]:
        """The pace and the circuit of the account: made once a process."""
        key = (id(self.app), self.name_of_account)
        if key not in _SHARED:
            name, classes = self.name_of_account, len(self.priorities)
            limits = []
            if self.provider or self.limits:
                limits = buckets(provider=self.provider, account=self.account, limits=self.limits)
            client = _client(self)
            if client is None:
                _SHARED[key] = LocalPace(name, limits, classes), LocalCircuit()
            else:
                _SHARED[key] = RedisPace(client, name, limits, classes), RedisCircuit(client, name)
        return _SHARED[key]


_SHARED: dict[tuple[int, str], tuple[Pace, RedisCircuit | LocalCircuit]] = {}


def _is_own_fault(best: Finding) -> bool:
    """Whether the sender's own settings are wrong, so that every other mail would fail as well."""
    return (
        best.owner == "you"
        and best.retry == "after-fix"
        and best.recipient == "keep"
        and best.confidence != "possible"
        and best.area not in _OF_ONE_MAIL
    )


def _client(task: MailTask) -> Any:
    """The Redis that is shared: what the task names, or the result backend's, or the broker's."""
    named = task.redis
    if named is not None and not isinstance(named, str):
        return named
    configured = (named, task.app.conf.result_backend, task.app.conf.broker_url)
    url = next((one for one in configured if isinstance(one, str) and one.startswith(("redis://", "rediss://"))), None)
    if url is None:
        return None
    try:
        import redis
    except ImportError:
        return None
    return redis.Redis.from_url(url)
