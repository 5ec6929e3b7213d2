"""The ten families of errors, as real servers and real clients make them: who has to act, and what to do."""

import asyncio
import contextlib
import smtplib
import socket
import ssl
import tempfile
import unittest
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import mailmend
from peers import CLOSE, HANG, RawServer, server_tls, x509

try:
    import django.conf
    from django.core.mail.backends.smtp import EmailBackend
except ImportError:
    django = None
try:
    import aiosmtplib
except ImportError:
    aiosmtplib = None

GMAIL = "535-5.7.8 Username and Password not accepted. For more information, go to\n" \
    "535 5.7.8  https://support.google.com/mail/?p=BadCredentials x-example.7 - gsmtp"
DMARC = "550-5.7.26 Unauthenticated email from example.org is not accepted due to\n" \
    "550 5.7.26 domain's DMARC policy. Please contact the administrator of example.org"


def case(family, script=None, *, offers=("AUTH PLAIN LOGIN",), server="", client="", login=True, gives):
    """`server` and `client`: how each begins: "" in the clear, "starttls" or "tls". `gives`: code, owner, retry, recipient."""
    return SimpleNamespace(family=family, script=script, offers=offers, server=server, client=client, login=login, gives=gives)


CASES = {
    # 1: the log-in
    "a wrong password": case(1, {"AUTH": "535 5.7.8 Error: authentication failed"}, gives="AUTH001 you after-fix keep"),
    "an app password is wanted": case(
        1, {"AUTH": "534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor x-example.7 - gsmtp"}, gives="AUTH002 you after-fix keep"),
    "Gmail's wrong password": case(1, {"AUTH": GMAIL}, gives="AUTH001 you after-fix keep"),
    "no log-in is offered": case(1, offers=(), gives="AUTH008 you after-fix keep"),
    "nobody logged in": case(1, {"MAIL": "530 5.7.0 Authentication required"}, login=False, gives="AUTH003 you after-fix keep"),
    # 2: no answer in time
    "no greeting": case(2, {"greeting": HANG}, gives="CONN002 host later keep"),
    "silence after the text": case(2, {".": HANG}, gives="CONN002 host later keep"),
    # 3: the connection breaks, the name is not found
    "closed at the greeting": case(3, {"greeting": CLOSE}, gives="CONN003 host later keep"),
    "closed in the middle": case(3, {"RCPT": CLOSE}, gives="CONN003 host later keep"),
    "a name that does not exist": case(3, server="no name", gives="DNS001 you after-fix keep"),
    # 4: taken for spam, or not proved
    "DMARC": case(4, {".": DMARC}, gives="POL004 you after-fix keep"),
    "a blocklist": case(4, {"greeting": "554 5.7.1 Service unavailable; Client host [192.0.2.10] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.10"}, gives="REP001 you after-fix keep"),
    "spam": case(4, {".": "554 5.7.1 Message rejected: identified as spam"}, gives="SPAM001 you after-fix keep"),
    # 5: later
    "greylisting": case(5, {"RCPT": "451 4.7.1 Greylisting in action, please come back later"}, gives="RATE006 nobody later keep"),
    "too many": case(5, {"MAIL": "421 4.7.28 Our system has detected an unusual rate of unsolicited mail. To protect our users from spam, mail has been temporarily rate limited."}, gives="RATE001 you later keep"),
    # 6: TLS
    "TLS is wanted": case(6, {"MAIL": "530 5.7.0 Must issue a STARTTLS command first"}, login=False, gives="TLS001 you after-fix keep"),
    "a certificate of its own": case(6, server="starttls", client="starttls", gives="TLS003 you after-fix keep"),
    "TLS to a port that does not speak it": case(6, client="tls", gives="TLS006 you after-fix keep"),
    "no TLS to a port that speaks it": case(6, server="tls", gives="CONN002 host later keep"),
    "STARTTLS is not offered": case(6, client="starttls", gives="TLS002 you after-fix keep"),
    # 7: the sender
    "not one's own address": case(7, {"MAIL": "553 5.7.1 <shop@shop.example>: Sender address rejected: not owned by user bob"}, gives="SEND001 you after-fix keep"),
    "a sender's domain that does not exist": case(7, {"MAIL": "550 5.1.8 <shop@shop.example>: Sender address rejected: Domain not found"}, gives="SEND004 you after-fix keep"),
    # 8: the recipient
    "nobody of that name": case(8, {"RCPT": "550 5.1.1 <recipient1@example.com>: Recipient address rejected: User unknown in local recipient table"}, gives="RCPT001 recipient never suppress"),
    "a full mailbox": case(8, {"RCPT": "552 5.2.2 <recipient1@example.com>: user is over quota"}, gives="BOX001 recipient later keep"),
    # 9: not let through
    "nobody listens": case(9, server="closed port", gives="CONN001 you later keep"),
    "no relaying": case(9, {"RCPT": "554 5.7.1 <recipient1@example.com>: Relay access denied"}, login=False, gives="RELAY001 you after-fix keep"),
    # 10: not SMTP, or not well spoken
    "a web server": case(10, {"greeting": "HTTP/1.1 400 Bad Request\nContent-Length: 0\n"}, gives="CONF004 you after-fix keep"),
    "a name that is none": case(10, {"EHLO": "501 5.5.2 Syntactically invalid EHLO argument(s)", "HELO": "501 5.5.2 Syntactically invalid HELO argument(s)"}, login=False, gives="SEND007 you after-fix keep"),
}


def with_smtplib(one, host, port, to):
    """The exception that a program gets that sends with smtplib."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "shop@shop.example", ", ".join(to), "Your order"
    message.set_content("It is on its way.")
    context = ssl.create_default_context()
    try:
        if one.client == "tls":
            client = smtplib.SMTP_SSL(host, port, timeout=1, context=context)
        else:
            client = smtplib.SMTP(host, port, timeout=1)
        with contextlib.closing(client):
            if one.client == "starttls":
                client.starttls(context=context)
            if one.login:
                client.login("bob", "a password")
            client.send_message(message)
    except Exception as error:
        return error
    return None


def with_django(one, host, port, to):
    """The exception that Django's own backend raises, through ours: with its diagnosis."""
    from django.core.mail import send_mail

    from mailmend.django.backend import EmailBackend as Ours

    login = {"username": "bob", "password": "a password"} if one.login else {"username": "", "password": ""}
    backend = Ours(
        host=host, port=port, timeout=1, use_tls=one.client == "starttls", use_ssl=one.client == "tls", **login
    )
    assert isinstance(backend.inner, EmailBackend)
    try:
        send_mail("Your order", "It is on its way.", "shop@shop.example", list(to), connection=backend)
    except Exception as error:
        return error
    return None


@contextlib.contextmanager
def place(one, tls):
    """The host and the port of a server that behaves as the case says."""
    if one.server == "no name":
        yield "mail.does-not-exist.invalid", 2525
    elif one.server == "closed port":
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))  # Bound, and nobody listens.
            yield "127.0.0.1", bound.getsockname()[1]
    else:
        how = {one.server: tls} if one.server else {}
        with RawServer(one.script, offers=one.offers, **how) as server:
            yield "127.0.0.1", server.port


async def with_aiosmtplib(one, host, port, to):
    """The exception of aiosmtplib, while the loop goes on."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "shop@shop.example", ", ".join(to), "Your order"
    message.set_content("It is on its way.")
    login = {"username": "bob", "password": "a password"} if one.login else {}
    try:
        await aiosmtplib.send(
            message, hostname=host, port=port, timeout=1, use_tls=one.client == "tls",
            start_tls=one.client == "starttls", **login,
        )
    except Exception as error:
        return error
    return None


def told(report):
    best = report.best
    return f"{best.code} {best.owner} {best.retry} {best.recipient}"


@unittest.skipIf(x509 is None, "cryptography is not installed")
class Families(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.tls = server_tls(Path(folder.name))

    def each(self, send):
        self.assertEqual({one.family for one in CASES.values()}, set(range(1, 11)))
        for name, one in CASES.items():
            with self.subTest(name), place(one, self.tls) as (host, port):
                error = send(one, host, port, ["recipient1@example.com"])
                self.assertIsNotNone(error, "the mail was taken")
                yield name, one, error

    def test_smtplib(self):
        for _, one, error in self.each(with_smtplib):
            self.assertEqual(told(mailmend.explain(error)), one.gives)
            # The same with an exception of the program's own around it.
            try:
                try:
                    raise error
                except Exception as cause:
                    raise RuntimeError("the order's mail was not sent") from cause
            except RuntimeError as outer:
                self.assertEqual(told(mailmend.explain(outer)), one.gives)

    @unittest.skipIf(django is None, "django is not installed")
    def test_django(self):
        if not django.conf.settings.configured:
            django.conf.settings.configure()
        for _, one, error in self.each(with_django):
            self.assertEqual(told(error.diagnosis), one.gives)

    @unittest.skipIf(aiosmtplib is None, "aiosmtplib is not installed")
    def test_aiosmtplib(self):
        for _, one, error in self.each(lambda *how: asyncio.run(with_aiosmtplib(*how))):
            self.assertEqual(told(mailmend.explain(error)), one.gives)

    def test_each_recipient_has_an_answer_of_its_own(self):
        script = {"RCPT": ["550 5.1.1 <recipient1@example.com>: User unknown", "451 4.7.1 Greylisting in action"]}
        one, to = case(8, script, gives=""), ["recipient1@example.com", "recipient2@example.com"]
        sends = [with_smtplib, with_django] if django else [with_smtplib]
        for send in sends:
            with self.subTest(send.__name__), place(one, self.tls) as (host, port):
                error = send(one, host, port, to)
                self.assertIsInstance(error, smtplib.SMTPRecipientsRefused)
                reports = mailmend.explain_recipients(error)
                self.assertEqual([told(reports[address]) for address in to],
                                 ["RCPT001 recipient never suppress", "RATE006 nobody later keep"])
                if send is with_django:
                    # With the stack known, the steps may be Django's own; what they say is the same.
                    self.assertEqual({to: told(one) for to, one in error.diagnoses.items()}, {to: told(one) for to, one in reports.items()})


if __name__ == "__main__":
    unittest.main()
