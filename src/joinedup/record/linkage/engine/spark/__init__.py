"""Bulk linkage on Spark, for those who outgrow one machine: the same pairs, the same weights.

Pairs are found (``blocking``) and scored (``scoring``, through Splink's Spark backend) on Spark;
samples to learn from and clustering stay on the workbench, as in a run without Spark.  The session
is that of the cluster where one is running, else one on this machine.
"""

from joinedup.record.linkage.engine.backend import Backend
from joinedup.record.linkage.engine.spark.blocking import OnSpark
from joinedup.record.linkage.engine.spark.scoring import predict_on
from joinedup.record.linkage.engine.spark.session import session

__all__ = ["on_spark"]


def on_spark() -> Backend:
    """Start, or join, a session.

    :raises FileError: PySpark or Java is not there.
    """
    spark = session()
    return Backend(OnSpark(spark).block, predict_on(spark))
