"""The pairs that a run compared, read back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from joinedup.record.linkage.engine.files.mapping import FileError

_COLUMNS = ["source_l", "record_l", "source_r", "record_r", "probability"]
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """Two records by source and id, and whether they are rather one person than not."""

    one: tuple[str, str]
    other: tuple[str, str]
    likely: bool

    def keys(self, *, with_sources: bool) -> tuple[tuple[str, str], tuple[str, str]]:
        """Both records, by their ids alone where sources do not count."""
        if with_sources:
            return self.one, self.other
        return ("", self.one[1]), ("", self.other[1])


def read_pairs(path: Path) -> Iterator[ComparedPair]:
    """A batch at a time, because there may be millions.

    :raises FileError: not a file of pairs.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        for batch in pq.ParquetFile(path).iter_batches(columns=_COLUMNS):
            if batch.num_columns != len(_COLUMNS):
                raise FileError(f"{path} holds no pairs: it needs {', '.join(_COLUMNS)}")
            columns = [batch.column(name).to_pylist() for name in _COLUMNS]
            for left, one, right, other, probability in zip(*columns, strict=True):
                yield ComparedPair((left, one), (right, other), probability > _LIKELY)
    except (pa.ArrowException, OSError) as error:
        line = str(error).partition("\n")[0]
        raise FileError(f"{path} is not a whole Parquet file: {line}") from error
