"""Celery with real parts: workers, Redis, and an SMTP server that says what it is told to say."""

import collections
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

try:
    import celery  # noqa: F401
    import redis
    from aiosmtpd.controller import Controller
except ImportError:
    redis = None

FOLDER = Path(__file__).parent / "celery_part"
SERVER = shutil.which("redis-server")


class Scripted:
    """Answers RCPT by the local part: `dead@` does not exist, `grey@` may come again in a second, others are taken."""

    def __init__(self):
        self.lock, self.refuse = threading.Lock(), None
        self.tries, self.arrived = collections.Counter(), collections.defaultdict(list)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        with self.lock:
            self.tries[address] += 1
            if self.refuse:
                return self.refuse
            if address.startswith("dead"):
                return "550 5.1.1 <" + address + ">: Recipient address rejected: User unknown"
            if address.startswith("grey") and self.tries[address] == 1:
                return "450 4.2.0 Greylisted, please try again in 1 seconds"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            for address in envelope.rcpt_tos:
                self.arrived[address].append(time.monotonic())
        return "250 OK"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@unittest.skipIf(redis is None or SERVER is None, "celery, redis, aiosmtpd or redis-server is not installed")
class Workers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        port = free_port()
        cls.redis_server = subprocess.Popen(
            [SERVER, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", cls.folder.name],
            stdout=subprocess.DEVNULL,
        )
        cls.url = f"redis://127.0.0.1:{port}/0"
        cls.redis = redis.Redis.from_url(cls.url, decode_responses=True)
        until(lambda: answers(cls.redis), 10)
        cls.script = Scripted()
        cls.smtp = Controller(cls.script, hostname="127.0.0.1", port=free_port())
        cls.smtp.start()
        cls.environment = {
            **os.environ, "MAILMEND_TEST_REDIS": cls.url, "MAILMEND_TEST_SMTP": str(cls.smtp.port),
        }
        os.environ.update(cls.environment)
        sys.path.insert(0, str(FOLDER))
        import mail_app

        cls.app = mail_app
        cls.running = [cls.worker(name) for name in ("one", "two")]
        until(lambda: len(cls.app.app.control.ping(timeout=0.5)) == 2, 30)

    @classmethod
    def worker(cls, name):
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "mail_app", "worker", "-n", f"{name}@test", "-c", "4", "-l", "ERROR",
             "--without-gossip", "--without-mingle"],
            cwd=FOLDER, env=cls.environment,
        )

    @classmethod
    def tearDownClass(cls):
        for process in [*cls.running, cls.redis_server]:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        cls.smtp.stop()
        cls.folder.cleanup()

    def test_a_dead_mailbox_is_suppressed_and_not_tried_again(self):
        result = self.app.send.delay("dead@example.org")
        with self.assertRaises(Exception) as raised:
            result.get(timeout=20)
        self.assertIn("RCPT001", str(raised.exception))
        self.assertEqual(self.redis.lrange("suppressed", 0, -1), ["dead@example.org"])
        self.assertEqual(self.script.tries["dead@example.org"], 1)

    def test_what_passes_is_tried_again_when_the_server_said(self):
        self.app.send.delay("grey@example.org").get(timeout=30)
        self.assertEqual(self.script.tries["grey@example.org"], 2)

    def test_wrong_settings_open_the_circuit_for_all_and_no_mail_is_lost(self):
        self.script.refuse = "530 5.7.0 Must issue a STARTTLS command first"
        names = [f"held{number}@example.org" for number in range(60)]
        for name in names:
            self.app.send.delay(name)
        until(lambda: self.redis.llen("opened"), 20)
        # One of the workers dies in the middle of it.
        self.running[0].kill()
        self.running[0].wait()
        time.sleep(1)
        self.assertLessEqual(sum(self.script.tries[name] for name in names), 16, "every process may have had one on its way")
        self.script.refuse = None
        self.running[0] = self.worker("one")
        until(lambda: all(self.script.arrived[name] for name in names), 45)
        twice = [name for name in names if len(self.script.arrived[name]) > 1]
        self.assertEqual(twice, [])

    def test_two_workers_keep_the_pace_together(self):
        names = [f"paced{number}@example.org" for number in range(160)]
        for name in names:
            self.app.paced.delay(name)
        until(lambda: all(self.script.arrived[name] for name in names), 40)
        times = sorted(at for name in names for at in self.script.arrived[name])
        most = max(sum(1 for other in times if start <= other < start + 1) for start in times)
        rate = (len(times) - 1) / (times[-1] - times[0])
        print(f"pace: {rate:.1f} a second of 20, at most {most} in any second")
        self.assertLessEqual(most, 20)
        self.assertGreaterEqual(rate, 15)


def answers(client):
    try:
        return client.ping()
    except redis.ConnectionError:
        return False


def until(true, seconds):
    """Waits until something is true; fails when it takes too long."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"still not so after {seconds} s")
        time.sleep(0.1)


if __name__ == "__main__":
    unittest.main()
