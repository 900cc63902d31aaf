"""The Spark session: started for a master, with a sentence for all that keeps it from starting."""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from zhize.errors import OptionError, ServerError, require

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_MASTERS = re.compile(r"local(\[(\d+|\*)(,\d+)?\])?|yarn|k8s://\S+|spark://(?P<host>[^:/,\s]+):(?P<port>\d+)(,\S+)?")
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "64",  # a row may hold a whole file
    "spark.sql.parquet.columnarReaderBatchSize": "64",  # likewise: of 4,096 rows, as many as Spark reads at once, 600 documents filled 2 GB
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # the codes of provinces are text
    "spark.log.level": "ERROR",
}
_SECONDS = 5.0
"""A master that does not take a connection in so many seconds cannot be reached."""


@contextmanager
def session(master: str) -> Iterator[SparkSession]:
    """A session at a master (`local[4]`, `spark://host:7077`, `yarn`, `k8s://…`), ended with the block unless it was there before.

    Raises:
        MissingExtra: pyspark is not installed.
        OptionError: this is no master, or there is no Java.
        ServerError: the master cannot be reached, or refuses.
    """
    require("spark")
    _check_master(master)
    _check_java()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    before = SparkSession.getActiveSession()
    logging.getLogger("py4j").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="pyspark")  # of versions and of types, which nobody here can change
    try:
        builder = SparkSession.builder.master(master).appName("zhize")
        for name, value in {**_SETTINGS, **_of_local(master)}.items():
            builder = builder.config(name, value)
        spark = builder.getOrCreate()
    except (PySparkException, Py4JError, OSError, RuntimeError) as error:
        raise ServerError(
            "{master}: Spark cannot be started there ({error}).", master=master, error=_first(error)
        ) from error
    try:
        yield spark
    finally:
        if before is None:
            spark.stop()


def _of_local(master: str) -> dict[str, str]:
    """Further settings where all is done in one machine: as many parts of a shuffle as there are processors, not 200."""
    match = _MASTERS.fullmatch(master)
    if match is None or not master.startswith("local"):
        return {}
    cores = {None: 1, "*": os.cpu_count() or 1}.get(match[2]) or int(match[2])
    return {
        "spark.sql.shuffle.partitions": str(cores),
        "spark.driver.memory": os.environ.get("ZHIZE_SPARK_MEMORY", "2g"),
    }


def _check_master(master: str) -> None:
    match = _MASTERS.fullmatch(master)
    if match is None:
        raise OptionError(
            "“{master}” is no master of Spark. Give local[2], spark://HOST:PORT, yarn or k8s://… with --spark.",
            master=master,
        )
    if match["host"]:
        try:
            socket.create_connection((match["host"], int(match["port"])), _SECONDS).close()
        except OSError as error:
            raise ServerError(
                "{master}: nobody answers there ({reason}). Is the master running?",
                master=master,
                reason=error.strerror or str(error),
            ) from error


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not shutil.which(str(Path(home) / "bin" / "java") if home else "java"):
        raise OptionError("Spark needs Java 17 or newer, and no java is found. Install it, or set JAVA_HOME.")


def _first(error: BaseException) -> str:
    """The first line of what an error says that tells something: of one out of Java the last cause."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    causes = [line.removeprefix("Caused by:").strip() for line in lines if line.startswith(("Caused by:", ": "))]
    return (causes or lines or [type(error).__name__])[-1 if causes else 0].lstrip(": ")
