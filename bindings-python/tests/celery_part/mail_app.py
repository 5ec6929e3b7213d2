"""The Celery app that the tests' workers run: it sends through the scripted server with smtplib."""

import os
import smtplib
from email.message import EmailMessage

import redis
from celery import Celery

from mailmend.celery import MailTask, circuit_opened, suppressed

URL = os.environ["MAILMEND_TEST_REDIS"]
PORT = int(os.environ.get("MAILMEND_TEST_SMTP", "0"))

app = Celery("mail_app", broker=URL, backend=URL)
app.conf.worker_prefetch_multiplier = 1
app.conf.broker_transport_options = {"visibility_timeout": 20}
seen = redis.Redis.from_url(URL, decode_responses=True)


class Mail(MailTask):
    abstract = True
    circuit_seconds = 2.0

    def on_open(self, report):
        seen.rpush("opened", str(report.best.code))


@suppressed.connect
def _suppress(sender=None, address=None, **_):
    seen.rpush("suppressed", address)


def deliver(recipient, user=None):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "shop@shop.example", recipient, "Your order"
    message.set_content("It is on its way.")
    with smtplib.SMTP("127.0.0.1", PORT, timeout=10) as client:
        client.send_message(message)


@app.task(bind=True, base=Mail)
def send(self, recipient):
    deliver(recipient)


@app.task(bind=True, base=Mail, name_of_account="paced", limits=[{"count": 20, "per": "second"}], ignore_result=True)
def paced(self, recipient):
    deliver(recipient)
