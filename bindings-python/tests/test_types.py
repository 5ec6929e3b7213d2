"""mypy and pyright on the package as it was installed, and on what the README and the examples show."""

import importlib.util
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import mailmend

HERE = Path(__file__).parents[1]
PACKAGE = Path(mailmend.__file__).parent
# Both of them know nothing of these; the examples that need them are looked at where they are installed.
OPTIONAL = {"batch/explain_on_spark.py": "pyspark", "batch/explain_logs.py": "pyarrow", "celery_app": "celery"}

USES = """
import mailmend
from typing import List
report: mailmend.Report = mailmend.explain("550 5.1.1")
owner: mailmend.Owner = report.best.owner
many: List[mailmend.Report] = mailmend.explain_many(["550"])
addresses: List[mailmend.AddressReport] = mailmend.address_many(["jane@example.org"], mode="bounce")
form: "bool | None" = addresses[0].valid.form
needs = mailmend.check_host("192.0.2.1", sender="jane@example.org").needs
name: str = needs[0].name
flat = mailmend.spf_tree("example.org", flatten=True).flat
tree = mailmend.record("v=spf1 -all").tree
"""
MISUSES = ["mailmend.explain(5)", "mailmend.explain_many('550')[0].best", "report.best.owner = 5", "report.bset"]


def examples():
    for path in sorted((HERE / "examples").rglob("*.py")):
        name = path.relative_to(HERE / "examples").as_posix()
        needed = next((module for part, module in OPTIONAL.items() if name.startswith(part)), None)
        if needed is None or importlib.util.find_spec(needed) is not None:
            yield path


def run(*command, where):
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd=where)
    return done.returncode, done.stdout + done.stderr


class Types(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "uses.py").write_text(USES)
        (self.folder / "misuses.py").write_text(USES + "\n".join(MISUSES))
        readme = (HERE / "README.md").read_text("utf-8")
        for number, code in enumerate(re.findall(r"```python\n(.*?)```", readme, re.S)):
            (self.folder / f"readme_{number}.py").write_text(code, "utf-8")
        self.clean = [*sorted(map(str, self.folder.glob("readme_*.py"))), str(self.folder / "uses.py"), *map(str, examples())]

    @unittest.skipIf(importlib.util.find_spec("mypy") is None, "mypy is not installed")
    def test_mypy(self):
        for file in self.clean:
            # One by one: examples of different folders have the same names.
            self.assertEqual(run("mypy", *STRICT, file, where=self.folder), (0, ""), file)
        code, told = run("mypy", "--strict", "misuses.py", where=self.folder)
        self.assertEqual((code, told.count("error:")), (1, len(MISUSES)), told)

    @unittest.skipIf(importlib.util.find_spec("mypy") is None, "mypy is not installed")
    def test_mypy_on_the_package(self):
        self.assertEqual(run("mypy", *STRICT, "-p", "mailmend", where=self.folder), (0, ""))

    @unittest.skipIf(importlib.util.find_spec("mypy") is None, "mypy is not installed")
    def test_the_stub_is_true(self):
        allowed = self.folder / "allowed"
        allowed.write_text(NOT_IN_BOTH)
        code, told = run("mypy.stubtest", "mailmend._mailmend", "--allowlist", str(allowed), where=self.folder)
        self.assertEqual(code, 0, told)

    @unittest.skipIf(importlib.util.find_spec("pyright") is None, "pyright is not installed")
    def test_pyright(self):
        # The files of the shop import each other, which pyright sees from their folder only: test_celery_example.py.
        alone = [file for file in self.clean if "celery_app" not in file]
        code, told = run("pyright", "--pythonpath", sys.executable, *alone, where=self.folder)
        self.assertEqual(code, 0, told)
        code, told = run("pyright", "--pythonpath", sys.executable, "misuses.py", where=self.folder)
        self.assertEqual(code, 1, told)


# Celery, Django and pyarrow come without types.
STRICT = ["--strict", "--no-error-summary", "--disable-error-code", "import-untyped"]

# What only type checkers need, and what only one of both knows.
NOT_IN_BOTH = r"""
mailmend\._mailmend\.__all__
mailmend\._mailmend\.Arrow(Array|Stream)
mailmend\._mailmend\.Columns\.__arrow_c_array__
"""


if __name__ == "__main__":
    unittest.main()
