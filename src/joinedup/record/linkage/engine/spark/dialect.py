"""SQL over prepared records, from DuckDB's dialect into Spark's."""

import sqlglot
from sqlglot import exp

from joinedup.record.linkage.engine.spark.session import JARO_WINKLER


def in_spark(condition: str) -> str:
    """The same condition or expression."""
    tree = sqlglot.parse_one(condition, read="duckdb").transform(_function)
    return tree.sql(dialect="spark")


def _function(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.JarowinklerSimilarity):
        return exp.Anonymous(this=JARO_WINKLER, expressions=[node.this, node.expression])
    if isinstance(node, exp.ArrayOverlaps):
        return exp.Anonymous(this="arrays_overlap", expressions=[node.this, node.expression])
    return node
