"""Celery tasks that know when to stop.

>>> from mailmend.celery import MailTask               # doctest: +SKIP
>>> @app.task(bind=True, base=MailTask, provider="gmail")
... def send(self, recipient, subject, text): ...

Needs the extra: `pip install mailmend[celery]`. Everything runs on Celery's own machinery: a mail that has to wait is a
retry with a countdown.
"""

from __future__ import annotations

import logging
import random
import re
import threading
import time
from typing import TYPE_CHECKING, Any

from billiard.einfo import ExceptionInfo
from celery import Task, current_app, signals
from celery.exceptions import Ignore, Reject, Retry
from celery.utils.dispatch import Signal

from ._calls import explain, explain_recipients, retry
from ._circuit import LocalCircuit, RedisCircuit
from ._exceptions import chain
from ._outbox import Outbox, written
from ._pace import LocalPace, RedisPace, buckets
from .log import is_mail

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ._mailmend import Finding, Report
    from ._pace import Pace

    # A type for type checkers only: Celery's own class takes no arguments.
    _Task = Task[Any, Any]
else:
    _Task = Task

__all__ = ["MailFailed", "MailTask", "circuit_opened", "suppressed"]

suppressed = Signal(name="mailmend.suppressed", providing_args=["task", "address", "report"])
"""The address must not be mailed again: `address` is what to put on the suppression list, `report` says why."""

circuit_opened = Signal(name="mailmend.circuit_opened", providing_args=["task", "account", "report"])
"""The sender's own settings are wrong, and nobody tries any more: `report` says what to mend."""

# A fault in one mail is nobody's reason to stop the others.
_OF_ONE_MAIL = frozenset({"content", "recipient", "rate"})

# The header of the message in which a mail carries along what happened to it: `first` try and number of `tries`, the
# time that it must not go `before`, its `place` in the pace, and the `ticket` of the message.
_HEADER = "mailmend"
# What Redis waits for before it gives a message to another worker, where nothing else is set. A longer countdown would
# send the mail twice.
_VISIBILITY = 3600
# While Redis cannot be reached, a mail is put back for so many seconds, and up to as many more.
_UNREACHABLE = 10.0

log = logging.getLogger("mailmend")


class MailFailed(Exception):
    """The mail is given up: the diagnosis in a line. `report` is the report as JSON."""

    def __init__(self, words: str, report: str = "") -> None:
        super().__init__(words, report)
        self.report = report

    def __str__(self) -> str:
        return str(self.args[0])


class MailTask(_Task):
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
        return self._shared().circuit

    @property
    def outbox(self) -> Outbox | None:
        """The mails of this account on their way, where Redis is the broker; `clear()` after `celery purge`."""
        return self._shared().outbox

    def apply_async(self, args: Any = None, kwargs: Any = None, *arguments: Any, **options: Any) -> Any:
        """As Celery's; where Redis is the broker, the class of the mail is its priority, too."""
        # There 0 is the most urgent, and kombu keeps one list for every three.
        if options.get("priority") is None and self.priority is None and _redis_broker(self.app):
            options["priority"] = min(self._rank() * 3, 9)
        return super().apply_async(args, kwargs, *arguments, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Called as a function, it is one.
        if self.request.called_directly or self.request.is_eager:
            return super().__call__(*args, **kwargs)
        try:
            probe = self._admitted()
        except _unreachable() as error:
            seconds = _UNREACHABLE * (1 + random.random())
            raise self._later(seconds, f"Redis cannot be reached: {error}") from error
        try:
            value = self.run(*args, **kwargs)
        except (Retry, Ignore, Reject) as error:
            # The task knows what it wants.
            if probe:
                self._settle(False)
            again: Any = error
            if isinstance(error, Ignore) or (isinstance(error, Reject) and not again.requeue):
                self._done()
            raise
        except Exception as error:
            act = self._failed(error, probe, args, kwargs)
            if act is error:
                raise
            raise act from error
        if probe:
            self._settle(True)
        self._done()
        return value

    def _admitted(self) -> bool:
        """Puts the mail back while it must wait: for its time, for the circuit, or for its place in the pace.

        Gives whether this mail is the one that tries if the circuit may close.
        """
        carried, now = self._carried(), time.time()
        shared = self._shared()
        ticket = carried.get("ticket")
        if ticket and shared.outbox is not None and not shared.outbox.good(self._id, ticket):
            raise Ignore("this mail was sent, or a newer message of it is on its way")
        if carried.get("before", 0) > now:
            raise self._later(carried["before"] - now, "it is not time yet", carried)
        state = shared.circuit.ask(self.circuit_seconds / 4)
        if state is not None and not state.probe:
            # They do not come back all at once.
            wait = state.wait + random.random() * min(self.circuit_seconds / 10, 60)
            raise self._later(wait, "the circuit is open")
        if state is None:
            self._take_place(shared.pace, carried, now)
        return state is not None

    def _take_place(self, pace: Pace, carried: dict[str, Any], now: float) -> None:
        """Waits for this mail's place in the pace: a moment here, anything longer in Celery."""
        place = carried.pop("place", None)
        if place is None or now - place > pace.late:
            taken = pace.take(self._rank())
            if not taken.own:
                raise self._later(taken.wait, "the pace is kept", carried)
            place = now + taken.wait
        early = place - now
        # Celery brings it a little before its time, so that a busy worker does not make it late.
        if early > 2 * pace.lead:
            raise self._later(early - pace.lead, "the pace is kept", {**carried, "place": place})
        if early > 0:
            time.sleep(early)

    def _failed(
        self, error: Exception, probe: bool, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Exception:
        """The act that fits an exception: what is to be raised in its place."""
        report = explain(error, host=self.host)
        of_the_net = is_mail(error) or any(isinstance(one, OSError) for one in chain(error))
        if report.best.class_ == "unknown" and not of_the_net:
            # A fault of the program, and nothing about mail: it fails as any task does.
            if probe:
                self._settle(False)
            self._done()
            return error
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
            return self._opened(report)
        # Where one recipient is dead and another may be tried again, it is tried again.
        best = next((one.best for one in reports.values() if one.best.retry == "later"), best)
        if probe:
            # Who was told off about a recipient or a text got past the log-in.
            self._settle(best.area in _OF_ONE_MAIL)
        carried, now = self._carried(), time.time()
        tries, first = int(carried.get("tries", 0)) + 1, float(carried.get("first", now))
        age = max(int(now - first), 0)
        answer = retry(best, attempt=tries, age=age, jitter=random.random(), give_up=self.give_up)
        if answer.answer == "wait" and answer.seconds is not None:
            again = {"tries": tries, "first": first}
            return self._later(float(answer.seconds), f"{best.code}: {best.title}", again)
        failed = MailFailed(f"{best.code} {best.slug}: {best.title}. {answer.why}", report.to_json())
        failed.__cause__ = error
        return self._given_up(failed)

    def _opened(self, report: Report) -> Exception:
        """Opens the circuit, and keeps the mail for when the settings are mended."""
        best = report.best
        about = {"code": str(best.code), "title": best.title, "report": report.to_json()}
        try:
            first = self._shared().circuit.open(about, self.circuit_seconds)
        except _unreachable():
            first = False
        if first:
            try:
                self.on_open(report)
            except Exception:
                log.exception("on_open of %s failed", self.name)
            circuit_opened.send(sender=self, task=self, account=self.name_of_account, report=report)
        seconds = self.circuit_seconds + random.random() * min(self.circuit_seconds / 10, 60)
        return self._later(seconds, f"{best.code}: {best.title}")

    def _settle(self, mended: bool) -> None:
        """What the probe found, where its own mail failed: the settings are mended, or nobody knows yet."""
        try:
            circuit = self._shared().circuit
            circuit.close() if mended else circuit.release()
        except _unreachable():
            pass  # Its time runs out by itself.

    def _given_up(self, failed: MailFailed) -> Exception:
        """Stores the failure as Celery does, and rejects the message: a broker that has a dead-letter queue fills it."""
        self._done()
        request: Any = self.request
        args, kwargs = tuple(request.args or ()), dict(request.kwargs or {})
        try:
            raise failed
        except MailFailed:
            einfo = ExceptionInfo()
        self.backend.mark_as_failure(
            self._id, failed, str(einfo.traceback), request=request,
            store_result=not (self.ignore_result or request.ignore_result),
        )
        self.on_failure(failed, self._id, args, kwargs, einfo)
        signals.task_failure.send(
            sender=self, task_id=self._id, exception=failed, args=args, kwargs=kwargs,
            traceback=failed.__traceback__, einfo=einfo,
        )
        log.error("%s[%s]: %s", self.name, self._id, failed)
        return Reject(str(failed), requeue=False)

    def _done(self) -> None:
        """Takes a mail that was sent or given up off the list."""
        ticket = self._carried().get("ticket")
        outbox = self._shared().outbox
        if ticket and outbox is not None:
            try:
                outbox.done(self._id, ticket)
            except _unreachable():
                log.warning("%s[%s] is done, but Redis cannot be told", self.name, self._id)

    @property
    def _id(self) -> str:
        return self.request.id or ""

    def _carried(self) -> dict[str, Any]:
        """What the message carries along."""
        carried = self.request.get(_HEADER) or (self.request.headers or {}).get(_HEADER)
        return dict(carried) if isinstance(carried, dict) else {}

    def _later(self, seconds: float, why: str, carried: dict[str, Any] | None = None) -> Exception:
        """Puts the mail back with a countdown: Celery's own retry, without a limit of its own."""
        ticket = self._carried().get("ticket")
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
        except Reject as error:
            refused: Any = error
            # The broker took no new message: the old one stays in the queue.
            outbox = self._shared().outbox
            if ticket and outbox is not None:
                try:
                    outbox.again(self._id, ticket)
                except _unreachable():
                    pass  # A worker that starts finds it missing.
            raise Reject(refused.reason, requeue=True) from error
        raised.message = why
        retried: Exception = raised
        return retried

    def _rank(self) -> int:
        classes = list(self.priorities)
        return classes.index(self.priority_class) if self.priority_class in classes else len(classes) - 1

    def _shared(self) -> _Shared:
        """What the account's mails have in common: made once a process."""
        key = (id(self.app), self.name_of_account)
        if key not in _SHARED:
            _SHARED[key] = _Shared(self)
        return _SHARED[key]


class _Shared:
    """The pace, the circuit and the outbox of an account."""

    def __init__(self, task: MailTask) -> None:
        name, classes = task.name_of_account, len(task.priorities)
        limits = []
        if task.provider or task.limits:
            limits = buckets(provider=task.provider, account=task.account, limits=task.limits)
        client = _client(task)
        self.pace: Pace
        self.circuit: RedisCircuit | LocalCircuit
        if client is None:
            self.pace, self.circuit = LocalPace(name, limits, classes), LocalCircuit()
        else:
            self.pace, self.circuit = RedisPace(client, name, limits, classes), RedisCircuit(client, name)
        # Beside the queue itself: what happens to the one happens to the other.
        broker = _redis_broker(task.app)
        self.outbox = Outbox(_connect(broker, task.app.conf.broker_use_ssl), name) if broker else None


_SHARED: dict[tuple[int, str], _Shared] = {}


@signals.before_task_publish.connect
def _write_down(
    sender: Any = None, body: Any = None, exchange: Any = None, routing_key: Any = None, headers: Any = None,
    properties: Any = None, **_: Any,
) -> None:
    """Writes a mail down before it is published."""
    task = current_app.tasks.get(sender) if isinstance(headers, dict) and headers.get("id") else None
    if not isinstance(task, MailTask) or task.outbox is None:
        return
    serializer = task.serializer or task.app.conf.task_serializer
    message = written(serializer, body, exchange, routing_key, headers, properties)
    headers[_HEADER] = {**(headers.get(_HEADER) or {}), "ticket": task.outbox.put(headers["id"], message)}


@signals.task_revoked.connect
def _forget(sender: Any = None, request: Any = None, **_: Any) -> None:
    """Nobody sends a mail that was revoked or is too old: it is not missing."""
    outbox = sender.outbox if isinstance(sender, MailTask) else None
    ticket = ((request.get(_HEADER) or {}) if request is not None else {}).get("ticket")
    if outbox is not None and ticket:
        outbox.done(request.id, ticket)


@signals.worker_ready.connect
def _look_for_lost(sender: Any = None, **_: Any) -> None:
    """A worker that starts looks for mails that another took along when it was killed."""
    tasks = [task for task in sender.app.tasks.values() if isinstance(task, MailTask)]
    for task in {task.name_of_account: task for task in tasks}.values():
        if task.outbox is not None:
            threading.Thread(target=_recover, args=(task,), name="mailmend-recover", daemon=True).start()


def _recover(task: MailTask) -> None:
    try:
        if task.outbox is not None:
            task.outbox.recover(task.app)
    except Exception:
        log.exception("lost mails could not be looked for")


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
    conf = task.app.conf
    for url, tls in (
        (named, None), (conf.result_backend, conf.redis_backend_use_ssl), (conf.broker_url, conf.broker_use_ssl)
    ):
        if url is not None and _is_redis(url):
            return _connect(url, tls)
    return None


def _redis_broker(app: Any) -> str | None:
    """The URL of the broker, where it is Redis."""
    url = app.conf.broker_write_url or app.conf.broker_url
    return url if _is_redis(url) and _connect(url, app.conf.broker_use_ssl) is not None else None


def _is_redis(url: Any) -> bool:
    # Several brokers, one after the other, are no one's memory.
    return isinstance(url, str) and url.startswith(("redis://", "rediss://")) and ";" not in url


def _connect(url: str, tls: Any = None) -> Any:
    """A client of Redis, one for each URL; `tls` is what Celery's settings say of it."""
    if url not in _CLIENTS:
        try:
            import redis
        except ImportError:
            return None
        # Celery writes CERT_REQUIRED for what redis-py calls required.
        plain = re.sub(r"(?<=ssl_cert_reqs=)CERT_(\w+)", lambda found: found[1].lower(), url)
        more = tls if isinstance(tls, dict) and url.startswith("rediss://") else {}
        _CLIENTS[url] = redis.Redis.from_url(plain, **more)
    return _CLIENTS[url]


_CLIENTS: dict[str, Any] = {}


def _unreachable() -> tuple[type[Exception], ...]:
    """What Redis raises when it cannot be reached."""
    try:
        import redis
    except ImportError:
        return ()
    return (redis.ConnectionError, redis.TimeoutError)
