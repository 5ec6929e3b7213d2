"""The worked example of a batch, with a small number here; `MAILMEND_ROWS=10000000` is the slow lane."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import mailmend

try:
    import pyarrow as pa
except ImportError:
    pa = None

FOLDER = Path(__file__).parents[1] / "examples" / "batch"
ROWS = int(os.environ.get("MAILMEND_ROWS", 20_000))


@unittest.skipIf(pa is None, "pyarrow is not installed")
class Batch(unittest.TestCase):
    def test_all_replies_are_counted(self):
        asked = [sys.executable, str(FOLDER / "explain_logs.py"), str(ROWS)]
        told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        print(told.splitlines()[-1])
        lines = [line.split() for line in told.splitlines()[:-1]]
        self.assertEqual(sum(int(number) for number, _, _ in lines), ROWS)
        self.assertIn([str(ROWS // 8), "RCPT001", "suppress"], lines)
        self.assertTrue(told.splitlines()[-1].startswith(f"{ROWS} replies in "))

    def test_the_function_for_spark(self):
        sys.path.insert(0, str(FOLDER))
        self.addCleanup(sys.path.remove, str(FOLDER))
        from explain_logs import SAID, TOLD, diagnose

        replies = [*SAID, None, "gibberish"]
        batches = [pa.record_batch({"reply": replies[:5], "line": range(5)}), pa.record_batch({"reply": replies[5:], "line": range(5)})]
        told = list(diagnose(iter(batches)))
        self.assertEqual([batch.num_rows for batch in told], [5, 5])
        rows = [row for batch in told for row in batch.to_pylist()]
        for row, reply in zip(rows, replies):
            best = mailmend.explain(reply).best if reply is not None else None
            expected = [best and str(getattr(best, name)) for name in TOLD]
            self.assertEqual([row["reply"], *(row[name] for name in TOLD)], [reply, *expected])
        # What Spark is told of the columns holds: plain texts, no dictionaries.
        self.assertEqual({told[0].schema.field(name).type for name in TOLD}, {pa.string()})

    @unittest.skipUnless(importlib.util.find_spec("pyspark") and shutil.which("java"), "there is no Spark, or no Java")
    def test_the_script_on_spark(self):
        sys.path.insert(0, str(FOLDER))
        self.addCleanup(sys.path.remove, str(FOLDER))
        from explain_logs import make

        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), ROWS)
            files = sorted(str(path) for path in Path(folder).glob("*.parquet"))
            # Local mode: as many workers as there are cores, each with an interpreter of its own.
            asked = [sys.executable, str(FOLDER / "explain_on_spark.py"), *files]
            environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
            start = time.perf_counter()
            told = subprocess.run(asked, capture_output=True, text=True, check=True, env=environment).stdout
        print(f"{ROWS} replies on Spark in {time.perf_counter() - start:.1f} s, its start included")
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in told.splitlines() if line.startswith("|")]
        heads, *counts = rows
        self.assertEqual(heads, ["code", "owner", "retry", "recipient", "count"])
        self.assertEqual(sum(int(row[-1]) for row in counts), ROWS)
        self.assertIn(["RCPT001", "recipient", "never", "suppress", str(ROWS // 8)], counts)


if __name__ == "__main__":
    unittest.main()
