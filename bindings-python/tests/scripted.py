"""The real parts that the tests run against: a Redis, Celery workers, and an SMTP server that says what it is told."""

import collections
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path

try:
    import celery  # noqa: F401
    import redis
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult
except ImportError:
    redis = None
    Controller = object

SERVER = shutil.which("redis-server")
MISSING = redis is None or SERVER is None
FOLDER = Path(__file__).parent / "celery_part"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def until(true, seconds, what="still not so"):
    """Waits until something is true; fails when it takes too long."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"{what() if callable(what) else what} after {seconds} s")
        time.sleep(0.05)


class MailServer:
    """Answers by the local part of the recipient, and counts.

    `dead@` does not exist, `grey@` may come again in a second, `full@` is full; `password` is the one that is right;
    `most` mails are taken in any `window` of seconds, and what is more is refused.
    """

    def __init__(self, *, password=None, most=None, window=1.0, slow=0.0):
        self.lock, self.password, self.most, self.window, self.slow = threading.Lock(), password, most, window, slow
        # One a connection: smtplib tries every mechanism that is offered.
        self.sessions, self.over = set(), 0
        self.asked, self.arrived = collections.defaultdict(list), collections.defaultdict(list)
        more = {"authenticator": self._login, "auth_required": True, "auth_require_tls": False} if password else {}
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port(), **more)
        self.port = self.controller.port

    @property
    def tries(self):
        """How often each recipient was named."""
        return collections.Counter({address: len(times) for address, times in self.asked.items()})

    @property
    def logins(self):
        """How many mails tried to log in."""
        return len(self.sessions)

    def __enter__(self):
        # aiosmtpd warns of a log-in without TLS, once a connection.
        warnings.filterwarnings("ignore", message="Requiring AUTH", category=UserWarning)
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    def _login(self, server, session, envelope, mechanism, data):
        with self.lock:
            self.sessions.add(session.peer)
            right = data.password.decode() == self.password
        words = None if right else "535 5.7.8 Username and password not accepted"
        return AuthResult(success=right, handled=False, message=words)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        with self.lock:
            self.asked[address].append(time.monotonic())
            kind = address.partition("@")[0].rstrip("0123456789")
            if kind == "dead":
                return "550 5.1.1 <" + address + ">: Recipient address rejected: User unknown"
            if kind == "full":
                return "552 5.2.2 <" + address + ">: Mailbox full"
            if kind == "grey" and len(self.asked[address]) == 1:
                return "450 4.2.0 Greylisted, please try again in 1 seconds"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.slow:
            import asyncio

            await asyncio.sleep(self.slow)
        with self.lock:
            now = time.monotonic()
            if self.most is not None:
                recent = sum(1 for times in self.arrived.values() for at in times if at > now - self.window)
                if recent >= self.most:
                    self.over += 1
                    return "451 4.7.1 Too many messages, try again later"
            for address in envelope.rcpt_tos:
                self.arrived[address].append(now)
        return "250 OK"

    def times(self, names):
        """When the mails arrived, in order."""
        with self.lock:
            return sorted(at for name in names for at in self.arrived.get(name, ()))

    def missing(self, names):
        """Those that have not arrived."""
        with self.lock:
            return [name for name in names if not self.arrived.get(name)]

    def doubled(self, names):
        """Those that have arrived more than once, with when."""
        with self.lock:
            return {name: self.arrived[name] for name in names if len(self.arrived.get(name, ())) > 1}


class Parts:
    """A Redis of its own and the workers on it; ends them all."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.running = {}
        self.port = free_port()
        self.redis_server = subprocess.Popen(
            [SERVER, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder.name],
            stdout=subprocess.DEVNULL,
        )
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.redis = redis.Redis.from_url(self.url, decode_responses=True)
        until(self._answers, 20)

    def _answers(self):
        try:
            return self.redis.ping()
        except redis.ConnectionError:
            return False

    def environment(self, smtp_port, **more):
        return {**os.environ, "MAILMEND_TEST_REDIS": self.url, "MAILMEND_TEST_SMTP": str(smtp_port), **more}

    def start(self, name, environment, processes=4):
        """Starts a worker in a group of processes of its own."""
        with open(Path(self.folder.name) / f"{name}.log", "ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "mail_app", "worker", "-n", f"{name}@test",
                 "-c", str(processes), "-l", "INFO", "--without-gossip", "--without-mingle"],
                cwd=FOLDER, env=environment, stdout=log, stderr=log, start_new_session=True,
            )

    def ready(self, *names, seconds=60):
        until(lambda: all(" ready." in self.log(name) for name in names), seconds, lambda: self.log(names[0])[-2000:])

    def log(self, name):
        return (Path(self.folder.name) / f"{name}.log").read_text("utf-8", "replace")

    def kill(self, name):
        """Kills a worker and all of its processes at once, as a machine does that loses its power."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self):
        """Ends all workers, and forgets everything."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()
        self.redis.flushall()

    def end(self):
        self.stop()
        self.redis.close()
        self.redis_server.terminate()
        self.redis_server.wait()
        self.folder.cleanup()
