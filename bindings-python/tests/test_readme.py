"""Runs what the README shows."""

import contextlib
import io
import re
import unittest
from pathlib import Path


class Readme(unittest.TestCase):
    def test_every_example_runs(self):
        text = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
        examples = re.findall(r"```python\n(.*?)```", text, re.S)
        self.assertTrue(examples)
        for example in examples:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(example, "README.md", "exec"), {})


if __name__ == "__main__":
    unittest.main()
