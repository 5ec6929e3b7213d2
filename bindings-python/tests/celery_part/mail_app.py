"""The Celery app that the tests' workers run: it sends through the scripted server with smtplib."""

import os
import smtplib
from email.message import EmailMessage

import redis
from celery import Celery

from mailmend.celery import MailTask, circuit_opened, suppressed

URL = os.environ["MAILMEND_TEST_REDIS"]
PORT = int(os.environ.get("MAILMEND_TEST_SMTP", "0"))
PASSWORD = os.environ.get("MAILMEND_TEST_PASSWORD")
# The cap of the scripted server, in mails a minute.
CAP = int(os.environ.get("MAILMEND_TEST_CAP", "600"))

app = Celery("mail_app", broker=URL, backend=URL)
app.conf.worker_prefetch_multiplier = 1
# What a killed worker held comes back after so many seconds: kombu looks for it every second here.
app.conf.broker_transport_options = {
    "visibility_timeout": 6, "unacked_restore_interval": 1, "unacked_restore_throttle": 1,
}
app.conf.broker_connection_retry_on_startup = True
seen = redis.Redis.from_url(URL, decode_responses=True)


class Mail(MailTask):
    abstract = True
    circuit_seconds = float(os.environ.get("MAILMEND_TEST_CIRCUIT", "2"))

    def on_open(self, report):
        seen.rpush("opened", str(report.best.code))


@suppressed.connect
def _suppress(sender=None, address=None, **_):
    seen.rpush("suppressed", address)


@circuit_opened.connect
def _opened(sender=None, account=None, **_):
    seen.rpush("accounts", account)


def deliver(*recipients):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "shop@shop.example", ", ".join(recipients), "Your order"
    message.set_content("It is on its way.")
    with smtplib.SMTP("127.0.0.1", PORT, timeout=20) as client:
        if PASSWORD:
            client.login("shop@shop.example", PASSWORD)
        client.send_message(message)


@app.task(bind=True, base=Mail)
def send(self, *recipients):
    deliver(*recipients)
    return self.request.id


@app.task(bind=True, base=Mail, give_up=60)
def hasty(self, recipient):
    deliver(recipient)


@app.task(bind=True, base=Mail)
def broken(self, recipient):
    raise KeyError("template")


PACED = {"base": Mail, "name_of_account": "paced", "limits": [{"count": CAP, "per": "minute"}], "ignore_result": True}


@app.task(bind=True, **PACED)
def urgent(self, recipient):
    deliver(recipient)


@app.task(bind=True, priority_class="bulk", **PACED)
def bulk(self, recipient):
    deliver(recipient)
