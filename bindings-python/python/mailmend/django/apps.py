"""What `INSTALLED_APPS` loads."""

from django.apps import AppConfig


class MailmendConfig(AppConfig):
    """Registers the system checks."""

    name = "mailmend.django"
    label = "mailmend"
    verbose_name = "mailmend"

    def ready(self) -> None:
        from . import checks  # noqa: F401
