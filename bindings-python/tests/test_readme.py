"""Runs what the README shows."""

import re
import subprocess
import sys
import unittest
from pathlib import Path


class Readme(unittest.TestCase):
    def test_every_example_runs(self):
        text = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
        examples = re.findall(r"```python\n(.*?)```", text, re.S)
        self.assertTrue(examples)
        for number, example in enumerate(examples, 1):
            # Each by itself, as somebody who copies it runs it.
            with self.subTest(number):
                done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, timeout=120)
                self.assertEqual((done.returncode, done.stderr), (0, ""), example)


if __name__ == "__main__":
    unittest.main()
