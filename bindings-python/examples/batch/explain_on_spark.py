"""The same on Spark, over what no single machine holds.

    pip install mailmend pyspark pandas pyarrow     # Spark needs a Java beside them, and looks for pandas
    python explain_on_spark.py logs/*.parquet

Prints how often each cause stands in the column `reply` of the files, and whose it is to mend.
"""

from __future__ import annotations

import sys
from pathlib import Path

from explain_logs import TOLD, diagnose
from pyspark.sql import SparkSession


def main() -> None:
    spark = SparkSession.builder.appName("mailmend").getOrCreate()
    # The workers, wherever they are, have to have it, too.
    spark.sparkContext.addPyFile(str(Path(__file__).with_name("explain_logs.py")))
    logs = spark.read.parquet(*sys.argv[1:]).select("reply")
    told = logs.mapInArrow(diagnose, schema=", ".join(f"{name} string" for name in ["reply", *TOLD]))
    told.groupBy(*TOLD).count().orderBy("count", ascending=False).show(40, truncate=False)


if __name__ == "__main__":
    main()
