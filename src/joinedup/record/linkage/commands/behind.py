"""Writing one batch of a file while the next is made ready: the database has its own processor."""

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from django.db import connection


class WritingBehind:
    """Runs one statement for each batch, a batch behind whoever hands them over.

    It all happens on the connection, and in the transaction, of the one who opened this: a
    statement is under way between ``begin`` and ``settle``, and meanwhile nothing else may use
    the connection. Leaving it writes what is left, or after an error waits until the statement
    under way has ended, so that the transaction can be rolled back.
    """

    def __init__(self, statement: str) -> None:
        self._statement = statement
        self._waiting: list[Any] | None = None
        self._under_way: Future[None] | None = None

    def __enter__(self) -> Self:
        self._cursor = connection.cursor()
        self._thread = ThreadPoolExecutor(1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self.settle()
                self.begin()
                self.settle()
        finally:
            self._thread.shutdown(wait=True)
            self._cursor.close()

    def hand_over(self, values: list[Any]) -> None:
        """The values of the batch that is to be written next."""
        self._waiting = values

    def begin(self) -> None:
        """Start writing what was handed over, if anything was."""
        values, self._waiting = self._waiting, None
        if values is not None:
            self._under_way = self._thread.submit(self._write, values)

    def _write(self, values: list[Any]) -> None:
        self._cursor.execute(self._statement, values)

    def settle(self) -> None:
        """Wait for what is being written. Raises what the database raised."""
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.result()
