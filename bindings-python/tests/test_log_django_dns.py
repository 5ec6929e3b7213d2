"""The log, Django and DNS: with Python's and Django's own parts."""

import asyncio
import io
import logging
import smtplib
import socket
import unittest

import mailmend
from mailmend.log import DiagnosisFilter, DiagnosisFormatter

try:
    import django
    from aiosmtpd.controller import Controller
    import django.conf
except ImportError:
    django = None
try:
    import dns.resolver

    import mailmend.dns
except ImportError:
    dns = None


def logged(exception, *, filters=(), formatter=None):
    """What a handler writes for an exception."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    for one in filters:
        handler.addFilter(one)
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise exception
    except Exception:
        logger.exception("The mail to %s was not sent.", "a@example.org")
    return stream.getvalue()


class Log(unittest.TestCase):
    REFUSED = smtplib.SMTPAuthenticationError(535, b"5.7.8 Username and Password not accepted")

    def test_the_diagnosis_stands_in_the_log(self):
        for how in ({"filters": [DiagnosisFilter()]}, {"formatter": DiagnosisFormatter()}):
            text = logged(self.REFUSED, **how)
            self.assertEqual(text.count("[AUTH001 wrong-credentials]"), 1, text)
            self.assertIn("The mail to a@example.org was not sent.", text)

    def test_once_where_both_are_used(self):
        text = logged(self.REFUSED, filters=[DiagnosisFilter()], formatter=DiagnosisFormatter())
        self.assertEqual(text.count("[AUTH001"), 1, text)

    def test_what_is_not_about_mail_passes_as_it_is(self):
        self.assertNotIn("owner:", logged(ZeroDivisionError("division"), filters=[DiagnosisFilter()]))


class Refusing:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        return "550 5.1.1 <" + address + ">: Recipient address rejected: User unknown"


@unittest.skipIf(django is None, "django or aiosmtpd is not installed")
class Django(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        cls.smtp = Controller(Refusing(), hostname="127.0.0.1", port=port)
        cls.smtp.start()
        cls.addClassCleanup(cls.smtp.stop)
        # One process has one configuration, whichever test comes first.
        if not django.conf.settings.configured:
            django.conf.settings.configure()
        from django.test import override_settings

        cls.settings = override_settings(
            INSTALLED_APPS=["mailmend.django"], EMAIL_BACKEND="mailmend.django.backend.EmailBackend",
            EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, DEFAULT_FROM_EMAIL="shop@shop.example",
        )
        django.setup()
        cls.settings.enable()
        cls.addClassCleanup(cls.settings.disable)

    def test_an_exception_has_its_diagnosis(self):
        from django.core.mail import send_mail

        with self.assertRaises(smtplib.SMTPRecipientsRefused) as raised:
            send_mail("Hello", "Hello", None, ["gone@example.org"])
        self.assertEqual(raised.exception.diagnosis.best.code, "RCPT001")
        self.assertEqual(raised.exception.diagnoses["gone@example.org"].best.recipient, "suppress")

    def test_the_command_explains(self):
        from django.core.management import CommandError, call_command

        with self.assertRaises(CommandError) as raised:
            call_command("diagnose_mail", to="gone@example.org", stdout=io.StringIO())
        self.assertIn("This mailbox does not exist", str(raised.exception))

    def test_check_reports_settings_that_do_not_fit(self):
        from django.core import checks
        from django.test import override_settings

        with override_settings(EMAIL_HOST="mail.shop.example", EMAIL_PORT=587, EMAIL_USE_TLS=True, EMAIL_USE_SSL=True):
            found = [one for one in checks.run_checks(tags=["mail"]) if one.id.startswith("mailmend.")]
        self.assertTrue(found)
        self.assertTrue(all(one.hint for one in found))


@unittest.skipIf(dns is None, "dnspython is not installed")
class Dns(unittest.TestCase):
    class Names:
        """A resolver with a zone of its own: dnspython's records, without a network."""

        ZONE = {
            ("example.test", "TXT"): ['"v=spf1 mx " "+all"'],
            ("example.test", "MX"): ["10 mx.example.test."],
            ("mx.example.test", "A"): ["192.0.2.1"],
        }

        def resolve(self, name, kind, search=None):
            import dns.rdata

            texts = self.ZONE.get((name, kind))
            if texts is None:
                raise dns.resolver.NXDOMAIN
            return [dns.rdata.from_text("IN", kind, text) for text in texts]

    class Slow(Names):
        async def resolve(self, name, kind, search=None):
            return Dns.Names().resolve(name, kind)

    def test_a_domain_is_looked_up_to_its_end(self):
        report = mailmend.dns.domain("example.test", resolver=self.Names())
        self.assertEqual(report.needs, ())
        self.assertIn("SPF026", [finding.code for finding in report.findings])

    def test_the_same_without_blocking(self):
        later = asyncio.run(mailmend.dns.domain_async("example.test", resolver=self.Slow()))
        self.assertEqual(later, mailmend.dns.domain("example.test", resolver=self.Names()))


if __name__ == "__main__":
    unittest.main()
