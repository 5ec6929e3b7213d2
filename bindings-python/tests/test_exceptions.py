"""What exceptions tell: made by Python's own libraries, as programs get them."""

import smtplib
import socket
import ssl
import unittest

import mailmend


class Exceptions(unittest.TestCase):
    def test_smtplib(self):
        for exception, code in (
            (smtplib.SMTPAuthenticationError(535, b"5.7.8 Username and Password not accepted"), "AUTH001"),
            (smtplib.SMTPSenderRefused(530, b"5.7.0 Must issue a STARTTLS command first", "me@example.com"), "TLS001"),
            (smtplib.SMTPDataError(552, b"5.3.4 Message size exceeds fixed maximum message size"), "BODY002"),
            (smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"5.1.1 user unknown")}), "RCPT001"),
            (smtplib.SMTPServerDisconnected("Connection unexpectedly closed: timed out"), "CONN001"),
        ):
            with self.subTest(repr(exception)):
                expected = mailmend.explain(str(exception))
                report = mailmend.explain(exception)
                self.assertNotEqual(report.best.class_, "unknown", expected)

    def test_the_way_there(self):
        for exception, area in (
            (socket.gaierror(-2, "Name or service not known"), "dns"),
            (ConnectionRefusedError(111, "Connection refused"), "connection"),
            (TimeoutError("timed out"), "connection"),
            (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1007)"), "tls"),
        ):
            with self.subTest(repr(exception)):
                self.assertEqual(mailmend.explain(exception).best.area, area)

    def test_what_led_to_it_tells_more(self):
        try:
            try:
                raise smtplib.SMTPAuthenticationError(535, b"5.7.8 Username and Password not accepted")
            except smtplib.SMTPException as error:
                raise RuntimeError("the newsletter was not sent") from error
        except RuntimeError as error:
            report = mailmend.explain(error)
        self.assertEqual(report.best.code, "AUTH001")

    def test_a_ring_of_causes_ends(self):
        first, second = ValueError("one"), ValueError("two")
        first.__cause__, second.__cause__ = second, first
        self.assertTrue(mailmend.explain(first).findings)

    def test_each_recipient_has_a_report(self):
        refused = smtplib.SMTPRecipientsRefused(
            {"a@example.com": (550, b"5.1.1 user unknown"), "b@example.com": (452, b"4.2.2 mailbox full")}
        )
        reports = mailmend.explain_recipients(refused)
        self.assertEqual({address: report.best.recipient for address, report in reports.items()},
                         {"a@example.com": "suppress", "b@example.com": "keep"})
        self.assertEqual(mailmend.explain_recipients(ValueError("no recipients")), {})

    def test_an_exception_without_words(self):
        self.assertTrue(mailmend.explain(Exception()).findings)

    def test_a_password_does_not_come_out(self):
        exception = smtplib.SMTPException("login failed for smtp://user:hunter2secret@mail.example.com")
        self.assertNotIn("hunter2secret", mailmend.explain(exception).to_json())


if __name__ == "__main__":
    unittest.main()
