"""Comparing everybody, and what people decide about a pair that was found."""

from joinedup.record.duplicates.commands.comparing import compare_everybody
from joinedup.record.duplicates.commands.deciding import call_relatives

__all__ = ["call_relatives", "compare_everybody"]
