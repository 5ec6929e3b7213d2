"""The calls: the same names in every language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from . import _mailmend
from ._frozen import restore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._mailmend import AddressReport, Report
    from ._reports import RecordReport


def explain(
    what: str | bytes | BaseException,
    *,
    host: str | None = None,
    stack: str | None = None,
    stage: str | None = None,
) -> Report:
    """Explain why a mail did not arrive.

    Takes what was printed when sending failed, or the exception itself, with all that led to it; and, if you know
    them, the `host` that was talked to (a host name, a domain or a provider's short name), the `stack` that sends, and
    the `stage` that failed. Gives a report, which is never empty. Raises `MailmendError` when a stack or a stage is
    none that exists.

    >>> explain("535 5.7.8 Username and Password not accepted").best.code
    <Code.WRONG_CREDENTIALS: 'AUTH001'>
    """
    if isinstance(what, str):
        return _mailmend.explain_text(what, host=host, stack=stack, stage=stage)
    if isinstance(what, (bytes, bytearray, memoryview)):
        return _mailmend.explain_text(bytes(what).decode("utf-8", "replace"), host=host, stack=stack, stage=stage)
    if isinstance(what, BaseException):
        from ._exceptions import explain_exception

        return explain_exception(what, host, stack, stage)
    raise TypeError(f"explain takes a text or an exception, not {type(what).__name__}")


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


def address(text: str, *, mode: str | None = None) -> AddressReport:
    """Check one address as typed: what is wrong, where, and what was meant.

    `mode` is what it is for: "signup" (the default), "header", "bounce" or "sender".

    >>> address("john@gmial.com").suggestion
    'john@gmail.com'
    """
    return _mailmend.address_text(text, mode)


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
    asked = json.dumps({key: value for key, value in request.items() if value is not None}, ensure_ascii=False)
    raw = json.loads(_mailmend.call(asked))
    if "error" in raw:
        error = _mailmend.MailmendError(raw["error"]["message"])
        error.code = raw["error"]["code"]
        raise error
    return restore(answer, raw)
