"""The mails of a small shop: receipts that people wait for, and a newsletter."""

import os
import smtplib
from email.message import EmailMessage
from typing import Any

import redis
from celery import Celery
from celery.signals import task_retry

import mailmend
from mailmend.celery import MailTask, suppressed

REDIS = os.environ.get("SHOP_REDIS", "redis://localhost:6379/0")
app = Celery("shop", broker=REDIS, backend=REDIS)
app.conf.worker_prefetch_multiplier = 1
diary = redis.Redis.from_url(REDIS, decode_responses=True)


def tell(line: str) -> None:
    """Writes into the diary that run.py prints. Your shop would write to its log, or to a person."""
    diary.rpush("diary", line)


class ShopMail(MailTask):
    """What all mails of the shop have in common."""

    abstract = True
    # What the account may send, as your provider says it. For the providers that mailmend knows, `provider = "gmail"`
    # or the like is enough.
    limits = [{"count": 600, "per": "minute"}]
    # Ten minutes, if left out. Here nobody wants to wait so long.
    circuit_seconds = 4.0

    def on_open(self, report: mailmend.Report) -> None:
        best = report.best
        tell(f"STOP  All mails of {self.name_of_account} are held back, none is lost. {best.title}.")
        tell(f"      What to do: {best.fixes[0].text}")


@suppressed.connect
def put_on_the_list(address: str, report: mailmend.Report, **_: Any) -> None:
    """A shop keeps such a list in its database, and asks it before it sends."""
    diary.sadd("suppressed", address)
    tell(f"NEVER {address} gets no more mail. {report.best.title}.")


@task_retry.connect
def waits(request: Any, reason: Any, **_: Any) -> None:
    """Only what a server said: waiting for one's turn is nothing to tell."""
    words = reason.message or ""
    if ":" in words and not words.startswith("AUTH"):
        when = f"{reason.when:.0f} seconds" if reason.when < 120 else f"{reason.when / 60:.0f} minutes"
        tell(f"WAIT  The mail to {request.args[0]} is looked at again in {when}. {words}.")


def deliver(user: str, password: str, recipient: str, subject: str) -> None:
    """Plain smtplib: MailTask reads the exceptions that it raises."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = user, recipient, subject
    message.set_content("With kind regards from the shop.")
    with smtplib.SMTP("127.0.0.1", int(os.environ["SHOP_SMTP"]), timeout=10) as client:
        client.login(user, password)
        client.send_message(message)


@app.task(bind=True, base=ShopMail, name_of_account="orders@shop.example")
def receipt(self: ShopMail, recipient: str) -> None:
    """Transactional mail goes before bulk mail of the same account: that is MailTask's default."""
    deliver("orders@shop.example", os.environ["SHOP_PASSWORD"], recipient, "Your receipt")


@app.task(bind=True, base=ShopMail, name_of_account="news@shop.example", priority_class="bulk")
def newsletter(self: ShopMail, recipient: str) -> None:
    """Its account has a password of its own, and that was changed last week."""
    deliver("news@shop.example", os.environ["SHOP_PASSWORD"], recipient, "What is new")
