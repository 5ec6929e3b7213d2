"""The same on Spark, over what no single machine holds.

    pip install mailmend pyspark pyarrow     # Spark needs a Java of its own
    spark-submit --py-files explain_logs.py explain_on_spark.py logs/*.parquet

Prints how often each cause stands in the column `reply` of the files, and whose it is to mend.
"""

from __future__ import annotations

import sys

from explain_logs import TOLD, diagnose
from pyspark.sql import SparkSession


def main() -> None:
    spark = SparkSession.builder.appName("mailmend").getOrCreate()
    logs = spark.read.parquet(*sys.argv[1:]).select("reply")
    told = logs.mapInArrow(diagnose, schema=", ".join(f"{name} string" for name in ["reply", *TOLD]))
    told.groupBy(*TOLD).count().orderBy("count", ascending=False).show(40, truncate=False)


if __name__ == "__main__":
    main()
