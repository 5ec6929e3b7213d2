"""Starts all the parts, sends mails that fail in several ways, and tells what happens.

python run.py
"""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import redis

from mail_server import MailServer

HERE = Path(__file__).parent


def main() -> None:
    redis_server = shutil.which("redis-server")
    if redis_server is None:
        sys.exit("This example needs Redis: `apt install redis-server`, `brew install redis`.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    server = MailServer({"orders@shop.example": "right", "news@shop.example": "changed last week"})
    os.environ.update(SHOP_REDIS=f"redis://127.0.0.1:{port}/0", SHOP_SMTP=str(server.port), SHOP_PASSWORD="right")
    server.controller.start()
    running: list["subprocess.Popen[bytes]"] = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
            running.append(subprocess.Popen([redis_server, *options], stdout=subprocess.DEVNULL))
            diary = connected(port)
            with open(Path(folder) / "worker.log", "wb") as log:
                worker = [sys.executable, "-m", "celery", "-A", "shop", "worker", "--concurrency", "4"]
                running.append(subprocess.Popen(worker, cwd=HERE, stdout=log, stderr=log))
                send_and_tell(server, diary)
        finally:
            for process in reversed(running):
                process.send_signal(signal.SIGTERM)
                process.wait()
            server.controller.stop()


def connected(port: int) -> "redis.Redis":
    diary = redis.Redis(port=port, decode_responses=True)
    for _ in range(100):
        try:
            diary.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.1)
    return diary


def send_and_tell(server: MailServer, diary: "redis.Redis") -> None:
    import shop

    print("Receipts to five people: two are fine, one is careful with strangers, one is full, one is gone.")
    for name in ("ann", "bob", "careful", "full", "gone"):
        shop.receipt.delay(f"{name}@example.org")
    tell_until(diary, lambda: len(server.delivered) >= 3 and diary.scard("suppressed") == 1)
    print(f"\n{len(server.delivered)} receipts have arrived. The one to full@example.org waits for its time.\n")

    print("A newsletter to 50 people, with a password that was changed last week.")
    for number in range(50):
        shop.newsletter.delay(f"reader{number}@example.org")
    time.sleep(0.5)
    tell_until(diary, lambda: shop.newsletter.circuit.state() is not None)
    time.sleep(1)
    print(f"\n{len(server.refused)} of 50 mails tried to log in before all stopped.")
    print("Somebody writes the new password down. One mail tries, and the others follow.\n")
    server.passwords["news@shop.example"] = "right"
    tell_until(diary, lambda: len(server.delivered) >= 53)
    twice = len(server.delivered) - len(set(server.delivered))
    print(f"All 50 newsletters have arrived, {twice} of them twice. {len(server.refused)} log-ins were refused in all.")


def tell_until(diary: "redis.Redis", done: Callable[[], bool], seconds: float = 60) -> None:
    """Prints the diary until something is done."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        finished = done()
        while (line := diary.lpop("diary")) is not None:
            print(line)
        if finished:
            return
        time.sleep(0.1)
    raise SystemExit(f"Not done after {seconds:.0f} seconds: please report this.")


if __name__ == "__main__":
    main()
