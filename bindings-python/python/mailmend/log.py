"""The short diagnosis of an exception in the log, beside its traceback.

>>> import logging
>>> handler = logging.StreamHandler()
>>> handler.addFilter(DiagnosisFilter())

Every record with `exc_info` whose exception is about mail gets one line more; the others pass as they are.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from typing import TYPE_CHECKING

from ._exceptions import chain
from ._mailmend import explain

if TYPE_CHECKING:
    from ._mailmend import Report

__all__ = ["DiagnosisFilter", "DiagnosisFormatter", "diagnosis", "short"]

# An exception of another library is about mail where it keeps what a server said.
_SAID = ("smtp_code", "smtp_error", "recipients")


def is_mail(exception: BaseException) -> bool:
    """Whether the exception, or what led to it, is one that sending mail raises."""
    return any(
        isinstance(link, (smtplib.SMTPException, ssl.SSLError)) or any(hasattr(link, name) for name in _SAID)
        # aiosmtplib's exceptions have no class in common with smtplib's.
        or type(link).__module__.partition(".")[0] == "aiosmtplib"
        for link in chain(exception)
    )


def diagnosis(record: logging.LogRecord) -> Report | None:
    """The report on the exception of a record; none where it has none, or none about mail."""
    exception = record.exc_info[1] if record.exc_info else None
    if exception is None or not is_mail(exception):
        return None
    return explain(exception)


def short(report: Report) -> str:
    """The report in one line: the code, what is wrong, and who has to act."""
    best = report.best
    return f"[{best.code} {best.slug}] {best.title} (owner: {best.owner}, retry: {best.retry})"


class DiagnosisFilter(logging.Filter):
    """Puts the diagnosis behind the message, and the report into `record.diagnosis`. Lets every record through."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "diagnosis", None) is None:
            report = diagnosis(record)
            record.diagnosis = report
            if report is not None:
                record.msg, record.args = f"{record.getMessage()} {short(report)}", None
        return True


class DiagnosisFormatter(logging.Formatter):
    """Formats as `logging.Formatter` does, and puts the diagnosis below the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        report = getattr(record, "diagnosis", None)
        if report is not None:
            return text  # A filter has put it there.
        report = diagnosis(record)
        return text if report is None else f"{text}\n{short(report)}"
