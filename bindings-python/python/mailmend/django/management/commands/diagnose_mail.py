"""`manage.py diagnose_mail`: the settings, and one mail where an address is given."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError

import mailmend

from ...checks import read


class Command(BaseCommand):
    """Checks EMAIL_*, and sends a mail to try them."""

    help = "Checks the EMAIL_* settings; with --to, sends a mail there and explains what goes wrong."
    # It is there for settings that the checks refuse.
    requires_system_checks: Any = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--to", help="the address to send a mail to")

    def handle(self, *args: Any, **options: Any) -> None:
        report = read()
        for finding in report.findings:
            self.stdout.write(f"{finding.code} {finding.title}\n  {finding.why}")
            for fix in finding.fixes:
                self.stdout.write(f"  - {fix.text}")
        if report.fixed:
            self.stdout.write(f"\nCorrected:\n{report.fixed}")
        if not report.findings:
            self.stdout.write("The settings are sound.")
        if not options["to"]:
            return
        message = EmailMessage("A test by mailmend", "This mail has arrived.", to=[options["to"]])
        try:
            get_connection().send_messages([message])
        except Exception as error:
            diagnosis = getattr(error, "diagnosis", None) or mailmend.explain(error, stack="django")
            raise CommandError(str(diagnosis)) from error
        self.stdout.write(f"The server has taken a mail to {options['to']}.")
