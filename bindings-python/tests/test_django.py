"""Django: a real project in a folder of its own, its commands, its checks and its views."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from peers import HANG, RawServer

try:
    import django  # noqa: F401
except ImportError:
    django = None

SETTINGS = """
import os

INSTALLED_APPS += ["mailmend.django"]
EMAIL_BACKEND = "mailmend.django.backend.EmailBackend"
EMAIL_HOST = os.environ["MAILMEND_TEST_HOST"]
EMAIL_PORT = int(os.environ["MAILMEND_TEST_PORT"])
EMAIL_HOST_USER = "shop@shop.example"
EMAIL_HOST_PASSWORD = "qwtzasdfyxcvmnbp"
EMAIL_USE_TLS = "tls" in os.environ["MAILMEND_TEST_SECURITY"]
EMAIL_USE_SSL = "ssl" in os.environ["MAILMEND_TEST_SECURITY"]
EMAIL_TIMEOUT = 2
DEFAULT_FROM_EMAIL = "shop@shop.example"
MAILMEND_EMAIL_BACKEND = os.environ.get("MAILMEND_TEST_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
"""
# An asynchronous view that sends, and a loop that must go on meanwhile.
VIEW = """
import asyncio
import time

from asgiref.sync import sync_to_async
from django.core.mail import send_mail
from django.http import JsonResponse
from django.urls import path


async def order(request):
    ticks = []

    async def tick():
        while True:
            ticks.append(time.monotonic())
            await asyncio.sleep(0.02)

    ticking = asyncio.ensure_future(tick())
    try:
        await sync_to_async(send_mail)("Your order", "It is on its way.", None, ["buyer@example.org"])
        answer = {"sent": True}
    except OSError as error:
        best = error.diagnosis.best
        answer = {"sent": False, "code": best.code, "title": best.title}
    ticking.cancel()
    longest = max(later - earlier for earlier, later in zip(ticks, ticks[1:]))
    return JsonResponse({**answer, "ticks": len(ticks), "longest": longest})


urlpatterns = [path("order", order)]
"""
ASK = """
import asyncio, json, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
import django; django.setup()
from django.test import AsyncClient
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
print(asyncio.run(AsyncClient().get("/order")).content.decode())
"""


@unittest.skipIf(django is None, "django is not installed")
class Project(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        subprocess.run([sys.executable, "-m", "django", "startproject", "shop", "."], cwd=cls.folder, check=True)
        with open(cls.folder / "shop/settings.py", "a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        (cls.folder / "shop/urls.py").write_text(VIEW, "utf-8")

    def run_python(self, *arguments, host="127.0.0.1", port=25, security="", **more):
        environment = {
            **os.environ, "MAILMEND_TEST_HOST": host, "MAILMEND_TEST_PORT": str(port),
            "MAILMEND_TEST_SECURITY": security, **more,
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60
        )
        said = done.stdout + done.stderr
        self.assertNotIn("qwtzasdfyxcvmnbp", said)
        self.assertNotIn("Traceback", said)
        return done.returncode, said

    def test_check_reports_settings_that_do_not_fit(self):
        code, said = self.run_python("manage.py", "check", host="smtp.gmail.com", port=465, security="tls")
        self.assertIn("mailmend.CONF", said)
        self.assertIn("HINT:", said)
        both, said = self.run_python("manage.py", "check", host="smtp.gmail.com", port=587, security="tls ssl")
        self.assertEqual(both, 1, said)
        code, said = self.run_python("manage.py", "check", host="smtp.gmail.com", port=587, security="tls")
        self.assertEqual((code, "mailmend.CONF" in said), (0, False), said)

    def test_diagnose_mail_shows_what_is_wrong_with_the_settings(self):
        code, said = self.run_python("manage.py", "diagnose_mail", host="smtp.gmail.com", port=465, security="tls")
        self.assertEqual(code, 0, said)
        self.assertIn("Corrected:", said)
        self.assertIn("EMAIL_USE_SSL = True", said)

    def test_diagnose_mail_sends_and_explains(self):
        with RawServer({"AUTH": "535 5.7.8 Error: authentication failed"}) as server:
            code, said = self.run_python("manage.py", "diagnose_mail", "--to", "me@example.org", port=server.port)
        self.assertEqual(code, 1, said)
        self.assertIn("AUTH001", said)
        with RawServer() as server:
            code, said = self.run_python("manage.py", "diagnose_mail", "--to", "me@example.org", port=server.port)
        self.assertEqual(code, 0, said)
        self.assertIn("has taken a mail to me@example.org", said)

    def test_any_backend_can_be_wrapped(self):
        code, said = self.run_python(
            "manage.py", "diagnose_mail", "--to", "me@example.org",
            MAILMEND_TEST_BACKEND="django.core.mail.backends.console.EmailBackend",
        )
        self.assertEqual(code, 0, said)
        self.assertIn("Subject: A test by mailmend", said)

    def test_an_asynchronous_view_is_not_held_up(self):
        with RawServer({"greeting": HANG}) as server:
            code, said = self.run_python("-c", ASK, port=server.port)
        self.assertEqual(code, 0, said)
        answer = json.loads(said[said.index("{"):said.index("}") + 1])
        self.assertEqual((answer["sent"], answer["code"]), (False, "CONN002"))
        self.assertGreater(answer["ticks"], 20, "the loop went on for the two seconds")
        self.assertLess(answer["longest"], 1)


if __name__ == "__main__":
    unittest.main()
