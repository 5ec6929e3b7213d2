"""Mails on their way, paces and circuits: with a real Redis, without a worker."""

import json
import os
import subprocess
import sys
import threading
import time
import unittest
import warnings

from scripted import MISSING, Parts

if not MISSING:
    from celery import Celery

    from mailmend._circuit import LocalCircuit, RedisCircuit
    from mailmend._outbox import MOST_LOST
    from mailmend._pace import LocalPace, RedisPace, buckets
    from mailmend.celery import MailTask

WHY = "celery, redis, aiosmtpd or redis-server is not installed"


@unittest.skipIf(MISSING, WHY)
class WithRedis(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.parts = Parts()
        cls.addClassCleanup(cls.parts.end)
        cls.redis = cls.parts.redis
        cls.app = Celery("outbox", broker=cls.parts.url, backend=cls.parts.url)

        @cls.app.task(bind=True, base=MailTask, name="outbox.send", shared=False)
        def send(self, recipient):
            pass

        cls.send = cls.app.tasks["outbox.send"]

    def setUp(self):
        self.redis.flushall()
        self.app.set_current()


class Outbox(WithRedis):
    def test_a_mail_that_died_with_its_worker_goes_back_into_the_queue(self):
        for number in range(3):
            self.send.delay(f"mail{number}@example.org")
        # What BRPOP does for a worker that is killed before it has read the answer.
        taken = self.redis.rpop("celery")
        self.assertEqual(self.redis.llen("celery"), 2)
        self.assertEqual(self.send.outbox.recover(self.app), 1)
        self.assertEqual(self.redis.llen("celery"), 3)
        self.assertEqual(self.send.outbox.recover(self.app), 0, "nothing is missing any more")
        # The message that was lost is good no more, should it turn up; the new one is.
        old, new = json.loads(taken)["headers"], json.loads(self.redis.lindex("celery", 0))["headers"]
        self.assertEqual(old["id"], new["id"])
        self.assertFalse(self.send.outbox.good(old["id"], old["mailmend"]["ticket"]))
        self.assertTrue(self.send.outbox.good(new["id"], new["mailmend"]["ticket"]))

    def test_one_that_a_worker_holds_is_not_missing(self):
        self.send.delay("mail@example.org")
        with self.app.connection_for_read() as connection:
            message = connection.SimpleQueue("celery").get(timeout=5)
            self.assertEqual(self.redis.llen("celery"), 0)
            self.assertEqual(self.send.outbox.recover(self.app), 0)
            message.ack()

    def test_what_somebody_purged_stays_away(self):
        for number in range(MOST_LOST + 1):
            self.send.delay(f"mail{number}@example.org")
        self.redis.delete("celery")
        with self.assertLogs("mailmend", "WARNING") as said:
            self.assertEqual(self.send.outbox.recover(self.app), 0)
        self.assertIn("clear()", said.output[0])
        self.send.outbox.clear()
        self.assertEqual(self.send.outbox.recover(self.app), 0)

    def test_a_password_of_the_broker_is_in_no_record(self):
        self.send.delay("mail@example.org")
        self.assertNotIn(str(self.parts.port), str(self.redis.hgetall("mailmend:outbox:{default}:mails")))


class Circuits(WithRedis):
    def circuits(self):
        return {"redis": RedisCircuit(self.redis, "shop"), "local": LocalCircuit()}

    def test_it_opens_once_and_one_mail_tries(self):
        for name, circuit in self.circuits().items():
            with self.subTest(name):
                self.assertIsNone(circuit.ask(1.0))
                self.assertTrue(circuit.open({"code": "AUTH001"}, 0.3))
                self.assertFalse(circuit.open({"code": "AUTH001"}, 0.3), "it was open")
                held = circuit.ask(1.0)
                self.assertFalse(held.probe)
                self.assertTrue(0 < held.wait <= 0.3)
                time.sleep(0.35)
                self.assertTrue(circuit.ask(1.0).probe)
                others = circuit.ask(1.0)
                self.assertFalse(others.probe, "one mail tries, the others wait")
                self.assertLessEqual(others.wait, 1.0)
                # It found out nothing: another one tries.
                circuit.release()
                self.assertTrue(circuit.ask(1.0).probe)
                # The settings are still wrong: it stays open, and nobody is told again.
                self.assertFalse(circuit.open({"code": "AUTH001"}, 0.3))
                self.assertFalse(circuit.ask(1.0).probe)
                circuit.close()
                self.assertIsNone(circuit.ask(1.0))
                self.assertIsNone(circuit.state())


class Paces(WithRedis):
    LIMITS = [{"count": 50, "per": "second"}]

    def test_it_never_gives_more_places_than_the_plan(self):
        """Threads that ask as fast as they can: places of any second, whoever has them."""
        limits = buckets(limits=self.LIMITS)
        for name, make in {"redis": lambda: RedisPace(self.redis, "shop", limits, 2), "local": self.local}.items():
            with self.subTest(name):
                pace, places, end = make(), [], time.monotonic() + 2

                def ask():
                    while time.monotonic() < end:
                        place = pace.take(0)
                        if place.own:
                            places.append(time.monotonic() + place.wait)

                threads = [threading.Thread(target=ask) for _ in range(4)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                most = max(sum(1 for at in places if start <= at < start + 1) for start in places)
                self.assertLessEqual(most, 50)
                self.assertGreaterEqual(len(places), 75, "two seconds, and places a second ahead")

    def local(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return LocalPace("shop", buckets(limits=self.LIMITS), 2)

    def test_urgent_mail_is_served_before_what_queued_earlier(self):
        pace = RedisPace(self.redis, "shop", buckets(limits=[{"count": 10, "per": "second"}]), 2)
        bulk = [pace.take(1) for _ in range(100)]
        self.assertGreater(bulk[-1].wait, 9)
        self.assertLess(pace.take(0).wait, 2)

    def test_a_provider_is_known_by_its_name(self):
        self.assertTrue(buckets(provider="gmail"))


@unittest.skipIf(MISSING, WHY)
class WithoutRedis(unittest.TestCase):
    def test_it_says_once_that_each_process_is_by_itself(self):
        program = """
import warnings
from celery import Celery
from mailmend.celery import MailTask
app = Celery("alone", broker="memory://")
@app.task(bind=True, base=MailTask, limits=[{"count": 10, "per": "second"}])
def send(self, recipient): return "sent"
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    for _ in range(3):
        shared = send._shared()
    kinds = [str(one.message) for one in said if "no Redis" in str(one.message)]
assert len(kinds) == 1, kinds
assert type(shared.pace).__name__ == "LocalPace" and send.outbox is None
assert send("a@example.org") == "sent" and send.apply(args=["a@example.org"]).get() == "sent"
"""
        subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONWARNINGS": ""})

    def test_a_mail_is_kept_while_redis_cannot_be_reached(self):
        program = """
import time
from celery import Celery, signals
from celery.contrib.testing.worker import start_worker
from mailmend.celery import MailTask
app, said = Celery("alone", broker="memory://", backend="cache+memory://"), []
@app.task(bind=True, base=MailTask, redis="redis://127.0.0.1:1/0", ignore_result=True)
def send(self, recipient): said.append("sent")
@signals.task_retry.connect
def again(reason=None, **_): said.append(reason.message)
with start_worker(app, perform_ping_check=False, pool="solo", shutdown_timeout=20):
    send.delay("mail@example.org")
    end = time.monotonic() + 20
    while not said and time.monotonic() < end: time.sleep(0.05)
assert said and said[0].startswith("Redis cannot be reached"), said
"""
        subprocess.run([sys.executable, "-c", program], check=True, timeout=60, capture_output=True)

    def test_a_worker_keeps_the_pace_by_itself(self):
        program = """
import time, warnings
warnings.simplefilter("ignore")
from celery import Celery
from celery.contrib.testing.worker import start_worker
from mailmend.celery import MailTask
app, sent = Celery("alone", broker="memory://", backend="cache+memory://"), []
@app.task(bind=True, base=MailTask, limits=[{"count": 10, "per": "second"}], ignore_result=True)
def send(self, recipient): sent.append(time.monotonic())
with start_worker(app, perform_ping_check=False, pool="threads", concurrency=8, shutdown_timeout=20):
    for number in range(20): send.delay(f"mail{number}@example.org")
    end = time.monotonic() + 20
    while len(sent) < 20 and time.monotonic() < end: time.sleep(0.05)
assert len(sent) == 20, len(sent)
assert max(sum(1 for at in sent if start <= at < start + 1) for start in sent) <= 10, sent
"""
        subprocess.run(
            [sys.executable, "-c", program], check=True, timeout=60, capture_output=True,
            env={**os.environ, "PYTHONWARNINGS": ""},
        )


if __name__ == "__main__":
    unittest.main()
