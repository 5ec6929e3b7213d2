"""Runs the example, as a newcomer does."""

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


if __name__ == "__main__":
    unittest.main()
