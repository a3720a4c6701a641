"""On what pairs are found and scored: DuckDB on this machine, or Spark."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from joinedup.record.linkage.engine.blocking import Blocked, Rule, block
from joinedup.record.linkage.engine.scoring import Predict, predicted

if TYPE_CHECKING:
    import duckdb


class Block(Protocol):
    """Fills ``candidates`` from ``people``, as ``blocking.block`` says."""

    def __call__(
        self, base: "duckdb.DuckDBPyConnection", rules: Sequence[Rule], *, between: bool,
        tell: Callable[[str], None],
    ) -> Blocked: ...  # fmt: skip


@dataclass(frozen=True)
class Backend:
    """Both give the same pairs the same weights."""

    block: Block
    predict: Predict


DUCKDB = Backend(block, predicted)
