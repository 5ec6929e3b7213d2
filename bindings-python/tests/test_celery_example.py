"""Runs the example, as a newcomer does."""

import importlib.util
import os
import subprocess
import sys
import unittest
from pathlib import Path

from scripted import MISSING

FOLDER = Path(__file__).parents[1] / "examples/celery_app"


@unittest.skipIf(MISSING, "celery, redis, aiosmtpd or redis-server is not installed")
class Example(unittest.TestCase):
    def test_it_tells_what_happens(self):
        done = subprocess.run([sys.executable, "run.py"], cwd=FOLDER, capture_output=True, text=True, timeout=150)
        said = done.stdout
        self.assertEqual((done.returncode, done.stderr), (0, ""), said)
        for line in (
            "WAIT  The mail to careful@example.org",
            "WAIT  The mail to full@example.org",
            "NEVER gone@example.org gets no more mail.",
            "STOP  All mails of news@shop.example are held back",
            "All 50 newsletters have arrived, 0 of them twice.",
        ):
            self.assertIn(line, said)
        self.assertEqual(said.count("STOP"), 1, said)

    def types(self, module, *arguments):
        if importlib.util.find_spec(module) is None or importlib.util.find_spec("celery-stubs") is None:
            self.skipTest(f"{module} or celery-types is not installed")
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments, *sorted(one.name for one in FOLDER.glob("*.py"))],
            cwd=FOLDER, capture_output=True, text=True, timeout=300,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_mypy_finds_nothing(self):
        self.types("mypy", "--strict", "--cache-dir", os.devnull)

    def test_pyright_finds_nothing(self):
        self.types("pyright", "--pythonpath", sys.executable)


if __name__ == "__main__":
    unittest.main()
