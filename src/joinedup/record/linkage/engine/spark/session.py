"""The Spark session, with the functions that the comparison levels need."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from joinedup.record.linkage.engine.files import FileError

Spark = Any
"""A session; PySpark is an extra and its types are not always there."""
JARO_WINKLER = "jaro_winkler_as_duckdb"
"""The function of that name in Splink's jar counts transpositions otherwise than DuckDB."""


def session() -> Spark:
    """Start one on this machine, or join the one that ``spark-submit`` started.

    :raises FileError: PySpark or Java is not there.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise FileError("--engine spark needs PySpark: install the extra, joinedup[spark]")
    home = os.environ.get("JAVA_HOME")
    if not (home and Path(home, "bin", "java").exists()) and shutil.which("java") is None:
        raise FileError("--engine spark needs Java 17 or later, as default-jre-headless has it")
    from pyspark.sql import SparkSession
    from splink.internals.spark.jar_location import similarity_jar_location

    # the workers have to find what this program finds
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("joinedup").config(
        "spark.jars", similarity_jar_location()
    )
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    _register(spark)
    return spark


_SETTINGS = {
    "spark.sql.ansi.enabled": "false",  # beyond the end of a list is null, as in DuckDB
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.host": "localhost",
    "spark.driver.memory": "3g",
}


def _register(spark: Spark) -> None:
    from pyspark.sql.types import DoubleType
    from rapidfuzz.distance import JaroWinkler

    def likeness(one: str | None, other: str | None) -> float | None:
        if one is None or other is None:
            return None
        return float(JaroWinkler.similarity(one, other))

    spark.udf.register(JARO_WINKLER, likeness, DoubleType())
