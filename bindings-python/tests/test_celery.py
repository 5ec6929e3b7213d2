"""Celery with real parts: workers, Redis, and an SMTP server that says what it is told to say."""

import os
import sys
import threading
import time
import unittest

from scripted import FOLDER, MISSING, MailServer, Parts, until

WHY = "celery, redis, aiosmtpd or redis-server is not installed"


def setUpModule():
    global parts, app
    if MISSING:
        return
    parts = Parts()
    unittest.addModuleCleanup(parts.end)
    # The same app as the workers', for the part that publishes.
    os.environ.update(parts.environment(0))
    sys.path.insert(0, str(FOLDER))
    import mail_app

    app = mail_app


class WithParts(unittest.TestCase):
    """One Redis for all; each class has a server and workers of its own."""

    server, more, processes = {}, {}, 4

    @classmethod
    def setUpClass(cls):
        cls.parts, cls.app = parts, app
        cls.addClassCleanup(parts.stop)
        cls.smtp = MailServer(**cls.server)
        cls.smtp.__enter__()
        cls.addClassCleanup(cls.smtp.__exit__)
        cls.environment = cls.parts.environment(cls.smtp.port, **cls.more)
        cls.redis = cls.parts.redis
        cls.parts.start("one", cls.environment, cls.processes)
        cls.parts.start("two", cls.environment, cls.processes)
        cls.parts.ready("one", "two")


@unittest.skipIf(MISSING, WHY)
class Acts(WithParts):
    """Each kind of failure leads to the act that fits it."""

    def test_a_dead_mailbox_is_suppressed_and_not_tried_again(self):
        self.redis.delete("suppressed")
        result = self.app.send.delay("dead@example.org")
        with self.assertRaises(Exception) as raised:
            result.get(timeout=20)
        self.assertIn("RCPT001", str(raised.exception))
        self.assertEqual(result.state, "FAILURE")
        self.assertEqual(self.redis.lrange("suppressed", 0, -1), ["dead@example.org"])
        self.assertEqual(self.smtp.tries["dead@example.org"], 1)
        until(lambda: not self.redis.hlen("unacked"), 10, "the message was not rejected")

    def test_what_passes_is_tried_again_when_the_server_said(self):
        result = self.app.send.delay("grey@example.org")
        # The task's own request is there while it runs: the same mail, the same id.
        self.assertEqual(result.get(timeout=30), result.id)
        self.assertEqual(self.smtp.tries["grey@example.org"], 2)
        first, second = self.smtp.asked["grey@example.org"]
        self.assertGreaterEqual(second - first, 1, "the server said in 1 second")

    def test_what_has_become_too_old_is_given_up(self):
        result = self.app.hasty.delay("full@example.org")
        with self.assertRaises(Exception) as raised:
            result.get(timeout=30)
        self.assertIn("BOX001", str(raised.exception))
        self.assertEqual(self.smtp.tries["full@example.org"], 1)
        self.assertNotIn("full@example.org", self.redis.lrange("suppressed", 0, -1))

    def test_a_dead_recipient_beside_one_that_may_come_again(self):
        self.redis.delete("suppressed")
        self.app.send.delay("dead5@example.org", "grey5@example.org").get(timeout=30)
        self.assertEqual(len(self.smtp.arrived["grey5@example.org"]), 1)
        self.assertEqual(set(self.redis.lrange("suppressed", 0, -1)), {"dead5@example.org"})

    def test_a_fault_of_the_program_fails_as_in_any_task(self):
        with self.assertRaises(KeyError):
            self.app.broken.delay("fine@example.org").get(timeout=20)

    def test_what_is_done_is_forgotten(self):
        self.app.send.delay("well@example.org").get(timeout=20)
        with self.assertRaises(KeyError):
            self.app.broken.delay("well@example.org").get(timeout=20)
        self.app.send.apply_async(["old@example.org"], expires=-1)
        until(lambda: not self.redis.hlen("mailmend:outbox:{default}:tickets"), 10)
        self.assertEqual(self.redis.hlen("mailmend:outbox:{default}:mails"), 0)


@unittest.skipIf(MISSING, WHY)
class Killed(WithParts):
    """A worker is killed in the middle, all of its processes at once, and started again."""

    server = {"slow": 0.1}

    def test_no_mail_is_lost_and_none_sent_twice(self):
        # Each waits for its second try in the worker: then kombu has taken one more than it has read when a worker dies,
        # and without the outbox that one is lost in every other run.
        names = [f"grey{number}@example.org" for number in range(120)]
        for name in names:
            self.app.send.delay(name)
        until(lambda: len(self.smtp.times(names)) >= 30, 30)
        self.parts.kill("one")
        killed = time.monotonic()
        on_their_way = len(self.smtp.missing(names))
        self.assertGreater(on_their_way, 20, "it was killed too late to tell")
        self.parts.start("one", self.environment, self.processes)
        until(lambda: not self.smtp.missing(names), 60, lambda: f"lost: {self.smtp.missing(names)}")
        until(lambda: not self.redis.hlen("unacked") and not self.redis.llen("celery"), 20)
        twice = self.smtp.doubled(names)
        print(f"\nkilled with {on_their_way} of 120 on their way: none lost after {time.monotonic() - killed:.0f} s, "
              f"{len(twice)} of the {self.processes} in flight sent twice")
        # Celery promises at least once. Twice is only what its process was sending when it was killed.
        self.assertLessEqual(len(twice), self.processes)
        for name, times in twice.items():
            self.assertLess(abs(times[0] - killed), 5, name)


@unittest.skipIf(MISSING, WHY)
class WrongPassword(WithParts):
    """One wrong password stops all workers, and outlives them."""

    server = {"password": "the new one"}
    more = {"MAILMEND_TEST_PASSWORD": "the old one", "MAILMEND_TEST_CIRCUIT": "4"}

    def test_the_circuit_opens_holds_and_closes(self):
        names = [f"held{number}@example.org" for number in range(150)]
        for name in names:
            self.app.send.delay(name)
        until(lambda: self.redis.llen("opened"), 30)
        time.sleep(2)  # On a busy machine, those on their way take their time.
        first = self.smtp.logins
        self.assertLessEqual(first, 2 * self.processes, "every process may have had one on its way")
        # A worker that is killed and started again finds it open.
        self.parts.kill("one")
        self.parts.start("one", self.environment, self.processes)
        began = time.monotonic()
        until(lambda: self.smtp.logins > first, 30, "nobody tried whether it may close")
        time.sleep(2)
        self.assertLessEqual(self.smtp.logins - first, 1, "one mail tries, the others wait")
        until(lambda: self.smtp.logins > first + 1, 30)
        tried = self.smtp.logins
        self.assertLessEqual(tried - first, (time.monotonic() - began) / 4 + 2)
        self.assertEqual(self.redis.llen("opened"), 1, "on_open is called once")
        self.assertEqual(self.redis.lrange("accounts", 0, -1), ["default"])
        self.assertFalse(self.smtp.times(names))
        # Somebody mends the password. The next mail that tries closes the circuit, and all are sent.
        self.smtp.password = "the old one"
        until(lambda: not self.smtp.missing(names), 60, lambda: f"held: {self.smtp.missing(names)}")
        self.assertIsNone(self.app.send.circuit.state())
        print(f"\none wrong password, 150 mails, 2 workers with {self.processes} processes: {first} log-ins before all "
              f"stopped, then one each 4 s; {len(self.smtp.doubled(names))} sent twice")
        self.assertEqual(self.smtp.doubled(names), {})


@unittest.skipIf(MISSING, WHY)
class Paced(WithParts):
    """A fleet stays below the cap together, and uses most of it."""

    # The server holds every ten seconds to the rate that mailmend was told of by the minute: the test need not run
    # for minutes, and is stricter.
    CAP, WINDOW = 10.0, 10.0
    server = {"most": int(CAP * WINDOW), "window": WINDOW}
    more = {"MAILMEND_TEST_CAP": str(int(CAP * 60))}
    processes = 8

    def test_two_workers_with_eight_processes_each(self):
        bulk = [f"bulk{number}@example.org" for number in range(200)]
        urgent = [f"urgent{number}@example.org" for number in range(8)]
        for name in bulk:
            self.app.bulk.delay(name)
        until(lambda: len(self.smtp.times(bulk)) >= 40, 30)
        asked = time.monotonic()
        for name in urgent:
            self.app.urgent.delay(name)
        until(lambda: not self.smtp.missing(urgent), 30)
        longest = self.smtp.times(urgent)[-1] - asked
        behind = len(self.smtp.missing(bulk))
        until(lambda: not self.smtp.missing(bulk + urgent), 60)
        times = self.smtp.times(bulk + urgent)
        rate = (len(times) - 1) / (times[-1] - times[0])
        most = max(sum(1 for at in times if start <= at < start + self.WINDOW) for start in times)
        print(f"\npace: {rate:.2f} a second, {100 * rate / self.CAP:.0f} % of the cap; at most {most} of "
              f"{self.smtp.most} in any {self.WINDOW:.0f} s, {self.smtp.over} refused; 8 urgent mails within "
              f"{longest:.1f} s, before {behind} of 200 bulk")
        self.assertEqual(self.smtp.over, 0)
        self.assertLessEqual(most, self.smtp.most)
        self.assertGreaterEqual(rate, 0.75 * self.CAP)
        self.assertGreater(behind, 100, "urgent mail goes before bulk")
        self.assertEqual(self.smtp.doubled(bulk + urgent), {})


if __name__ == "__main__":
    unittest.main()
