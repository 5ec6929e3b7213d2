"""Explains millions of replies with Arrow, in as many processes as there are cores, and counts what came out.

    python examples/batch/explain_logs.py 10000000        # some replies of our own making, written to a temporary folder
    python examples/batch/explain_logs.py --folder logs/  # Parquet files with a column `reply`

Each process takes one file after the other, batch by batch, so that memory stays the same however much there is. On
Spark the same function does it: see `explain_on_spark.py`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

import mailmend

ROWS_A_FILE = 500_000
ROWS_A_BATCH = 65_536


def diagnose(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Puts what mailmend says beside each reply. `mapInArrow` of Spark takes a function of this shape."""
    for batch in batches:
        told = pa.record_batch(mailmend.explain_many(batch.column("reply")))
        columns = [batch.column(name) for name in batch.schema.names]
        # Spark knows no dictionaries; pyarrow makes plain texts of them.
        plain = [told.column(name).cast(pa.string()) for name in TOLD]
        yield pa.RecordBatch.from_arrays([*columns, *plain], [*batch.schema.names, *TOLD])


TOLD = ["code", "owner", "retry", "recipient"]


def count(path: str) -> Counter[tuple[str, str]]:
    """How often each cause stands in a file, and what to do with the recipient."""
    counts: Counter[tuple[str, str]] = Counter()
    for batch in parquet.ParquetFile(path).iter_batches(ROWS_A_BATCH, columns=["reply"]):
        told = pa.table(mailmend.explain_many(batch.column("reply")))
        groups = told.group_by(["code", "recipient"]).aggregate([([], "count_all")])
        for group in groups.to_pylist():
            counts[group["code"], group["recipient"]] += group["count_all"]
    return counts


def make(folder: Path, rows: int) -> None:
    """Writes replies as servers give them: most say the same as another, many name a recipient of their own."""
    for number, start in enumerate(range(0, rows, ROWS_A_FILE)):
        places = range(start, min(start + ROWS_A_FILE, rows))
        replies = [SAID[place % len(SAID)].format(place % 50_021) for place in places]
        parquet.write_table(pa.table({"reply": replies}), folder / f"replies-{number:04}.parquet")


SAID = [
    "421 4.7.0 Try again later, closing connection.",
    "550 5.1.1 <user{}@example.com>: Recipient address rejected: User unknown in virtual mailbox table",
    "250 2.0.0 OK queued as {}",
    "452 4.2.2 The email account that you tried to reach is over quota",
    "535 5.7.8 Error: authentication failed",
    "451 4.7.1 Greylisting in action, please come back later",
    "552 5.3.4 Message size exceeds fixed limit",
    "550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using zen.spamhaus.org",
]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("rows", type=int, nargs="?", default=100_000, help="how many replies to make")
    arguments.add_argument("--folder", type=Path, help="Parquet files to read in place of these")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        if given.folder is None:
            make(folder, given.rows)
        files = sorted(str(path) for path in folder.glob("*.parquet"))
        start = time.perf_counter()
        counts: Counter[tuple[str, str]] = Counter()
        with multiprocessing.get_context("spawn").Pool(min(os.cpu_count() or 1, len(files))) as pool:
            for one in pool.imap_unordered(count, files):
                counts.update(one)
        seconds = time.perf_counter() - start
    for (code, recipient), number in counts.most_common():
        print(f"{number:>12}  {code}  {recipient}")
    total = sum(counts.values())
    print(f"{total} replies in {seconds:.1f} s: {total / seconds:,.0f} a second")


if __name__ == "__main__":
    main()
