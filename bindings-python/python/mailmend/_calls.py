"""The calls: the same names in every language."""

from __future__ import annotations

from . import _mailmend
from ._frozen import restore
from ._mailmend import address as address
from ._mailmend import explain as explain

# These and `json` take longer to import than all of mailmend.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ._mailmend import Finding, Report
    from ._reports import (
        BounceReport,
        CatalogReport,
        CheckHostReport,
        ContentReport,
        DmarcPolicyReport,
        DomainReport,
        HealthReport,
        PageReport,
        PlanReport,
        RecordReport,
        ReplyReport,
        RetryReport,
        SettingsReport,
        SpfTreeReport,
        SuppressReport,
    )


def explain_recipients(
    exception: BaseException,
    *,
    host: str | None = None,
    stack: str | None = None,
    stage: str | None = None,
) -> dict[str, Report]:
    """One report a recipient, for an exception that names them, such as `smtplib.SMTPRecipientsRefused`.

    Gives an empty dict where none is named.
    """
    from ._exceptions import explain_recipients as each

    return each(exception, host, stack, stage)


def reply(text: str | bytes) -> ReplyReport:
    """Take an SMTP reply apart: codes, lines, and what is off-standard in it.

    >>> reply("550 5.1.1 user unknown\\r\\n").enhanced
    '5.1.1'
    """
    text = bytes(text).decode("utf-8", "replace") if isinstance(text, (bytes, bytearray)) else text
    return _ask("ReplyReport", call="reply", text=text)  # type: ignore[no-any-return]


def page(code: str, *, host: str | None = None) -> PageReport:
    """The page of a code or a slug, whatever its case; with a host or a provider's name, with its own steps.

    >>> page("rcpt001").page.title
    'This mailbox does not exist'
    """
    return _ask("PageReport", call="page", code=code, host=host)  # type: ignore[no-any-return]


def catalog() -> CatalogReport:
    """Every page, in the order of the families.

    >>> len(catalog().pages) > 300
    True
    """
    return _ask("CatalogReport", call="catalog")  # type: ignore[no-any-return]


def record(text: str | Sequence[str], *, type: str | None = None, name: str | None = None) -> RecordReport:
    """Check one DNS record of mail, and tell which it is: SPF, DKIM, DMARC, MTA-STS, TLS-RPT, BIMI.

    Takes the record as published or pasted, or the list of its strings; its `type`, where you know it; and the `name`
    that it stands at.

    >>> record("v=spf1 mx +all").findings[0].code
    <Code.PASS_ALL: 'SPF026'>
    """
    return _record("record", text, name, type)


def spf(text: str | Sequence[str], *, name: str | None = None) -> RecordReport:
    """Check an SPF record (RFC 7208)."""
    return _record("spf", text, name)


def dkim(text: str | Sequence[str], *, name: str | None = None) -> RecordReport:
    """Check a DKIM key record (RFC 6376)."""
    return _record("dkim", text, name)


def dmarc(text: str | Sequence[str], *, name: str | None = None) -> RecordReport:
    """Check a DMARC record (RFC 9989)."""
    return _record("dmarc", text, name)


def mtasts(text: str | Sequence[str], *, name: str | None = None) -> RecordReport:
    """Check an MTA-STS record (RFC 8461 section 3.1)."""
    return _record("mtasts", text, name)


def mtasts_policy(text: str) -> RecordReport:
    """Check an MTA-STS policy file (RFC 8461 section 3.2)."""
    return _record("mtasts-policy", text, None)


def tlsrpt(text: str | Sequence[str], *, name: str | None = None) -> RecordReport:
    """Check a TLS-RPT record (RFC 8460)."""
    return _record("tlsrpt", text, name)


def bimi(text: str | Sequence[str], *, name: str | None = None) -> RecordReport:
    """Check a BIMI record."""
    return _record("bimi", text, name)


def bounce(message: str | bytes) -> BounceReport:
    """Read a bounce message or a feedback report: one finding a recipient.

    Takes the whole message as it arrived. Bytes that are no UTF-8 are replaced: what servers say is ASCII.
    """
    if isinstance(message, (bytes, bytearray, memoryview)):
        message = bytes(message).decode("utf-8", "replace")
    if not isinstance(message, str):
        raise TypeError(f"bounce takes a message as text or bytes, not {type(message).__name__}")
    return _ask("BounceReport", call="bounce", message=message)  # type: ignore[no-any-return]


def plan(
    volume: int | None = None,
    *,
    classes: Mapping[str, int] | Sequence[Mapping[str, Any]] | None = None,
    provider: str | None = None,
    account: str | None = None,
    limits: Sequence[Mapping[str, Any]] | None = None,
    recipients: int | None = None,
    age: int | None = None,
    warmed: int | None = None,
    start: int | None = None,
) -> PlanReport:
    """Plan when to send how many mails.

    `classes` are counts by name, the most urgent first, in place of `volume`. The limits are those of the `provider`
    and the kind of `account`, or your own: `{"count": 200, "per": "hour", "unit": "messages"}`. `age` is the days since
    the domain began to send, `warmed` the mails a day that it is used to.

    >>> plan(40000, limits=[{"count": 200, "per": "hour"}]).pace.count
    2
    """
    from collections.abc import Mapping

    if isinstance(classes, Mapping):
        classes = [{"name": name, "count": count} for name, count in classes.items()]
    return _ask(  # type: ignore[no-any-return]
        "PlanReport", call="plan", volume=volume, classes=classes, provider=provider, account=account, limits=limits,
        recipients=recipients, age=age, warmed=warmed, start=start,
    )


def retry(
    failed: str | Finding | None = None,
    *,
    attempt: int,
    code: str | None = None,
    host: str | None = None,
    reply: int | None = None,
    wait: int | None = None,
    age: int | None = None,
    jitter: float | None = None,
    give_up: int | None = None,
) -> RetryReport:
    """Tell whether to try again, and after how many seconds.

    Takes what the server said, or a finding; or the `code` of one with the `reply` code and the `wait` that the server
    asked for. `attempt` counts from 1; `age` is the seconds since the first; `jitter` is a random number from 0 to 1, drawn by
    you; `give_up` the age at which the mail goes back.

    >>> retry("450 4.2.0 Greylisted, try again in 300 seconds", attempt=1, jitter=0.0).seconds
    300
    """
    said: dict[str, Any] = {"code": code, "host": host, "reply": reply, "wait": wait}
    if isinstance(failed, _mailmend.Finding):
        said = {"code": failed.code, "retry": failed.retry, "after": failed.after, "wait": _number(failed.facts.get("wait"))}
    elif failed is not None:
        said["text"] = failed
    return _ask(  # type: ignore[no-any-return]
        "RetryReport", call="retry", **said, attempt=attempt, age=age, jitter=jitter, **{"give-up": give_up}
    )


def suppress(events: Sequence[Mapping[str, Any]]) -> SuppressReport:
    """Tell what to do with an address after all that happened to it.

    >>> suppress([{"code": "RCPT001", "at": 0}]).recipient
    <Recipient.SUPPRESS: 'suppress'>
    """
    return _ask("SuppressReport", call="suppress", events=list(events))  # type: ignore[no-any-return]


def health(
    *,
    delivered: int | None = None,
    hard: int | None = None,
    soft: int | None = None,
    complaints: int | None = None,
    codes: Mapping[str, int] | None = None,
) -> HealthReport:
    """Judge the rates of bounces and complaints: from sums, or from how often each code occurred."""
    return _ask(  # type: ignore[no-any-return]
        "HealthReport", call="health", delivered=delivered, hard=hard, soft=soft, complaints=complaints, codes=codes
    )


def settings(
    what: str | Mapping[str, Any], *, stack: str | None = None, form: str | None = None
) -> SettingsReport:
    """Check the settings of a mailer: a pasted snippet, a URL, or a mapping. No password comes back.

    >>> settings("EMAIL_USE_TLS = True\\nEMAIL_USE_SSL = True\\n").stack
    'django'
    """
    from collections.abc import Mapping

    if isinstance(what, str):
        return _ask("SettingsReport", call="settings", text=what, stack=stack, form=form)  # type: ignore[no-any-return]
    if isinstance(what, Mapping):
        return _ask(  # type: ignore[no-any-return]
            "SettingsReport", call="settings", settings=dict(what), stack=stack, form=form
        )
    raise TypeError(f"settings takes a text or a mapping, not {type(what).__name__}")


def content(
    message: str | bytes | None = None,
    *,
    from_: str | None = None,
    subject: str | None = None,
    text: str | None = None,
    html: str | None = None,
    headers: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
    bulk: bool | None = None,
    now: int | None = None,
) -> ContentReport:
    """Check a message for what keeps it from the inbox: the whole message, or its pieces."""
    if isinstance(message, (bytes, bytearray, memoryview)):
        message = bytes(message).decode("utf-8", "replace")
    return _ask(  # type: ignore[no-any-return]
        "ContentReport", call="content", message=message, subject=subject, text=text, html=html, headers=headers,
        bulk=bulk, now=now, **{"from": from_},
    )


def domain(
    name: str,
    *,
    selectors: Sequence[str] = (),
    ips: Sequence[str] = (),
    level: str | None = None,
    answers: Sequence[Mapping[str, Any]] = (),
) -> DomainReport:
    """Check all mail records of a domain, from the DNS `answers` so far.

    Nothing is looked up here: the report's `needs` name the look-ups still wanted. `mailmend.dns` does them.
    """
    return _ask(  # type: ignore[no-any-return]
        "DomainReport", call="domain", domain=name, selectors=list(selectors), ips=list(ips), level=level,
        answers=list(answers),
    )


def dmarc_policy(
    domain: str,
    *,
    spf: Sequence[str] = (),
    dkim: Sequence[str] = (),
    receivers: str | None = None,
    organizational: str | None = None,
    answers: Sequence[Mapping[str, Any]] = (),
) -> DmarcPolicyReport:
    """Tell how receivers treat mail from a domain (RFC 9989), from the DNS `answers` so far."""
    return _ask(  # type: ignore[no-any-return]
        "DmarcPolicyReport", call="dmarc-policy", domain=domain, spf=list(spf), dkim=list(dkim), receivers=receivers,
        organizational=organizational, answers=list(answers),
    )


def check_host(
    ip: str,
    *,
    sender: str | None = None,
    helo: str | None = None,
    domain: str | None = None,
    receiver: str | None = None,
    time: int | None = None,
    trace: bool | None = None,
    answers: Sequence[Mapping[str, Any]] = (),
) -> CheckHostReport:
    """Tell what SPF says of a client and a sender (RFC 7208), from the DNS `answers` so far.

    `ip` is the client's address, `sender` what stands in MAIL FROM, `helo` what the client called itself.

    >>> report = check_host("192.0.2.1", sender="jane@example.com")
    >>> report.needs[0].name
    'example.com'
    """
    return _ask(  # type: ignore[no-any-return]
        "CheckHostReport", call="check-host", ip=ip, sender=sender, helo=helo, domain=domain, receiver=receiver,
        time=time, trace=trace, answers=list(answers),
    )


def spf_tree(
    domain: str,
    *,
    record: str | None = None,
    flatten: bool | None = None,
    answers: Sequence[Mapping[str, Any]] = (),
) -> SpfTreeReport:
    """Show the SPF record of a domain with all that it includes, from the DNS `answers` so far.

    `record` stands in place of the published one; `flatten` asks for the record with addresses in place of names.
    """
    return _ask(  # type: ignore[no-any-return]
        "SpfTreeReport", call="spf-tree", domain=domain, record=record, flatten=flatten, answers=list(answers)
    )


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() else None


def _record(call: str, text: str | Sequence[str], name: str | None, kind: str | None = None) -> RecordReport:
    request: dict[str, Any] = {"call": call, "name": name, "type": kind}
    if isinstance(text, str):
        request["text"] = text
    elif isinstance(text, (list, tuple)) and all(isinstance(part, str) for part in text):
        request["record"] = list(text)
    else:
        raise TypeError(f"{call} takes a text or a list of texts, not {type(text).__name__}")
    return _ask("RecordReport", **request)  # type: ignore[no-any-return]


def _ask(answer: str, **request: Any) -> Any:
    """Asks the core, and makes the answer an object."""
    import json

    given = {key: value for key, value in request.items() if value is not None}
    try:
        asked = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError) as problem:
        raise TypeError(f"{request['call']} takes plain values: {problem}") from None
    raw = json.loads(_mailmend.call(asked))
    if "error" in raw:
        error = _mailmend.MailmendError(raw["error"]["message"])
        error.code = raw["error"]["code"]
        raise error
    return restore(answer, raw)
