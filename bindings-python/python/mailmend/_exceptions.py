"""What an exception tells: the texts in it that a server or a program has said, the most telling first.

Nothing here knows mail: an exception is taken apart by its own attributes, and the core decides what the texts mean.
"""

from __future__ import annotations

from . import _mailmend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._mailmend import Report

# An exception may be part of a ring of causes.
DEEPEST = 16

_SURE = {"possible": 0, "likely": 1, "certain": 2}


def explain_exception(
    exception: BaseException, host: str | None, stack: str | None, stage: str | None
) -> Report:
    """The best report on an exception, or on what caused it."""
    if stack is None:
        stack = "python"
    best: Report | None = None
    for link in chain(exception):
        for text in texts(link):
            report = _mailmend.explain(text, host=host, stack=stack, stage=stage)
            if best is None or _better(report, best):
                best = report
    # An exception without any words still has a name.
    return best or _mailmend.explain(type(exception).__name__, host=host, stack=stack, stage=stage)


def explain_recipients(
    exception: BaseException, host: str | None, stack: str | None, stage: str | None
) -> dict[str, Report]:
    """One report a recipient, where an exception in the chain names them (`smtplib.SMTPRecipientsRefused`)."""
    if not isinstance(exception, BaseException):
        raise TypeError(f"explain_recipients takes an exception, not {type(exception).__name__}")
    for link in chain(exception):
        recipients = getattr(link, "recipients", None)
        if isinstance(recipients, dict):
            return {
                str(address): _mailmend.explain(_reply(refused), host=host, stack=stack or "python", stage=stage)
                for address, refused in recipients.items()
            }
        # aiosmtplib has a list of exceptions, one a recipient.
        if isinstance(recipients, (list, tuple)) and all(hasattr(one, "recipient") for one in recipients):
            return {
                str(one.recipient): explain_exception(one, host, stack, stage) for one in recipients
            }
    return {}


def chain(exception: BaseException) -> Iterator[BaseException]:
    """The exception and what led to it: its members, `__cause__`, and `__context__` unless that was suppressed."""
    waiting: list[BaseException] = [exception]
    seen: set[int] = set()
    while waiting and len(seen) < DEEPEST:
        link = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        members = getattr(link, "exceptions", None)
        if isinstance(members, (list, tuple)):
            waiting.extend(member for member in members if isinstance(member, BaseException))
        if link.__cause__ is not None:
            waiting.append(link.__cause__)
        elif link.__context__ is not None and not link.__suppress_context__:
            waiting.append(link.__context__)


def texts(exception: BaseException) -> Iterator[str]:
    """What one exception says: what the server said in its own words first, then the exception as Python prints it."""
    code = getattr(exception, "smtp_code", getattr(exception, "code", None))
    message = getattr(exception, "smtp_error", getattr(exception, "message", None))
    if isinstance(code, int) and code > 0 and isinstance(message, (str, bytes)):
        yield _reply((code, message))
    recipients = getattr(exception, "recipients", None)
    if isinstance(recipients, dict):
        yield from (_reply(refused) for refused in recipients.values())
    try:
        words = str(exception)
    except Exception:  # An exception that cannot be printed still has a name.
        words = ""
    name = type(exception).__name__
    yield f"{name}: {words}" if words else name


def _reply(refused: object) -> str:
    """A reply as the server gave it, from the pair that smtplib keeps."""
    if isinstance(refused, (tuple, list)) and len(refused) == 2:
        code, message = refused
        text = message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
        lines = text.splitlines() or [""]
        return "\n".join(
            f"{code}{' ' if place == len(lines) - 1 else '-'}{line}" for place, line in enumerate(lines)
        )
    return str(refused)


def _better(report: Report, than: Report) -> bool:
    """Whether a report tells more: it is surer, or as sure about a failure rather than a remark."""
    return _weight(report) > _weight(than)


def _weight(report: Report) -> tuple[bool, int, bool]:
    best = report.best
    return best.class_ not in (None, "unknown"), _SURE.get(best.confidence, 0), report.kind == "smtp-reply"
