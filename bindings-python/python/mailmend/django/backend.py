"""An e-mail backend around any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

import mailmend

from .checks import SMTP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


class EmailBackend(BaseEmailBackend):
    """Sends through the backend that `MAILMEND_EMAIL_BACKEND` names, and attaches the diagnosis to what it raises.

    `exception.diagnosis` is the report, `exception.diagnoses` one a recipient, where the exception names them.
    """

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        inner = getattr(settings, "MAILMEND_EMAIL_BACKEND", SMTP)
        self.inner = get_connection(inner, fail_silently=fail_silently, **kwargs)

    def open(self) -> Any:
        return self._diagnosed(self.inner.open)

    def close(self) -> None:
        self._diagnosed(self.inner.close)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> Any:
        return self._diagnosed(self.inner.send_messages, email_messages)

    def _diagnosed(self, call: Any, *args: Any) -> Any:
        try:
            return call(*args)
        except Exception as error:
            host = getattr(self.inner, "host", None)
            error.diagnosis = mailmend.explain(error, host=host, stack="django")  # type: ignore[attr-defined]
            error.diagnoses = mailmend.explain_recipients(error, host=host, stack="django")  # type: ignore[attr-defined]
            raise
