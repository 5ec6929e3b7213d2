"""System checks: what `mailmend.settings` finds in `EMAIL_*`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks

import mailmend

if TYPE_CHECKING:
    from mailmend._reports import SettingsReport

NAMES = (
    "EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS",
    "EMAIL_USE_SSL", "EMAIL_TIMEOUT", "DEFAULT_FROM_EMAIL", "SERVER_EMAIL",
)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def read() -> SettingsReport:
    """The report on the settings that this project sets itself."""
    # As Python writes them: so the corrected settings come back in the form that people have in front of them.
    lines = [f"{name} = {_value(name)!r}" for name in NAMES if settings.is_overridden(name)]
    return mailmend.settings("\n".join(lines) + "\n", stack="django", form="python")


def _value(name: str) -> Any:
    value = getattr(settings, name)
    wrapped = name == "EMAIL_BACKEND" and value == "mailmend.django.backend.EmailBackend"
    return getattr(settings, "MAILMEND_EMAIL_BACKEND", SMTP) if wrapped else value


@checks.register("mail")
def email_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """One message a finding."""
    if not any(settings.is_overridden(name) for name in NAMES):
        return []
    kinds = {"error": checks.Error, "warning": checks.Warning}
    return [
        kinds.get(finding.severity, checks.Info)(
            f"{finding.title}. {finding.why}",
            hint=" ".join(fix.text for fix in finding.fixes) or None,
            id=f"mailmend.{finding.code}",
        )
        for finding in read().findings
    ]
