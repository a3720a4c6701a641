"""Logs that a system administrator may read: they name no family."""

import logging
import re

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_TEN_DIGITS = re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b")
_DETAIL = re.compile(r"(DETAIL|CONTEXT|PARAMETERS?):.*", re.DOTALL)


class NoPersonalData(logging.Filter):
    """Takes out what could name a person: e-mail addresses, ten-digit numbers, row contents.

    PostgreSQL repeats the offending row in the DETAIL of an error; Django repeats the error in
    its log. The type and place of an error are kept, the values are not.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _clean(record.getMessage())
        record.args = ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = _outline(record.exc_info[1])
            record.exc_info = None
        return True


def _clean(text: str) -> str:
    text = _DETAIL.sub(r"\1: (left out)", text)
    return _TEN_DIGITS.sub("(number)", _ADDRESS.sub("(address)", text))


def _outline(error: BaseException) -> str:
    """The chain of error types, each with file and line, and no message."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        place = seen.__traceback__
        frames = []
        while place is not None:
            code = place.tb_frame.f_code
            frames.append(f"  {code.co_filename}:{place.tb_lineno} in {code.co_name}")
            place = place.tb_next
        lines += [*frames, f"{type(seen).__module__}.{type(seen).__qualname__}"]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)
